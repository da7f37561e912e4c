"""Words for answers: what a row makes of those with the status ``at``, ``saying`` a pattern, where ``if`` holds.

Each ``every``-th of them is changed; ``same`` gives a success the id of the first that had the same. ``$<name>`` in a
text is what the request has of a name (parameter, header, ``method``, ``path``, ``query``, ``login``, ``user`` or
``password``), ``$<name|edit>`` what an edit makes of it; where the request has none, the answer stays as it is.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

from tests.http.messages import Response
from tests.mutants.server import changes
from tests.mutants.server.changes import NAMED, Condition, Edit, changed, content
from tests.mutants.server.core import AnswerChange, Request
from tests.mutants.server.parts import Server
from tests.mutants.server.witness import texts

_GUARDS = ("at", "if", "saying", "every", "same")
_REQUESTED = re.compile(r"\$<([\w-]+)\|?([\w-]*)>")


def statuses(row: Mapping[str, Any]) -> range:
    """Return the statuses of the answers that a row is about: all, unless it says ``at``."""
    status = row.get("at")
    if isinstance(status, int):
        return range(status, status + 1)
    return changes.ERRORS if status == "errors" else range(600)


def answer_change(row: Mapping[str, Any], condition: Condition) -> AnswerChange:
    """Return the change of answers that a row describes."""
    wanted, saying = statuses(row), re.compile(row.get("saying", "").encode(), re.DOTALL)
    words = {word: given for word, given in row.items() if word not in _GUARDS}
    requested = _REQUESTED.findall(repr(row))

    @lru_cache(maxsize=1)
    def steps(*known: str) -> list[Edit]:
        told = iter(known)
        filled = texts(words, partial(_REQUESTED.sub, lambda match: next(told)))
        return [_WORDS[word](given) for word, given in filled.items()]

    def change(answer: Response, request: Request, server: Server) -> Response:
        if answer.status not in wanted or not condition(request) or not saying.search(answer.body):
            return answer
        known = [_told(request, *each) for each in requested]
        if not all(known) or server.nth("every") % row.get("every", 1):
            return answer
        if "same" in row:
            same = changes.identified(lambda text, server: server.memory.setdefault(str(known), text))
            return same(answer, request, server)
        for step in steps(*known):
            answer = step(answer)
        return answer

    return change


def _told(request: Request, name: str, edit: str) -> str:
    """Return what a request has of a name, as far as a header can say it."""
    user, password = request.login or ("", "")
    known = {"method": request.method, "path": request.path, "query": request.query, "user": user, "password": password}
    known["login"] = ":".join(request.login or ())
    text = known.get(name) or request.header(name) or request.value(name).decode("latin-1")
    return (NAMED[edit](text) if edit and text else text).encode("latin-1", "ignore").decode("latin-1")


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
    return content(lambda value: {**value, name: edit(value[name])})


def _items(edit: Callable[[Any], Any]) -> Edit:
    """Change each object of a list, of the list in ``result``, or the one that there is."""

    def every(value: Any) -> Any:
        if isinstance(value, list):
            return [edit(each) for each in value]
        return {**value, "result": every(value["result"])} if "result" in value else edit(value)

    return content(every)


def renamed(names: Mapping[str, str]) -> Callable[[Any], Any]:
    """Rename members; those that are called nothing are left out."""
    return lambda value: {names.get(name, name): each for name, each in value.items() if names.get(name, name)}


def _sliced(given: Sequence[int | None]) -> Edit:
    part = slice(*given)
    return content(lambda value: value[part] if isinstance(value, list) else {**value, "result": value["result"][part]})


def _filled(template: Any, given: Any) -> Any:
    """Put what is given in the place of ``$``, and its members in the place of their names after a ``$``."""
    return texts(template, lambda text: (given[text[1:]] if text[1:] else given) if text.startswith("$") else text)


def _hidden(codes: Sequence[int]) -> Edit:
    code, beside = codes

    def edit(given: list[Any]) -> list[Any]:
        shown = [entry for entry in given if entry["code"] != code]
        return shown if any(entry["code"] == beside for entry in given) else given

    return changes.errors(edit)


_WORDS: Mapping[str, Callable[[Any], Edit]] = {
    "status": lambda status: lambda answer: replace(answer, status=status),
    "headers": _headers,
    "media": lambda given: lambda answer: answer.with_body(given[1].encode()).with_header("content-type", given[0]),
    "length": lambda more: lambda answer: answer.with_header("content-length", str(len(answer.body) + more)),
    "body": _body,
    "recoded": lambda given: lambda answer: answer.with_body(answer.body.decode(given[0]).encode(given[1], "replace")),
    "json": lambda template: content(partial(_filled, template)),
    "entry": lambda template: changes.entries(partial(_filled, template)),
    "id": partial(_member, "conversation_id"),
    "request_id": partial(_member, "request_id"),
    "errors": lambda given: changes.errors(lambda every: every[slice(*given)]),
    "codes": lambda codes: changes.entries(
        lambda entry: {**entry, "code": codes.get(str(entry["code"]), entry["code"])}
    ),
    "hidden": _hidden,
    "items": lambda given: _items(changed(given)),
    "renamed": lambda names: _items(renamed(names)),
    "slice": _sliced,
    "counted": lambda more: content(lambda value: {**value, "count": len(value["result"]) + more}),
}
