"""The generic changes that defects are tables of: of parameters, headers, paths, bodies and answers."""

import re
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any
from urllib.parse import quote_from_bytes

from thulium_mock.errors import MockError

from tests.http.messages import Response
from tests.mutants.server.core import AnswerChange, Request, RequestChange, decoded
from tests.mutants.server.parts import Server

When = str | Callable[[bytes], bool]
"""Which values are meant: those that the pattern matches wholly, or that the function is true of."""

Becomes = bytes | Callable[[bytes], bytes]
Edit = Callable[[Response], Response]
Condition = Callable[[Request], bool]

TEXTS = ("client_name", "client_surname", "client_id")
PARAMETERS = ("chat_queue_id", "client_name", "client_surname", "client_email", "client_id", "customer_id")


def value(names: str | Collection[str], when: When, becomes: Becomes) -> RequestChange:
    """Change the values of parameters; all else of the query stays to the letter."""
    wanted = {names.encode()} if isinstance(names, str) else {name.encode() for name in names}
    meant = _meant(when)

    def change_one(piece: str) -> str:
        name, _, raw = piece.partition("=")
        if decoded(name) not in wanted or not meant(given := decoded(raw)):
            return piece
        return f"{name}={quote_from_bytes(becomes if isinstance(becomes, bytes) else becomes(given), safe='')}"

    return query(lambda text: "&".join(map(change_one, text.split("&"))))


def sub(pattern: str, replacement: bytes = b"") -> Callable[[bytes], bytes]:
    """Replace what matches in a value."""
    compiled = re.compile(pattern.encode(), re.DOTALL)
    return lambda given: compiled.sub(replacement, given)


def query(edit: Callable[[str], str]) -> RequestChange:
    """Change the query string."""
    return lambda request, server: replace(request, query=edit(request.query))


def resub(pattern: str, replacement: str | Callable[[re.Match[str]], str]) -> RequestChange:
    """Replace what matches in the query string."""
    compiled = re.compile(pattern)
    return query(lambda text: compiled.sub(replacement, text))


def pieces(edit: Callable[[list[str]], list[str]]) -> RequestChange:
    """Change the list of pieces between ampersands."""
    return query(lambda text: "&".join(edit(text.split("&"))))


def path(pattern: str, replacement: str) -> RequestChange:
    """Replace what matches in the path."""
    compiled = re.compile(pattern)
    return lambda request, server: replace(request, path=compiled.sub(replacement, request.path))


def method(given: str, becomes: str = "POST") -> RequestChange:
    """Take one method for another."""
    return if_(lambda request: request.method == given, lambda request, _: replace(request, method=becomes))


def header(name: str, edit: Callable[[str], str | None]) -> RequestChange:
    """Change each value of a header; None drops it."""

    def change(request: Request, server: Server) -> Request:
        edited = [(key, edit(text) if key == name else text) for key, text in request.headers]
        return replace(request, headers=tuple((key, text) for key, text in edited if text is not None))

    return change


def headers(edit: Callable[[list[tuple[str, str]]], list[tuple[str, str]]]) -> RequestChange:
    """Change the list of headers."""
    return lambda request, server: replace(request, headers=tuple(edit(list(request.headers))))


def if_(condition: Condition, change: RequestChange) -> RequestChange:
    """Change only the requests that the condition is true of."""
    return lambda request, server: change(request, server) if condition(request) else request


def fail(error: Callable[[], MockError]) -> RequestChange:
    """Answer with an error."""

    def change(request: Request, server: Server) -> Request:
        raise error()

    return change


def fail_if(condition: Condition, error: Callable[[], MockError]) -> RequestChange:
    """Answer with an error the requests that the condition is true of."""
    return if_(condition, fail(error))


def has(name: str, when: When) -> Condition:
    """Tell whether a parameter has such a value."""
    meant = _meant(when)
    return lambda request: any(key == name.encode() and meant(given) for key, given in request.pairs())


def any_of(names: Collection[str], when: When) -> Condition:
    """Tell whether one of the parameters has such a value."""
    conditions = [has(name, when) for name in names]
    return lambda request: any(condition(request) for condition in conditions)


def at(status: int | Collection[int], edit: Edit, *, only: Condition = lambda request: True) -> AnswerChange:
    """Change the answers with a status, to the requests that a condition is true of."""
    wanted = {status} if isinstance(status, int) else set(status)
    return lambda answer, request, server: edit(answer) if answer.status in wanted and only(request) else answer


ERRORS = range(400, 600)
"""The statuses of errors."""


def status(becomes: int) -> Edit:
    """Answer with another status."""
    return lambda answer: replace(answer, status=becomes)


def fields(**given: str | None) -> Edit:
    """Replace headers, or remove those that are None; underscores in their names stand for hyphens."""

    def edit(answer: Response) -> Response:
        for name, text in given.items():
            answer = answer.with_header(name.replace("_", "-"), text)
        return answer

    return edit


def body(edit: Callable[[bytes], bytes]) -> Edit:
    """Change the bytes of the body."""
    return lambda answer: answer.with_body(edit(answer.body))


def content(edit: Callable[[Any], Any]) -> Edit:
    """Change the JSON of the body."""
    return lambda answer: answer.with_json(edit(answer.json))


def faults(edit: Callable[[list[Any]], Any]) -> Edit:
    """Change the list of errors in the envelope."""
    return content(lambda envelope: {**envelope, "errors": edit(envelope["errors"])})


def each_fault(edit: Callable[[dict[str, Any]], Any]) -> Edit:
    """Change each error of the envelope."""
    return faults(lambda errors: [edit(error) for error in errors])


def media(media_type: str, text: str) -> Edit:
    """Answer with a text of another media type."""
    return lambda answer: answer.with_body(text.encode()).with_header("content-type", media_type)


def _meant(when: When) -> Callable[[bytes], bool]:
    if not isinstance(when, str):
        return when
    compiled = re.compile(when.encode(), re.DOTALL)
    return lambda given: compiled.fullmatch(given) is not None


def is_broken(given: bytes) -> bool:
    """Tell whether bytes are not UTF-8."""
    return given.decode("utf-8", "replace").encode() != given


def name_of(piece: str) -> str:
    """Return the name of a piece of the query."""
    return decoded(piece.partition("=")[0]).decode("utf-8", "replace")
