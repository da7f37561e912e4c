"""The outcome of an operation: what it answers, what it changes, and what the journal keeps of it."""

from dataclasses import dataclass
from typing import Any

from thulium_mock.state.directory import Customer
from thulium_mock.state.store import Record


@dataclass(slots=True)
class Outcome:
    """What a handler of the vendor's API returns; it writes nothing itself.

    ``value`` is the JSON of the success response. ``changes`` are written together with the exchange, before the answer
    goes out. ``customer`` was matched by the parameter ``matched_by``.
    """

    value: Any
    changes: tuple[Record, ...] = ()
    conversation_id: str | None = None
    customer: Customer | None = None
    matched_by: str | None = None
