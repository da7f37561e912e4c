"""Values in answers and events, as Python has them."""

import re
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from ._times import received_time

_UUID = re.compile("[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", re.IGNORECASE)
_TYPES: Mapping[str, Any] = {"number": int | float, "boolean": bool, "object": dict}
_BRACKETS = {"{": "}", "(": ")"}


def read_value(value: object, kind: str) -> Any:
    """Return a value of a type of JSON Schema, or of a format, as Python has it; None where it is not of it."""
    if (read := _READERS.get(kind)) is not None:
        return read(value)
    return value if _is_of(value, kind) else None


def any_uuid(value: object) -> uuid.UUID | None:
    """Return the UUID of a text in any spelling: upper case, in braces, as a URN, without hyphens; None for no UUID."""
    if not isinstance(value, str):
        return None
    text = re.sub("^urn:uuid:", "", value.strip(), flags=re.IGNORECASE)
    if text[:1] in _BRACKETS and text.endswith(_BRACKETS[text[0]]):
        text = text[1:-1]
    return uuid.UUID(text) if _UUID.fullmatch(text) else None


def whole_number(value: object) -> int | None:
    """Return the number that a code is, or that its digits mean; None for anything else."""
    if isinstance(value, str) and re.fullmatch("[+-]?[0-9]{1,4000}", value.strip(), re.ASCII):
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or value % 1:
        return None
    return int(value)


def _is_of(value: object, kind: str) -> bool:
    """Return whether a value is of a type of JSON Schema, or of a format, which is a text."""
    expected = _TYPES.get(kind, str if kind else object)
    return isinstance(value, expected) and (kind == "boolean" or not isinstance(value, bool))


# Kinds of values that are read in more than one spelling.
_READERS: Mapping[str, Callable[[Any], Any]] = {"uuid": any_uuid, "time": received_time, "integer": whole_number}
