"""Outcome of an operation: its answer, its state changes, and its fields in the journal."""

from dataclasses import dataclass
from typing import Any

from thulium_mock.state.directory import Customer
from thulium_mock.state.store import Record


@dataclass(slots=True)
class Outcome:
    """Result of a handler of the vendor's API, which writes nothing itself.

    ``value`` is the JSON of the success response. ``changes`` are written together with the exchange, before the answer
    goes out. ``customer`` was matched by the parameter ``matched_by``.
    """

    value: Any
    changes: tuple[Record, ...] = ()
    conversation_id: str | None = None
    customer: Customer | None = None
    matched_by: str | None = None
