"""Journal of a space: recorded requests with their answers, and filters of them."""

import json
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple
from urllib.parse import parse_qs, unquote

from thulium_mock.state.directory import Customer

PREFIX = "x-forwarded-prefix"
"""Header with the path prefix that a reverse proxy has stripped."""

State = Literal["pending", "answered", "given_up", "dropped"]
"""State of a request: not answered yet; answered; the client disconnected before; a fault dropped the connection."""


@dataclass(slots=True)
class Exchange:
    """One request and its answer, as they were on the wire; headers with credentials are left out.

    The store sets ``number``, which counts the requests of a journal from 1 in order of arrival, ``generation``, which
    changes with each reset, and ``size``, in bytes of text. ``started`` is Unix time. The raw headers are one line
    each. ``authorized`` tells whether there was an Authorization header. ``operation_id`` is None for a path without an
    operation. ``seconds`` is the latency of the answer, None while the request is pending; ``status`` is None without
    an answer. ``given_up`` tells that the client disconnected before its end. ``faults`` names the injected faults,
    ``errors`` are code and message of each entry of the envelope. ``body`` is the recorded part of the request's body
    of ``body_size`` bytes; the other fields are those of the `Outcome`.
    """

    started: float
    method: str
    scheme: str
    raw_path: bytes
    raw_query: bytes
    raw_headers: bytes = field(repr=False)
    authorized: bool
    operation_id: str | None = None
    seconds: float | None = None
    status: int | None = None
    raw_answer_headers: bytes = field(default=b"", repr=False)
    answer: bytes = field(default=b"", repr=False)
    given_up: bool = False
    faults: tuple[str, ...] = ()
    errors: tuple[tuple[int, str], ...] = ()
    conversation_id: str | None = None
    customer: Customer | None = None
    matched_by: str | None = None
    number: int = 0
    generation: int = field(default=0, compare=False)
    size: int = field(default=0, compare=False)
    body: bytes = field(default=b"", repr=False)
    body_size: int = 0

    @property
    def state(self) -> State:
        """State of the request."""
        if self.seconds is None:
            return "pending"
        return "given_up" if self.given_up else "dropped" if self.status is None else "answered"

    @property
    def path(self) -> str:
        """The path, decoded."""
        return unquote(self.raw_path.decode("latin-1"))

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of a JSON body; none if it is recorded in part, or no object."""
        try:
            value = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return value if isinstance(value, dict) else {}

    @property
    def url(self) -> str:
        """Raw path and query."""
        return (self.raw_path + b"?" * bool(self.raw_query) + self.raw_query).decode("latin-1")

    @property
    def full_url(self) -> str:
        """The URL that the client requested, with the prefix that a reverse proxy has stripped, by its headers."""
        headers = dict(reversed(pairs(self.raw_headers)))
        scheme, host, prefix = self.scheme, headers.get("host", "localhost"), headers.get(PREFIX, "")
        if prefix:
            scheme, host = headers.get("x-forwarded-proto", scheme), headers.get("x-forwarded-host", host)
        return f"{scheme}://{host}{prefix.rstrip('/')}{self.url}"

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


@dataclass(frozen=True, slots=True)
class JournalStatus:
    """Counters of a journal: requests since the last reset, pending ones too, and how many of them are kept.

    ``evicted`` counts those replaced by newer ones since the journal was last emptied, ``forgotten`` those in it when
    it was emptied, ``resets`` how often the numbers began anew.
    """

    count: int = 0
    kept: int = 0
    evicted: int = 0
    forgotten: int = 0
    resets: int = 0


class Filters(NamedTuple):
    """Filters of exchanges above the number ``after``, all of which must match; None matches any."""

    after: int = 0
    status: int | None = None
    method: str | None = None
    path: str | None = None
    """Pattern with wildcards, see `like`."""
    conversation_id: str | None = None

    def fit(self, exchange: Exchange) -> bool:
        """Tell whether an exchange matches all filters."""
        return (
            exchange.number > self.after
            and self.status in (None, exchange.status)
            and self.method in (None, exchange.method)
            and self.conversation_id in (None, exchange.conversation_id)
            and (self.path is None or like(self.path, exchange.path))
        )


def like(pattern: str, text: str) -> bool:
    """Tell whether ``text`` matches ``pattern``, in which the wildcard ``*`` matches any text. Takes linear time."""
    first, *rest = pattern.split("*")
    if not rest:
        return text == pattern
    *middle, last = rest
    end = len(text) - len(last)
    if len(first) > end or not text.startswith(first) or not text.endswith(last):
        return False
    position = len(first)
    for piece in middle:
        position = text.find(piece, position, end)
        if position < 0:
            return False
        position += len(piece)
    return True


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
