"""Source texts of `_generated/face.py` and `requests.py`: methods and requests by operation."""

import builtins
import keyword
import re
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from document_constants import method_name, takes
from reading import (
    PAGING,
    Node,
    answers,
    arguments,
    body,
    is_known,
    listed,
    operations,
    words,
)
from results import TYPES, annotation, python_name, quoted

ALSO = {"int": " | int", "uuid": " | uuid.UUID", "time": " | date | datetime"}
ALSO_SENT = {
    "int": " An int is sent in decimal digits.",
    "time": " A datetime with a time zone is sent as the system's local time, one without is taken for that.",
}
PER_CALL = {"language": "str | None", "timeout": "TimeoutTypes", "headers": "Mapping[str, str] | None"}
# Names that openapi-python-client changes, or that all methods have.
NO_ARGUMENT = {*PER_CALL, *keyword.kwlist, *dir(builtins), "self"} - {"id"}

FACE = '''\
"""Methods of the clients, for each operation of the document."""

import uuid
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Literal

import httpx

from .._base import ClientBase
from .._http import iterate, run
from .._types import TimeoutTypes
from .results import {results}

'''

RAISES = """\
Raises:
    ArgumentError: An argument cannot be meant; nothing was sent.
    ApiError: The system answered with an error; there is a subclass for each documented status.
    ThuliumConnectionError, ThuliumTimeoutError: No answer came; `maybe_done` tells what is known.
    UnexpectedResponseError: The answer is neither a result nor an error."""

SENT = "What is None is not sent."
KEPT = (
    "The raw answer is the result's `response`; fields that this version does not know are in its "
    "`additional_properties`."
)
PAGES = "Pages are asked for as they are needed; an item that others have moved to the next page meanwhile comes twice."
ASYNC = "Arguments and errors are those of `ThuliumChat`."


def face(document: Node) -> str:
    """Return the source text of the methods, sync and async."""
    found = answers(document)
    sync = ["class SyncOperations(ClientBase[httpx.BaseTransport, httpx.Client]):", '"""Methods that block."""']
    awaited = ["class AsyncOperations(ClientBase[httpx.AsyncBaseTransport, httpx.AsyncClient]):"]
    awaited.append('"""Methods to await."""')
    for name, (path, _, node) in operations(document).items():
        given, answer = arguments(document, path, node), found.of[name]
        kind, method, item = annotation(answer), method_name(name), listed(given, answer, found)
        if item is not None:
            every = [each for each in given if each["name"] not in PAGING]
            signature, call = f"def {method}(self, {_signature(every)})", _call("items", name, every)
            text = _documentation(node, every, f"{node['summary']}, from all pages", PAGES)
            sync += [f"{signature} -> Iterator[{annotation(item)}]:", quoted(text, 2), f"return iterate({call})"]
            brief = f"{node['summary']}, from all pages, with `async for`. {ASYNC}"
            awaited += [f"{signature} -> AsyncIterator[{annotation(item)}]:", quoted(brief, 2), f"return {call}"]
            method, summary = f"{method}_page", f"{node['summary']}, one page"
        else:
            summary = node["summary"]
        signature, call = f"def {method}(self, {_signature(given)}) -> {kind}:", _call("call", name, given)
        end, returned = ("", "") if answer is None else (f"answer: {kind} = ", "return answer")
        text = _documentation(node, given, summary, KEPT if answer is not None and not answer.is_list else "")
        sync += [signature, quoted(text, 2), f"{end}run({call})", returned]
        awaited += [f"async {signature}", quoted(f"{summary}. {ASYNC}", 2), f"{end}await {call}", returned]
    return FACE.format(results=", ".join(sorted(found.results))) + "\n".join(_indented([*sync, *awaited])) + "\n"


def requests(document: Node) -> str:
    """Return the source text of the functions that write requests, by operation."""
    imports, entries, bodies = [], [], []
    for name, (_, _, node) in operations(document).items():
        tag = re.sub(r"\W", "_", node.get("tags", ["default"])[0])
        imports.append(f"from .api.{tag} import {name}")
        entries.append(f"{name!r}: {name}._get_kwargs,")
        if "requestBody" in node:
            model, _ = body(document, node)
            imports.append(f"from .models.{words(model)} import {model}")
            bodies.append(f"{name!r}: {model}.from_dict,")
    return "\n".join(
        [
            '"""Functions that write the request of each operation, and those that make its body of a dictionary."""',
            "from collections.abc import Callable, Mapping",
            "from typing import Any, Final",
            *imports,
            f"REQUESTS: Final[Mapping[str, Callable[..., dict[str, Any]]]] = {{{''.join(entries)}}}",
            f"BODIES: Final[Mapping[str, Callable[[Mapping[str, Any]], Any]]] = {{{''.join(bodies)}}}",
            "",
        ]
    )


def _call(method: str, operation: str, given: Sequence[Node]) -> str:
    """Return the call of a method of the core."""
    values = ", ".join(f"{each['name']!r}: {each['name']}" for each in given)
    return f"self._core.{method}({operation!r}, {{{values}}}, {', '.join(PER_CALL)})"


def _signature(given: Sequence[Node]) -> str:
    """Return the arguments of a method: required ones may be given by position, all others by name alone."""
    named = [(f"{python_name(each['name'], NO_ARGUMENT)}: {_type(each)}", each.get("required")) for each in given]
    required = [text for text, is_required in named if is_required]
    optional = [f"{text} | None = None" for text, is_required in named if not is_required]
    per_call = [f"{name}: {kind} = None" for name, kind in PER_CALL.items()]
    return ", ".join([*required, "*", *optional, *per_call])


def _type(argument: Node) -> str:
    """Return the annotation of an argument."""
    schema = argument["schema"]
    if "enum" in schema:
        return f"Literal[{', '.join(map(repr, schema['enum']))}]"
    if schema["type"] == "array":
        return f"Sequence[{_type({'schema': schema['items']})}]"
    return TYPES[schema["type"]] + ALSO.get(takes(schema), "")


def _documentation(node: Node, given: Sequence[Node], summary: str, note: str) -> str:
    """Return the docstring of a method."""
    notes = " ".join(filter(None, [SENT if given else "", note]))
    paragraphs = filter(None, [f"{summary}.", *node["description"].strip().split("\n\n"), notes])
    lines = [f"{each['name']}: {described(each)}" for each in given]
    lines += [f"{name}: As for the client, for this call." for name in ("language", "timeout")]
    lines.append("headers: Headers for this call, over those of the client.")
    parts = ["\n".join(textwrap.wrap(" ".join(each.split()), 112)) for each in paragraphs]
    wrapped = [textwrap.fill(each, 112, initial_indent="    ", subsequent_indent=" " * 8) for each in lines]
    return "\n\n".join([*parts, "\n".join(["Args:", *wrapped]), RAISES])


def described(argument: Node) -> str:
    """Return the description of an argument, with its bounds, and what else than a text it may be."""
    schema: Any = argument["schema"]
    bounds = f", from {schema['minimum']} to {schema['maximum']}" if {"minimum", "maximum"} <= schema.keys() else ""
    assumed = " (the bounds are assumed)" if bounds and not is_known(argument, f"{argument['pointer']}minimum") else ""
    text = " ".join(argument["description"].split()).removesuffix(".")
    return f"{text}{bounds}{assumed}.{ALSO_SENT.get(takes(schema), '')}"


def _indented(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines of classes and their methods, indented by what begins them."""
    level = 0
    for line in filter(None, lines):
        level = 0 if line.startswith("class ") else 1 if line.startswith(("def ", "async def ")) else level
        yield "    " * level + line
        if line.startswith(("class ", "def ", "async def ")):
            level += 1
