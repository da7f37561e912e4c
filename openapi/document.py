"""Walks an OpenAPI 3.0 document: every place in it, with its kind and its JSON pointer."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import yaml

ROOT = Path(__file__).resolve().parent.parent  # The root of the repository.

Content: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Finding:
    """A defect of a document: where it is, and what is wrong and how to mend it."""

    pointer: str
    message: str

    def __str__(self) -> str:
        """Return the finding as it follows the file's name on a line of the report."""
        return f"#{self.pointer}: {' '.join(self.message.split())}"


@dataclass(frozen=True)
class Place:
    """An object of the document, at the place where it is written (never where it is referred to)."""

    kind: str
    name: str
    pointer: str
    value: Content


def load(path: Path) -> Content:
    """Read a document; raise `OSError` when it cannot be read, and `ValueError` when it is not an object in YAML."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ValueError(f"the document is not YAML: {error}") from error
    if not isinstance(content, dict):
        raise ValueError("the document is not an object: begin it with openapi: 3.0.3")
    return content


def shown(path: Path) -> Path:
    """Return a path as messages show it: from the root of the repository, if it is in there."""
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


def places(content: Content) -> Iterator[Place]:
    """Yield every place of the document, in its order. Links and callbacks are passed over: no document has them."""
    yield from _descend(Place("document", "", "", content))


def resolve(content: Content, value: Content) -> Content:
    """Return what a value refers to, or the value itself when it is no reference; `KeyError` when that is missing."""
    while "$ref" in value:
        target: Any = content
        for part in value["$ref"].removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        value = target
    return value


def join(pointer: str, *parts: object) -> str:
    """Return the JSON pointer of what is below a pointer."""
    return pointer + "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


# What the objects of each kind hold: field -> (kind, whether a map or a list of them, or a single one).
_Fields: TypeAlias = dict[str, tuple[str, type | None]]
_SCHEMA: _Fields = {
    "properties": ("property", dict),
    "additionalProperties": ("inline schema", None),
    "items": ("inline schema", None),
    "allOf": ("inline schema", list),
    "anyOf": ("inline schema", list),
    "oneOf": ("inline schema", list),
    "not": ("inline schema", None),
}
_PARAMETER: _Fields = {
    "schema": ("inline schema", None),
    "examples": ("example", dict),
    "content": ("media type", dict),
}
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_FIELDS: dict[str, _Fields] = {
    "document": {
        "info": ("info", None),
        "servers": ("server", list),
        "tags": ("tag", list),
        "paths": ("path item", dict),
        "components": ("components", None),
    },
    "server": {"variables": ("server variable", dict)},
    "path item": {
        "parameters": ("parameter", list),
        "servers": ("server", list),
        **dict.fromkeys(_METHODS, ("operation", None)),
    },
    "operation": {
        "parameters": ("parameter", list),
        "requestBody": ("request body", None),
        "responses": ("response", dict),
        "servers": ("server", list),
    },
    "components": {
        "securitySchemes": ("security scheme", dict),
        "parameters": ("parameter", dict),
        "headers": ("header", dict),
        "schemas": ("schema", dict),
        "requestBodies": ("request body", dict),
        "responses": ("response", dict),
        "examples": ("example", dict),
    },
    "parameter": _PARAMETER,
    "header": _PARAMETER,
    "request body": {"content": ("media type", dict)},
    "response": {"headers": ("header", dict), "content": ("media type", dict)},
    "media type": {"schema": ("inline schema", None), "examples": ("example", dict)},
    "schema": _SCHEMA,
    "property": _SCHEMA,
    "inline schema": _SCHEMA,
}
_EXTENSIBLE = ("path item", "response")  # The maps of these may also hold `x-` extensions.


def _descend(place: Place) -> Iterator[Place]:
    yield place
    fields = _FIELDS.get(place.kind, {})
    for field, held in place.value.items():
        if field not in fields:
            continue
        kind, container = fields[field]
        below = join(place.pointer, field)
        for name, pointer, value in _members(field, below, held, container):
            extension = kind in _EXTENSIBLE and name.startswith("x-")
            if isinstance(value, dict) and "$ref" not in value and not extension:
                yield from _descend(Place(kind, name, pointer, value))


def _members(field: str, pointer: str, held: Any, container: type | None) -> Iterator[tuple[str, str, Any]]:
    if container is dict:
        yield from ((str(name), join(pointer, name), value) for name, value in held.items())
    elif container is list:
        yield from ((str(index), join(pointer, index), value) for index, value in enumerate(held))
    else:
        yield field, pointer, held
