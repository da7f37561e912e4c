"""A transport instead of the network: it records what a client sends, and answers as it is told."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import httpx
from thulium_contract.expected.reading import pairs

JSON: Mapping[str, str] = {"Content-Type": "application/json"}
CONVERSATION_ID = "6ed7c941-2c8a-411e-95d2-338a9f64800a"
MOST_REQUESTS = 20
"""More than any call may make: a client that never stops trying is stopped here."""


class Runaway(BaseException):
    """A client sends again and again."""


class Interrupt(BaseException):
    """What must never be caught, as KeyboardInterrupt."""


@dataclass(frozen=True)
class Answer:
    """An answer to give, in two pieces; with a `failure` it breaks off, with a `length` it is that many spaces."""

    status: int = 200
    body: bytes = b'{"conversation_id": "%s"}' % CONVERSATION_ID.encode()
    headers: Mapping[str, str] = field(default_factory=lambda: JSON)
    failure: BaseException | None = None
    length: int = 0

    def pieces(self) -> Iterator[bytes]:
        """Yield the body as it comes in."""
        if self.length:
            yield from (b" " * 65536 for _ in range(self.length // 65536))
            return
        half = 20 if self.failure else len(self.body) // 2
        yield self.body[:half]
        if self.failure:
            raise self.failure
        yield self.body[half:]


STARTED = Answer()
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
WHOLE = OK + b"Content-Length: %d\r\n\r\n" % len(STARTED.body) + STARTED.body
"""The same on the wire."""


@dataclass(frozen=True)
class Sent:
    """A request as the transport got it."""

    method: str
    origin: str
    target: bytes
    headers: tuple[tuple[str, str], ...]
    body: bytes
    timeout: Mapping[str, float | None]

    @property
    def path(self) -> str:
        """The path, as it is on the wire."""
        return self.target.partition(b"?")[0].decode("ascii")

    @property
    def parameters(self) -> list[tuple[bytes, bytes]]:
        """The parameters, decoded, in the order of their names."""
        return sorted(pairs(self.target.partition(b"?")[2].decode("ascii")))

    def header(self, name: str) -> list[str]:
        """Return all values of a header."""
        return [value for key, value in self.headers if key == name]


class Stream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of an answer; it knows how much of it was read, and whether it was closed."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self.read = 0
        self.closed = False
        self.before_end: Callable[[], Awaitable[None]] | None = None

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces."""
        for piece in self._pieces:
            self.read += len(piece)
            yield piece

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the pieces."""
        for piece in self:
            yield piece
        if self.before_end is not None:
            await self.before_end()

    def close(self) -> None:
        """Close it."""
        self.closed = True

    async def aclose(self) -> None:
        """Close it."""
        self.closed = True


class Recorder(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Gives the answers in turn, the last one for ever; an exception is raised instead."""

    def __init__(self, *answers: Answer | BaseException) -> None:
        self.sent: list[Sent] = []
        self.streams: list[Stream] = []
        self.closed = 0
        self.answer_with(*answers or [STARTED])

    def answer_with(self, *answers: Answer | BaseException) -> None:
        """Forget what was sent, and give these answers from now on."""
        self.sent.clear()
        self.streams.clear()
        self.answers = list(answers)
        self.requests_left = MOST_REQUESTS

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Record the request and answer it."""
        request.read()
        return self.answer(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Do the same where it is awaited."""
        await request.aread()
        return self.answer(request)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Record the request and answer it."""
        if not self.requests_left:
            raise Runaway(f"a call sends more than {MOST_REQUESTS} requests")
        self.requests_left -= 1
        self.sent.append(recorded(request))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, BaseException):
            raise answer
        self.streams.append(Stream(answer.pieces()))
        return httpx.Response(answer.status, headers=dict(answer.headers), stream=self.streams[-1])

    def close(self) -> None:
        """Count it."""
        self.closed += 1

    async def aclose(self) -> None:
        """Count it."""
        self.closed += 1


def recorded(request: httpx.Request) -> Sent:
    """Return what is sent."""
    headers = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in request.headers.raw]
    origin = f"{request.url.scheme}://{request.url.netloc.decode('ascii')}"
    timeout = request.extensions.get("timeout", {})
    return Sent(request.method, origin, request.url.raw_path, tuple(headers), request.content, timeout)
