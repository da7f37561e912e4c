"""Validation of a JSON value by its schema, with the facts under each violation."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from thulium_contract.document.facts import beside, governing
from thulium_contract.expected.reading import TYPES, ecma_search

Schema = Mapping[str, Any]
Fault = tuple[str, frozenset[str]]
"""A sentence, and the facts that a value contradicts."""
FURTHER = frozenset({"answers.no-further-fields"})
_UUID = re.compile("(urn:uuid:)?[{]?[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}[}]?", re.IGNORECASE)
_FORMATS = {"uuid": _UUID}


def faults(
    schema: Schema, value: Any, name: str = "the answer", above: frozenset[str] = frozenset()
) -> Iterator[Fault]:
    """Yield each fault of a value, those of its parts too; of a part without facts those ``above`` it count.

    Fields that the schema does not name are none.
    """
    documented, assumed = beside(schema)
    own = documented or assumed or above
    if value is None and schema.get("nullable"):
        return
    if "type" in schema and not _is_of(schema["type"], value):
        yield f"{name} is {value!r:.80}, not of type {schema['type']}", governing(schema, "/type") or own
        return
    yield from ((f"{name} is {value!r:.80}", facts or own) for facts in _keywords(schema, value))
    if isinstance(value, dict):
        for each in schema.get("required", ()):
            if each not in value:
                yield f"there is no {each}", governing(schema, "/required") or own
        for each, part in schema.get("properties", {}).items():
            if each in value:
                optional = each not in schema.get("required", ())
                if optional and value[each] == "" and part.get("type") != "string":
                    yield f"{each} is empty", governing(schema, "/required") or own
                    continue
                # What is not always there may be null as well.
                yield from faults(part | {"nullable": True} if optional else part, value[each], each, own)
        for each in (value.keys() - schema["properties"].keys()) if "properties" in schema else ():
            yield f"there is {each} as well", FURTHER
    if isinstance(value, list):
        for item in value:
            yield from faults(schema.get("items", {}), item, f"an item of {name}", own)


def documented(schema: Schema, value: Any) -> frozenset[str]:
    """Return the documented facts of a sound value and of all parts that it has."""
    parts: list[tuple[Schema, Any]] = []
    if isinstance(value, dict):
        parts = [(part, value[name]) for name, part in schema.get("properties", {}).items() if name in value]
    elif isinstance(value, list):
        parts = [(schema.get("items", {}), item) for item in value]
    return beside(schema)[0].union(*(documented(part, each) for part, each in parts if each is not None))


def _keywords(schema: Schema, value: Any) -> Iterator[frozenset[str]]:
    """Yield the facts of each keyword that a value of the right type breaks."""
    broken = {
        "enum": value not in schema.get("enum", [value]),
        "pattern": isinstance(value, str) and not ecma_search(schema.get("pattern", ""), value),
        "format": isinstance(value, str) and not _FORMATS.get(schema.get("format", ""), re.compile("")).match(value),
        "minimum": isinstance(value, int | float) and value < schema.get("minimum", value),
        "maximum": isinstance(value, int | float) and value > schema.get("maximum", value),
        "maxItems": isinstance(value, list) and len(value) > schema.get("maxItems", len(value)),
    }
    for keyword in (each for each, is_broken in broken.items() if is_broken):
        yield governing(schema, f"/{keyword}") or governing(schema, "/x-assumed")


def _is_of(kind: str, value: Any) -> bool:
    return isinstance(value, TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))
