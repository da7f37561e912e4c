"""The journal: what was asked and answered in a space, the newest kept."""

from collections import deque
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote

from thulium_mock.errors import UnknownRequest
from thulium_mock.room import Room
from thulium_mock.settings import Settings
from thulium_mock.state.customers import Customer

_OVERHEAD = 450
"""About how many bytes an exchange takes beside its texts."""


@dataclass(slots=True)
class Exchange:
    """One request and its answer, as they were on the wire; headers with credentials are left out.

    ``number`` counts the requests of a journal from 1 and is given by the journal. ``started`` is Unix time,
    ``seconds`` how long the answer took. The raw headers are one line each. ``authorized`` tells whether there was an
    Authorization header. ``status`` is 0 without an answer. ``faults`` names the injected faults.
    ``operation_id`` is None for a path without an operation, ``errors`` are code and message of each entry of the
    envelope, and the rest is what the handler said of its `Outcome`.
    """

    started: float
    seconds: float
    method: str
    scheme: str
    raw_path: bytes
    raw_query: bytes
    raw_headers: bytes = field(repr=False)
    authorized: bool
    status: int
    raw_answer_headers: bytes = field(repr=False)
    answer: bytes = field(repr=False)
    faults: tuple[str, ...] = ()
    operation_id: str | None = None
    errors: tuple[tuple[int, str], ...] = ()
    conversation_id: str | None = None
    customer: Customer | None = None
    matched_by: str | None = None
    number: int = 0
    size: int = field(init=False)
    """About how many bytes it takes to keep it."""

    def __post_init__(self) -> None:
        """Count its bytes."""
        texts = len(self.raw_path) + len(self.raw_query) + len(self.answer)
        self.size = _OVERHEAD + texts + len(self.raw_headers) + len(self.raw_answer_headers)

    @property
    def path(self) -> str:
        """The path, decoded."""
        return unquote(self.raw_path.decode("latin-1"))

    @property
    def url(self) -> str:
        """Path and query as they were sent."""
        return (self.raw_path + b"?" * bool(self.raw_query) + self.raw_query).decode("latin-1")

    @property
    def query(self) -> dict[str, list[str]]:
        """All values of each query parameter, decoded."""
        return parse_qs(self.raw_query.decode("latin-1"), keep_blank_values=True)

    @property
    def headers(self) -> dict[str, str]:
        """The headers; names are in lower case, several values of one name are joined by commas."""
        return joined(self.raw_headers)

    @property
    def answer_headers(self) -> dict[str, str]:
        """The headers of the answer, likewise."""
        return joined(self.raw_answer_headers)


class Journal:
    """The last ``size`` exchanges, and fewer if there is no ``room``.

    ``count`` is how many there were, ``dropped`` how many of them had to go for newer ones. ``forgotten`` counts those
    that someone had forgotten, ``clears`` how often counting began anew.
    """

    def __init__(self, size: int = Settings.journal_size, room: Room | None = None) -> None:
        self.size = size
        self.exchanges: deque[Exchange] = deque()
        self.count = self.dropped = self.forgotten = self.clears = self.held = 0
        self.room = room or Room()
        self.room.enter(self)

    def add(self, exchange: Exchange) -> None:
        """Number and keep an exchange, and drop the oldest ones that are too many."""
        with self.room.lock:
            self.count += 1
            exchange.number = self.count
            self.exchanges.append(exchange)
            self.room.take(self, exchange.size)
            if len(self.exchanges) > self.size:
                self.drop_oldest()

    def drop_oldest(self) -> None:
        """Drop the oldest exchange."""
        with self.room.lock:
            self.dropped += 1
            self.room.give(self, self.exchanges.popleft().size)

    def get(self, number: int) -> Exchange:
        """Return the exchange of this number; raises `UnknownRequest` if it is not kept."""
        with self.room.lock:
            index = number - self._first
            if not 0 <= index < len(self.exchanges):
                raise UnknownRequest
            return self.exchanges[index]

    def after(self, number: int, limit: int) -> list[Exchange]:
        """Return at most ``limit`` of the exchanges above ``number``, the oldest first."""
        with self.room.lock:
            begin = max(0, number + 1 - self._first)
            end = min(begin + limit, len(self.exchanges))
            # By index, since a walk from the oldest would cost the more the fewer are new.
            return [self.exchanges[index] for index in range(begin, end)]

    def newest(self) -> list[Exchange]:
        """Return all that is kept, the newest first."""
        return list(self.exchanges)[::-1]

    def forget(self) -> None:
        """Forget all exchanges; numbers go on."""
        with self.room.lock:
            self.forgotten += len(self.exchanges)
            self.dropped = 0
            self.room.give(self, self.held)
            self.exchanges = deque()

    def clear(self) -> None:
        """Forget all exchanges, and count from 1 again."""
        with self.room.lock:
            self.forget()
            self.count = 0
            self.clears += 1

    def close(self) -> None:
        """Keep nothing from now on."""
        with self.room.lock:
            self.forget()
            self.size = 0
            self.room.leave(self)

    @property
    def _first(self) -> int:
        return self.exchanges[0].number if self.exchanges else self.count + 1


def pairs(raw_headers: bytes) -> list[tuple[str, str]]:
    """Return names and values of raw headers, in their order."""
    lines = raw_headers.decode("latin-1").split("\r\n")[:-1]
    return [(name, value) for name, _, value in (line.partition(": ") for line in lines)]


def joined(raw_headers: bytes) -> dict[str, str]:
    """Return the value of each header; several of one name are joined as HTTP joins them."""
    values: dict[str, list[str]] = {}
    for name, value in pairs(raw_headers):
        values.setdefault(name, []).append(value)
    return {name: ", ".join(each) for name, each in values.items()}
