"""Operations of an OpenAPI document: their paths, parameters by location and kind, and links."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from thulium_contract.document.models import model

Document = Mapping[str, Any]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
PATH, QUERY, HEADER, BODY = "path", "query", "header", "body"
INTEGER, TEXT, EMAIL, UUID, ENUM, BOOLEAN, DATE, LIST = (
    *("integer", "text", "e-mail address", "UUID", "one of several", "truth value", "date", "list"),
)
_BY_TYPE = {"integer": INTEGER, "boolean": BOOLEAN, "array": LIST}
_BY_EXAMPLE = {
    UUID: re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    EMAIL: re.compile("[^/@]+@[^/@]+"),
    DATE: re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.]+Z?)?"),
}
_JSON, _OF_ANSWER = "application/json", "$response.body#/"


@dataclass(frozen=True, eq=False)
class Parameter:
    """Parameter, or field of a JSON body; ``number`` is its place in error codes, ``node`` has facts beside it."""

    name: str
    place: str
    required: bool
    schema: Document
    node: Document
    number: int | None = None

    @cached_property
    def key(self) -> tuple[str, str]:
        """Place and name; names of headers in lower case."""
        return self.place, self.name.lower() if self.place == HEADER else self.name

    @cached_property
    def kind(self) -> str:
        """The kind of its values, by type and example."""
        if "enum" in self.schema:
            return ENUM
        text = str(self.schema.get("example", ""))
        kinds = (kind for kind, form in _BY_EXAMPLE.items() if form.fullmatch(text))
        return _BY_TYPE.get(self.schema.get("type", "")) or next(kinds, TEXT)

    @cached_property
    def example(self) -> Any:
        """A value that the document shows or allows."""
        for each in self.node.get("examples", {}).values():
            return each["value"]
        items = self.schema.get("items", {})
        made = {INTEGER: self.schema.get("minimum", 1), BOOLEAN: True, ENUM: self.schema.get("enum", [""])[0]}
        made[LIST] = [items.get("example", items.get("enum", ["x"])[0])]
        return self.schema.get("example", made.get(self.kind, "x"))


@dataclass(frozen=True, eq=False)
class Operation:
    """Operation; ``path`` is a template with ``{names}``, ``api_method`` its name in permissions.

    ``sources`` tells of parameters in the path which operation gives their values, in which field of its answer.
    """

    id: str
    method: str
    path: str
    api_method: str
    parameters: tuple[Parameter, ...]
    secured: bool
    success: int
    invalid: int
    node: Document
    body: Document = field(default_factory=dict)
    """The schema of the JSON object that it reads, an empty one if it reads none."""
    answer: Document = field(default_factory=dict)
    """What the document says of success."""
    result: Document = field(default_factory=dict)
    """The schema of a success, without references, an empty one if it has no body."""
    statuses: frozenset[int] = frozenset()
    sources: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def has_body(self) -> bool:
        """Whether it reads a JSON body."""
        return bool(self.body)

    @property
    def answers(self) -> bool:
        """Whether success has a body."""
        return bool(self.answer.get("content"))

    @cached_property
    def read(self) -> tuple[Parameter, ...]:
        """The parameters that can be wrong: of headers those that have a number."""
        return tuple(each for each in self.at(PATH, QUERY, HEADER) if each.place != HEADER or each.number)

    @cached_property
    def reads_headers(self) -> bool:
        """Whether a header can make a request wrong."""
        return self.has_body or any(each.place == HEADER for each in self.read)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The parts of the path."""
        return tuple(self.path.split("/"))

    def at(self, *places: str) -> tuple[Parameter, ...]:
        """Return the parameters of some places."""
        return tuple(each for each in self.parameters if each.place in places)

    def parameter(self, name: str) -> Parameter:
        """Return a parameter by its name."""
        return next(each for each in self.parameters if each.name == name)


def main_operation(document: Document, base_path: str = "/api") -> Operation:
    """Return the operation that stores a conversation, which most requests are about."""
    return next(each for each in operations(document, base_path) if model(each.id).stores)


def resolved(document: Document, node: Document) -> Document:
    """Return what a node of the document refers to, itself without a reference."""
    while "$ref" in node:
        target: Any = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def expanded(document: Document, node: Any) -> Any:
    """Return a node of the document in which each reference is replaced by what it refers to, at any depth."""
    if isinstance(node, list):
        return [expanded(document, each) for each in node]
    if isinstance(node, Mapping):
        return {name: expanded(document, each) for name, each in resolved(document, node).items()}
    return node


def error_examples(document: Document, responses: Document) -> Iterator[tuple[str, int, list[int]]]:
    """Yield name, status and codes of each example of an error."""
    for status, node in responses.items():
        for media in resolved(document, node).get("content", {}).values():
            for name, example in media.get("examples", {}).items():
                value = example["value"]
                if codes := [each["code"] for each in value.get("errors", ())] if isinstance(value, Mapping) else []:
                    yield name, int(status), codes


def operations(document: Document, base_path: str) -> list[Operation]:
    """Return all operations of a document, in its order, of a server whose paths begin with ``base_path``."""
    found = [
        _operation(document, base_path, path, method.upper(), item)
        for path, item in document["paths"].items()
        for method in METHODS
        if method in item
    ]
    by_id = {each.id: each for each in found}
    for source in found:
        for response in source.node["responses"].values():
            links = resolved(document, response).get("links", {}).values()
            for link in (resolved(document, each) for each in links):
                target = by_id.get(link.get("operationId", ""))
                for name, value in link.get("parameters", {}).items() if target else ():
                    if target and str(value).startswith(_OF_ANSWER):
                        target.sources[name] = source.id, value.removeprefix(_OF_ANSWER)
    return found


def _operation(document: Document, base_path: str, path: str, method: str, item: Document) -> Operation:
    node: Document = item[method.lower()]
    given = (resolved(document, each) for each in (*item.get("parameters", ()), *node.get("parameters", ())))
    parameters = [
        Parameter(name, each["in"], required, _schema(document, each["schema"]), each, each.get("x-error-number"))
        for each in given
        for name, required in [(each["name"], each.get("required", False))]
    ]
    body = resolved(document, node.get("requestBody", {})).get("content", {}).get(_JSON)
    schema = resolved(document, body["schema"]) if body else {}
    if schema:
        parameters += [
            Parameter(name, BODY, name in schema.get("required", ()), _schema(document, each), resolved(document, each))
            for name, each in schema.get("properties", {}).items()
        ]
    responses = {status: resolved(document, each) for status, each in node["responses"].items()}
    success, answer = next((int(status), each) for status, each in responses.items() if status.startswith("2"))
    numbers = {each.number for each in parameters}
    invalid = (
        status
        for _, status, codes in error_examples(document, node["responses"])
        if {code // 10 % 100 for code in codes if code // 1000 == 400} & numbers or codes[0] in (400_002, 400_003)
    )
    schemas = [media["schema"] for media in answer.get("content", {}).values() if "schema" in media]
    return Operation(
        node.get("operationId", f"{method} {path}"),
        method,
        f"{base_path}{path}",
        path.removeprefix("/"),
        tuple(parameters),
        bool(node.get("security")),
        success,
        next(invalid, 400),
        node,
        schema,
        answer,
        expanded(document, schemas[0]) if schemas else {},
        frozenset(int(status) for status in node["responses"] if status.isdigit()),
    )


def _schema(document: Document, node: Document) -> Document:
    """Return a schema without references, down to the items of a list."""
    schema = dict(resolved(document, node))
    return {**schema, "items": dict(resolved(document, schema["items"]))} if "items" in schema else schema
