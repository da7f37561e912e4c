"""Schema validation of a value, by the schemas of the document as reduced in `_generated/document.py`."""

import re
from collections.abc import Mapping
from typing import Any

MALFORMED = "is malformed"

_TYPES: Mapping[str, tuple[Any, str]] = {
    "integer": (int, "a whole number"),
    "number": (int | float, "a number"),
    "boolean": (bool, "true or false"),
    "string": (str, "a text"),
    "array": (list, "a list"),
    "object": (dict, "an object"),
}


def violation(value: Any, schema: Mapping[str, Any]) -> str | None:
    """Return the first violation as a sentence that follows the value's name, None for a valid value.

    Such as "must be at least 1", or, of a part of it, "has errors[0].code, which must be at least 1".
    """
    found = _located(value, schema)
    if found is None:
        return None
    path, wrong = found
    return f"has {path.removeprefix('.')}, which {wrong}" if path else wrong


def _located(value: Any, schema: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the path to the first violation within the value, and its sentence."""
    if value is None and schema.get("nullable", False):
        return None
    python_type, name = _TYPES.get(schema.get("type", ""), (object, ""))
    # In Python True is the number 1; in JSON and on the wire it is not.
    if not isinstance(value, python_type) or (isinstance(value, bool) and python_type not in (bool, object)):
        return "", f"must be {name}, not {type(value).__name__}"
    if "enum" in schema and value not in schema["enum"]:
        return "", f"must be {' or '.join(map(repr, schema['enum']))}"
    if isinstance(value, list):
        return _list_violation(value, schema)
    if isinstance(value, dict):
        return _object_violation(value, schema)
    wrong = None if value is None else _plain_violation(value, schema)
    return None if wrong is None else ("", wrong)


def _plain_violation(value: Any, schema: Mapping[str, Any]) -> str | None:
    return _text_violation(value, schema) if isinstance(value, str) else _number_violation(value, schema)


def _number_violation(value: float, schema: Mapping[str, Any]) -> str | None:
    if value < schema.get("minimum", value):
        return f"must be at least {schema['minimum']}"
    if value > schema.get("maximum", value):
        return f"must be at most {schema['maximum']}"
    return None


def _text_violation(value: str, schema: Mapping[str, Any]) -> str | None:
    try:
        value.encode()
    except UnicodeEncodeError:
        return "must be text that UTF-8 can write, without lone surrogates"
    if (wrong := _length_violation(len(value), schema, "Length", "characters")) is not None:
        return wrong
    if "pattern" in schema and not re.search(schema["pattern"], value):
        return MALFORMED
    return None


def _list_violation(value: list[Any], schema: Mapping[str, Any]) -> tuple[str, str] | None:
    if (wrong := _length_violation(len(value), schema, "Items", "items")) is not None:
        return "", wrong
    for index, item in enumerate(value):
        if (found := _located(item, schema.get("items", {}))) is not None:
            return f"[{index}]{found[0]}", found[1]
    return None


def _object_violation(value: dict[str, Any], schema: Mapping[str, Any]) -> tuple[str, str] | None:
    for name in schema.get("required", ()):
        if name not in value:
            return "", f"has no {name}"
    for name, property_schema in schema.get("properties", {}).items():
        if name in value and (found := _located(value[name], property_schema)) is not None:
            return f".{name}{found[0]}", found[1]
    return None


def _length_violation(length: int, schema: Mapping[str, Any], keyword: str, unit: str) -> str | None:
    least, most = schema.get(f"min{keyword}", length), schema.get(f"max{keyword}", length)
    if length < least:
        return f"must have at least {least} {unit}, not {length}"
    if length > most:
        return f"must have at most {most} {unit}, not {length}"
    return None
