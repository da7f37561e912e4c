"""Source texts of `_generated/results.py` and `events.py`: classes of what is received."""

import keyword
import textwrap
from collections.abc import Collection, Iterator

from reading import Node, Result, Shape, UnsupportedError, answers, events

TYPES = {
    "integer": "int",
    "string": "str",
    "number": "float",
    "boolean": "bool",
    "uuid": "uuid.UUID",
    "time": "datetime",
}
# Names that all results have.
NO_FIELD = {*keyword.kwlist, "response", "to_dict", "additional_properties"}


RESULTS = '''\
"""Results of the operations of the document."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .._results import Received

'''

EVENTS = '''\
"""Events that webhooks tell of, by the callbacks of the document."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeAlias

from .._events import BaseEvent, UnknownEvent

'''


def results(document: Node) -> str:
    """Return the source text of the results: a class for each object in the answer of a success."""
    found = answers(document).results
    lines = [f"__all__ = {sorted(found)!r}"]
    for name, result in found.items():
        lines += ["@dataclass(frozen=True)", f"class {name}(Received):", *_fields(result)]
    return RESULTS + "\n".join([*lines, ""])


def webhook_events(document: Node) -> str:
    """Return the source text of the events: a class for each action that callbacks tell of."""
    found = events(document)
    names = [name for name, _ in found.values()]
    lines = [f"__all__: list[str] = {sorted(names)!r}"]
    for action, (name, event) in found.items():
        constant = f"    action: str = field(default={action!r}, init=False)"
        lines += ["@dataclass(frozen=True)", f"class {name}(BaseEvent):", *_fields(event, constant)]
    classes = ", ".join(f"{action!r}: {name}" for action, (name, _) in found.items())
    lines.append(f"Event: TypeAlias = {' | '.join([*names, 'UnknownEvent'])}")
    lines.append(f"CLASSES: Final[Mapping[str, type[Event]]] = {{{classes}}}")
    return EVENTS + "\n".join([*lines, ""])


def _fields(result: Result, *constants: str) -> Iterator[str]:
    """Yield the body of a class, with what has no default first."""
    yield f"    {quoted(result.description, 1)}"
    yield from constants
    for name, member in sorted(result.fields.items(), key=lambda each: not each[1].required):
        kind = annotation(member.shape)
        yield f"    {python_name(name, NO_FIELD)}: {kind if member.required else f'{kind} | None = None'}"
        yield f"    {quoted(member.description, 1)}"


def annotation(shape: Shape | None) -> str:
    """Return the annotation of what an answer holds."""
    if shape is None:
        return "None"
    kind = TYPES.get(shape.kind, shape.kind if shape.kind not in ("", "object") else "Any")
    return f"tuple[{kind}, ...]" if shape.is_list else kind


def python_name(name: str, reserved: Collection[str]) -> str:
    """Return the name, or raise UnsupportedError if Python, or we, have it for something else."""
    if not name.isidentifier() or name in reserved:
        raise UnsupportedError(f"{name} cannot be an argument or a field of a result, or is one already")
    return name


def quoted(text: str, level: int) -> str:
    """Return a docstring, of which each line but the first is indented."""
    escaped = " ".join(text.split()) if "\n\n" not in text else text
    escaped = escaped.replace("\\", r"\\").replace('"""', r"\"\"\"")
    indented = textwrap.indent(escaped, "    " * level).strip()
    return f'"""{indented}\n{"    " * level}"""' if "\n" in indented else f'"""{indented}"""'
