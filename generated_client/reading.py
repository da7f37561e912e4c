"""The document as the generator reads it: operations, their arguments, and the shapes of what they answer."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

Node = Mapping[str, Any]

# Parameters of a page, which an iteration over all pages has not.
PAGING = ("limit", "offset")
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class UnsupportedError(Exception):
    """Keyword or form in the document that the hand-written layer does not implement, and must not silently ignore."""


class Shape(NamedTuple):
    """Shape of a value in an answer: a type or format, or the name of a result; of each item where it is a list."""

    kind: str
    is_list: bool = False


class Member(NamedTuple):
    """Field of an object in an answer."""

    shape: Shape
    required: bool
    description: str


class Result(NamedTuple):
    """Object that answers have, with its fields by name."""

    description: str
    fields: Mapping[str, Member]


class Answers(NamedTuple):
    """Success answer of each operation, None for an empty one, and all objects in them, inner ones first."""

    of: Mapping[str, Shape | None]
    results: Mapping[str, Result]


def operations(document: Node) -> dict[str, tuple[str, str, Node]]:
    """Return path, method and node of each operation by the name of its function, `start_conversation`."""
    return {
        words(node["operationId"]): (path, method, node)
        for path, item in document["paths"].items()
        for method, node in item.items()
        if method in METHODS
    }


def arguments(document: Node, path: str, node: Node) -> list[Node]:
    """Return parameters, and fields of the body as if they were some; `pointer` leads to keywords of the schema."""
    shared = document["paths"][path].get("parameters", ())
    found = [resolve(document, each) for each in (*shared, *node.get("parameters", ()))]
    given: list[Node] = [
        {**each, "schema": resolve(document, each["schema"]), "pointer": "/schema/"}
        for each in found
        if each["in"] != "header"
    ]
    if "requestBody" not in node:
        return given
    _, schema = body(document, node)
    for name, field in schema.get("properties", {}).items():
        whole = resolve(document, field)
        required = name in schema.get("required", ())
        given.append({**whole, "name": name, "in": "body", "required": required, "schema": whole, "pointer": "/"})
    return given


def body(document: Node, node: Node) -> tuple[str, Node]:
    """Return name and schema of an operation's request body."""
    content = resolve(document, node["requestBody"])["content"]
    reference = content.get("application/json", {}).get("schema", {})
    schema = resolve(document, reference)
    if len(content) != 1 or "$ref" not in reference or schema["type"] != "object":
        raise UnsupportedError(f"the body of {node['operationId']} is not one JSON object whose schema is a component")
    return reference["$ref"].rpartition("/")[2], schema


def answers(document: Node) -> Answers:
    """Return what operations answer with on success."""
    found: dict[str, Result] = {}
    of: dict[str, Shape | None] = {}
    for name, (_, _, node) in operations(document).items():
        successes = [resolve(document, each) for status, each in node["responses"].items() if status.startswith("2")]
        if not successes:
            raise UnsupportedError(f"{node['operationId']} has no success")
        schemas = [each["schema"] for success in successes for each in success.get("content", {}).values()]
        title = node["operationId"][:1].upper() + node["operationId"][1:] + "Result"
        of[name] = shape(document, schemas[0], title, found) if schemas else None
    return Answers(of, found)


def shape(document: Node, node: Node, title: str, found: dict[str, Result]) -> Shape:
    """Return the shape of a schema, and add the objects in it to those found; `title` names one that has no name."""
    whole = resolve(document, node)
    title = node["$ref"].rpartition("/")[2] if "$ref" in node else whole.get("title", title)
    kind: str = whole.get("type", "")
    if kind == "array":
        inner = shape(document, whole["items"], f"{title}Item", found)
        if inner.is_list:
            raise UnsupportedError(f"{title} is a list of lists, which no result has: make the inner ones objects")
        return Shape(inner.kind, is_list=True)
    if kind != "object" or "properties" not in whole:
        return Shape("uuid" if whole.get("format") == "uuid" else "time" if "x-local-time" in whole else kind)
    if title not in found:
        # What is always there by assumption may be missing.
        required = () if governed(whole, "/required") == {"assumed"} else whole.get("required", ())
        fields = {}
        for name, each in whole["properties"].items():
            inner = shape(document, each, title + name.title().replace("_", ""), found)
            field = resolve(document, each)
            known = name in required and not field.get("nullable", False)
            fields[name] = Member(inner, known, field.get("description", name))
        found[title] = Result(whole["description"], fields)
    return Shape(title)


def events(document: Node) -> dict[str, tuple[str, Result]]:
    """Return name and fields of each event that callbacks tell of, by its action."""
    found: dict[str, Result] = {}
    actions = {}
    for _, _, node in operations(document).values():
        for callback in node.get("callbacks", {}).values():
            for item in callback.values():
                [content] = resolve(document, item["post"]["requestBody"])["content"].values()
                name = shape(document, content["schema"], "Event", found).kind
                # An empty text is told as the word null, which a number or an id never is.
                fields = {
                    each: member._replace(required=member.required and member.shape.kind != "string")
                    for each, member in found[name].fields.items()
                    if each != "action"
                }
                action = resolve(document, content["schema"])["example"]["action"]
                actions[action] = (name, found[name]._replace(fields=fields))
    return actions


def listed(given: Sequence[Node], answer: Shape | None, found: Answers) -> Shape | None:
    """Return the shape of the items of a list that is read by pages, None for any other operation."""
    names = {each["name"] for each in given}
    page = found.results.get(answer.kind) if answer is not None and not answer.is_list else None
    if page is None or not names.issuperset(PAGING) or not page.fields.keys() >= {"count", "result"}:
        return None
    return page.fields["result"].shape._replace(is_list=False)


def is_known(node: Node, pointer: str) -> bool:
    """Return whether a documented or observed fact of an object governs what the pointer names, or holds it."""
    return bool(governed(node, pointer) - {"assumed"})


def governed(node: Node, pointer: str) -> set[str]:
    """Return the statuses of the facts of an object that govern what the pointer names, or hold it."""
    found = set()
    for fact in node.get("x-facts", ()):
        governs = fact.get("governs", "")
        for each in [governs] if isinstance(governs, str) else governs:
            if f"{pointer}/".startswith(f"{each}/"):
                found.add(fact["status"])
    return found


def words(name: str) -> str:
    """Return a name in camelCase in snake_case."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def resolve(document: Node, node: Node) -> Node:
    """Follow the references of a node within the document."""
    while "$ref" in node:
        target: Any = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        node = target
    return node
