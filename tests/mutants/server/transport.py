"""Defects that show only for one way of sending a request: HTTP's version, framing, connection, host and client."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from thulium_mock.errors import InternalError, MockError, UnknownPath

from tests.mutants.server.changes import ERRORS, at, fail_if, fields, if_, media, status
from tests.mutants.server.core import Defect, Group, Request
from tests.mutants.server.logins import as_user
from tests.mutants.server.parts import Server
from tests.mutants.server.witness import Ask

GROUP = Group("transport")
_answer = GROUP.on_answer

_CHUNKED = (("transfer-encoding", "chunked"),)


def _refuse(
    name: str,
    description: str,
    condition: Callable[[Request], bool],
    *witness: Ask,
    error: Callable[[], MockError] = InternalError,
) -> None:
    GROUP.on_request(name, description, fail_if(condition, error), *witness)


def _asks(name: str, *words: str) -> Callable[[Request], bool]:
    """Tell whether a header has one of these words in it."""
    return lambda request: any(word in request.header(name).lower() for word in words)


def _with_form(request: Request, server: Server) -> Request:
    try:
        given = urlencode(parse_qsl(request.body.decode(), keep_blank_values=True))
    except UnicodeDecodeError:
        return request
    return replace(request, query=f"{request.query}&{given}" if given else request.query)


# HTTP's own parts.
_refuse("http-1.0", "HTTP/1.0 is an internal error.", lambda request: request.version == "1.0", Ask(version="1.0"))
GROUP.on_request(
    "http-1.0-open",
    "Over HTTP/1.0 credentials are not checked.",
    if_(lambda request: request.version == "1.0", as_user(lambda _: True)),
    Ask(auth=None, version="1.0"),
)
_answer(
    "close-language",
    "Errors on a connection that is to be closed have no Content-Language.",
    at(ERRORS, fields(content_language=None), only=_asks("connection", "close")),
    Ask("", headers=(("connection", "close"),)),
)
_answer(
    "keep-alive",
    "Who asks for the connection to be kept gets 403 as 401.",
    at(401, status(403), only=_asks("connection", "keep-alive")),
    Ask(auth=None, headers=(("connection", "keep-alive"),)),
)
_refuse(
    "chunked", "A chunked body is refused.", lambda request: request.has("transfer-encoding"), Ask(headers=_CHUNKED)
)
GROUP.add(
    "chunked-form",
    "The parameters of a chunked form count with those of the query.",
    Defect(request=if_(lambda request: request.has("transfer-encoding"), _with_form), reads_body=True),
    Ask("", body=b"chat_queue_id=3", headers=(*_CHUNKED, ("content-type", "application/x-www-form-urlencoded"))),
)
GROUP.add(
    "form-with-charset",
    "The parameters of a form that names its charset count with those of the query.",
    Defect(
        request=if_(
            lambda request: request.header("content-type").startswith("application/x-www-form-urlencoded;"), _with_form
        ),
        reads_body=True,
    ),
    Ask(
        "",
        body=b"chat_queue_id=3",
        headers=(("content-type", "application/x-www-form-urlencoded; charset=UTF-8"),),
    ),
)
_refuse(
    "expect", "Expect is refused.", lambda request: request.has("expect"), Ask(headers=(("expect", "100-continue"),))
)
_refuse("upgrade", "Upgrade is refused.", lambda request: request.has("upgrade"), Ask(headers=(("upgrade", "h2c"),)))
_refuse(
    "host-without-port",
    "Under a host without a port every path is unknown.",
    lambda request: request.has("host") and ":" not in request.header("host"),
    Ask(headers=(("host", "example.org"),)),
    error=UnknownPath,
)
_answer(
    "gzip-wanted",
    "Who takes gzip gets success that is said to be gzip and is not.",
    at(200, fields(content_encoding="gzip"), only=_asks("accept-encoding", "gzip")),
    Ask(headers=(("accept-encoding", "gzip, deflate"),)),
)
_answer(
    "br-wanted",
    "Who takes br gets errors without a media type.",
    at(ERRORS, fields(content_type=None), only=_asks("accept-encoding", "br")),
    Ask("", headers=(("accept-encoding", "gzip, deflate, br"),)),
)
GROUP.on_request(
    "remote-user",
    "X-Remote-User and X-Forwarded-User let everyone in.",
    if_(lambda request: request.has("x-remote-user") or request.has("x-forwarded-user"), as_user(lambda _: True)),
    Ask(auth=None, headers=(("x-remote-user", "api_user"),)),
)

# What callers say they are, and want.
_refuse(
    "agent-go",
    "Callers written in Go get an internal error.",
    _asks("user-agent", "go-http-client"),
    Ask(headers=(("user-agent", "Go-http-client/1.1"),)),
)
_answer(
    "agent-php",
    "Callers written in PHP get errors as HTML.",
    at(ERRORS, media("text/html", "<p>Error</p>"), only=_asks("user-agent", "php")),
    Ask("", headers=(("user-agent", "PHP/8.3"),)),
)
_answer(
    "problem-wanted",
    "Who accepts problem+json gets errors that are said to be it.",
    at(ERRORS, fields(content_type="application/problem+json"), only=_asks("accept", "problem+json")),
    Ask("", headers=(("accept", "application/problem+json, application/json"),)),
)
_answer(
    "csv-wanted",
    "Who accepts CSV gets it.",
    at(200, media("text/csv", "conversation_id\n1\n"), only=_asks("accept", "csv")),
    Ask(headers=(("accept", "text/csv, */*;q=0.1"),)),
)
_answer(
    "version-wanted",
    "Who accepts version 2 of application/json gets 406.",
    at(200, status(406), only=_asks("accept", "version=2")),
    Ask(headers=(("accept", "application/json; version=2"),)),
)
GROUP.add(
    "over-4-mib",
    "A body of more than 4 MiB is refused.",
    Defect(
        request=fail_if(lambda request: int(request.header("content-length") or "0") > 4 << 20, InternalError),
    ),
    Ask(headers=(("content-length", "6000000"),)),
)
_refuse(
    "hundred-headers",
    "More than 80 headers are an internal error.",
    lambda request: len(request.headers) > 80,
    Ask(headers=tuple((f"x-{index}", "1") for index in range(100))),
)
