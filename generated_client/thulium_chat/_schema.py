"""Checks a value against a schema of the document, as reduced in `_generated/document.py`."""

import re
from collections.abc import Mapping
from typing import Any

MALFORMED = "is malformed"

_TYPES: Mapping[str, tuple[type[Any], str]] = {
    "integer": (int, "a whole number"),
    "string": (str, "a text"),
    "array": (list, "a list"),
    "object": (dict, "an object"),
}


def fault(value: Any, schema: Mapping[str, Any]) -> str | None:
    """Return what is wrong with the value, to follow its name ("must be at least 1"); None when nothing is."""
    python_type, name = _TYPES[schema["type"]]
    # In Python True is the number 1; in JSON and on the wire it is not.
    if not isinstance(value, python_type) or isinstance(value, bool):
        return f"must be {name}, not {type(value).__name__}"
    if isinstance(value, int):
        return _number_fault(value, schema)
    if isinstance(value, str):
        return _text_fault(value, schema)
    if isinstance(value, list):
        return _list_fault(value, schema)
    return _object_fault(value, schema)


def _number_fault(value: int, schema: Mapping[str, Any]) -> str | None:
    if value < schema.get("minimum", value):
        return f"must be at least {schema['minimum']}"
    if value > schema.get("maximum", value):
        return f"must be at most {schema['maximum']}"
    return None


def _text_fault(value: str, schema: Mapping[str, Any]) -> str | None:
    try:
        value.encode()
    except UnicodeEncodeError:
        return "must be text that UTF-8 can write, without lone surrogates"
    if (fault := _length_fault(len(value), schema, "Length", "characters")) is not None:
        return fault
    if "pattern" in schema and not re.search(schema["pattern"], value):
        return MALFORMED
    return None


def _list_fault(value: list[Any], schema: Mapping[str, Any]) -> str | None:
    if (wrong := _length_fault(len(value), schema, "Items", "items")) is not None:
        return wrong
    for index, item in enumerate(value):
        if (wrong := fault(item, schema["items"])) is not None:
            return f"has an item {index} that {wrong}"
    return None


def _object_fault(value: dict[str, Any], schema: Mapping[str, Any]) -> str | None:
    for name in schema.get("required", ()):
        if name not in value:
            return f"has no {name}"
    for name, property_schema in schema.get("properties", {}).items():
        if name in value and (wrong := fault(value[name], property_schema)) is not None:
            return f"has a {name} that {wrong}"
    return None


def _length_fault(length: int, schema: Mapping[str, Any], keyword: str, unit: str) -> str | None:
    least, most = schema.get(f"min{keyword}", length), schema.get(f"max{keyword}", length)
    if length < least:
        return f"must have at least {least} {unit}, not {length}"
    if length > most:
        return f"must have at most {most} {unit}, not {length}"
    return None
