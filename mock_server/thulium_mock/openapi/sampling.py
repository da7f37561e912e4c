"""Sampling of random values from a schema, for dynamic answers."""

import base64
import math
import random
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import rstr

_MAX_ITEMS = 5
_TRIES = 200
"""Limit of attempts to draw a text that satisfies format, pattern and lengths together."""

_WORDS = ("lorem", "ipsum", "dolor", "sit", "amet", "consectetur", "adipiscing", "elit", "sed", "do", "eiusmod")
_SECONDS = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp()), int(datetime(2037, 12, 31, tzinfo=UTC).timestamp())


def made_up(schema: dict[str, Any], rng: random.Random) -> Any:
    """Return a random value valid for ``schema``, whose references are resolved.

    It supports objects with their declared properties, arrays, strings by format, pattern and length, numbers, booleans
    and enums. Constraints in ``x-assumed`` apply, too.
    """
    schema = {**schema, **schema.get("x-assumed", {})}
    if "enum" in schema:
        return rng.choice(schema["enum"])
    match schema.get("type"):
        case "object":
            return {name: made_up(each, rng) for name, each in schema.get("properties", {}).items()}
        case "array":
            fewest = schema.get("minItems", 0)
            count = rng.randint(fewest, max(fewest, min(schema.get("maxItems", _MAX_ITEMS), _MAX_ITEMS)))
            return [made_up(schema["items"], rng) for _ in range(count)]
        case "integer":
            return int(_number(schema, rng, 2**31 - 1, step=1))
        case "number":
            return float(_number(schema, rng, 1000))
        case "boolean":
            return rng.random() < 0.5
        case "string":
            return _text(schema, rng)
        case _:
            return schema.get("example")


def _number(schema: Mapping[str, Any], rng: random.Random, span: int, step: int | None = None) -> Decimal:
    """Return a multiple of ``multipleOf``, or else of ``step``, within the bounds; a missing bound is ``span`` away.

    Without either, the step is a thousandth of the range.
    """
    bounds = {name: Decimal(str(schema[name])) for name in ("minimum", "maximum") if name in schema}
    least = bounds.get("minimum", min(Decimal(0), bounds.get("maximum", Decimal(span)) - span))
    most = bounds.get("maximum", max(Decimal(0), least) + span)
    size = Decimal(str(schema.get("multipleOf", step or (most - least) / 1000 or 1)))
    first, last = math.ceil(least / size), math.floor(most / size)
    first += bool(schema.get("exclusiveMinimum")) and first * size == least
    last -= bool(schema.get("exclusiveMaximum")) and last * size == most
    return rng.randint(first, last) * size


def _text(schema: Mapping[str, Any], rng: random.Random) -> str:
    """Return a text that satisfies format, pattern and lengths, or the pattern alone if they exclude each other."""
    text = ""
    for text in _texts(schema, rng):
        fits = schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", math.inf)
        if fits and re.search(schema.get("pattern", ""), text):
            break
    return text


def _texts(schema: Mapping[str, Any], rng: random.Random) -> Iterator[str]:
    """Yield texts of the format, if it is known, then of the pattern, if there is one; without either, words."""
    makers = [_FORMATS[schema["format"]]] if schema.get("format") in _FORMATS else []
    if "pattern" in schema:
        makers.append(lambda rng: str(rstr.Rstr(rng).xeger(schema["pattern"])))
    elif not makers:
        makers.append(lambda rng: _words(rng, max(3, schema.get("minLength", 0)))[: schema.get("maxLength")])
    for make in makers:
        for _ in range(_TRIES):
            yield make(rng)


def _words(rng: random.Random, count: int = 3) -> str:
    return " ".join(rng.choice(_WORDS) for _ in range(count))


def _moment(rng: random.Random) -> datetime:
    return datetime.fromtimestamp(rng.randint(*_SECONDS), UTC)


_FORMATS: dict[str, Callable[[random.Random], str]] = {
    # Of version 4: strict readers look at version and variant.
    "uuid": lambda rng: str(uuid.UUID(int=rng.getrandbits(128), version=4)),
    "date-time": lambda rng: f"{_moment(rng):%Y-%m-%dT%H:%M:%SZ}",
    "date": lambda rng: f"{_moment(rng):%Y-%m-%d}",
    "time": lambda rng: f"{_moment(rng):%H:%M:%SZ}",
    "email": lambda rng: f"{rng.choice(_WORDS)}.{rng.choice(_WORDS)}{rng.randint(1, 999)}@example.org",
    "hostname": lambda rng: f"{rng.choice(_WORDS)}{rng.randint(1, 999)}.example.org",
    "uri": lambda rng: f"https://example.org/{rng.choice(_WORDS)}/{rng.randint(1, 999)}",
    "ipv4": lambda rng: f"192.0.2.{rng.randint(1, 254)}",
    "ipv6": lambda rng: f"2001:db8::{rng.randint(1, 0xFFFF):x}",
    "byte": lambda rng: base64.b64encode(_words(rng).encode()).decode(),
}
