"""Checks of the examples of an OpenAPI document: they are valid, formats included, and hold only declared fields."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from openapi_schema_validator import OAS30Validator, oas30_strict_format_checker

from openapi.document import Content, Finding, join, places, resolve

SCHEMAS = ("schema", "property", "inline schema")
BEARERS = ("parameter", "header", "media type")  # What has examples next to its schema.


@dataclass(frozen=True)
class Example:
    """An example or a default value, where it is, and the schema that it illustrates."""

    pointer: str
    value: Any
    schema: Content


def examples(content: Content) -> Iterator[Example]:
    """Yield every example and default of the document, named ones included."""
    for place in places(content):
        if place.kind in SCHEMAS:
            for field in ("example", "default"):
                if field in place.value:
                    yield Example(join(place.pointer, field), place.value[field], place.value)
        elif place.kind in BEARERS and "schema" in place.value:
            if "example" in place.value:
                yield Example(join(place.pointer, "example"), place.value["example"], place.value["schema"])
            for name, named in place.value.get("examples", {}).items():
                value = resolve(content, named).get("value")
                yield Example(join(place.pointer, "examples", name, "value"), value, place.value["schema"])


def examples_are_valid(content: Content) -> Iterator[Finding]:
    """Find examples that their schema refuses, formats included."""
    validator = OAS30Validator(content, format_checker=oas30_strict_format_checker)
    for example in examples(content):
        for error in validator.evolve(schema=example.schema).iter_errors(example.value):
            where = join(example.pointer, *error.absolute_path)
            yield Finding(where, f"the schema refuses this example: {error.message}; mend the one or the other")


def examples_are_declared(content: Content) -> Iterator[Finding]:
    """Find fields in examples that no schema declares, although the schema would let them pass."""
    for example in examples(content):
        yield from _undeclared(content, example.pointer, example.value, example.schema)


def formats_are_checked(content: Content) -> Iterator[Finding]:
    """Find formats that are not validated, so that examples could break them unseen."""
    for place in places(content):
        if place.kind in SCHEMAS and place.value.get("format", "int32") not in oas30_strict_format_checker.checkers:
            message = f"nothing validates the format {place.value['format']!r}: use a pattern"
            yield Finding(join(place.pointer, "format"), message)


def _undeclared(content: Content, pointer: str, value: Any, schema: Content) -> Iterator[Finding]:
    parts = list(_parts(content, schema))
    if isinstance(value, list):
        for index, item in enumerate(value):
            for items in _held(parts, "items"):
                yield from _undeclared(content, join(pointer, index), item, items)
    elif isinstance(value, dict):
        others = _held(parts, "additionalProperties")
        # A schema that declares no property, or speaks of the others itself, describes a map with any names.
        is_map = bool(others) or not any("properties" in part for part in parts)
        for name, item in value.items():
            declarations = [part["properties"][name] for part in parts if name in part.get("properties", {})]
            if not declarations and not is_map:
                yield Finding(join(pointer, name), "no schema declares this field: declare it or remove it")
            for declaration in declarations or others:
                yield from _undeclared(content, join(pointer, name), item, declaration)


def _parts(content: Content, schema: Content) -> Iterator[Content]:
    schema = resolve(content, schema)
    yield schema
    for keyword in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(keyword, []):
            yield from _parts(content, part)


def _held(parts: list[Content], keyword: str) -> list[Content]:
    return [{} if part[keyword] is True else part[keyword] for part in parts if part.get(keyword)]
