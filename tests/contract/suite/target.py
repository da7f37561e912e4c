"""What is checked: anything that answers requests; here an ASGI application in this process, without a socket."""

import asyncio
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Protocol
from urllib.parse import unquote

from starlette.types import ASGIApp, Message

from tests.contract.suite.exchange import Request, Response
from tests.contract.suite.watch import Late, Watch, within

TIME_LIMIT = 5.0
"""How many seconds an answer may take."""

LATE = "no answer within"
"""How the problem of an answer begins that did not come in time."""

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

    def each(self, requests: Iterable[Request]) -> Iterator[tuple[Request, Response]]:
        """Send requests one after the other and yield each with its answer, perhaps when the next is on its way."""
        ...

    def burst(self, requests: Sequence[Request]) -> list[Response]:
        """Send all requests at once and return their answers, in the order of the requests."""
        ...

    def row(self, requests: Sequence[Request]) -> list[Response]:
        """Send all requests on one connection without waiting for answers, and return these in order.

        A server may end the connection before it has answered all: then there are fewer.
        """
        ...

    def close(self) -> None:
        """Close what is open."""
        ...


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
        self._watch = Watch()

    def send(self, request: Request) -> Response:
        """Send one request and return its answer."""
        (response,) = self._together([request], self.time_limit)
        return response

    def each(self, requests: Iterable[Request]) -> Iterator[tuple[Request, Response]]:
        """Send requests one after the other and yield each with its answer."""
        for request in requests:
            yield request, self.send(request)

    def burst(self, requests: Sequence[Request]) -> list[Response]:
        """Send all requests at once and return their answers, in the order of the requests."""
        return self._together(requests, self.time_limit + 4)

    def row(self, requests: Sequence[Request]) -> list[Response]:
        """Send all requests one after the other: without a socket they have no connection in common."""
        return [self.send(each) for each in requests]

    def close(self) -> None:
        """Close the event loop."""
        self._watch.close()
        self._end_tasks()
        self._loop.close()

    def _together(self, requests: Sequence[Request], limit: float) -> list[Response]:
        """Ask all at once; what has no answer in time is ended, whether it waits for something or blocks the thread."""
        done: dict[int, Response] = {}

        async def ask(index: int) -> None:
            done[index] = await self._ask(requests[index])

        async def all_() -> None:
            await asyncio.gather(*(ask(index) for index in range(len(requests))))

        try:
            with self._watch.at_most(limit):
                call = ask(0) if len(requests) == 1 else all_()
                self._loop.run_until_complete(call if self._watch.ticking else within(limit, call))
        except (Late, TimeoutError):
            self._end_tasks()
        return [
            done.get(index, Response(problem=_late(self.time_limit), elapsed=limit)) for index in range(len(requests))
        ]

    def _end_tasks(self) -> None:
        pending = asyncio.all_tasks(self._loop)
        for task in pending:
            task.cancel()
        if pending:
            self._loop.run_until_complete(asyncio.wait(pending, timeout=1))

    async def _ask(self, request: Request) -> Response:
        started, ticked = time.perf_counter(), self._watch.now()
        sent: list[Message] = []
        problem = ""
        try:
            await self._call(request, sent)
        except Exception as error:
            problem = f"the application raised {type(error).__name__}"
        response = _response(sent, time.perf_counter() - started, problem)
        return replace(response, waited=self._watch.now() - ticked) if self._watch.now() > ticked else response

    async def _call(self, request: Request, sent: list[Message]) -> None:
        path, _, query = request.target.partition("?")
        headers = [
            (name.lower().encode("latin-1"), value.strip(" \t").encode("latin-1")) for name, value in request.headers
        ]
        names = {name for name, _ in headers}
        if b"host" not in names and request.version != "1.0":
            headers.append((b"host", b"127.0.0.1:4010"))
        if b"content-length" not in names and not request.chunked:
            headers.append((b"content-length", b"%d" % len(request.body)))
        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": request.version,
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
        left = [request.body[index : index + _PIECE] for index in range(0, len(request.body), _PIECE)][::-1] or [b""]

        async def receive() -> Message:
            await asyncio.sleep(0)
            if left:
                piece = left.pop()
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
    return Response(start["status"], headers, body, elapsed, received=time.time())


def _late(limit: float) -> str:
    return f"{LATE} {limit:g} s"
