"""JSON as the mock writes it: compact, in UTF-8."""

import json
from typing import Any

import orjson

_PLAIN = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_SUBCLASS
"""Nothing is written that JSON has no word for, as Python's own module does not."""


def to_json(value: Any) -> bytes:
    """Return ``value`` as JSON; raises `UnicodeEncodeError` for lone surrogates, which are no text."""
    try:
        # What orjson returns holds on to its buffer of a kilobyte, which a journal of ten thousand answers would keep.
        return bytes(memoryview(orjson.dumps(value, option=_PLAIN)))
    except TypeError:
        # Integers beyond 64 bits, tuples with names, and what is no text.
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
