"""The words that rows of defects are written in.

A *pattern* matches a value, method, version or login wholly, and anything in a path, query, header or body. An *edit*
is the name of one of `changes.NAMED`, or a pattern and its replacement, which may be such a name after a ``$``. A
*condition* has patterns by parameter (``texts`` for one of the texts, ``?name`` for one that is not of the document),
header, ``path``, ``query``, ``target`` (both), ``method``, ``version``, ``body`` or ``login`` (name, colon, password);
null stands for none of it, and a list of conditions for one of them.

Words for requests are `_REQUESTS`, done in turn if the condition ``if`` holds, or ``pause``, for seconds: ``value`` has
a parameter, the pattern of its values, and what they become, a text or an edit. Words for the state are `_PARTS`. Words
for answers are `_ANSWERS`, where ``at`` is the status, ``saying`` a pattern of the body, and ``if`` holds.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from thulium_mock.catalogue import error_entry
from thulium_mock.errors import (
    InternalError,
    InvalidRequest,
    MalformedHttp,
    MethodNotPermitted,
    MockError,
    RequestTargetTooLong,
    UnknownPath,
)
from thulium_mock.state.conversations import Conversation

from tests.http.messages import Response
from tests.mutants.server import changes
from tests.mutants.server.changes import TEXTS, Condition, Edit
from tests.mutants.server.core import Defect, Request, RequestChange
from tests.mutants.server.deliveries import Event
from tests.mutants.server.parts import Parts, Server, compared, find, kept, permitted

_REFUSED = {**dict.fromkeys(TEXTS, "\0"), "client_email": "@"}

Row = Mapping[str, Any]


def defect(row: Row) -> Defect:
    """Return the defect that a row describes; raises KeyError for a word that is none."""
    if "at" in row:
        return Defect(answer=changes.at(statuses(row), _answered(row), condition(row.get("if", {}))))
    if "pause" in row:
        waits = condition(row.get("if", {}))
        return Defect(pause=lambda request, server: row["pause"] if waits(request) else 0)
    (word, given), *_ = row.items()
    if word in _PARTS:
        return Defect(parts=_PARTS[word](given))
    steps = [_REQUESTS[word](given) for word, given in row.items() if word != "if"]

    def change(request: Request, server: Server) -> Request:
        for step in steps:
            request = step(request, server)
        return request

    reads_body = "body" in row or any("body" in given for given in row.values() if isinstance(given, Mapping))
    return Defect(request=changes.if_(condition(row.get("if", {})), change), reads_body=reads_body)


def statuses(row: Row) -> range:
    """Return the statuses of the answers that a row is about: all, unless it says ``at``."""
    status = row.get("at", range(600))
    if isinstance(status, int):
        return range(status, status + 1)
    return changes.ERRORS if status == "errors" else range(600)


def condition(row: Row | Sequence[Row]) -> Condition:
    """Tell which requests a row means: those that have all of it, or all of one of several."""
    if not isinstance(row, Mapping):
        return changes.any_of(map(condition, row))
    parts = [_condition(name, pattern) for name, pattern in row.items()]
    return lambda request: all(part(request) for part in parts)


def _condition(name: str, pattern: str | None) -> Condition:
    if name == "texts":
        return changes.any_of(changes.has(each, pattern or "") for each in TEXTS)
    if name in changes.PARAMETERS or name.startswith("?"):
        name = name.removeprefix("?")
        return changes.has(name, pattern) if pattern is not None else lambda request: name not in request.names()
    if pattern is None:
        return lambda request: not request.has(name)
    if name == "body":
        octets = re.compile(pattern.encode(), re.DOTALL)
        return lambda request: octets.search(request.body) is not None
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
    return lambda request, server: replace(request, path=edit(request.path))


def _sent_body(given: Sequence[str]) -> RequestChange:
    edit = changes.byte_sub(*given)
    return lambda request, server: replace(request, body=edit(request.body))


def _password(steps: Any) -> RequestChange:
    edit = changes.edits(steps)
    return changes.login(lambda name, password, user: name == user.name and edit(password) == edit(user.password))


def _name(steps: Any) -> RequestChange:
    edit = changes.edits(steps)
    return changes.login(lambda name, password, user: edit(name) == edit(user.name) and password == user.password)


_REQUESTS: Mapping[str, Callable[[Any], RequestChange]] = {
    "value": lambda given: changes.value(*given),
    "refuse": _refuse,
    "query": lambda given: changes.query(changes.sub(*given)),
    "path": _path,
    "method": _method,
    "body": _sent_body,
    "authorization": lambda steps: changes.header("authorization", changes.edits(steps)),
    "language": lambda steps: changes.header("accept-language", changes.edits(steps)),
    "first-header": changes.first_header,
    "last-header": changes.last_header,
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
    "malformed": _failing(MalformedHttp),
    "not-json": _failing(lambda: InvalidRequest(error_entry("body_not_json"))),
}


def _answered(row: Row) -> Edit:
    saying = re.compile(row.get("saying", "").encode(), re.DOTALL)
    steps = [_ANSWERS[word](given) for word, given in row.items() if word not in ("at", "if", "saying")]

    def edit(answer: Response) -> Response:
        for step in steps if saying.search(answer.body) else ():
            answer = step(answer)
        return answer

    return edit


def _headers(given: Mapping[str, str | None]) -> Edit:
    def edit(answer: Response) -> Response:
        for name, text in given.items():
            answer = answer.with_header(name, text)
        return answer

    return edit


def _body(given: Sequence[str]) -> Edit:
    edit = changes.byte_sub(*given)
    return lambda answer: answer.with_body(edit(answer.body))


def _member(name: str, steps: Any) -> Edit:
    edit = changes.edits(steps)
    return changes.content(lambda value: {**value, name: edit(value[name])})


def _changed(given: Mapping[str, Any]) -> Callable[[Any], Any]:
    """Return a change of members or fields: a text by edits, anything else by what is given."""

    def change(name: str, value: Any) -> Any:
        if not isinstance(given[name], list):
            return given[name]
        return changes.edits(given[name])(value) if isinstance(value, str) else value

    def changed(value: Any) -> Any:
        if isinstance(value, dict):
            return {**value, **{name: change(name, value.get(name)) for name in given}}
        return value._replace(**{name: change(name, getattr(value, name)) for name in given})

    return changed


def _items(edit: Callable[[Any], Any]) -> Edit:
    """Change each object of a list, of the list in ``result``, or the one that there is."""

    def every(value: Any) -> Any:
        if isinstance(value, list):
            return [edit(each) for each in value]
        return {**value, "result": every(value["result"])} if "result" in value else edit(value)

    return changes.content(every)


def _renamed(names: Mapping[str, str]) -> Callable[[Any], Any]:
    return lambda value: {names.get(name, name): each for name, each in value.items() if names.get(name, name)}


def _sliced(given: Sequence[int | None]) -> Edit:
    part = slice(*given)
    return changes.content(
        lambda value: value[part] if isinstance(value, list) else {**value, "result": value["result"][part]}
    )


def _filled(template: Any, given: Any) -> Any:
    """Put what is given in the place of ``$``, and its members in the place of their names after a ``$``."""
    if isinstance(template, str) and template.startswith("$"):
        return given[template[1:]] if template[1:] else given
    if isinstance(template, list):
        return [_filled(each, given) for each in template]
    return {key: _filled(each, given) for key, each in template.items()} if isinstance(template, dict) else template


def _hidden(codes: Sequence[int]) -> Edit:
    code, beside = codes

    def edit(given: list[Any]) -> list[Any]:
        shown = [entry for entry in given if entry["code"] != code]
        return shown if any(entry["code"] == beside for entry in given) else given

    return changes.errors(edit)


_ANSWERS: Mapping[str, Callable[[Any], Edit]] = {
    "status": lambda status: lambda answer: replace(answer, status=status),
    "headers": _headers,
    "media": lambda given: lambda answer: answer.with_body(given[1].encode()).with_header("content-type", given[0]),
    "length": lambda more: lambda answer: answer.with_header("content-length", str(len(answer.body) + more)),
    "body": _body,
    "json": lambda template: changes.content(partial(_filled, template)),
    "entry": lambda template: changes.entries(partial(_filled, template)),
    "id": partial(_member, "conversation_id"),
    "request_id": partial(_member, "request_id"),
    "errors": lambda given: changes.errors(lambda every: every[slice(*given)]),
    "codes": lambda codes: changes.entries(
        lambda entry: {**entry, "code": codes.get(str(entry["code"]), entry["code"])}
    ),
    "hidden": _hidden,
    "items": lambda given: _items(_changed(given)),
    "renamed": lambda names: _items(_renamed(names)),
    "slice": _sliced,
    "counted": lambda more: changes.content(lambda value: {**value, "count": len(value["result"]) + more}),
}


def _kept(given: Sequence[Any]) -> Parts:
    name, *steps = given
    return kept({"any": (), "texts": TEXTS}.get(name, (name,)), changes.edits(steps))


def _compared(given: Sequence[Any]) -> Parts:
    key, *steps = given
    edit = changes.edits(steps)
    return compared(key, lambda given, right: edit(given) == edit(right))


def _matched(order: Sequence[str]) -> Parts:
    def keep(conversation: Conversation, server: Server) -> Conversation:
        given = conversation.parameters
        for key in order:
            if found := find(key, given.get(key), server):
                return conversation._replace(customer_id=found.customer_id, matched_by=key)
        return conversation._replace(customer_id=None, matched_by=None)

    return Parts(keep=keep)


def _written(given: Mapping[str, Any]) -> Parts:
    edit = _changed(given)
    return Parts(change=lambda each, server: each._replace(message=each.message and edit(each.message)))


def _removed(given: Mapping[str, str]) -> Parts:
    sides: dict[str, Any] = {name: tuple(text.split()) for name, text in given.items()}
    return Parts(
        change=lambda each, server: each._replace(
            texts_removed=sides.get(" ".join(each.texts_removed), each.texts_removed)
        )
    )


def _subscribed(given: Mapping[str, Any]) -> Parts:
    edit = _changed(given)
    return Parts(subscribe=lambda each, server: edit(each))


def _deliver(given: Mapping[str, Any]) -> Parts:
    """Change events of an ``action``, all without one: ``fields``, names, ``headers``, the webhook, and how often."""
    meant = re.compile(given.get("action", ".*"))
    fields, webhook = _changed(given.get("fields", {})), _changed(given.get("webhook", {}))
    names = _renamed(given.get("renamed", {}))

    def deliver(event: Event, server: Server) -> list[Event]:
        if not meant.fullmatch(event.fields["action"]):
            return [event]
        known = {**given.get("more", {}), **event.fields}
        shown = {name: text for name, text in names({**known, **_kept_in(known, fields)}).items() if text is not None}
        made = replace(event, webhook=webhook(event.webhook), fields=shown, headers=dict(given.get("headers", {})))
        return [made] * int(given.get("times", 1))

    return Parts(deliver=deliver)


def _kept_in(known: dict[str, str], edit: Callable[[Any], Any]) -> dict[str, str]:
    """Return what an edit makes of the fields that an event has."""
    return {name: text for name, text in edit(known).items() if name in known}


def _permits(pattern: str) -> Parts:
    compiled = re.compile(pattern, re.DOTALL)
    return permitted(lambda methods: ("*",) if any(map(compiled.fullmatch, methods)) else methods)


_PARTS: Mapping[str, Callable[[Any], Parts]] = {
    "kept": _kept,
    "compared": _compared,
    "matched": _matched,
    "permits": _permits,
    "written": _written,
    "changed": lambda given: Parts(change=lambda each, server: each._replace(**given)),
    "removed": _removed,
    "subscribed": _subscribed,
    "deliver": _deliver,
}
