"""Target of a check: the interface, and an ASGI application in this process."""

import asyncio
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from starlette.types import ASGIApp

from thulium_contract.http import asgi, messages
from thulium_contract.http.exchange import Request, Response
from thulium_contract.targets.watch import Late, Watch, within

TIME_LIMIT = 5.0
"""Timeout of an answer, in seconds."""

LATE = "no answer within"
"""Prefix of the ``problem`` of an answer that timed out."""

GONE = "the server takes no connections any more"
"""The problem of an answer after which there is nobody left to ask."""

_APP_HOST = "127.0.0.1:4010"


class Unreachable(Exception):
    """Unreachable target; the sentence says why."""


class Target(Protocol):
    """Interface of a server to be checked."""

    origin: str
    """Scheme, host and port."""
    base_path: str
    """Base path of the document's paths."""
    slow: float
    """Latency in seconds beyond which an answer is slow, though in time."""
    in_process: bool
    """Whether requests are cheap, and reach the application without an HTTP parser."""

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
    """ASGI application in this process."""

    in_process = True
    slow = 2.0
    base_path = "/api"

    def __init__(self, app: ASGIApp, *, time_limit: float = TIME_LIMIT) -> None:
        self.app = app
        self.origin = f"http://{_APP_HOST}"
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
        found, received, problem = messages.Response(), 0.0, ""
        try:
            found = await asgi.ask(self.app, request, _APP_HOST)
            received = time.time()
        except asgi.NoAnswer as error:
            problem = str(error)
        except Exception as error:
            problem = f"the application raised {type(error).__name__}"
        elapsed, waited = time.perf_counter() - started, self._watch.now() - ticked
        message = (found.status, found.headers, found.body)
        return Response(*message, elapsed=elapsed, problem=problem, waited=waited, received=received)


def _late(limit: float) -> str:
    return f"{LATE} {limit:g} s"
