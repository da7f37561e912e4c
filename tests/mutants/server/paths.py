"""Defects in which paths are known."""

from dataclasses import replace

from thulium_mock.errors import InternalError

from tests.http.messages import START, Response
from tests.mutants.server.changes import at, content, fail_if, fields, if_, media, path, status
from tests.mutants.server.core import Group
from tests.mutants.server.witness import Ask

GROUP = Group("paths")
_REWRITES = [
    ("trailing-slash", "A slash after the path is accepted.", "/start/$", "/start", f"{START}/"),
    (
        "double-slash",
        "Two slashes in a row are accepted.",
        "(?<=[a-z])//+(?=[a-z])",
        "/",
        "/api//chat_conversations/start",
    ),
    ("leading-double-slash", "Two slashes before the path are accepted.", "^//+api", "/api", f"/{START}"),
    ("case", "Paths are compared without regard to case.", f"(?i)^{START}$", START, "/api/Chat_Conversations/Start"),
    (
        "base-case",
        "The base path is compared without regard to case.",
        "^/(API|Api)/",
        "/api/",
        "/API/chat_conversations/start",
    ),
    ("encoded-slash", "An encoded slash in the path is a slash.", "%2[fF]", "/", "/api/chat_conversations%2Fstart"),
    ("backslash", "An encoded backslash in the path is a slash.", "%5[cC]", "/", "/api/chat_conversations%5Cstart"),
    (
        "no-base",
        "The path is known without /api.",
        "^/chat_conversations",
        "/api/chat_conversations",
        "/chat_conversations/start",
    ),
    ("base-twice", "The path is known with /api twice.", "^(/api)+", "/api", f"/api{START}"),
    ("version", "The path is known with a version.", "^/api/v[0-9]+/", "/api/", "/api/v1/chat_conversations/start"),
    ("extension", "The path is known with .json after it.", r"\.(json|php)$", "", f"{START}.json"),
    ("matrix", "What follows a semicolon in the path is dropped.", ";[^/]*", "", f"{START};v=1"),
    (
        "dot-segment",
        "Dot segments in the path are resolved.",
        r"/[a-z]+/\.\./|/\./",
        "/",
        "/api/x/../chat_conversations/start",
    ),
    (
        "encoded-dot-segment",
        "Encoded dot segments in the path are resolved.",
        r"/(%2[eE]){1}/",
        "/",
        "/api/%2e/chat_conversations/start",
    ),
    ("newline", "A line feed at the end of the path is dropped.", "%0[aA]$", "", f"{START}%0A"),
    ("space", "A space at the end of the path is dropped.", "(%20|\\+)$", "", f"{START}%20"),
    ("nul", "NUL ends the path.", "%00.*", "", f"{START}%00.html"),
    (
        "double-decoding",
        "The path is decoded twice.",
        "%25(?=[0-9a-fA-F]{2})",
        "%",
        "/api/chat_conversations/%2573tart",
    ),
    (
        "hyphen",
        "A hyphen in the path is an underscore.",
        "chat-conversations",
        "chat_conversations",
        "/api/chat-conversations/start",
    ),
    ("below", "Whatever is below the path is known as well.", f"^{START}/.+", START, f"{START}/3"),
    ("longer", "A path that begins like the known one is known.", f"^({START})[a-z_0-9]+$", r"\1", f"{START}s"),
]
for _name, _description, _pattern, _replacement, _path in _REWRITES:
    GROUP.on_request(_name, _description, path(_pattern, _replacement), Ask(path=_path))

_UNKNOWN = Ask(path="/api/chats")


def _moved(answer: Response) -> Response:
    return media("text/plain", "")(status(307)(answer)).with_header("location", START)


_add = GROUP.on_request
_answer = GROUP.on_answer
_add(
    "encoded-letter",
    "A letter of the path that is encoded is not known.",
    if_(
        lambda request: "%7" in request.path or "%6" in request.path, lambda request, _: replace(request, path="/api/x")
    ),
    Ask(path="/api/chat_conversations/%73tart"),
)
_add(
    "unknown-crash",
    "A path that is not UTF-8 is an internal error.",
    fail_if(lambda request: "%FF" in request.path.upper(), InternalError),
    Ask(path="/api/%FF"),
)
_add(
    "long-crash",
    "A path of more than 2048 bytes is an internal error.",
    fail_if(lambda request: len(request.path) > 2048, InternalError),
    Ask(path="/api/" + "a" * 2050),
)
_add(
    "deep-crash",
    "A path of more than a hundred segments is an internal error.",
    fail_if(lambda request: request.path.count("/") > 100, InternalError),
    Ask(path="/api" + "/a" * 101),
)
_answer(
    "redirect",
    "A slash after the path is redirected.",
    at(404, _moved, only=lambda request: request.path == f"{START}/"),
    Ask(path=f"{START}/"),
)
_answer(
    "base-redirect",
    "The base path itself is redirected.",
    at(404, _moved, only=lambda request: request.path in ("/api", "/api/")),
    Ask(method="GET", path="/api"),
)
_answer(
    "unknown-200",
    "An unknown path of the API is an empty success.",
    at(404, lambda answer: content(lambda _: {})(status(200)(answer)), only=lambda request: request.path != START),
    _UNKNOWN,
)
_answer(
    "unknown-html",
    "An unknown path is HTML.",
    at(404, media("text/html", "<h1>Not Found</h1>"), only=lambda request: request.path != START),
    _UNKNOWN,
)
_answer(
    "unknown-problem",
    "An unknown path is problem+json.",
    at(
        404,
        media("application/problem+json", '{"title":"Not Found","status":404}'),
        only=lambda request: request.path != START,
    ),
    _UNKNOWN,
)
_answer(
    "outside-plain",
    "A path outside of the API is plain text.",
    at(404, media("text/plain", "Not Found"), only=lambda request: not request.path.startswith("/api")),
    Ask(path="/chat_conversations/start"),
)
_answer(
    "unknown-405",
    "A method other than POST and GET on an unknown path is 405.",
    at(
        404,
        lambda answer: fields(allow="POST")(status(405)(answer)),
        only=lambda request: request.method not in ("POST", "GET"),
    ),
    Ask(method="DELETE", path="/api/chats"),
)
_answer(
    "unknown-400",
    "An unknown path with a query is 400.",
    at(404, status(400), only=lambda request: request.path != START and request.query != ""),
    _UNKNOWN,
)
_answer(
    "document-served",
    "The document is served below the base path.",
    at(
        404,
        lambda answer: content(lambda _: {"openapi": "3.0.3"})(status(200)(answer)),
        only=lambda request: request.path == "/api/openapi.json",
    ),
    Ask(method="GET", path="/api/openapi.json"),
)
