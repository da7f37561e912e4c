"""The exact oracle: for any request on the wire, the one status that it must get, computed from the document.

It is compiled from the document and from what exists on the server. It shares no code with the mock, so that a mistake
in reading the document has to be made twice to go unseen.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from thulium_contract.edge_values import MALFORMED, MISSING, NOT_AN_INTEGER, NOT_UTF8, OUT_OF_RANGE, REPEATED

Document = Mapping[str, Any]

_CODES = re.compile("((?:%[0-9a-fA-F]{2})+)")

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@dataclass(frozen=True)
class Verdict:
    """The status that a request must get; for wrong parameters also the codes, in the order of the document.

    ``values`` are the parameters that are given, where all of them are sound; ``error`` is the name of the document's
    example of any other error, by which its status and its code are found.
    """

    status: int
    codes: tuple[int, ...] = ()
    allow: frozenset[str] = frozenset()
    values: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""


@dataclass(frozen=True)
class Known:
    """What exists on the server: None stands for a server that lets everyone in, or knows every queue."""

    users: Mapping[str, tuple[str, tuple[str, ...]]] | None = None
    queues: frozenset[int] | None = None


@dataclass(frozen=True)
class Parameter:
    """A parameter in the query; ``number`` is its place in error codes, ``node`` what the document says of it."""

    name: str
    required: bool
    number: int
    node: Mapping[str, Any]

    @property
    def schema(self) -> Mapping[str, Any]:
        """The schema."""
        schema: Mapping[str, Any] = self.node["schema"]
        return schema


@dataclass(frozen=True)
class Operation:
    """An operation; ``path`` is as it is in a request, ``api_method`` what permissions call it."""

    path: str
    api_method: str
    parameters: tuple[Parameter, ...]
    secured: bool
    success: int
    invalid: int
    node: Mapping[str, Any]

    def parameter(self, name: str) -> Parameter:
        """Return a parameter by its name."""
        return next(each for each in self.parameters if each.name == name)


@dataclass
class Oracle:
    """Judges requests to a server of ``document`` whose paths begin with ``base_path``.

    The methods that read values are separate so that the oracle of a server with known deviations can replace them.
    """

    document: Document
    known: Known
    base_path: str = "/api"
    _paths: dict[tuple[str, ...], dict[str, Operation]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Compile the operations of the document, and the errors that its examples name."""
        self.limit: int | None = self.document["x-request-target-limit"]
        self.errors = {name: (status, codes[0]) for name, status, codes in self._examples(self.document["x-responses"])}
        """Status and code of each error, by the name of its example."""
        for path, item in self.document["paths"].items():
            key = tuple(f"{self.base_path}{path}".split("/"))
            self._paths[key] = {
                method.upper(): self._compile(path, item, item[method]) for method in METHODS if method in item
            }

    def judge(self, method: str, target: str, headers: Iterable[tuple[str, str]]) -> Verdict:
        """Return what the request must get; ``target`` is path and query as they are on the wire."""
        if self.limit is not None and len(target) > self.limit:
            return self._refuse("request-target-too-long")
        operations = self.operations(target)
        if operations is None:
            return self._refuse("unknown-path")
        operation = operations.get(method)
        if operation is None:
            return self._refuse("method-not-allowed", allow=frozenset(operations))
        if operation.secured and (refusal := self.refusal(operation, headers)):
            return self._refuse(refusal)
        values, codes = self._read(operation, target.partition("?")[2])
        if codes:
            return Verdict(operation.invalid, codes)
        return self._state(operation, values)

    def operations(self, target: str) -> Mapping[str, Operation] | None:
        """Return the operations of a request's path by their methods, None if the document has no such path."""
        path = target.partition("?")[0]
        return self._paths.get(tuple(percent_decoded(part).decode("latin-1") for part in path.split("/")))

    def all_operations(self) -> Iterator[tuple[str, Operation]]:
        """Yield method and operation, in the order of the document."""
        for operations in self._paths.values():
            yield from operations.items()

    def fields_of(self, operation: Operation) -> tuple[str, ...]:
        """Return the names that the object of a success has to have."""
        answer = self._resolve(operation.node["responses"][str(operation.success)])
        schemas = (self._resolve(media["schema"]) for media in answer.get("content", {}).values() if "schema" in media)
        return tuple(next(schemas, {}).get("required", ()))

    def _compile(self, path: str, item: Document, node: Document) -> Operation:
        parameters = (self._resolve(each) for each in (*item.get("parameters", ()), *node["parameters"]))
        query = tuple(
            Parameter(each["name"], each.get("required", False), each["x-error-number"], each)
            for each in parameters
            if each["in"] == "query"
        )
        success = next(int(status) for status in node["responses"] if status.startswith("2"))
        invalid = 400
        numbers = {each.number for each in query}
        for name, status, codes in self._examples(node["responses"]):
            self.errors[name] = status, codes[0]
            if {code // 10 % 100 for code in codes if code // 1000 == 400} & numbers:
                invalid = status
        secured = bool(node.get("security"))
        return Operation(f"{self.base_path}{path}", path.removeprefix("/"), query, secured, success, invalid, node)

    def _examples(self, responses: Document) -> Iterator[tuple[str, int, list[int]]]:
        """Yield name, status and codes of each example of an error."""
        for status, node in responses.items():
            for media in self._resolve(node)["content"].values():
                for name, example in media.get("examples", {}).items():
                    if codes := [each["code"] for each in example["value"].get("errors", ())]:
                        yield name, int(status), codes

    def _refuse(self, error: str, allow: frozenset[str] = frozenset()) -> Verdict:
        return Verdict(self.errors[error][0], allow=allow, error=error)

    def _resolve(self, node: Document) -> Document:
        while "$ref" in node:
            target: Any = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node

    def refusal(self, operation: Operation, headers: Iterable[tuple[str, str]]) -> str | None:
        """Return the error of credentials that do not permit the operation."""
        given = [value for name, value in headers if name.lower() == "authorization"]
        credentials = basic_credentials(given[0]) if len(given) == 1 else None
        if credentials is None:
            return "malformed-credentials" if given else "missing-credentials"
        if self.known.users is None:
            return None
        name, password = credentials
        expected, permitted = self.known.users.get(name, (None, ()))
        if password != expected:
            return "wrong-credentials"
        return None if "*" in permitted or operation.api_method in permitted else "method-not-permitted"

    def _read(self, operation: Operation, query: str) -> tuple[dict[str, Any], tuple[int, ...]]:
        """Return the values of the operation's parameters, and the codes of all their faults."""
        given: dict[str, list[bytes]] = {}
        for name, value in pairs(query):
            given.setdefault(self.name_of(name), []).append(value)
        values: dict[str, Any] = {}
        codes = []
        for parameter in operation.parameters:
            values[parameter.name], kind = self._value(parameter, given.get(parameter.name, []))
            if kind is not None:
                codes.append(400_000 + parameter.number * 10 + kind)
        return values, tuple(codes)

    def _value(self, parameter: Parameter, given: list[bytes]) -> tuple[Any, int | None]:
        """Return a parameter's value and the kind of its fault, if it has one."""
        if len(given) > 1:
            return None, REPEATED
        if not given or given == [b""]:
            return None, MISSING if parameter.required else None
        read: Callable[[bytes], Any] = {"integer": self.integer_of, "string": self.text_of}[parameter.schema["type"]]
        value = read(given[0])
        if value is None:
            return None, {"integer": NOT_AN_INTEGER, "string": NOT_UTF8}[parameter.schema["type"]]
        if isinstance(value, str):
            return value, None if ecma_search(parameter.schema["pattern"], value) else MALFORMED
        in_range = parameter.schema["minimum"] <= value <= parameter.schema["maximum"]
        return value, None if in_range else OUT_OF_RANGE

    def _state(self, operation: Operation, values: dict[str, Any]) -> Verdict:
        """Return what a sound request gets from what exists on the server."""
        queue = values.get("chat_queue_id")
        if queue is not None and self.known.queues is not None and queue not in self.known.queues:
            return self._refuse("unknown-queue")
        return Verdict(operation.success, values={name: value for name, value in values.items() if value is not None})

    def name_of(self, raw: bytes) -> str:
        """Return the name of a parameter."""
        return raw.decode("utf-8", "replace")

    def text_of(self, raw: bytes) -> str | None:
        """Return a text, None if the bytes are none."""
        try:
            return raw.decode()
        except UnicodeDecodeError:
            return None

    def integer_of(self, raw: bytes) -> int | None:
        """Return an integer, None if the bytes are not how one is written."""
        text = raw.decode("latin-1")
        digits = text.removeprefix("-")
        if not digits or set(digits) - set("0123456789") or (digits[0] == "0" and text != "0"):
            return None
        # Python refuses to read thousands of digits; a number of that length is far from any bound.
        return int(text[:100])


def pairs(query: str) -> list[tuple[bytes, bytes]]:
    """Return the decoded names and values of a query string, in order."""
    pieces = [piece.partition("=") for piece in query.split("&") if piece]
    return [(form_decoded(name), form_decoded(value)) for name, _, value in pieces]


def form_decoded(text: str) -> bytes:
    """Return the bytes that a form-urlencoded text stands for."""
    return percent_decoded(text.replace("+", "%20"))


def percent_decoded(text: str) -> bytes:
    """Return the bytes that a percent-encoded text stands for; a percent sign that begins no code is itself."""
    if "%" not in text:
        return text.encode()
    parts = _CODES.split(text)
    return b"".join(
        bytes.fromhex(part.replace("%", "")) if index % 2 else part.encode() for index, part in enumerate(parts)
    )


@lru_cache(maxsize=1024)
def basic_credentials(header: str) -> tuple[str, str] | None:
    """Return name and password of a Basic ``Authorization`` header, None if it is malformed (RFC 7617)."""
    match = re.fullmatch("basic +([a-z0-9+/]+={0,2})", header, re.IGNORECASE)
    if match is None:
        return None
    try:
        octets = base64.b64decode(match[1], validate=True)
        text = octets.decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    name, colon, password = text.partition(":")
    canonical = base64.b64encode(octets).decode() == match[1]
    return (name, password) if canonical and colon and not re.search(r"[\x00-\x1f\x7f]", text) else None


@lru_cache(maxsize=16)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\$$", r"\\Z", pattern))


def ecma_search(pattern: str, text: str) -> bool:
    """Tell whether an ECMA 262 pattern of the document matches: there, ``$`` is the end and nothing before it."""
    return _compiled(pattern).search(text) is not None
