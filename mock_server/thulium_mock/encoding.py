"""JSON as the mock writes it: compact, in UTF-8."""

import json
from typing import Any


def to_json(value: Any) -> bytes:
    """Return ``value`` as JSON; raises `UnicodeEncodeError` for lone surrogates, which are no text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
