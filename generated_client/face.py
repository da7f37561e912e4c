"""Source texts of `_generated/face.py`, `results.py` and `requests.py`: methods, results and requests by operation."""

import keyword
import re
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from document_constants import Node, UnsupportedError, operations, parameters, resolve, success, takes_int

_TYPES = {"integer": "int", "string": "str", "number": "float", "boolean": "bool", "uuid": "uuid.UUID"}
_PER_CALL = ("language", "timeout", "headers")

_FACE = '''\
"""Methods of the clients: one for each operation of the document."""

from collections.abc import Mapping

import httpx

from .._base import ClientBase
from .._http import run
from .._types import TimeoutTypes
from .results import {results}

'''

_RAISES = """\
Raises:
    ArgumentError: An argument cannot be meant; nothing was sent.
    ApiError: The system answered with an error; there is a subclass for each documented status.
    ThuliumConnectionError, ThuliumTimeoutError: No answer came; `maybe_started` tells what is known.
    UnexpectedResponseError: The answer is neither a result nor an error."""


def face(document: Node) -> str:
    """Return the source text of the methods, sync and async."""
    results = sorted({success(document, node)[0] for _, node in operations(document).values()})
    sync = ["class SyncOperations(ClientBase[httpx.BaseTransport, httpx.Client]):", '"""Methods that block."""']
    awaited = ["class AsyncOperations(ClientBase[httpx.AsyncBaseTransport, httpx.AsyncClient]):"]
    awaited.append('"""Methods to await."""')
    for name, (path, node) in operations(document).items():
        given = parameters(document, path, node)
        result = success(document, node)[0]
        signature = f"{name}(self, {_arguments(given)}) -> {result}:"
        values = ", ".join(f"{each['name']!r}: {each['name']}" for each in given)
        call = f"self._core.call({name!r}, {result}, {{{values}}}, {', '.join(_PER_CALL)})"
        sync += [f"def {signature}", _quoted(_documentation(document, node, given), 2), f"return run({call})"]
        brief = f"{node['summary']}. Arguments and errors are those of `ThuliumChat`."
        awaited += [f"async def {signature}", _quoted(brief, 2), f"return await {call}"]
    return _FACE.format(results=", ".join(results)) + "\n".join(_indented([*sync, *awaited])) + "\n"


def results(document: Node) -> str:
    """Return the source text of the results: a class for each schema of a success."""
    schemas = dict(sorted(success(document, node) for _, node in operations(document).values()))
    lines = [
        '"""Results of the operations of the document."""',
        "import uuid",
        "from dataclasses import dataclass",
        "from typing import Any",
        "from .._results import Received",
        f"__all__ = {sorted(schemas)!r}",
    ]
    for name, schema in schemas.items():
        lines += ["@dataclass(frozen=True)", f"class {name}(Received):", f"    {_quoted(schema['description'], 1)}"]
        required = schema.get("required", ())
        for field, node in sorted(schema.get("properties", {}).items(), key=lambda each: each[0] not in required):
            whole = resolve(document, node)
            kind = _TYPES.get(whole.get("format", ""), _TYPES.get(whole.get("type", ""), "Any"))
            lines.append(f"    {_name(field)}: {kind if field in required else f'{kind} | None = None'}")
            lines.append(f"    {_quoted(whole.get('description', field), 1)}")
    return "\n".join(lines) + "\n"


def requests(document: Node) -> str:
    """Return the source text of the functions that write requests, by operation."""
    imports, entries = [], []
    for name, (_, node) in operations(document).items():
        tag = re.sub(r"\W", "_", node.get("tags", ["default"])[0])
        imports.append(f"from .api.{tag} import {name}")
        entries.append(f"{name!r}: {name}._get_kwargs,")
    return "\n".join(
        [
            '"""Functions that write the request of each operation."""',
            "from collections.abc import Callable, Mapping",
            "from typing import Any, Final",
            *imports,
            f"REQUESTS: Final[Mapping[str, Callable[..., dict[str, Any]]]] = {{{''.join(entries)}}}",
            "",
        ]
    )


def _arguments(given: Sequence[Node]) -> str:
    """Return the arguments of a method: required ones may be given by position, all others by name alone."""
    required = [f"{_name(each['name'])}: {_type(each)}" for each in given if each.get("required")]
    optional = [f"{_name(each['name'])}: {_type(each)} | None = None" for each in given if not each.get("required")]
    per_call = [f"{name}: {kind} = None" for name, kind in zip(_PER_CALL, _CALL_TYPES, strict=True)]
    return ", ".join([*required, "*", *optional, *per_call])


_CALL_TYPES = ("str | None", "TimeoutTypes", "Mapping[str, str] | None")


def _name(name: str) -> str:
    if not name.isidentifier() or keyword.iskeyword(name) or name in (*_PER_CALL, "self"):
        raise UnsupportedError(f"{name} cannot be an argument of a method, or is one already")
    return name


def _type(parameter: Node) -> str:
    schema = parameter["schema"]
    return "str | int" if takes_int(schema) else _TYPES[schema["type"]]


def _documentation(document: Node, node: Node, given: Sequence[Node]) -> str:
    """Return the docstring of a method."""
    paragraphs = [f"{node['summary']}.", *node["description"].strip().split("\n\n")]
    paragraphs.append(
        "What is None is not sent. The raw answer is the result's `response`; fields that this version does not know "
        "are in its `additional_properties`."
    )
    arguments = [f"{each['name']}: {described(each)}" for each in given]
    arguments += [f"{name}: As for the client, for this call." for name in ("language", "timeout")]
    arguments.append("headers: Headers for this call, over those of the client.")
    parts = ["\n".join(textwrap.wrap(" ".join(each.split()), 112)) for each in paragraphs]
    wrapped = [textwrap.fill(each, 112, initial_indent="    ", subsequent_indent=" " * 8) for each in arguments]
    return "\n\n".join([*parts, "\n".join(["Args:", *wrapped]), _RAISES])


def described(parameter: Node) -> str:
    """Return the description of a parameter, with its bounds and its example."""
    schema: Any = parameter["schema"]
    bounds = f", from {schema['minimum']} to {schema['maximum']}" if {"minimum", "maximum"} <= schema.keys() else ""
    assumed = " (the bounds are assumed)" if bounds and parameter["assumed"] else ""
    an_int = " An int is sent in decimal digits." if takes_int(schema) else ""
    return f"{parameter['description'].strip().removesuffix('.')}{bounds}{assumed}.{an_int}"


def _quoted(text: str, level: int) -> str:
    """Return a docstring, of which each line but the first is indented."""
    escaped = " ".join(text.split()) if "\n\n" not in text else text
    escaped = escaped.replace("\\", r"\\").replace('"""', r"\"\"\"")
    indented = textwrap.indent(escaped, "    " * level).strip()
    return f'"""{indented}\n{"    " * level}"""' if "\n" in indented else f'"""{indented}"""'


def _indented(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines of classes and their methods, indented by what begins them."""
    level = 0
    for line in lines:
        level = 0 if line.startswith("class ") else 1 if line.startswith(("def ", "async def ")) else level
        yield "    " * level + line
        if line.startswith(("class ", "def ", "async def ")):
            level += 1
