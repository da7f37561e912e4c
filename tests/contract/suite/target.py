"""What is checked: anything that answers requests; here an ASGI application in this process, without a socket."""

import asyncio
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any, Protocol
from urllib.parse import unquote

from starlette.types import ASGIApp, Message

from tests.contract.suite.exchange import Request, Response

TIME_LIMIT = 5.0
"""How many seconds an answer may take."""

GONE = "the server takes no connections any more"
"""The problem of an answer after which there is nobody left to ask."""

_PIECE = 64 * 1024
_APP_ORIGIN = "http://127.0.0.1:4010"


class Unreachable(Exception):
    """The target cannot be asked; the sentence says why."""


class Target(Protocol):
    """A server to be checked."""

    origin: str
    """Scheme, host and port."""
    base_path: str
    """What the paths of the document are appended to."""
    slow: float
    """After how many seconds an answer is slow, though it came in time."""
    insecure: bool
    """Whether any certificate will do."""
    in_process: bool
    """Whether requests are cheap and reach the server unparsed."""

    def send(self, request: Request) -> Response:
        """Send one request and return its answer."""
        ...

    def burst(self, requests: Sequence[Request]) -> list[Response]:
        """Send all requests at once and return their answers, in the order of the requests."""
        ...

    def close(self) -> None:
        """Close what is open."""
        ...


class _Blocked(BaseException):
    """The application has not let the event loop run for longer than the time limit."""


class AppTarget:
    """An ASGI application."""

    in_process = True
    insecure = False
    slow = 2.0
    base_path = "/api"

    def __init__(self, app: ASGIApp, *, time_limit: float = TIME_LIMIT) -> None:
        self.app = app
        self.origin = _APP_ORIGIN
        self.time_limit = time_limit
        self._loop = asyncio.new_event_loop()

    def send(self, request: Request) -> Response:
        """Send one request and return its answer."""
        started = time.perf_counter()
        try:
            with _alarm(self.time_limit + 1):
                return self._loop.run_until_complete(self._ask(request))
        except _Blocked:
            return Response(problem=_late(self.time_limit), elapsed=time.perf_counter() - started)

    def burst(self, requests: Sequence[Request]) -> list[Response]:
        """Send all requests at once and return their answers, in the order of the requests."""

        async def together() -> list[Response]:
            return await asyncio.gather(*(self._ask(each) for each in requests))

        started = time.perf_counter()
        try:
            with _alarm(self.time_limit + 5):
                return self._loop.run_until_complete(together())
        except _Blocked:
            late = Response(problem=_late(self.time_limit), elapsed=time.perf_counter() - started)
            return [late] * len(requests)

    def close(self) -> None:
        """Close the event loop."""
        pending = asyncio.all_tasks(self._loop)
        for task in pending:
            task.cancel()
        if pending:
            self._loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
        self._loop.close()

    async def _ask(self, request: Request) -> Response:
        started = time.perf_counter()
        sent: list[Message] = []
        problem = ""
        try:
            async with asyncio.timeout(self.time_limit):
                await self._call(request, sent)
        except TimeoutError:
            problem = _late(self.time_limit)
        except Exception as error:
            problem = f"the application raised {type(error).__name__}"
        elapsed = time.perf_counter() - started
        return _response(sent, elapsed, problem)

    async def _call(self, request: Request, sent: list[Message]) -> None:
        path, _, query = request.target.partition("?")
        headers = [
            (name.lower().encode("latin-1"), value.strip(" \t").encode("latin-1")) for name, value in request.headers
        ]
        names = {name for name, _ in headers}
        headers += [
            (name, value)
            for name, value in ((b"host", b"127.0.0.1:4010"), (b"content-length", b"%d" % len(request.body)))
            if name not in names
        ]
        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode("ascii"),
            "root_path": "",
            "query_string": query.encode("ascii"),
            "headers": headers,
            "client": ("127.0.0.1", 50000),
            "server": ("127.0.0.1", 4010),
            "state": {},
        }
        left = [request.body[index : index + _PIECE] for index in range(0, len(request.body), _PIECE)] or [b""]

        async def receive() -> Message:
            await asyncio.sleep(0)
            if left:
                piece = left.pop(0)
                return {"type": "http.request", "body": piece, "more_body": bool(left)}
            await asyncio.Event().wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        await self.app(scope, receive, send)


def _response(sent: list[Message], elapsed: float, problem: str) -> Response:
    """Return what a server would make of the application's messages."""
    if problem:
        return Response(elapsed=elapsed, problem=problem)
    kinds = [message["type"] for message in sent]
    if kinds[:1] != ["http.response.start"] or set(kinds[1:]) != {"http.response.body"}:
        return Response(elapsed=elapsed, problem=f"the application sent {kinds or 'nothing'}")
    start, *parts = sent
    if [bool(part.get("more_body", False)) for part in parts] != [True] * (len(parts) - 1) + [False]:
        return Response(elapsed=elapsed, problem="the application did not end its answer once")
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in start.get("headers", ()))
    body = b"".join(part.get("body", b"") for part in parts)
    return Response(start["status"], headers, body, elapsed)


def _late(limit: float) -> str:
    return f"no answer within {limit:g} s"


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Interrupt code that blocks this thread for longer, where that is possible."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise _Blocked

    previous = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
