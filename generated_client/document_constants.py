"""Source text of `_generated/document.py`, made of the document."""

import re
from collections.abc import Mapping
from typing import Any

Node = Mapping[str, Any]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

# The keywords that thulium_chat/_schema.py checks, and those that say nothing about a value.
CHECKED = (
    *("type", "pattern", "minLength", "maxLength", "minimum", "maximum"),
    *("items", "minItems", "maxItems", "properties", "required"),
)
NOTES = ("description", "example", "title", "format", "default", "deprecated")

PREFACE = '''\
"""The constants of the document that the hand-written face checks arguments and answers with."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

Schema = Mapping[str, Any]


class Parameter(NamedTuple):
    """A parameter: its option of the command, how it is checked, and its rule in words where the document gives one.

    `assumed` are the keywords of the schema that no documented or observed fact governs; a text that `takes_int` may be
    given as an int.
    """

    description: str
    option: str
    required: bool
    allow_empty: bool
    schema: Schema
    assumed: tuple[str, ...]
    example: Any = None
    rule: str | None = None
    takes_int: bool = False


class Field(NamedTuple):
    """A field of a result: its type or format, and whether every result has it."""

    kind: str
    required: bool


class Response(NamedTuple):
    """The body that a status comes with."""

    media_type: str
    schema: Schema


class Operation(NamedTuple):
    """An operation: its command, its parameters and the fields of its result by name, and its responses by status."""

    command: str
    summary: str
    fields: Mapping[str, Field]
    parameters: Mapping[str, Parameter]
    responses: Mapping[int, Response]

'''


class UnsupportedError(Exception):
    """Keyword or form in the document that the hand-written layer does not validate: silence would promise it."""


def module(document: Node) -> str:
    """Return the source text of the module."""
    return "\n".join(
        [
            PREFACE,
            f"SERVER_URL: Final = {document['servers'][0]['url']!r}",
            f"REQUEST_TARGET_LIMIT: Final = {document['x-request-target-limit']!r}",
            f"TARGET_LIMIT_IS_ASSUMED: Final = {not is_known(document, '/x-request-target-limit')!r}",
            *(f"{name}: Final = {schema(document, ref)!r}" for name, ref in body_schemas(document).items()),
            "OPERATIONS: Final[Mapping[str, Operation]] = {",
            *(f"{name!r}: {operation(document, path, node)}," for name, (path, node) in operations(document).items()),
            "}",
            "",
        ]
    )


def operations(document: Node) -> dict[str, tuple[str, Node]]:
    """Return path and node of each operation by the name of its function: startConversation is start_conversation."""
    return {
        words(node["operationId"]): (path, node)
        for path, item in document["paths"].items()
        for method, node in item.items()
        if method in METHODS
    }


def operation(document: Node, path: str, node: Node) -> str:
    """Return the source text of one operation."""
    lines = [f"{each['name']!r}: {parameter(document, each)}," for each in parameters(document, path, node)]
    responses = [f"{int(status)}: {response(document, each)}," for status, each in node["responses"].items()]
    result = success(document, node)[1]
    fields = {
        name: f"Field({(whole := resolve(document, each)).get('format', whole.get('type', ''))!r}, "
        f"{name in result.get('required', ())})"
        for name, each in result.get("properties", {}).items()
    }
    command = node.get("x-command", words(node["operationId"]).replace("_", "-"))
    return (
        f"Operation({command!r}, {node['summary']!r}, "
        f"fields={{{''.join(f'{name!r}: {text},' for name, text in fields.items())}}}, "
        f"parameters={{{''.join(lines)}}}, responses={{{''.join(responses)}}})"
    )


def parameters(document: Node, path: str, node: Node) -> list[Node]:
    """Return the parameters that are arguments, with their schemas, and whether their bounds are assumed."""
    if "requestBody" in node:
        raise UnsupportedError("the client sends no bodies: teach face.py to make arguments of one first")
    shared = document["paths"][path].get("parameters", ())
    found = [resolve(document, each) for each in (*shared, *node.get("parameters", ()))]
    return [
        {
            **each,
            "schema": resolve(document, each["schema"]),
            "assumed": not is_known(each, "/schema/minimum"),
        }
        for each in found
        if each["in"] != "header"
    ]


def success(document: Node, node: Node) -> tuple[str, Node]:
    """Return name and schema of what an operation answers with on success."""
    for status, each in node["responses"].items():
        for body in resolve(document, each).get("content", {}).values() if status.startswith("2") else ():
            if "$ref" in body["schema"]:
                return body["schema"]["$ref"].rpartition("/")[2], resolve(document, body["schema"])
    raise UnsupportedError(f"{node['operationId']} has no success whose schema has a name: make it a component")


def parameter(document: Node, node: Node) -> str:
    """Return the source text of one parameter."""
    whole = node["schema"]
    arguments = {
        "description": " ".join(node["description"].split()),
        "option": node.get("x-option", f"--{node['name'].replace('_', '-')}"),
        "required": node.get("required", False),
        "allow_empty": node.get("allowEmptyValue", False),
        "schema": (reduced := schema(document, whole)),
        "assumed": tuple(each for each in reduced if not is_known(node, f"/schema/{each}")),
        "example": whole.get("example"),
        "rule": whole.get("x-rule", {}).get("en"),
        "takes_int": takes_int(whole) or None,
    }
    return f"Parameter({', '.join(f'{name}={value!r}' for name, value in arguments.items() if value is not None)})"


def takes_int(schema: Node) -> bool:
    """Return whether a text may be given as an int: that of an id, whose example is a number."""
    return bool(schema["type"] == "string" and str(schema.get("example", "")).isdecimal())


def is_known(node: Node, pointer: str) -> bool:
    """Return whether a documented or observed fact of an object governs what the pointer names, or holds it."""
    for fact in node.get("x-facts", ()):
        governs = fact.get("governs", "")
        for each in [governs] if isinstance(governs, str) else governs:
            if fact["status"] != "assumed" and f"{pointer}/".startswith(f"{each}/"):
                return True
    return False


def response(document: Node, node: Node) -> str:
    """Return the source text of one response."""
    content = resolve(document, node).get("content", {})
    if len(content) != 1:
        raise UnsupportedError(f"a response has {len(content)} media types; the client reads exactly one")
    [(media_type, body)] = content.items()
    return f"Response(media_type={media_type!r}, schema={constant(body['schema'])})"


def body_schemas(document: Node) -> dict[str, Node]:
    """Return the schemas of all bodies by the names of their constants."""
    responses = [each for _, node in operations(document).values() for each in node["responses"].values()]
    contents = [resolve(document, each).get("content", {}) for each in responses]
    found = [body["schema"] for content in contents for body in content.values()]
    return {constant(each): each for each in found}


def constant(node: Node) -> str:
    """Return the constant's name of a named schema: ErrorEnvelope gives ERROR_ENVELOPE."""
    if "$ref" not in node:
        raise UnsupportedError("the schema of a body has no name: make it a component")
    return words(node["$ref"].rpartition("/")[2]).upper()


def words(name: str) -> str:
    """Return a name in camelCase in snake_case."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def schema(document: Node, node: Node) -> dict[str, Any]:
    """Return the schema with its references resolved, reduced to what is checked; what is assumed is among it."""
    node = resolve(document, node)
    node = {**node, **node.get("x-assumed", {})}
    unknown = [key for key in node if key not in CHECKED and key not in NOTES and not key.startswith("x-")]
    if unknown:
        raise UnsupportedError(
            f"the client does not check the schema keyword {unknown[0]}: teach it to _schema.py first"
        )
    if node["type"] == "string" and "format" in node and "pattern" not in node:
        raise UnsupportedError("the client checks a format only by the pattern beside it: add the pattern")
    reduced = {key: node[key] for key in CHECKED if key in node}
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


def resolve(document: Node, node: Node) -> Node:
    """Follow the references of a node within the document."""
    while "$ref" in node:
        target: Any = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        node = target
    return node
