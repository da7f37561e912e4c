"""The edge values of the document's parameters: one table that the mock, Prism, schemathesis and the client share.

Each row is a query string as it is on the wire and the verdict that the document asks for. Where a Python caller can
mean the same thing, the row has the arguments as well. Whatever a tool cannot do or cannot say is written in the row,
and a test asserts that it is still so.
"""

from thulium_contract.edge_values.emails import emails
from thulium_contract.edge_values.integers import integers
from thulium_contract.edge_values.presence import presence
from thulium_contract.edge_values.row import (
    EMAILS,
    INTEGERS,
    MALFORMED,
    MISSING,
    NOT_ALLOWED,
    NOT_AN_INTEGER,
    NOT_UTF8,
    OUT_OF_RANGE,
    PARAMETERS,
    PATH,
    REPEATED,
    TARGET,
    TARGET_LIMIT,
    TEXTS,
    EdgeValue,
)
from thulium_contract.edge_values.texts import lengths, texts
from thulium_contract.edge_values.wire import names, wire

__all__ = [
    "EDGE_VALUES",
    "EMAILS",
    "INTEGERS",
    "MALFORMED",
    "MISSING",
    "NOT_ALLOWED",
    "NOT_AN_INTEGER",
    "NOT_UTF8",
    "OUT_OF_RANGE",
    "PARAMETERS",
    "PATH",
    "PRISM_DIFFERENCES",
    "REPEATED",
    "TARGET",
    "TARGET_LIMIT",
    "TEXTS",
    "EdgeValue",
]


def _table() -> tuple[EdgeValue, ...]:
    rows: dict[str, EdgeValue] = {}
    for part in (presence, integers, emails, texts, wire, names, lengths):
        for row in part():
            if rows.setdefault(row.id, row) is not row:
                raise ValueError(f"two edge values are called {row.id}")
    return tuple(rows.values())


EDGE_VALUES = _table()
"""The whole table."""

PRISM_DIFFERENCES = {row.id: row.differs for row in EDGE_VALUES if row.differs}
"""The rows on which Prism cannot agree, with the reason: what the mock's README shows."""
