"""Reading of an OpenAPI document: its objects, each with its JSON pointer, and the targets of references."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import yaml

ROOT = Path(__file__).resolve().parent.parent  # The root of the repository.

Content: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Finding:
    """Defect of a document: its JSON pointer, and a sentence that says how to mend it."""

    pointer: str
    message: str

    def __str__(self) -> str:
        """Return the finding as it follows the file's name on a line of the report."""
        return f"#{self.pointer}: {' '.join(self.message.split())}"


@dataclass(frozen=True)
class Place:
    """Object of the document, at the JSON pointer where it is written (never where it is referred to)."""

    pointer: str
    value: Content


def load(path: Path) -> Content:
    """Read a document; raise `OSError` when it cannot be read, and `ValueError` when it is not an object in YAML."""
    try:
        content = parse(path.read_bytes())
    except yaml.YAMLError as error:
        raise ValueError(f"the document is not YAML: {error}") from error
    if not isinstance(content, dict):
        raise ValueError("the document is not an object: begin it with openapi: 3.0.3")
    return content


def parse(text: bytes | str) -> Any:
    """Read YAML, with libyaml where PyYAML has it, which is ten times as fast; raise `yaml.YAMLError`."""
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506


def shown(path: Path) -> Path:
    """Return a path for messages: relative to the root of the repository, if it is in there."""
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


def places(value: Any, pointer: str = "") -> Iterator[Place]:
    """Yield every object of the document, in its order."""
    if isinstance(value, dict):
        yield Place(pointer, value)
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        yield from places(member, join(pointer, name))


def is_operation(place: Place) -> bool:
    """Tell whether an object is an operation with an id; a link has one too."""
    return {"operationId", "responses"} <= place.value.keys()


def resolve(content: Content, value: Content) -> Content:
    """Return the target of a reference, or the value itself when it is none; `KeyError` when the target is missing."""
    while "$ref" in value:
        value = at(content, value["$ref"].removeprefix("#"))
    return value


def at(content: Content, pointer: str) -> Any:
    """Return what a JSON pointer leads to; `LookupError` when that is nothing."""
    target: Any = content
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(target, list) and key.isdecimal():
            target = target[int(key)]
        elif isinstance(target, dict):
            target = target[key]
        else:
            raise LookupError(pointer)
    return target


def join(pointer: str, *parts: object) -> str:
    """Return the JSON pointer of what is below a pointer."""
    return pointer + "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)
