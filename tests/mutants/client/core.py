"""What a defective client is made of: the sound one, with hooks around all that goes in and comes out."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from thulium_chat import AsyncThuliumChat, ThuliumChat
from thulium_chat.__main__ import main

from tests.contract.client_suite.clients import Clients
from tests.mutants.client.witness import Witness, sends

Arguments = dict[str, Any]


class Memory(dict[str, Any]):
    """What a defective client remembers, from its settings on; `calls` counts its calls."""

    calls = 0


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


def _raised(error: Exception, memory: Memory) -> Any:
    raise error


@dataclass(frozen=True)
class Defect:
    """The hooks; each gets what passes and the memory of the client, and returns what goes on in its place."""

    settings: Callable[[Arguments, Memory], Arguments] = _same
    made: Callable[[Any, Memory], Any] = _same
    arguments: Callable[[Arguments, Memory], Arguments] = _same
    request: Callable[[httpx.Request, Memory], httpx.Request] = _same
    answer: Callable[[httpx.Response, Memory], httpx.Response] = _same
    result: Callable[[Any, Memory], Any] = _same
    error: Callable[[Exception, Memory], Any] = _raised
    patches: tuple[Patch, ...] = ()
    methods: dict[str, Callable[..., Any]] = field(default_factory=dict)
    repeats: Callable[[Any, Memory], bool] | None = None
    """Tells from an answer or an exception of the transport whether to send once more."""
    options: Callable[[list[str]], list[str]] = list
    """Changes the command line of `thulium-chat`."""
    sync: bool = True
    """Whether the sync class has the defect."""
    asynchronous: bool = True
    """Whether the async class has it."""

    def clients(self) -> Clients:
        """Return both classes."""
        found = Clients()
        sync = _sync_class(self) if self.sync else found.sync
        return Clients(sync, _async_class(self) if self.asynchronous else found.asynchronous, self._command)

    def _command(self, arguments: Sequence[str]) -> int:
        with _applied(self.patches):
            return main(self.options(list(arguments)))


@contextmanager
def _applied(patches: tuple[Patch, ...]) -> Iterator[None]:
    if not patches:
        yield
        return
    with patches[0].applied(), _applied(patches[1:]):
        yield


class _Wrapper(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """The transport of a defective client."""

    def __init__(self, inner: Any, defect: Defect, memory: Memory) -> None:
        self._inner, self._defect, self._memory = inner, defect, memory

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        while True:
            found: httpx.Response | Exception
            try:
                changed = self._defect.request(request, self._memory)
                found = self._defect.answer(self._inner.handle_request(changed), self._memory)
            except Exception as error:
                found = error
            if self._defect.repeats is None or not self._defect.repeats(found, self._memory):
                return _given(found)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        while True:
            found: httpx.Response | Exception
            try:
                changed = self._defect.request(request, self._memory)
                found = self._defect.answer(await self._inner.handle_async_request(changed), self._memory)
            except Exception as error:
                found = error
            if self._defect.repeats is None or not self._defect.repeats(found, self._memory):
                return _given(found)

    def close(self) -> None:
        self._inner.close()

    async def aclose(self) -> None:
        await self._inner.aclose()


def _given(found: httpx.Response | Exception) -> httpx.Response:
    if isinstance(found, Exception):
        raise found
    return found


def _defective(http: Any, defect: Defect, memory: Memory) -> Any:
    """Return the I/O of a client whose transports have the defect."""

    def make(self: Any, begin: Any) -> Any:
        made = http._make(self, begin)
        made._transport = _Wrapper(made._transport, defect, memory)
        return made

    return type(http.__name__, (http,), {"_make": make})


def _named(arguments: tuple[Any, ...], named: Arguments, names: tuple[str, ...]) -> Arguments:
    return {**dict(zip(names, arguments, strict=False)), **named}


_SETTINGS = ("system_name", "user", "password")
_QUEUE = ("chat_queue_id",)


def _sync_class(defect: Defect) -> Callable[..., ThuliumChat]:
    class Defective(ThuliumChat):
        """A defective client."""

        def __init__(self, *arguments: Any, **named: Any) -> None:
            self._memory = Memory()
            vars(self)["_http"] = _defective(type(self)._http, defect, self._memory)
            with _applied(defect.patches):
                super().__init__(**defect.settings(_named(arguments, named, _SETTINGS), self._memory))
            defect.made(self, self._memory)

        def start_conversation(self, *arguments: Any, **named: Any) -> Any:
            """Start a conversation, wrongly."""
            self._memory.calls += 1
            with _applied(defect.patches):
                try:
                    changed = defect.arguments(_named(arguments, named, _QUEUE), self._memory)
                    return defect.result(super().start_conversation(**changed), self._memory)
                except Exception as error:
                    return defect.error(error, self._memory)

    defective: Callable[..., ThuliumChat] = _with_methods(Defective, defect, "ThuliumChat")
    return defective


def _async_class(defect: Defect) -> Callable[..., AsyncThuliumChat]:
    class Defective(AsyncThuliumChat):
        """A defective client."""

        def __init__(self, *arguments: Any, **named: Any) -> None:
            self._memory = Memory()
            vars(self)["_http"] = _defective(type(self)._http, defect, self._memory)
            with _applied(defect.patches):
                super().__init__(**defect.settings(_named(arguments, named, _SETTINGS), self._memory))
            defect.made(self, self._memory)

        async def start_conversation(self, *arguments: Any, **named: Any) -> Any:
            """Start a conversation, wrongly."""
            self._memory.calls += 1
            with _applied(defect.patches):
                try:
                    changed = defect.arguments(_named(arguments, named, _QUEUE), self._memory)
                    return defect.result(await super().start_conversation(**changed), self._memory)
                except Exception as error:
                    return defect.error(error, self._memory)

    defective: Callable[..., AsyncThuliumChat] = _with_methods(Defective, defect, "AsyncThuliumChat")
    return defective


def _with_methods(made: Any, defect: Defect, name: str) -> Any:
    for method, function in defect.methods.items():
        setattr(made, method, function)
    made.__name__ = name
    return made


@dataclass(frozen=True)
class ClientMutant:
    """A client with one defect: `description` says in one line which, `witness` is what shows it."""

    name: str
    description: str
    defect: Defect
    witness: Witness = field(default_factory=sends)
    group: str = ""
    """The class of the defect, which is the module that it stands in."""

    def clients(self) -> Clients:
        """Return both classes of the client."""
        return self.defect.clients()
