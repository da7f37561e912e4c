"""The journal: what was asked and answered, the newest kept, without credentials."""

import time
from collections import deque
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import parse_qs, unquote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from thulium_mock.errors import Headers

SIZE = 10_000
"""How many exchanges a journal keeps."""

BYTES = 32 * 1024 * 1024
"""How many bytes of requests and answers a journal keeps."""

_SECRET = {b"authorization", b"cookie", b"proxy-authorization"}


@dataclass(frozen=True)
class Exchange:
    """One request and its answer, as they were on the wire; headers with credentials are left out.

    ``number`` counts the requests of a journal from 1, ``started`` is Unix time, ``seconds`` how long the answer took.
    ``status`` is 0 if the connection ended without an answer. ``faults`` names what made it misbehave on purpose.
    """

    number: int
    started: float
    seconds: float
    method: str
    raw_path: bytes
    raw_query: bytes
    raw_headers: Headers = field(repr=False)
    status: int
    answer_headers: Headers = field(repr=False)
    answer: bytes = field(repr=False)
    faults: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The path, decoded."""
        return unquote(self.raw_path.decode("latin-1"))

    @cached_property
    def query(self) -> dict[str, list[str]]:
        """All values of each query parameter, decoded."""
        return parse_qs(self.raw_query.decode("latin-1"), keep_blank_values=True)

    @cached_property
    def headers(self) -> dict[str, str]:
        """The headers; names are in lower case."""
        return {name.decode("latin-1"): value.decode("latin-1") for name, value in self.raw_headers}

    @property
    def size(self) -> int:
        """About how many bytes it takes to keep it."""
        return 500 + len(self.raw_path) + len(self.raw_query) + len(self.answer) + _size(self.raw_headers)


class Journal:
    """The last ``size`` exchanges, and fewer if they are large."""

    def __init__(self, size: int = SIZE) -> None:
        self.size = size
        self.exchanges: deque[Exchange] = deque()
        self.count = 0
        self._bytes = 0

    def add(self, exchange: Exchange) -> None:
        """Keep an exchange, and drop the oldest ones that are too many."""
        self.exchanges.append(exchange)
        self._bytes += exchange.size
        while len(self.exchanges) > self.size or (self._bytes > BYTES and len(self.exchanges) > 1):
            self._bytes -= self.exchanges.popleft().size

    def next_number(self) -> int:
        """Return the number of the request that comes in now."""
        self.count += 1
        return self.count

    def clear(self) -> None:
        """Forget all exchanges, and count from 1 again."""
        self.exchanges.clear()
        self.count = self._bytes = 0


class Recording:
    """The outermost ASGI layer: keeps each exchange with the vendor's API in the journal of its space."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, and keep both.

        The layers below say in the scope which ``space`` the request belongs to, and which ``faults`` changed it.
        """
        if scope["type"] != "http" or scope["path"].startswith("/_mock"):
            await self.app(scope, receive, send)
            return
        raw_path, started, clock = scope.get("raw_path") or scope["path"].encode(), time.time(), time.perf_counter()
        sent: list[Message] = []
        kept = False

        def keep() -> None:
            nonlocal kept
            kept = True
            if "space" not in scope:
                return
            journal: Journal = scope["space"].journal
            status, headers = (sent[0]["status"], sent[0]["headers"]) if sent else (0, [])
            journal.add(
                Exchange(
                    journal.next_number(),
                    started,
                    time.perf_counter() - clock,
                    scope["method"],
                    raw_path,
                    scope["query_string"],
                    [each for each in scope["headers"] if each[0] not in _SECRET],
                    status,
                    headers,
                    b"".join([each.get("body", b"") for each in sent[1:]]),
                    scope.get("faults", ()),
                )
            )

        async def record(message: Message) -> None:
            sent.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body", False):
                # Kept before the last byte goes out: who has the answer finds it in the journal.
                keep()
            await send(message)

        try:
            await self.app(scope, receive, record)
        finally:
            if not kept:
                keep()


def _size(headers: Headers) -> int:
    return sum(len(name) + len(value) for name, value in headers)
