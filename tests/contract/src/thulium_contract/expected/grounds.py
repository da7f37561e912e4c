"""Facts under a verdict: all those of an acceptance, and each sufficient reason of a refusal.

Only what is spelled as the vendor's examples spell it rests on documented facts alone.
"""

import base64
import binascii
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from thulium_contract.document.edge_values import MISSING, NOT_AN_INTEGER, NOT_UTF8, REPEATED
from thulium_contract.document.facts import Alternatives, beside, governing
from thulium_contract.document.models import model
from thulium_contract.document.operations import BODY, EMAIL, INTEGER, PATH, QUERY, TEXT, Operation, Parameter, resolved
from thulium_contract.expected.expectation import Expected, Judge
from thulium_contract.expected.reading import basic_credentials, pairs
from thulium_contract.http.exchange import Request

_LONGEST_TARGET, _LONGEST_BODY, _MOST_HEADERS = 1000, 1000, 20
_ACCEPT = "application/json", "text/html", "*/*", "application/json, */*;q=0.5"
_USUAL: Mapping[str, tuple[str, ...]] = {
    "content-type": ("application/json", "application/json; charset=utf-8"),
    "accept": _ACCEPT,
    "content-length": ("0",),
    "accept-language": ("pl", "en"),
}
"""Headers as the vendor's examples and documentation have them."""
_PLAIN = {
    INTEGER: re.compile("[1-9][0-9]{0,8}"),
    TEXT: re.compile("[A-Za-z0-9]{1,40}"),
    EMAIL: re.compile(r"[A-Za-z0-9]+([._][A-Za-z0-9]+)*@[A-Za-z0-9]+(\.[A-Za-z0-9]+)*\.[A-Za-z]{2,}"),
}
_ANSWER = "*.answer-json"
_PLAIN_NAME = re.compile("[A-Za-z0-9_.-]{1,64}")
_BY_KIND = {REPEATED: "query.repeated", NOT_UTF8: "query.utf8", NOT_AN_INTEGER: "query.integers"}
_STATUSES = {
    "method-not-permitted": "forbidden",
    "method-not-allowed": "unsupported-method",
    "request-target-too-long": "target-too-long",
}
"""Names of error statuses in facts, where the document's examples have other names."""


class Grounds:
    """Finder of the facts under the verdicts of ``judge``."""

    def __init__(self, judge: Judge) -> None:
        self.judge = judge
        self._users: Mapping[str, tuple[str, tuple[str, ...]]] | None = None
        self._pairs: frozenset[str] = frozenset()

    def of(self, request: Request, expected: Expected) -> Alternatives:
        """Return what it rests on that a request is accepted, or that it is refused."""
        return (self._accepted(request),) if expected.accepted else tuple(self._refused(request, expected))

    def of_status(self, request: Request, expected: Expected, status: int) -> Alternatives:
        """Return what the exact status rests on, once it is one of success or of an error as it should be."""
        operation = self.judge.operation(request)
        if expected.accepted and operation and status >= 400:
            # It is not known which queues there are.
            queue = model(operation.id).queue in expected.values
            return (frozenset({"errors.status.unknown-queue" if queue else "document.letter"}),)
        if expected.accepted and operation:
            stated = frozenset().union(*beside(operation.answer))
            return (frozenset({next((each for each in stated if each.endswith("status-success")), "document.letter")}),)
        if operation and not expected.error:
            invalid = resolved(self.judge.document, operation.node["responses"].get(str(operation.invalid), {}))
            return (frozenset().union(*beside(invalid)) or frozenset({"document.letter"}),)
        name = "unauthorized" if expected.error.endswith("-credentials") else expected.error
        return (frozenset({f"errors.status.{_STATUSES.get(name, name)}"}),)

    def is_plain(self, request: Request) -> bool:
        """Tell whether nothing in front of the API has a reason to refuse a request, and its credentials are right."""
        return (
            not self._oddities(request) and "%" not in request.target and self._credentials(request) == {"auth.basic"}
        )

    def _accepted(self, request: Request) -> frozenset[str]:
        operation = self.judge.operation(request)
        if operation is None:
            return frozenset({"errors.status.unknown-path"})
        found = self._oddities(request) | (self._credentials(request) or set())
        # Who is matched, only a look inside can tell.
        found |= {each for each in beside(operation.node)[0] if not each.endswith(".matching-order")}
        # That something is required, only a refusal shows.
        found -= governing(operation.node, "/security")
        found |= beside(operation.body)[0] - governing(operation.body, "/required")
        status = "ended" if self.judge.has_ended(operation, request.target) else "open"
        if doubt := model(operation.id).assumed.get(status):
            found.add(f"{area(operation)}.{doubt}")
        values = self._given(request, operation)
        for parameter in operation.at(QUERY, PATH, BODY):
            documented, assumed = beside(parameter.node)
            value, presence = values.get(parameter), governing(parameter.node, "/required")
            in_path = parameter.place == PATH
            found |= {each for each in documented if in_path or (each in presence) == (value is None)}
            if value is None:
                continue
            if not value:
                found.add("query.empty-value")
            elif not _is_plain(parameter, value):
                found |= assumed | {"query.integers" if parameter.kind == INTEGER else "query.text"}
                found |= set() if value.isascii() else {"query.utf8"}
        return frozenset(found)

    def _given(self, request: Request, operation: Operation) -> dict[Parameter, bytes]:
        """Return what a request gives for each parameter, as bytes."""
        path, _, query = request.target.partition("?")
        texts: dict[tuple[str, str], Any] = {
            (QUERY, name.decode("utf-8", "replace")): value for name, value in pairs(query)
        }
        parts = zip(operation.parts, path.split("/"), strict=False)
        texts |= {(PATH, part[1:-1]): text.encode() for part, text in parts}
        fields = _object(request.body) if operation.has_body else {}
        texts |= {(BODY, name): str(value).encode("utf-8", "replace") for name, value in fields.items()}
        given = {each: texts.get((each.place, each.name)) for each in operation.parameters}
        return {each: value for each, value in given.items() if value is not None}

    def _refused(self, request: Request, expected: Expected) -> Iterator[frozenset[str]]:
        odd = self._oddities(request)
        operation = self.judge.operation(request)
        limit = self.judge.limit
        if limit is not None and len(request.target) > limit:
            yield frozenset({"query.target-limit"})
        if operation is None:
            known = self.judge.operations(request.target)
            odd.add("errors.status.unsupported-method" if known else "errors.status.unknown-path")
            yield frozenset(odd)
            return
        if self._credentials(request) is None:
            required = governing(operation.node, "/security") or {"auth.required"}
            yield frozenset(odd | required | self._doubts(request))
        elif self.judge.error_of_credentials(request) == "method-not-permitted":
            yield frozenset(odd | {"auth.permissions"} | self._permission_doubts(request))
        for parameter, kind in self.judge.faults(request):
            yield frozenset(odd | self._fault(request, operation, parameter, kind))
        if expected.error and not expected.error.endswith("-credentials") and expected.error != "method-not-permitted":
            yield frozenset(odd | {f"errors.status.{expected.error}"})

    def resolved(self, facts: Alternatives, request: Request) -> Alternatives:
        """Return facts of which ``*`` is the area of a request's operation, or what the document says of its answer."""
        operation = self.judge.operation(request)
        own = area(operation)
        answer = governing(operation.answer, "/content") if operation else frozenset()
        return tuple(
            frozenset().union(*(answer if each == _ANSWER and answer else {each.replace("*", own)} for each in facts_))
            for facts_ in facts
        )

    def _fault(self, request: Request, operation: Operation, parameter: Parameter, kind: int) -> set[str]:
        assumed = beside(parameter.node)[1]
        if kind == MISSING:
            of_body = governing(operation.body, "/required") or beside(operation.body)[0]
            of_parameter = governing(parameter.node, "/required")
            required = set(of_parameter or (of_body if parameter.place == BODY else ())) or {"document.letter"}
            target = request.target.partition("?")[2].encode() + request.body
            # Something like the name may be taken for the name, and another place for the query.
            named = (parameter.name.rpartition("_")[0] or parameter.name).encode() in target.lower()
            return required | {"query.empty-value", "query.unknown-ignored"} if named else required
        return {_BY_KIND[kind]} if kind in _BY_KIND else set(assumed) or {"document.letter"}

    def _oddities(self, request: Request) -> set[str]:
        """Return what a request needs that the vendor's examples do without."""
        found: set[str] = set()
        path, _, query = request.target.partition("?")
        operation = self.judge.operation(request)
        if operation is None or "%" in path or (path != operation.path and "{" not in operation.path):
            found.add("requests.spelling")
        names = {each.name for each in operation.at(QUERY)} if operation else set()
        for piece in query.split("&") if query else ():
            name, mark, _ = piece.partition("=")
            if name not in names or not mark:
                found.add("query.unknown-ignored" if name.isascii() and "%" not in name else "query.text")
        if len(request.target) > _LONGEST_TARGET:
            found.add("query.target-limit")
        if operation and operation.has_body:
            further = set(_object(request.body)) - {each.name for each in operation.at(BODY)}
            found |= {"requests.bodies"} if further or len(request.body) > _LONGEST_BODY else set()
        elif request.body:
            found.add(f"{area(operation)}.body-ignored")
        if request.method == "HEAD":
            found.add("requests.head")
        if request.version != "1.1" or request.chunked:
            found.add("requests.http")
        for name, value in request.headers:
            name = name.lower()
            if name == "accept-language" and value not in _USUAL[name]:
                found.add("errors.language-ranges")
            elif name != "authorization" and value not in _USUAL.get(name, ()):
                found.add("requests.headers")
        return found if len(request.headers) <= _MOST_HEADERS else found | {"requests.headers"}

    def _credentials(self, request: Request) -> set[str] | None:
        """Return what it rests on that credentials are right, None if they are not."""
        if self.judge.error_of_credentials(request) not in (None, "method-not-permitted"):
            return None
        (header,) = request.values("authorization")
        name, password = basic_credentials(header) or ("", "")
        canonical = header == "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()
        found = {"auth.basic"}
        if not canonical or not all(each.isascii() and each.isprintable() for each in (name, password)):
            found |= {"auth.form", "auth.charset-utf8"}
        if self._is_odd(name, password):
            found.add("auth.form")
        permitted = (self.judge.known.users or {}).get(name, ("", ("*",)))[1]
        if permitted != ("*",):
            found |= (
                {"auth.permissions"}
                if len(permitted) < 5 and "*" not in permitted
                else {"auth.permissions", "auth.form"}
            )
        return found

    def _is_odd(self, name: str, password: str) -> bool:
        """Tell whether a name or a password is one that some servers could not have."""
        if self.judge.known.users is not None and len(self.judge.known.users) == 1:
            return False
        return not (_PLAIN_NAME.fullmatch(name) and _PLAIN_NAME.fullmatch(password))

    def _doubts(self, request: Request) -> set[str]:
        """Return the facts that wrong credentials need to be wrong to a lenient reader as well."""
        given = request.values("authorization")
        if not given:
            return set()
        if len(given) > 1:
            return {"auth.form"}
        readings = {_normal(each) for each in _readings(given[0])}
        if readings & self._known_pairs():
            return {"auth.form", "auth.charset-utf8"}
        name = (basic_credentials(given[0]) or ("",))[0]
        password = (self.judge.known.users or {}).get(name, ("",))[0]
        return {"auth.form"} if name and self._is_odd(name, password or "x") else set()

    def _known_pairs(self) -> frozenset[str]:
        users = self.judge.known.users or {}
        if users is not self._users:
            self._users = users
            self._pairs = frozenset(_normal(f"{name}:{password}") for name, (password, _) in users.items())
        return self._pairs

    def _permission_doubts(self, request: Request) -> set[str]:
        operation = self.judge.operation(request)
        name, password = basic_credentials(request.values("authorization")[0]) or ("", "")
        permitted = (self.judge.known.users or {}).get(name, ("", ()))[1]
        first = operation.api_method.partition("/")[0][:6] if operation else ""
        plain = len(permitted) < 5 and all(_PLAIN_NAME.fullmatch(each) and first not in each for each in permitted)
        return set() if plain and not self._is_odd(name, password) else {"auth.form"}


def area(operation: Operation | None) -> str:
    """Return what the ids of an operation's own facts begin with."""
    stated = operation.node.get("x-facts", ()) if operation else ()
    return next((str(entry["id"]).partition(".")[0] for entry in stated), "server")


def _object(body: bytes) -> dict[str, Any]:
    """Return the object that a body is, an empty one if it is none."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _is_plain(parameter: Parameter, value: bytes) -> bool:
    text = value.decode("latin-1")
    form = _PLAIN.get(parameter.kind)
    known = parameter.place == PATH or text in (str(parameter.example), *parameter.schema.get("enum", ()))
    return known or (len(text) < 60 and form is not None and bool(form.fullmatch(text)))


def _readings(header: str) -> Iterator[str]:
    """Yield what a lenient reader may take a header for."""
    yield header
    tokens = re.split(r"[\s,]+", header.strip())[-1], re.sub("(?i)basic", "", header, count=1)
    # Most readers of base64 pass over what is not of its alphabet, and end at the padding.
    ended = (each.partition("=")[0] for each in tokens)
    for each in (*tokens, *(each.replace("-", "+").replace("_", "/") for each in tokens), *ended):
        letters = re.sub("[^A-Za-z0-9+/]", "", each)
        try:
            octets = base64.b64decode(letters + "=" * (-len(letters) % 4))
        except binascii.Error:
            continue
        yield octets.decode("utf-8", "ignore")
        yield octets.decode("latin-1")
        if b"\0" in octets:
            yield octets.replace(b"\0", b"").decode("latin-1")


def _normal(text: str) -> str:
    """Return a text as a reader may compare it who trims, folds case, and drops accents and what is not seen."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(each for each in plain if each.isalnum() or each in ":_-.+/@")
