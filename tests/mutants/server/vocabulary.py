"""The words that rows of defects are written in.

A *pattern* matches a value, method, version or login wholly, and anything in a path, query, header or body; ``$broken``
is what is not UTF-8. An *edit* is the name of one of `changes.NAMED`, or a pattern and its replacement, which may be
such a name after a ``$``. A *condition* has patterns by parameter (``texts`` for one of the texts, ``?name`` for one
that is not of the document, ``unknown`` for any such with its value), header, ``path``, ``query``, ``target`` (both),
``method``, ``version``, ``body`` or ``login`` (name, colon, password); null stands for none of it, and a list of
conditions for one of them.

Words for requests are `_REQUESTS`, done in turn if the condition ``if`` holds, or ``pause``, for seconds: ``value`` has
a parameter, the pattern of its values, and what they become, a text or an edit. Words for the state are those of
`part_words`, words for answers, with ``at``, those of `answer_words`.
"""

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from thulium_mock.catalogue import error_entry
from thulium_mock.errors import (
    BodyTooLarge,
    InternalError,
    InvalidRequest,
    MalformedHttp,
    MethodNotPermitted,
    MockError,
    RequestTargetTooLong,
    UnknownPath,
)

from tests.mutants.server import changes
from tests.mutants.server.answer_words import answer_change
from tests.mutants.server.changes import PARAMETERS, TEXTS, Condition, meant
from tests.mutants.server.core import Defect, Request, RequestChange
from tests.mutants.server.part_words import PARTS
from tests.mutants.server.parts import Server

_REFUSED = {**dict.fromkeys(TEXTS, "\0"), "client_email": "@"}

Row = Mapping[str, Any]


def defect(row: Row) -> Defect:
    """Return the defect that a row describes; raises KeyError for a word that is none."""
    if "at" in row:
        return Defect(answer=answer_change(row, condition(row.get("if", {}))))
    if "pause" in row:
        waits = condition(row.get("if", {}))
        return Defect(pause=lambda request, server: row["pause"] if waits(request) else 0)
    (word, given), *_ = row.items()
    if word in PARTS:
        return Defect(parts=PARTS[word](given))
    steps = [_REQUESTS[word](given) for word, given in row.items() if word != "if"]

    def change(request: Request, server: Server) -> Request:
        for step in steps:
            request = step(request, server)
        return request

    return Defect(request=changes.if_(condition(row.get("if", {})), change))


def condition(row: Row | Sequence[Row]) -> Condition:
    """Tell which requests a row means: those that have all of it, or all of one of several."""
    if not isinstance(row, Mapping):
        return changes.any_of(map(condition, row))
    parts = [_condition(name, pattern) for name, pattern in row.items()]
    return lambda request: all(part(request) for part in parts)


def _condition(name: str, pattern: str | None) -> Condition:
    if name == "texts":
        return changes.any_of(changes.has(each, pattern or "") for each in TEXTS)
    if name == "unknown":
        known, unknown = {each.encode() for each in PARAMETERS}, meant(pattern or "")
        return lambda request: any(key not in known and unknown(key + b"=" + text) for key, text in request.pairs())
    if name in PARAMETERS or name.startswith("?"):
        name = name.removeprefix("?")
        return changes.has(name, pattern) if pattern is not None else lambda request: name not in request.names()
    if pattern is None:
        return lambda request: not request.has(name)
    if name == "body":
        octets = changes.is_broken if pattern == "$broken" else re.compile(pattern.encode(), re.DOTALL).search
        return lambda request: bool(octets(request.body))
    compiled = re.compile(pattern, re.DOTALL)
    if name == "login":
        return lambda request: request.login is not None and compiled.fullmatch(":".join(request.login)) is not None
    if name in ("method", "version"):
        return lambda request: compiled.fullmatch(getattr(request, name)) is not None
    if name in ("path", "query", "target"):
        return lambda request: compiled.search(getattr(request, name)) is not None
    return lambda request: request.has(name) and compiled.search(request.header(name)) is not None


def _failing(error: Callable[[], MockError]) -> Callable[[Any], RequestChange]:
    return lambda row: changes.fail_if(condition(row), error)


def _refuse(given: Mapping[str, str]) -> RequestChange:
    ((name, pattern),) = given.items()
    return changes.value(name, pattern, _REFUSED[name])


def _method(given: Sequence[str]) -> RequestChange:
    return lambda request, server: replace(request, method=re.sub(f"^(?:{given[0]})$", given[1], request.method))


def _path(given: Sequence[str]) -> RequestChange:
    edit = changes.sub(*given)
    return lambda request, server: request.with_path(edit(request.path))


def _sent_body(given: Sequence[str]) -> RequestChange:
    edit = changes.byte_sub(*given)
    return lambda request, server: replace(request, body=edit(request.body))


def _password(steps: Any) -> RequestChange:
    edit = changes.edits(steps)
    return changes.login(lambda name, password, user: name == user.name and edit(password) == edit(user.password))


def _name(steps: Any) -> RequestChange:
    edit = changes.edits(steps)
    return changes.login(lambda name, password, user: edit(name) == edit(user.name) and password == user.password)


def _token(steps: Any) -> RequestChange:
    """Read tokens in another way, where that gives a name and a password."""
    edit = changes.edits(steps)

    def change(request: Request, server: Server) -> Request:
        scheme, _, token = request.header("authorization").partition(" ")
        try:
            made = f"Basic {base64.b64encode(edit(token).encode('latin-1')).decode()}"
        except ValueError:
            return request
        changed = changes.set_header("authorization", made)(request, server)
        return changed if scheme == "Basic" and changed.login else request

    return change


_REQUESTS: Mapping[str, Callable[[Any], RequestChange]] = {
    "value": lambda given: changes.value(*given),
    "refuse": _refuse,
    "query": lambda steps: changes.query(changes.edits(steps if isinstance(steps[0], list) else [steps])),
    "path": _path,
    "method": _method,
    "body": _sent_body,
    "authorization": lambda steps: changes.header("authorization", changes.edits(steps)),
    "token": _token,
    "language": lambda steps: changes.header("accept-language", changes.edits(steps)),
    "first-header": lambda name: changes.own_headers(name, lambda own: own[:1]),
    "last-header": lambda name: changes.own_headers(name, lambda own: own[-1:]),
    "password": _password,
    "name": _name,
    "let-in": lambda row: changes.if_(condition(row), changes.let_in),
    "polish": lambda row: changes.if_(condition(row), changes.set_header("accept-language", "pl")),
    "english": lambda row: changes.if_(condition(row), changes.set_header("accept-language", None)),
    "invalid": lambda row: changes.if_(condition(row), changes.INVALID),
    "crash": _failing(InternalError),
    "unknown": _failing(UnknownPath),
    "forbid": _failing(MethodNotPermitted),
    "too-long": _failing(partial(RequestTargetTooLong, limit=64_000)),
    "too-large": _failing(partial(BodyTooLarge, limit=65_536)),
    "malformed": _failing(MalformedHttp),
    "not-json": _failing(lambda: InvalidRequest(error_entry("body_not_json"))),
}
