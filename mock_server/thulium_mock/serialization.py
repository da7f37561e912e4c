"""Serialization: compact JSON in UTF-8, and RFC 3339 timestamps."""

import json
import time
from functools import lru_cache
from typing import Any

import orjson

_PLAIN = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_SUBCLASS
"""Dates, dataclasses and the like are refused, as by `json`."""


def to_json(value: Any) -> bytes:
    """Return ``value`` as JSON; raises `UnicodeEncodeError` for lone surrogates."""
    try:
        # A copy: the result of orjson keeps its buffer of a kilobyte, and the journal keeps thousands of results.
        return bytes(memoryview(orjson.dumps(value, option=_PLAIN)))
    except TypeError:
        # Integers beyond 64 bits, named tuples, and lone surrogates.
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def rfc3339(moment: float) -> str:
    """Return a Unix time as RFC 3339 in UTC, to the millisecond."""
    seconds, milliseconds = divmod(round(moment * 1000), 1000)
    return f"{_second(seconds)}.{milliseconds:03d}Z"


# Many requests come within one second.
@lru_cache(maxsize=2)
def _second(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
