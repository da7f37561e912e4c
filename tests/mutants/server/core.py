"""What a seeded defect is made of: a layer that changes requests on their way in and answers on their way out."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from thulium_mock.app import create_app
from thulium_mock.errors import MockError, envelope
from thulium_mock.languages import preferred_language
from thulium_mock.state.fixtures import default_fixtures
from thulium_mock.state.memory_store import Fixtures
from thulium_mock.state.spaces import Space, Spaces

from tests.mutants.server.parts import FaultyStore, Parts, Server
from tests.mutants.server.witness import Ask

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Request:
    """A request as it is on the wire; the body is there for the defects that say that they read it."""

    method: str
    path: str
    query: str
    headers: Fields
    body: bytes = b""
    client: Any = None
    version: str = "1.1"

    def header(self, name: str) -> str:
        """Return the values of a header, joined as HTTP joins them; the empty text if there is none."""
        return ", ".join(value for key, value in self.headers if key == name)

    def has(self, name: str) -> bool:
        """Tell whether the header is given."""
        return any(key == name for key, _ in self.headers)

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


@dataclass(frozen=True)
class Answer:
    """An answer as the application gives it."""

    status: int
    headers: Fields
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)

    def with_body(self, body: bytes) -> "Answer":
        """Return this answer with another body, and the length that goes with it."""
        return replace(self, body=body).with_header("content-length", str(len(body)))

    def with_json(self, value: Any) -> "Answer":
        """Return this answer with another JSON body."""
        return self.with_body(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())

    def with_header(self, name: str, value: str | None) -> "Answer":
        """Return this answer with a header replaced, or removed for None."""
        kept = tuple(each for each in self.headers if each[0] != name)
        return replace(self, headers=kept if value is None else (*kept, (name, value)))


RequestChange = Callable[[Request, Server], Request]
"""How a request is changed on its way in; it raises what is in `thulium_mock.errors` to answer with that instead."""

AnswerChange = Callable[[Answer, Request, Server], Answer]
"""How an answer is changed on its way out; the request is the one that came in, unchanged."""

Pause = Callable[[Request, Server], float]
"""How many seconds a request waits before it is looked at."""


@dataclass(frozen=True)
class Defect:
    """What goes wrong around the mock, and in its parts."""

    request: RequestChange = lambda request, server: request
    answer: AnswerChange = lambda answer, request, server: answer
    pause: Pause = lambda request, server: 0
    reads_body: bool = False
    parts: Parts = field(default_factory=Parts)

    def build(self) -> ASGIApp:
        """Return a fresh mock with this defect."""
        server = Server()

        def make(name: str, fixtures: Fixtures) -> Space:
            return Space(name, fixtures, store=FaultyStore(fixtures, self.parts, server))

        spaces = Spaces(make, default_fixtures())
        return _Layer(create_app(spaces=spaces), self, server, spaces.default.request_ids.next)


@dataclass(frozen=True)
class ServerMutant:
    """A server with one defect; the ``witness`` is a conversation with it that a sound server holds differently."""

    name: str
    description: str
    build: Callable[[], ASGIApp]
    witness: tuple[Ask, ...]

    @property
    def group(self) -> str:
        """The class of the defect."""
        return self.name.partition(".")[0]


class Group:
    """The defects of one class, in the order in which they are added."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.mutants: list[ServerMutant] = []

    def add(self, name: str, description: str, defect: Defect, *witness: Ask) -> None:
        """Add a defect with the requests that show it."""
        self.mutants.append(ServerMutant(f"{self.name}.{name}", description, defect.build, witness))

    def on_request(self, name: str, description: str, change: RequestChange, *witness: Ask) -> None:
        """Add a defect that changes requests."""
        self.add(name, description, Defect(request=change), *witness)

    def on_answer(self, name: str, description: str, change: AnswerChange, *witness: Ask) -> None:
        """Add a defect that changes answers."""
        self.add(name, description, Defect(answer=change), *witness)


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
        if self.defect.reads_body:
            receive = _again(await _read(receive))
        request = await _request(scope, receive if self.defect.reads_body else None)
        self.server.count += 1
        self.server.in_flight += 1
        try:
            if seconds := self.defect.pause(request, self.server):
                await asyncio.sleep(seconds)
            changed = self.defect.request(request, self.server)
            answer = await _ask(self.app, _scope(scope, changed), receive)
            answer = self.defect.answer(answer, request, self.server)
        except MockError as error:
            answer = _answer(*envelope(error, preferred_language(scope["headers"]), self.request_id()))
        finally:
            self.server.in_flight -= 1
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})


def decoded(text: str) -> bytes:
    """Return the bytes that a form-urlencoded text stands for."""
    return unquote_to_bytes(text.replace("+", " "))


async def _request(scope: Scope, receive: Receive | None) -> Request:
    path = scope.get("raw_path") or scope["path"].encode()
    return Request(
        scope["method"],
        path.decode("latin-1"),
        scope["query_string"].decode("latin-1"),
        tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]),
        (await receive())["body"] if receive else b"",
        scope.get("client"),
        scope["http_version"],
    )


def _scope(scope: Scope, request: Request) -> Scope:
    return {
        **scope,
        "method": request.method,
        "path": unquote(request.path),
        "raw_path": request.path.encode("latin-1"),
        "query_string": request.query.encode("latin-1"),
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in request.headers],
    }


async def _ask(app: ASGIApp, scope: Scope, receive: Receive) -> Answer:
    sent: list[Message] = []

    async def keep(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, keep)
    start, *parts = sent
    return _answer(start["status"], start["headers"], b"".join(part.get("body", b"") for part in parts))


def _answer(status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> Answer:
    return Answer(status, tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers), body)


async def _read(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return bytes(body)


def _again(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
