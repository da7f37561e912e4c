"""Source text of `_generated/document.py`, made of the document."""

import re
from typing import Any

from reading import (
    PAGING,
    Answers,
    Node,
    Result,
    Shape,
    UnsupportedError,
    answers,
    arguments,
    events,
    is_known,
    listed,
    operations,
    resolve,
    words,
)

# The keywords that thulium_chat/_schema.py checks, and those that say nothing about a value.
CHECKED = (
    *("type", "enum", "pattern", "minLength", "maxLength", "minimum", "maximum"),
    *("items", "minItems", "maxItems", "properties", "required", "nullable"),
)
# A UUID in digits of either case, as RFC 9562 writes it; a format alone has no pattern.
UUID = re.compile("^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$")
NOTES = ("description", "example", "title", "format", "default", "deprecated")

PREFACE = '''\
"""The constants of the document that the hand-written face checks arguments and answers with."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

Schema = Mapping[str, Any]


class Parameter(NamedTuple):
    """A parameter: its option of the command, how it is checked, and its rule in words where the document gives one.

    `place` is path, query, or body for a field of it. `assumed` are the keywords of the schema that no documented or
    observed fact governs. `takes` is what a text may be given as, too: `int`, `uuid`, or `time` for dates.
    """

    description: str
    option: str
    place: str
    required: bool
    allow_empty: bool
    schema: Schema
    assumed: tuple[str, ...]
    example: Any = None
    rule: str | None = None
    takes: str = ""


class Field(NamedTuple):
    """A value in an answer: its type or format, or the name of a result; of each item where it is a list.

    `required` is whether the value is always there, as far as is known.
    """

    kind: str
    is_list: bool
    required: bool


class Response(NamedTuple):
    """The body that a status comes with; an empty one has no media type."""

    media_type: str
    schema: Schema


class Operation(NamedTuple):
    """An operation: its command and method, its parameters by name, its result, and its responses by status.

    `effect` says what has been done after it, such as `started`; "" where it changes nothing. `result` is None for an
    empty answer. One that `is_paged` has a method more, which reads one page.
    """

    command: str
    method: str
    summary: str
    effect: str
    is_paged: bool
    result: Field | None
    parameters: Mapping[str, Parameter]
    responses: Mapping[int, Response]

'''


def module(document: Node) -> str:
    """Return the source text of the module."""
    found = answers(document)
    return "\n".join(
        [
            PREFACE,
            f"SERVER_URL: Final = {document['servers'][0]['url']!r}",
            f"REQUEST_TARGET_LIMIT: Final = {document['x-request-target-limit']!r}",
            f"TARGET_LIMIT_IS_ASSUMED: Final = {not is_known(document, '/x-request-target-limit')!r}",
            *(f"{name}: Final = {schema(document, ref)!r}" for name, ref in body_schemas(document).items()),
            "EVENTS: Final[Mapping[str, Mapping[str, Field]]] = {",
            *(f"{action!r}: {{{members(event)}}}," for action, (_, event) in events(document).items()),
            "}",
            f"PAGING: Final = {PAGING!r}",
            "RESULTS: Final[Mapping[str, Mapping[str, Field]]] = {",
            *(f"{name!r}: {{{members(result)}}}," for name, result in found.results.items()),
            "}",
            "OPERATIONS: Final[Mapping[str, Operation]] = {",
            *(f"{name!r}: {operation(document, name, found)}," for name in found.of),
            "}",
            "",
        ]
    )


def members(result: Result) -> str:
    """Return the source text of the fields of a result or an event."""
    return "".join(f"{name!r}: {field(member.shape, member.required)}," for name, member in result.fields.items())


def field(shape: Shape | None, required: bool = True) -> str:
    """Return the source text of what a value in an answer is."""
    return "None" if shape is None else f"Field({shape.kind!r}, {shape.is_list}, {required})"


def operation(document: Node, name: str, found: Answers) -> str:
    """Return the source text of one operation."""
    path, method, node = operations(document)[name]
    given, answer = arguments(document, path, node), found.of[name]
    lines = [f"{each['name']!r}: {parameter(document, each)}," for each in given]
    responses = [f"{int(status)}: {response(document, each)}," for status, each in node["responses"].items()]
    effect = "" if method in ("get", "head") else node.get("x-effect", "done")
    values = (
        *(node.get("x-command", name.replace("_", "-")), method_name(name), node["summary"]),
        *(effect, listed(given, answer, found) is not None),
    )
    return (
        f"Operation({', '.join(map(repr, values))}, {field(answer)}, "
        f"parameters={{{''.join(lines)}}}, responses={{{''.join(responses)}}})"
    )


def method_name(operation: str) -> str:
    """Return the name of an operation's method: that of `list_chats` is `chats`."""
    return operation.removeprefix("list_")


def parameter(document: Node, node: Node) -> str:
    """Return the source text of one parameter."""
    whole = node["schema"]
    pointer = node["pointer"]
    arguments = {
        "description": " ".join(node["description"].split()),
        "option": node.get("x-option", f"--{node['name'].replace('_', '-')}"),
        "place": node["in"],
        "required": node.get("required", False),
        "allow_empty": node.get("allowEmptyValue", False),
        "schema": (reduced := schema(document, whole)),
        "assumed": tuple(each for each in reduced if not is_known(node, pointer + each)),
        "example": whole.get("example"),
        "rule": whole.get("x-rule", {}).get("en"),
        "takes": takes(whole) or None,
    }
    return f"Parameter({', '.join(f'{name}={value!r}' for name, value in arguments.items() if value is not None)})"


def takes(schema: Node) -> str:
    """Return what a text may be given as, too: an int or a UUID where its example is one, or a date; "" for neither."""
    example = str(schema.get("example", ""))
    if schema["type"] != "string":
        return ""
    if "x-local-time" in schema:
        return "time"
    return "int" if example.isdecimal() else "uuid" if UUID.fullmatch(example) else ""


def response(document: Node, node: Node) -> str:
    """Return the source text of one response."""
    content = resolve(document, node).get("content", {"": {"schema": {}}})
    if len(content) != 1:
        raise UnsupportedError(f"a response has {len(content)} media types; the client reads exactly one")
    [(media_type, body)] = content.items()
    whole = constant(body["schema"]) if "$ref" in body["schema"] else repr(schema(document, body["schema"]))
    return f"Response(media_type={media_type!r}, schema={whole})"


def body_schemas(document: Node) -> dict[str, Node]:
    """Return the schemas of all bodies of answers that have a name, by the names of their constants."""
    responses = [each for *_, node in operations(document).values() for each in node["responses"].values()]
    contents = [resolve(document, each).get("content", {}) for each in responses]
    found = [body["schema"] for content in contents for body in content.values()]
    return {constant(each): each for each in found if "$ref" in each}


def constant(node: Node) -> str:
    """Return the constant's name of a named schema: ErrorEnvelope gives ERROR_ENVELOPE."""
    return words(node["$ref"].rpartition("/")[2]).upper()


def schema(document: Node, node: Node) -> dict[str, Any]:
    """Return the schema with its references resolved, reduced to what is checked; what is assumed is among it."""
    node = resolve(document, node)
    node = {**node, **node.get("x-assumed", {})}
    unknown = [key for key in node if key not in CHECKED and key not in NOTES and not key.startswith("x-")]
    if unknown:
        raise UnsupportedError(
            f"the client does not check the schema keyword {unknown[0]}: teach it to _schema.py first"
        )
    reduced = {key: node[key] for key in CHECKED if key in node}
    if node.get("type") == "string" and "format" in node and "pattern" not in node:
        if node["format"] != "uuid":
            raise UnsupportedError("the client checks a format only by the pattern beside it: add the pattern")
        reduced["pattern"] = UUID.pattern
    if "pattern" in reduced:
        reduced["pattern"] = python_pattern(reduced["pattern"])
    if "items" in reduced:
        reduced["items"] = schema(document, reduced["items"])
    if "properties" in reduced:
        reduced["properties"] = {name: schema(document, each) for name, each in reduced["properties"].items()}
    return reduced


def python_pattern(pattern: str) -> str:
    r"""Return the ECMAScript pattern for Python, where `$` would also match before a last line break: `\Z` does not."""
    return pattern[:-1] + r"\Z" if pattern.endswith("$") and not pattern.endswith(r"\$") else pattern
