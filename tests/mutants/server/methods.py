"""Defects in which methods are accepted."""

from dataclasses import replace

from thulium_mock.errors import InternalError, UnknownPath

from tests.http.messages import START, Response
from tests.mutants.server.changes import at, body, fail_if, fields, if_, method, status
from tests.mutants.server.core import Group, Request, RequestChange
from tests.mutants.server.parts import Server
from tests.mutants.server.witness import Ask

GROUP = Group("methods")
_add = GROUP.on_request
_answer = GROUP.on_answer

_KNOWN = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT")


def _overridden(name: str) -> RequestChange:
    """Take the method from a header."""

    def change(request: Request, server: Server) -> Request:
        return replace(request, method=request.header(name).upper()) if request.has(name) else request

    return change


def _empty(answer: Response) -> Response:
    return body(lambda _: b"")(answer)


for _method in ("GET", "PUT", "PATCH", "DELETE"):
    _add(_method.lower(), f"{_method} starts a conversation as well.", method(_method), Ask(method=_method))
_add("head", "HEAD starts a conversation.", method("HEAD"), Ask(method="HEAD"))
_add(
    "query",
    "QUERY and other methods unknown to HTTP's core start a conversation.",
    if_(lambda request: request.method not in _KNOWN, lambda request, _: replace(request, method="POST")),
    Ask(method="QUERY"),
)
_add(
    "get-without-query",
    "GET without a query is an unknown path.",
    fail_if(lambda request: request.path == START and request.method == "GET" and not request.query, UnknownPath),
    Ask("", method="GET"),
)
_add(
    "delete-crash",
    "DELETE is an internal error.",
    fail_if(lambda request: request.method == "DELETE", InternalError),
    Ask(method="DELETE"),
)
_add(
    "unknown-method-crash",
    "A method that HTTP does not know is an internal error.",
    fail_if(lambda request: request.method not in _KNOWN, InternalError),
    Ask(method="BREW"),
)
_add(
    "trace-path",
    "TRACE makes every path unknown.",
    fail_if(lambda request: request.method == "TRACE", UnknownPath),
    Ask(method="TRACE"),
)
_add(
    "override-get",
    "GET with X-HTTP-Method-Override starts a conversation.",
    if_(lambda request: request.method == "GET", _overridden("x-http-method-override")),
    Ask(method="GET", headers=(("x-http-method-override", "POST"),)),
)
_add(
    "override-post",
    "X-HTTP-Method-Override makes another method of POST.",
    if_(lambda request: request.method == "POST", _overridden("x-http-method-override")),
    Ask(headers=(("x-http-method-override", "DELETE"),)),
)
_add(
    "override-other",
    "X-Method-Override and X-HTTP-Method make another method of POST.",
    if_(
        lambda request: request.method == "POST",
        lambda request, server: _overridden("x-http-method")(_overridden("x-method-override")(request, server), server),
    ),
    Ask(headers=(("x-method-override", "PUT"),)),
)
_add(
    "override-query",
    "A parameter _method makes another method of POST.",
    if_(
        lambda request: request.value("_method") != b"",
        lambda request, server: replace(request, method=request.value("_method").decode("latin-1").upper()),
    ),
    Ask("chat_queue_id=3&_method=put"),
)
_add(
    "method-case",
    "A method in lower case is accepted.",
    if_(lambda request: request.method == "post", lambda request, server: replace(request, method="POST")),
    Ask(method="post"),
)
_add(
    "preflight-needed",
    "POST with an Origin is refused as long as no preflight came.",
    fail_if(lambda request: request.header("origin") == "null", UnknownPath),
    Ask(headers=(("origin", "null"),)),
)
_add(
    "conditional",
    "If-None-Match with an asterisk is an internal error.",
    fail_if(lambda request: request.header("if-none-match") == "*", InternalError),
    Ask(headers=(("if-none-match", "*"),)),
)

_answer(
    "options-200",
    "OPTIONS is answered with 200.",
    at(405, lambda answer: _empty(status(200)(answer)), only=lambda request: request.method == "OPTIONS"),
    Ask(method="OPTIONS"),
)
_answer(
    "options-204",
    "OPTIONS with an Origin is answered with 204.",
    at(
        405,
        lambda answer: _empty(status(204)(answer)),
        only=lambda request: request.method == "OPTIONS" and request.has("origin"),
    ),
    Ask(method="OPTIONS", headers=(("origin", "https://example.org"),)),
)
_answer(
    "head-200",
    "HEAD is answered with 200.",
    at(405, status(200), only=lambda request: request.method == "HEAD"),
    Ask(method="HEAD"),
)
_answer(
    "501",
    "TRACE is answered with 501.",
    at(405, status(501), only=lambda request: request.method == "TRACE"),
    Ask(method="TRACE"),
)
_answer(
    "404",
    "PATCH is answered with 404.",
    at(405, lambda answer: fields(allow=None)(status(404)(answer)), only=lambda request: request.method == "PATCH"),
    Ask(method="PATCH"),
)
_answer(
    "400",
    "PUT is answered with 400.",
    at(405, status(400), only=lambda request: request.method == "PUT"),
    Ask(method="PUT"),
)
_answer(
    "trace-echo",
    "TRACE sends the headers of the request back.",
    lambda answer, request, server: (
        answer.with_body("".join(f"{name}: {text}\r\n" for name, text in request.headers).encode("latin-1"))
        if request.method == "TRACE"
        else answer
    ),
    Ask(method="TRACE"),
)
_answer("no-allow", "405 has no Allow.", at(405, fields(allow=None)), Ask(method="GET"))
_answer("allow-empty", "Allow is empty.", at(405, fields(allow="")), Ask(method="GET"))
_answer(
    "allow-options",
    "Allow names OPTIONS, which is not supported.",
    at(405, fields(allow="OPTIONS, POST")),
    Ask(method="GET"),
)
_answer(
    "allow-asked",
    "Allow names the very method that is refused.",
    lambda answer, request, server: (
        answer.with_header("allow", f"POST, {request.method}") if answer.status == 405 else answer
    ),
    Ask(method="GET"),
)
_answer("allow-get", "Allow names GET in place of POST.", at(405, fields(allow="GET")), Ask(method="PUT"))
_answer("allow-lower-case", "Allow names the method in lower case.", at(405, fields(allow="post")), Ask(method="GET"))
_answer(
    "allow-on-one",
    "405 has no Allow for HEAD.",
    at(405, fields(allow=None), only=lambda request: request.method == "HEAD"),
    Ask(method="HEAD"),
)
