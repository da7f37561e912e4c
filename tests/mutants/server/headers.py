"""Defects in the headers of answers."""

import base64
from typing import Any

from tests.http.messages import Response
from tests.mutants.server.changes import Edit, at, fields
from tests.mutants.server.core import Group, Request
from tests.mutants.server.parts import Server
from tests.mutants.server.witness import Ask, basic

GROUP = Group("headers")

_400, _401, _403 = Ask(""), Ask(auth=None), Ask(auth=basic("api_limited"))
_404, _405, _414 = Ask(path="/api/chats"), Ask(method="GET"), Ask("x=" + "a" * 64000)

_EDITS: list[tuple[str, str, Any, Edit, Ask]] = [
    ("no-language", "400 has no Content-Language.", 400, fields(content_language=None), _400),
    ("no-language-401", "401 has no Content-Language.", 401, fields(content_language=None), _401),
    ("no-language-403", "403 has no Content-Language.", 403, fields(content_language=None), _403),
    ("no-language-404", "404 has no Content-Language.", 404, fields(content_language=None), _404),
    ("no-language-414", "414 has no Content-Language.", 414, fields(content_language=None), _414),
    ("language-region", "Content-Language has a region.", 400, fields(content_language="en-US"), _400),
    ("language-upper-case", "Content-Language of 403 is in upper case.", 403, fields(content_language="EN"), _403),
    ("language-list", "Content-Language of 401 names both languages.", 401, fields(content_language="en, pl"), _401),
    ("language-unknown", "Content-Language of 404 is German.", 404, fields(content_language="de"), _404),
    ("no-type", "404 has no Content-Type.", 404, fields(content_type=None), _404),
    ("type-html", "405 is said to be HTML and is JSON.", 405, fields(content_type="text/html; charset=utf-8"), _405),
    ("type-plain", "401 is said to be plain text and is JSON.", 401, fields(content_type="text/plain"), _401),
    ("type-problem", "403 is said to be problem+json.", 403, fields(content_type="application/problem+json"), _403),
    (
        "type-charset",
        "400 is said to be in Latin-2.",
        400,
        fields(content_type="application/json; charset=iso-8859-2"),
        _400,
    ),
    ("type-bytes", "414 is said to be any bytes.", 414, fields(content_type="application/octet-stream"), _414),
    ("type-empty", "The Content-Type of 400 is empty.", 400, fields(content_type=""), _400),
    (
        "length-short",
        "Content-Length of 404 counts one byte too few.",
        404,
        lambda answer: answer.with_header("content-length", str(len(answer.body) - 1)),
        _404,
    ),
    ("length-zero", "Content-Length of 403 is 0.", 403, fields(content_length="0"), _403),
    (
        "length-characters",
        "Content-Length of Polish errors counts characters.",
        400,
        lambda answer: answer.with_header("content-length", str(len(answer.body.decode()))),
        Ask("chat_queue_id=x", headers=(("accept-language", "pl"),)),
    ),
    ("encoding", "401 is said to be compressed and is not.", 401, fields(content_encoding="gzip"), _401),
]
for _name, _description, _status, _edit, _ask in _EDITS:
    GROUP.on_answer(_name, _description, at(_status, _edit), _ask)


def _debug(answer: Response, request: Request, server: Server) -> Response:
    return (
        answer.with_header("x-debug-user", request.header("authorization")) if request.has("authorization") else answer
    )


def _cookie(answer: Response, request: Request, server: Server) -> Response:
    """Keep the password in a cookie."""
    try:
        text = base64.b64decode(request.header("authorization").removeprefix("Basic "), validate=True).decode("ascii")
    except ValueError:
        return answer
    return answer.with_header("set-cookie", f"login={text}") if answer.status == 200 else answer


def _split(answer: Response, request: Request, server: Server) -> Response:
    """Send the name back in a header."""
    name = request.value("client_name").decode("latin-1")
    return answer.with_header("x-client", name) if answer.status == 200 and name else answer


GROUP.on_answer("credentials", "A header sends the credentials back.", _debug, Ask())
GROUP.on_answer("cookie", "Success sets a cookie with name and password.", _cookie, Ask())
GROUP.on_answer("name", "A header of success sends client_name back.", _split, Ask("chat_queue_id=3&client_name=Jan"))
