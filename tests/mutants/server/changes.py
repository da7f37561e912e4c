"""Changes of requests and answers: the verbs that rows are written in, and what code adds to them."""

import base64
import hashlib
import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from html import unescape
from typing import Any
from urllib.parse import quote, quote_from_bytes, unquote

from thulium_mock.errors import InternalError, MockError
from thulium_mock.state.directory import ApiUser

from tests.http.messages import Response
from tests.mutants.server.core import AnswerChange, Request, RequestChange, decoded
from tests.mutants.server.parts import Server
from tests.mutants.server.witness import basic

TEXTS = ("client_name", "client_surname", "client_id")
PARAMETERS = ("chat_queue_id", *TEXTS, "client_email", "customer_id")
ERRORS = range(400, 600)
"""The statuses of errors."""

Edit = Callable[[Response], Response]
Condition = Callable[[Request], bool]


def _later(hours: int, text: str) -> str:
    """Return a time that is later by some hours; what is none stays."""
    try:
        return str(datetime.fromisoformat(text) + timedelta(hours=hours))[:23]
    except ValueError:
        return text


NAMED: Mapping[str, Callable[[str], Any]] = {
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64-decoded": lambda text: base64.b64decode(text, validate=True).decode("latin-1"),
    "casefold": str.casefold,
    "domain": lambda text: text.partition("@")[2],
    "float": float,
    "float-bits": lambda text: int(text) & ~127,
    "from-latin-1": lambda text: text.encode().decode("latin-1") if is_broken(text.encode("latin-1")) else text,
    "from-utf-16": lambda text: text.encode("latin-1").decode("utf-16-le"),
    "hex-decoded": lambda text: bytes.fromhex(text).decode("latin-1"),
    "hexadecimal": partial(int, base=16),
    "hour-earlier": partial(_later, -1),
    "hour-later": partial(_later, 1),
    "inexact": lambda text: int(float(text)),
    "less-one": lambda text: int(text) - 1,
    "literal": partial(int, base=0),
    "low-byte": lambda text: chr(ord(text) & 255),
    "lower": str.lower,
    "minute-ago": lambda text: f"{int(text[:8], 16) - 60:08x}{text[8:]}",
    "nfc": partial(unicodedata.normalize, "NFC"),
    "nfkc": partial(unicodedata.normalize, "NFKC"),
    "nfkd": partial(unicodedata.normalize, "NFKD"),
    "number": lambda text: int(text[:99]) if text.isdecimal() else text,
    "quote": quote,
    "sha256": lambda text: hashlib.sha256(text.encode()).hexdigest(),
    "strip": str.strip,
    "unescape": unescape,
    "unquote": unquote,
    "upper": str.upper,
    "utf8-ignored": lambda text: text.encode("utf-8", "surrogateescape").decode("utf-8", "ignore"),
    "utf8-latin-1": lambda text: text.encode("utf-8", "surrogateescape").decode("latin-1"),
    "utf8-replaced": lambda text: text.encode("utf-8", "surrogateescape").decode("utf-8", "replace"),
    "wrapped": lambda text: (int(text) + 2**31) % 2**32 - 2**31,
}


def sub(pattern: str, replacement: str) -> Callable[[str], str]:
    """Replace what matches in a text; after a ``$``, by what `NAMED` makes of it."""
    edit = NAMED[replacement[1:]] if replacement.startswith("$") else None
    return partial(re.compile(pattern, re.DOTALL).sub, (lambda match: str(edit(match[0]))) if edit else replacement)


def edits(steps: Iterable[str | Sequence[str]]) -> Callable[[str], str]:
    """Change a text step by step; a step is the name of one, or a pattern and its replacement."""
    changes = [NAMED[step] if isinstance(step, str) else sub(*step) for step in steps]

    def edit(text: str) -> str:
        for change in changes:
            text = change(text)
        return text

    return edit


def changed(given: Mapping[str, Any]) -> Callable[[Any], Any]:
    """Return a change of members or fields: a text by edits, anything else by what is given."""

    def change(name: str, value: Any) -> Any:
        if not isinstance(given[name], list):
            return given[name]
        return edits(given[name])(value) if isinstance(value, str) else value

    def edit(value: Any) -> Any:
        if isinstance(value, dict):
            return {**value, **{name: change(name, value.get(name)) for name in given}}
        return value._replace(**{name: change(name, getattr(value, name)) for name in given})

    return edit


# Requests.
def value(name: str, pattern: str, becomes: str | Sequence[str]) -> RequestChange:
    """Change the values of a parameter; all else of the query stays to the letter."""
    wanted, edit = meant(pattern), _edit(becomes)

    def change(piece: str) -> str:
        key, _, raw = piece.partition("=")
        if decoded(key) != name.encode() or not wanted(given := decoded(raw)):
            return piece
        return f"{key}={quote_from_bytes(edit(given), safe='')}"

    return pieces(lambda given: list(map(change, given)))


def _edit(becomes: str | Sequence[str]) -> Callable[[bytes], bytes]:
    if isinstance(becomes, str) and becomes.startswith("$"):
        edit = NAMED[becomes[1:]]
        return lambda given: str(edit(given.decode("utf-8", "surrogateescape"))).encode("utf-8", "surrogateescape")
    if isinstance(becomes, str):
        return lambda given: becomes.encode()
    return byte_sub(*becomes)


def byte_sub(pattern: str, replacement: str) -> Callable[[bytes], bytes]:
    """Replace what matches in UTF-8."""
    return partial(re.compile(pattern.encode(), re.DOTALL).sub, replacement.encode())


def query(edit: Callable[[str], str]) -> RequestChange:
    """Change the query string."""
    return lambda request, server: request.with_query(edit(request.query))


def pieces(edit: Callable[[list[str]], list[str]]) -> RequestChange:
    """Change the list of pieces between ampersands."""
    return query(lambda text: "&".join(edit(text.split("&"))))


def header(name: str, edit: Callable[[str], str]) -> RequestChange:
    """Change each value of a header."""
    return headers(lambda given: [(key, edit(text) if key == name else text) for key, text in given])


def headers(edit: Callable[[list[tuple[str, str]]], list[tuple[str, str]]]) -> RequestChange:
    """Change the list of headers."""
    return lambda request, server: replace(request, headers=tuple(edit(list(request.headers))))


def set_header(name: str, text: str | None) -> RequestChange:
    """Give a header a value, or remove it for None."""
    return own_headers(name, lambda own: [] if text is None else [(name, text)])


def own_headers(name: str, edit: Callable[[list[tuple[str, str]]], list[tuple[str, str]]]) -> RequestChange:
    """Change the headers of a name."""
    return headers(
        lambda given: [*(each for each in given if each[0] != name), *edit([each for each in given if each[0] == name])]
    )


def if_(condition: Condition, change: RequestChange) -> RequestChange:
    """Change only the requests that the condition is true of."""
    return lambda request, server: change(request, server) if condition(request) else request


def fail_if(condition: Condition, error: Callable[[], MockError] = InternalError) -> RequestChange:
    """Answer with an error the requests that the condition is true of."""

    def change(request: Request, server: Server) -> Request:
        if condition(request):
            raise error()
        return request

    return change


INVALID = query(lambda text: f"{text}&chat_queue_id=0")
"""Make a request invalid."""


def login(accept: Callable[[str, str, ApiUser], bool]) -> RequestChange:
    """Let in as the first user whom ``accept`` takes the name and the password for."""

    def change(request: Request, server: Server) -> Request:
        given = request.login
        user = next((user for user in server.users.values() if given and accept(*given, user)), None)
        return (
            header("authorization", lambda text: basic(user.name, user.password))(request, server) if user else request
        )

    return change


def let_in(request: Request, server: Server) -> Request:
    """Let in as the first user."""
    user = next(iter(server.users.values()), None)
    return set_header("authorization", basic(user.name, user.password))(request, server) if user else request


def may_not(request: Request, server: Server) -> bool:
    """Tell whether a request is that of an API user who may do nothing."""
    name, password = request.login or ("", "")
    user = server.users.get(name)
    return user is not None and user.password == password and not {"*", "chat_conversations/start"} & set(user.methods)


# Conditions.
def has(name: str, pattern: str) -> Condition:
    """Tell whether a parameter has such a value."""
    wanted = meant(pattern)
    return lambda request: any(key == name.encode() and wanted(given) for key, given in request.pairs())


def any_of(conditions: Iterable[Condition]) -> Condition:
    """Tell whether one of the conditions is true."""
    every = list(conditions)
    return lambda request: any(condition(request) for condition in every)


def meant(pattern: str) -> Callable[[bytes], bool]:
    """Tell what a pattern matches wholly; ``$broken`` is what is not UTF-8."""
    if pattern == "$broken":
        return is_broken
    compiled = re.compile(pattern.encode(), re.DOTALL)
    return lambda given: compiled.fullmatch(given) is not None


def is_broken(given: bytes) -> bool:
    """Tell whether bytes are not UTF-8."""
    return given.decode("utf-8", "replace").encode() != given


# Answers.
def at(statuses: Container[int], edit: Edit) -> AnswerChange:
    """Change the answers with a status."""
    return lambda answer, request, server: edit(answer) if answer.status in statuses else answer


def content(edit: Callable[[Any], Any]) -> Edit:
    """Change the JSON of the body."""
    return lambda answer: answer.with_json(edit(answer.json))


def added(**members: Any) -> Edit:
    """Add members to the JSON of the body, or replace them."""
    return content(lambda value: {**value, **members})


def errors(edit: Callable[[list[Any]], Any]) -> Edit:
    """Change the list of errors in the envelope."""
    return content(lambda envelope: {**envelope, "errors": edit(envelope["errors"])})


def entries(edit: Callable[[dict[str, Any]], Any]) -> Edit:
    """Change each error of the envelope."""
    return errors(lambda given: [edit(entry) for entry in given])


def identified(edit: Callable[[str, Server], object]) -> AnswerChange:
    """Change the id of a success."""
    return lambda answer, request, server: (
        added(conversation_id=edit(answer.json["conversation_id"], server))(answer) if answer.status == 200 else answer
    )
