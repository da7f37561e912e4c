"""Preferences of a request: parser of the ``Prefer`` header and its query form, compatible with Prism 5.

Prism knows ``code``, ``example``, ``dynamic`` and ``seed``; ``delay`` and ``fault`` are ours.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from thulium_mock.catalogue import phrase
from thulium_mock.errors import MalformedPreference
from thulium_mock.openapi.parameters import read_query

CONNECTIONS = ("drop", "reset", "empty", "truncate", "malformed", "trickle")
"""Values of ``fault``: those of ``connection`` in the schema ``Fault`` of control.yaml."""

_VALUES = {
    "code": ("[0-9]{3}", "three_digits"),
    "example": (".*", "one_value"),
    "dynamic": ("true|false", "true_or_false"),
    "seed": (".*", "one_value"),
    "delay": ("[0-5]?[0-9]{1,4}|60000", "milliseconds"),
    "fault": ("|".join(CONNECTIONS), "one_of"),
}
"""Pattern of each preference, and the phrase that ends the sentence about any other value."""

QUERY = {f"__{name}": name for name in _VALUES}
"""The preferences by their parameter in the query."""

_EDGES = re.compile("^[^a-z0-9]+|[^a-z0-9]+$")


class Preferences(NamedTuple):
    """Preferences of one request; ``delay`` is in seconds, ``fault`` one of `CONNECTIONS`."""

    code: int | None = None
    example: str | None = None
    dynamic: bool = False
    seed: str | None = None
    delay: float = 0
    fault: str | None = None


_NOTHING = Preferences()


def preferences(headers: Iterable[tuple[bytes, bytes]], query: bytes) -> Preferences | None:
    """Return the preferences in the ``Prefer`` header, else in the query, if any; raises `MalformedPreference`."""
    header = b""
    for name, value in headers:
        if name == b"prefer":
            header = header + b", " + value if header else value
    if header:
        return _read(parse_prefer(header.decode("latin-1")))
    # An underscore may be percent-encoded; without either there is nothing to look for.
    if b"__" not in query and b"%5" not in query:
        return None
    given = read_query(query, QUERY)
    for parameter, values in given.items():
        if len(values) > 1:
            raise MalformedPreference(name=QUERY[parameter], rule=phrase("one_value"))
    return _read({QUERY[each]: value.decode("utf-8", "replace") for each, (value,) in given.items()})


def parse_prefer(header: str) -> dict[str, str | None]:
    """Return the preferences of a ``Prefer`` header, as npm's parse-prefer-header does; None is one without a value.

    Quotes protect commas and semicolons, the first of equal names counts, and what follows a semicolon belongs to the
    preference before it, which no preference of ours has use for.
    """
    found: dict[str, str | None] = {}
    for preference in _split(header, ","):
        name, _, value = _split(preference, ";")[0].partition("=")
        value = value.strip()
        if len(value) > 1 and value[0] == value[-1] == '"':
            value = value[1:-1]
        # That parser makes names camel case, which strips other characters from their ends.
        found.setdefault(_EDGES.sub("", name.strip().lower()), value or None)
    return found


def _split(text: str, separator: str) -> list[str]:
    """Split at each ``separator`` that is not in quotes; what follows a quote that is never closed is dropped."""
    pieces, quoted, start = [], False, 0
    for index, character in enumerate(f"{text}{separator}"):
        if character == '"':
            quoted = not quoted
        elif character == separator and not quoted:
            pieces.append(text[start:index])
            start = index + 1
    return pieces or [""]


def _read(given: Mapping[str, str | None]) -> Preferences | None:
    for name, (pattern, rule) in _VALUES.items():
        if name in given and not ((value := given[name]) is not None and re.fullmatch(pattern, value, re.DOTALL)):
            raise MalformedPreference(name=name, rule=phrase(rule, values=", ".join(CONNECTIONS)))
    read = Preferences(
        code=int(code) if (code := given.get("code")) else None,
        example=given.get("example") or None,
        dynamic=given.get("dynamic") == "true",
        seed=given.get("seed"),
        delay=int(given.get("delay") or 0) / 1000,
        fault=given.get("fault"),
    )
    return None if read._replace(seed=None) == _NOTHING else read
