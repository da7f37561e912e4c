"""A defective client: the sound one, with hooks around all that goes in and comes out; tables of such clients."""

import base64
import threading
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from inspect import signature
from types import SimpleNamespace
from typing import Any, ClassVar

import httpx
from thulium_chat import AsyncThuliumChat, ThuliumChat, webhooks
from thulium_chat.__main__ import main
from thulium_chat._http import run

from tests.contract.client_suite.clients import Clients

Arguments = dict[str, Any]
OPERATIONS = (
    *("start_conversation", "send_message", "stop_conversation", "remove_texts"),
    *("chats", "chats_page", "create_webhook", "webhooks"),
)
"""The methods of a client that call."""


class Memory(dict[str, Any]):
    """State of a defective client: its settings and calls, and what its hooks keep.

    `given` and `before` are the arguments of the call that began last and of the one before, `error` is what the call
    that ended last has raised.
    """

    error: Exception | None = None
    operation = ""
    calls = failures = 0

    def __init__(self, settings: Arguments) -> None:
        super().__init__()
        self.settings = settings
        self.given: Arguments = {}
        self.before: Arguments = {}
        self.under_way: list[bool] = []

    @property
    def password(self) -> str:
        """The password of the client."""
        return str(self.settings.get("password"))

    @property
    def token(self) -> str:
        """The token that is made of the client's credentials."""
        credentials = f"{self.settings.get('user')}:{self.password}"
        return base64.b64encode(credentials.encode(errors="replace")).decode()

    def begin(self, operation: str, given: Arguments) -> Arguments:
        """Take the arguments of a call that begins."""
        self.operation = operation
        self.calls += 1
        self.under_way.append(True)
        self.before, self.given = self.given, given
        return given

    def end(self, error: Exception | None) -> None:
        """Take the error of a call that ends, None for success."""
        self.under_way.pop()
        self.failures += error is not None
        self.error = error


class Patch:
    """A replaced attribute of a module or class, for as long as any call of a defective client runs."""

    def __init__(self, owner: Any, name: str, replacement: Any) -> None:
        self._owner, self._name, self._replacement = owner, name, replacement
        self._lock = threading.Lock()
        self._users = 0
        self._sound: Any = None

    @contextmanager
    def applied(self) -> Iterator[None]:
        """Replace it; the last of several threads to leave puts the sound one back."""
        with self._lock:
            if not self._users:
                self._sound = vars(self._owner)[self._name]
                setattr(self._owner, self._name, self._replacement)
            self._users += 1
        try:
            yield
        finally:
            with self._lock:
                self._users -= 1
                if not self._users:
                    setattr(self._owner, self._name, self._sound)


def _same(value: Any, memory: Memory) -> Any:
    return value


@dataclass(frozen=True)
class Defect:
    """The hooks; each gets what passes and the memory of the client, and returns what goes on in its place.

    An exception that `result` or `error` returns is raised; `repeats` tells from what the transport returns or raises
    whether to send once more; `options` changes the command line; `sync` and `asynchronous` say which class has it.
    """

    settings: Callable[[Arguments, Memory], Arguments] = _same
    made: Callable[[Any, Memory], Any] = _same
    arguments: Callable[[Arguments, Memory], Arguments] = _same
    request: Callable[[httpx.Request, Memory], httpx.Request] = _same
    answer: Callable[[httpx.Response, Memory], httpx.Response] = _same
    result: Callable[[Any, Memory], Any] = _same
    error: Callable[[Exception, Memory], Any] = _same
    patches: tuple[Patch, ...] = ()
    methods: dict[str, Callable[..., Any]] = field(default_factory=dict)
    repeats: Callable[[Any, Memory], bool] = lambda found, memory: False
    options: Callable[[list[str]], list[str]] = list
    sync: bool = True
    asynchronous: bool = True
    operations: tuple[str, ...] = ("start_conversation",)
    received: Callable[[Any, Any], tuple[Any, Any]] = lambda body, kind: (body, kind)
    event: Callable[[Any], Any] = lambda found: found
    authorized: Callable[..., bool] = webhooks.is_authorized

    def clients(self) -> Clients:
        """Return both classes and the command."""
        own = {"defect": self, **self.methods}
        sync = type("ThuliumChat", (_Sync,), own) if self.sync else ThuliumChat
        asynchronous = type("AsyncThuliumChat", (_Async,), own) if self.asynchronous else AsyncThuliumChat
        receiver = SimpleNamespace(parse=self._parse, is_authorized=self.authorized)
        return Clients(sync, asynchronous, self._command, receiver)

    def _parse(self, body: Any, kind: Any = None) -> Any:
        return self.event(webhooks.parse(*self.received(body, kind)))

    @contextmanager
    def patched(self) -> Iterator[None]:
        """Apply the patches."""
        with ExitStack() as stack:
            for each in self.patches:
                stack.enter_context(each.applied())
            yield

    def _command(self, arguments: Sequence[str]) -> int:
        with self.patched():
            return main(self.options(list(arguments)))


class _Transport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Transport of a defective client."""

    def __init__(self, inner: Any, defect: Defect, memory: Memory) -> None:
        self._inner, self._defect, self._memory = inner, defect, memory

    def handle_request(self, request: httpx.Request) -> Any:
        async def send(sent: httpx.Request) -> Any:
            return self._inner.handle_request(sent)

        return run(self._handle(request, send))

    async def handle_async_request(self, request: httpx.Request) -> Any:
        return await self._handle(request, self._inner.handle_async_request)

    async def _handle(self, request: httpx.Request, send: Callable[[httpx.Request], Awaitable[Any]]) -> Any:
        if self._memory.operation not in self._defect.operations:
            return await send(request)
        while True:
            found: Any
            try:
                found = self._defect.answer(await send(self._defect.request(request, self._memory)), self._memory)
            except Exception as error:
                found = error
            if not self._defect.repeats(found, self._memory):
                return given(found)

    def close(self) -> None:
        self._inner.close()

    async def aclose(self) -> None:
        await self._inner.aclose()


def given(outcome: Any) -> Any:
    """Return an outcome, or raise it where it is an exception."""
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


class _Hooked:
    """Base of both defective classes: hooks around the settings, the transport and each call."""

    defect: ClassVar[Defect]
    _http: Any

    def __init__(self, *arguments: Any, **named: Any) -> None:
        settings = {**dict(zip(("system_name", "user", "password"), arguments, strict=False)), **named}
        self._memory = Memory(settings)
        vars(self)["_http"] = _hooked(type(self)._http, self.defect, self._memory)
        with self.defect.patched():
            super().__init__(**self.defect.settings(settings, self._memory))
        self.defect.made(self, self._memory)

    def _begun(self, operation: str, arguments: tuple[Any, ...], named: Arguments) -> Arguments:
        names = list(signature(getattr(super(), operation)).parameters)
        given = self._memory.begin(operation, {**dict(zip(names, arguments, strict=False)), **named})
        return self.defect.arguments(given, self._memory) if operation in self.defect.operations else given

    async def _made(self, operation: str, make: Callable[..., Any], *arguments: Any) -> Any:
        outcome: Any
        with self.defect.patched():
            try:
                outcome = await make(**self._begun(operation, *arguments))
            except Exception as error:
                outcome = error
            return self._ended(operation, outcome)

    def _ended(self, operation: str, outcome: Any) -> Any:
        error = outcome if isinstance(outcome, Exception) else None
        self._memory.end(error)
        if operation not in self.defect.operations:
            return given(outcome)
        return given((self.defect.error if error else self.defect.result)(outcome, self._memory))


def _hooked(http: Any, defect: Defect, memory: Memory) -> Any:
    """Return the I/O of a client whose transports have the defect."""

    def make(self: Any, begin: Any) -> Any:
        made = http._make(self, begin)
        made._transport = _Transport(made._transport, defect, memory)
        return made

    return type(http.__name__, (http,), {"_make": make})


class _Sync(_Hooked, ThuliumChat):
    pass


class _Async(_Hooked, AsyncThuliumChat):
    pass


def _call(name: str) -> Callable[..., Any]:
    def call(self: Any, *arguments: Any, **named: Any) -> Any:
        async def make(**given: Any) -> Any:
            return getattr(super(_Sync, self), name)(**given)

        return run(self._made(name, make, arguments, named))

    return call


def _call_async(name: str) -> Callable[..., Any]:
    async def call(self: Any, *arguments: Any, **named: Any) -> Any:
        return await self._made(name, getattr(super(_Async, self), name), arguments, named)

    return call


def _list_async(self: Any, *arguments: Any, **named: Any) -> Any:
    """Return all chats, as an iterator that is there without waiting."""
    with self.defect.patched():
        return self._ended("chats", super(_Async, self).chats(**self._begun("chats", arguments, named)))


for _name in OPERATIONS:
    setattr(_Sync, _name, _call(_name))
    setattr(_Async, _name, _list_async if _name == "chats" else _call_async(_name))


@dataclass(frozen=True)
class ClientMutant:
    """A client with one defect: `description` says in a sentence which."""

    name: str
    description: str
    defect: Defect
    rules: tuple[str, ...]
    """Beginnings of the names of rules, one of which finds it."""
    group: str
    """The class of the defect, which is the name of its table."""

    def clients(self) -> Clients:
        """Return both classes of the client, and its command."""
        return self.defect.clients()


Row = tuple[str, str, Defect] | tuple[str, str, Defect, str]
"""Name, sentence, what is done, and the rule that finds it where none of the table's does."""


def table(group: str, rules: str | tuple[str, ...], rows: Iterable[Row]) -> tuple[ClientMutant, ...]:
    """Return the defects of a table, which `rules` find where a row names no other."""
    own = (rules,) if isinstance(rules, str) else rules
    return tuple(ClientMutant(*row[:3], row[3:] or own, group) for row in rows)
