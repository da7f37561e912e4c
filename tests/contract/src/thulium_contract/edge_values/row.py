"""One edge value, and the names that all of them use."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from thulium_contract.documents import document
from thulium_contract.models import model
from thulium_contract.operations import EMAIL, INTEGER, QUERY, TEXT, Operation, operations

TARGET_LIMIT = 64_000


def main_operation(document: Mapping[str, Any], base_path: str = "/api") -> Operation:
    """Return the operation that stores a conversation, which most requests are about."""
    return next(each for each in operations(document, base_path) if model(each.id).stores)


def kinds(document: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """Return the error numbers of the main operation's parameters in the query, by kind."""
    found: dict[str, dict[str, int]] = {INTEGER: {}, TEXT: {}, EMAIL: {}}
    for each in main_operation(document).at(QUERY):
        found[each.kind][each.name] = each.number or 0
    return found


TARGET = main_operation(document()).path
PATH = TARGET.removeprefix("/api")
_KINDS = kinds(document())

INTEGERS = _KINDS[INTEGER]
"""The integer parameters, with their error numbers."""

TEXTS = _KINDS[TEXT]
"""The parameters that take any text, with their error numbers."""

EMAILS = _KINDS[EMAIL]
"""The parameters that take an e-mail address, with their error numbers."""

PARAMETERS = INTEGERS | TEXTS | EMAILS

MISSING, REPEATED, NOT_UTF8, NOT_AN_INTEGER, OUT_OF_RANGE, MALFORMED, NOT_ALLOWED = range(1, 8)
"""The last digit of the code of each kind of parameter fault."""

TARGET_TOO_LONG = 414001

PRISM_NUMBERS = "Prism reads a number as JavaScript's Number() does, then compares the number, not its spelling."
PRISM_UTF8 = "Prism decodes with JavaScript's URL parser, which replaces bytes that are not UTF-8 by U+FFFD."
PRISM_LENGTH = "Prism knows no limit of the request target."

PRISM_NAMES = "Prism compares the names of query parameters without regard to case."

NO_SCHEMA_UTF8 = "A schema is asked about text, and these bytes are none."
NO_SCHEMA_NUMBERS = "A schema is asked about a number, which schemathesis reads as Python's int() does."
NO_SCHEMA_LENGTH = "A schema is asked about one value, not about the whole request target."


@dataclass(frozen=True)
class EdgeValue:
    """One query string and what the document says of it.

    ``codes`` are the error codes of the refusal, none if the request is accepted. ``arguments`` are the same request
    as arguments of the client, None where Python cannot express it. ``differs`` says why Prism's verdict is another
    one, ``no_schema`` why the JSON Schema that schemathesis compiles has none or another; None where they agree.
    """

    id: str
    query: str
    reason: str
    codes: tuple[int, ...] = ()
    arguments: Mapping[str, Any] | None = None
    differs: str | None = None
    no_schema: str | None = None

    @property
    def status(self) -> int:
        """The status that a server answers with, where queue 3 exists and the credentials are right."""
        return self.codes[0] // 1000 if self.codes else 200

    @property
    def accepted(self) -> bool:
        """Whether the document allows the request."""
        return not self.codes


def code(name: str, kind: int) -> int:
    """Return the error code of a ``kind`` of fault of the parameter ``name``."""
    return 400_000 + PARAMETERS[name] * 10 + kind


def row(
    name: str,
    label: str,
    raw: str,
    reason: str,
    kind: int | None = None,
    *,
    value: Any = None,
    differs: str | None = None,
    no_schema: str | None = None,
) -> EdgeValue:
    """Return the row in which the parameter ``name`` is written as ``raw``; ``value`` is what Python calls it."""
    pairs = {"chat_queue_id": "3", name: raw}
    return EdgeValue(
        id=f"{name}-{label}",
        query="&".join(f"{key}={text}" for key, text in pairs.items()),
        reason=reason,
        codes=() if kind is None else (code(name, kind),),
        arguments=None if value is None else {"chat_queue_id": 3, name: value},
        differs=differs,
        no_schema=no_schema,
    )
