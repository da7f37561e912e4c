"""Test oracle: computes the exact status that any request on the wire must get, from the document.

It is compiled from the document and from what exists on the server. It shares no code with the mock, so that a mistake
in reading the document has to be made twice to go unseen.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from thulium_contract.document.edge_values import (
    MISSING,
    NOT_ALLOWED,
    NOT_AN_INTEGER,
    NOT_UTF8,
    REPEATED,
)
from thulium_contract.document.models import model
from thulium_contract.document.operations import (
    HEADER,
    PATH,
    QUERY,
    Document,
    Operation,
    Parameter,
    error_examples,
    operations,
)
from thulium_contract.expected.reading import Unsure, basic_credentials, body_of, fault_of, pairs, percent_decoded


@dataclass(frozen=True)
class Verdict:
    """Expected status of a request; for wrong parameters also the codes, in the order of the document.

    ``values`` are the parameters that are given, where all of them are sound; ``error`` is the name of the document's
    example of any other error, by which its status and its code are found. ``faults`` are parameters with the kind of
    their fault. Where ``open``, nobody can say whether the request is right.
    """

    status: int
    codes: tuple[int, ...] = ()
    allow: frozenset[str] = frozenset()
    values: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    faults: tuple[tuple[Parameter, int], ...] = ()
    open: bool = False


@dataclass(frozen=True)
class Known:
    """Known state of the server; None for one that permits everyone, or has every queue."""

    users: Mapping[str, tuple[str, tuple[str, ...]]] | None = None
    queues: frozenset[int] | None = None


@dataclass
class Oracle:
    """Oracle of requests to a server of ``document`` whose paths begin with ``base_path``.

    The methods that read values are separate so that the oracle of a server with known deviations can replace them.
    """

    document: Document
    known: Known
    base_path: str = "/api"
    given: dict[tuple[str, str], dict[str, bool]] | None = field(init=False, default_factory=dict)
    """The ids that an operation has given in a field of its answers, and whether what they name is open still.

    Where it is None, everything is there.
    """

    def __post_init__(self) -> None:
        """Compile the operations of the document, and the errors that its examples name."""
        self.limit: int | None = self.document["x-request-target-limit"]
        self.all_operations = operations(self.document, self.base_path)
        self.errors: dict[str, tuple[int, int]] = {}
        """Status and code of each error, by the name of its example."""
        for responses in (self.document["x-responses"], *(each.node["responses"] for each in self.all_operations)):
            for name, status, codes in error_examples(self.document, responses):
                self.errors.setdefault(name, (status, codes[0]))
        self._by_path: dict[tuple[str, ...], dict[str, Operation]] = {}
        for each in self.all_operations:
            methods = self._by_path.setdefault(each.parts, {})
            # HEAD is what GET answers, without the body (RFC 9110).
            methods |= dict.fromkeys((each.method, "HEAD") if each.method == "GET" else (each.method,), each)
        self._found: dict[str, Mapping[str, Operation] | None] = {}

    def judge(self, method: str, target: str, headers: Iterable[tuple[str, str]], body: bytes = b"") -> Verdict:
        """Return what the request must get; ``target`` is path and query as they are on the wire."""
        if self.limit is not None and len(target) > self.limit:
            return self._refuse("request-target-too-long")
        found = self.operations(target)
        if found is None:
            return self._refuse("unknown-path")
        operation = found.get(method)
        if operation is None:
            return self._refuse("method-not-allowed", allow=frozenset(found))
        if _is_odd(operation, target):
            return Verdict(operation.success, open=True)
        if operation.secured and (refusal := self.refusal(operation, headers)):
            return self._refuse(refusal)
        try:
            values, faults = self._read(operation, target, headers, body)
        except Unsure:
            return Verdict(operation.success, open=True)
        if faults:
            codes = tuple(400_000 + each.number * 10 + kind for each, kind in faults if each.number)
            return Verdict(operation.invalid, codes if len(codes) == len(faults) else (), faults=faults)
        return self._state(operation, values)

    def operations(self, target: str) -> Mapping[str, Operation] | None:
        """Return the operations of a request's path by their methods, None if the document has no such path."""
        path = target.partition("?")[0]
        if path not in self._found:
            if len(self._found) > 2000:
                self._found.clear()
            parts = tuple(percent_decoded(part).decode("latin-1") for part in path.split("/"))
            fitting = (found for template, found in self._by_path.items() if _fits(template, parts))
            self._found[path] = self._by_path.get(parts) or next(fitting, None)
        return self._found[path]

    def learn(self, operation: Operation, target: str, answer: Any) -> None:
        """Keep what a success gave or ended: the ids in its answer, and that what it ends is open no more."""
        if self.given is None:
            return
        for source in {source for each in self.all_operations for source in each.sources.values()}:
            if source[0] == operation.id and isinstance(answer, dict) and source[1] in answer:
                self.given.setdefault(source, {})[str(answer[source[1]])] = True
        if model(operation.id).ends:
            self.mark(operation, target, is_open=False)

    def mark(self, operation: Operation, target: str, *, is_open: bool | None) -> None:
        """Keep whether what the ids in a path name is open, None if it is not there any more."""
        for known, identifier in self._given(operation, target):
            if is_open is None:
                known.pop(identifier, None)
            else:
                known[identifier] = is_open and known.get(identifier, True)

    def has_ended(self, operation: Operation, target: str) -> bool:
        """Tell whether what the ids in a path name has ended, as far as is known."""
        found = self._given(operation, target)
        return any(False in (known.get(identifier), known.get(identifier.lower())) for known, identifier in found)

    def _given(self, operation: Operation, target: str) -> Iterator[tuple[dict[str, bool], str]]:
        """Yield each id in a path, with those that its operation has given."""
        if self.given is None:
            return
        for name, source in operation.sources.items():
            value = target.partition("?")[0].split("/")[operation.parts.index(f"{{{name}}}")]
            yield self.given.setdefault(source, {}), percent_decoded(value).decode("latin-1")

    def forget(self) -> None:
        """Take it that the server has forgotten all that it gave ids to."""
        if self.given is not None:
            self.given.clear()

    def operation_named(self, name: str) -> Operation:
        """Return the operation with an operationId."""
        return next(each for each in self.all_operations if each.id == name)

    def _missing(self, operation: Operation, name: str, status: int) -> Verdict:
        """Return the refusal of an operation whose example has a name with ``name`` in it."""
        found = error_examples(self.document, operation.node["responses"])
        error = next((each for each, _, _ in found if name in f"{each}-"), "")
        return self._refuse(error) if error else Verdict(status)

    def _refuse(self, error: str, allow: frozenset[str] = frozenset()) -> Verdict:
        return Verdict(self.errors[error][0], allow=allow, error=error)

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

    def _read(
        self, operation: Operation, target: str, headers: Iterable[tuple[str, str]], body: bytes
    ) -> tuple[dict[str, Any], tuple[tuple[Parameter, int], ...]]:
        """Return the values of the operation's parameters, and all their faults."""
        path, _, query = target.partition("?")
        given: dict[tuple[str, str], list[bytes]] = {}
        for raw, value in pairs(query):
            given.setdefault((QUERY, self.name_of(raw)), []).append(value)
        for part, text in zip(operation.parts, path.split("/"), strict=True) if "{" in operation.path else ():
            if part.startswith("{"):
                given[PATH, part[1:-1]] = [percent_decoded(text)]
        for name, text in headers if operation.reads_headers else ():
            given.setdefault((HEADER, name.lower()), []).append(text.encode("latin-1", "replace"))
        values: dict[str, Any] = {}
        faults = []
        for parameter in operation.read:
            values[parameter.name], kind = self._value(parameter, given.get(parameter.key, []))
            if kind is not None:
                faults.append((parameter, kind))
        if operation.has_body and not faults:
            media_type = b"".join(given.get((HEADER, "content-type"), [b"none"])).decode("latin-1")
            fields, faults = body_of(operation, media_type, body)
            values |= fields
        return values, tuple(faults)

    def _value(self, parameter: Parameter, given: list[bytes]) -> tuple[Any, int | None]:
        """Return a parameter's value and the kind of its fault, if it has one."""
        schema = parameter.schema
        if schema["type"] not in ("integer", "string", "boolean"):
            raise Unsure
        if len(given) > 1:
            return None, REPEATED
        if not given or given == [b""]:
            return None, MISSING if parameter.required else None
        read: Callable[[bytes], Any] = self.integer_of if schema["type"] == "integer" else self.text_of
        value = read(given[0])
        if value is None:
            return None, NOT_AN_INTEGER if schema["type"] == "integer" else NOT_UTF8
        if schema["type"] == "boolean":
            return value == "true", None if value in ("true", "false") else NOT_ALLOWED
        return value, fault_of(schema, value)

    def _state(self, operation: Operation, values: dict[str, Any]) -> Verdict:
        """Return what a sound request gets from what exists on the server."""
        queue = values.get(model(operation.id).queue)
        if queue is not None and self.known.queues is not None and queue not in self.known.queues:
            return self._missing(operation, "unknown-", 404)
        for name, source in operation.sources.items():
            given = {} if self.given is None else self.given.get(source, {})
            is_open = self.given is None or given.get(str(values[name]))
            if is_open is None and str(values[name]).lower() in given:
                return Verdict(operation.success, open=True)
            if is_open is None:
                return self._missing(operation, "unknown-", 404)
            if not is_open and 409 in operation.statuses:
                return self._missing(operation, "-closed-", 409)
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


def _is_odd(operation: Operation, target: str) -> bool:
    """Tell whether a parameter in the path has something that servers read in different ways."""
    if "{" not in operation.path or "%" not in target:
        return False
    try:
        parts = [percent_decoded(part).decode() for part in target.partition("?")[0].split("/")]
    except UnicodeDecodeError:
        return True
    return any(ord(letter) < 32 or letter in "/\\\x7f" for part in parts for letter in part)


def _fits(template: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    if len(template) != len(parts):
        return False
    return all(name == part or (name.startswith("{") and part) for name, part in zip(template, parts, strict=True))
