"""JSON as the mock writes it: compact, in UTF-8."""

import json
from collections.abc import Callable
from typing import Any

# Made once: what `json.dumps` makes for each call costs more than most texts that it writes.
to_text: Callable[[Any], str] = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Return a value as compact JSON."""


def to_json(value: Any) -> bytes:
    """Return ``value`` as JSON; raises `UnicodeEncodeError` for lone surrogates, which are no text."""
    return to_text(value).encode()
