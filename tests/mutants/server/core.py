"""What a seeded defect is made of: a layer that changes requests on their way in and answers on their way out."""

import asyncio
import base64
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Self
from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Receive, Scope, Send
from thulium_mock.app import create_app
from thulium_mock.errors import MockError, envelope
from thulium_mock.languages import preferred_language

from tests.http import messages
from tests.http.asgi import answer, ask, read
from tests.http.messages import Response
from tests.mutants.server.deliveries import Deliverer
from tests.mutants.server.parts import Parts, Server, faulty_spaces
from tests.mutants.server.witness import Ask


@dataclass(frozen=True)
class Request(messages.Request):
    """A request as it is on the wire, and what a server reads of it."""

    client: Any = None

    @property
    def path(self) -> str:
        """The target without the query."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """What follows the path in the target."""
        return self.target.partition("?")[2]

    def with_path(self, path: str) -> Self:
        """Return this request with another path."""
        return replace(self, target=f"{path}?{self.query}" if self.query else path)

    def with_query(self, query: str) -> Self:
        """Return this request with another query."""
        return replace(self, target=f"{self.path}?{query}" if query else self.path)

    def header(self, name: str) -> str:
        """Return the values of a header, joined as HTTP joins them; the empty text if there is none."""
        return self.fields.get(name, "")

    def has(self, name: str) -> bool:
        """Tell whether the header is given."""
        return bool(self.values(name))

    def pairs(self) -> list[tuple[bytes, bytes]]:
        """Return the decoded names and values of the query."""
        pieces = (piece.partition("=") for piece in self.query.split("&"))
        return [(decoded(name), decoded(value)) for name, _, value in pieces]

    def names(self) -> list[str]:
        """Return the decoded names of the query."""
        return [name.decode("latin-1") for name, _ in self.pairs()]

    def value(self, name: str) -> bytes:
        """Return the last decoded value of a parameter; nothing if there is none."""
        return dict(self.pairs()).get(name.encode(), b"")

    @property
    def login(self) -> tuple[str, str] | None:
        """Name and password of a sound Basic header; None without one."""
        scheme, _, token = self.header("authorization").partition(" ")
        try:
            name, colon, password = base64.b64decode(token, validate=True).decode().partition(":")
        except ValueError:
            return None
        return (name, password) if scheme.lower() == "basic" and colon else None


RequestChange = Callable[[Request, Server], Request]
"""How a request is changed on its way in; it raises what is in `thulium_mock.errors` to answer with that instead."""

AnswerChange = Callable[[Response, Request, Server], Response]
"""How an answer is changed on its way out; the request is the one that came in, unchanged."""

Pause = Callable[[Request, Server], float]
"""How many seconds a request waits before it is looked at."""


@dataclass(frozen=True)
class Defect:
    """What goes wrong around the mock, and in its parts."""

    request: RequestChange = lambda request, server: request
    answer: AnswerChange = lambda answer, request, server: answer
    pause: Pause = lambda request, server: 0
    parts: Parts = field(default_factory=Parts)

    def build(self) -> ASGIApp:
        """Return a fresh mock with this defect."""
        return self.around(Host(self.parts))

    def around(self, host: "Host") -> ASGIApp:
        """Return a mock with this defect, which has its parts already; it remembers nothing of another defect."""
        host.server.forget()
        return _Layer(host.app, self, host.server, host.request_id)


class Host:
    """A mock with ``parts``, in which several defects without any may be, one after the other."""

    def __init__(self, parts: Parts) -> None:
        self.parts, self.server = parts, Server()
        spaces = faulty_spaces(parts, self.server)
        self.app, self.request_id = create_app(spaces=spaces), spaces.request_ids.next
        if deliver := parts.deliver:
            spaces.store.changes.on_deliveries = Deliverer(spaces, lambda event: deliver(event, self.server)).wake


@dataclass(frozen=True)
class ServerMutant:
    """A server with one defect; the ``witness`` is a conversation with it that a sound server holds differently."""

    name: str
    description: str
    defect: Defect
    witness: tuple[Ask, ...]
    only: tuple[str, ...] = ()
    """The operations that it is in, by operationId; it may be in all if there are none."""

    def build(self) -> ASGIApp:
        """Return a fresh mock with the defect."""
        return self.defect.build()

    @property
    def group(self) -> str:
        """The class of the defect."""
        return self.name.partition(".")[0]


class _Layer:
    """The ASGI layer of one defect; the control API is left alone, and errors that the defect raises are answered."""

    def __init__(self, app: ASGIApp, defect: Defect, server: Server, request_id: Callable[[], str]) -> None:
        self.app = app
        self.defect = defect
        self.server = server
        self.request_id = request_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/_mock"):
            await self.app(scope, receive, send)
            return
        path, query = scope["raw_path"].decode(), scope["query_string"].decode()
        request = Request(
            f"{path}?{query}" if query else path,
            scope["method"],
            messages.decoded(scope["headers"]),
            await read(receive),
            scope["http_version"],
            scope["client"],
        )
        self.server.count += 1
        self.server.in_flight += 1
        try:
            if seconds := self.defect.pause(request, self.server):
                await asyncio.sleep(seconds)
            sound = await ask(self.app, self.defect.request(request, self.server))
            changed = self.defect.answer(sound, request, self.server)
        except MockError as error:
            status, headers, body = envelope(error, preferred_language(scope["headers"]), self.request_id())
            changed = Response(status, messages.decoded(headers), body)
        finally:
            self.server.in_flight -= 1
        await answer(send, changed)


def decoded(text: str) -> bytes:
    """Return the bytes that a form-urlencoded text stands for."""
    return unquote_to_bytes(text.replace("+", " "))
