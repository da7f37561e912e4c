"""Defects in what users may do, and in the order of checks."""

from collections.abc import Callable
from dataclasses import replace

from thulium_mock.errors import UnknownPath
from thulium_mock.state.directory import ApiUser

from tests.http.messages import START
from tests.mutants.server.changes import at, fail_if, fields, if_, query, status
from tests.mutants.server.core import Defect, Group
from tests.mutants.server.logins import as_user, may_not
from tests.mutants.server.parts import Parts, Server
from tests.mutants.server.witness import Ask, basic, put

GROUP = Group("permissions")

_METHOD = "chat_conversations/start"


def _user(*methods: str) -> Ask:
    return put(users=[{"name": "api_user", "password": "api_pass", "methods": list(methods)}])


def _methods(edit: Callable[[tuple[str, ...]], tuple[str, ...]]) -> Defect:
    """Change what a user may do."""

    def user(name: str, server: Server) -> ApiUser | None:
        found = server.users.get(name)
        return found._replace(methods=edit(found.methods)) if found else None

    return Defect(parts=Parts(user=user))


def _if(accept: Callable[[str], bool]) -> Defect:
    """Permit the method if a permission is accepted for it."""
    return _methods(lambda methods: ("*",) if any(map(accept, methods)) else methods)


_LIMITED = Ask(auth=basic("api_limited"))
GROUP.add("ignored", "Every user may do everything.", _methods(lambda methods: ("*",)), _LIMITED)
GROUP.add("any", "Who may do anything may do everything.", _if(bool), _LIMITED)
GROUP.add(
    "none", "A user without permissions may do everything.", _methods(lambda methods: methods or ("*",)), _user(), Ask()
)
GROUP.add(
    "star-among-others",
    "An asterisk counts only if it stands alone.",
    _methods(lambda methods: methods if len(methods) < 2 else tuple(each for each in methods if each != "*")),
    _user("*", "chats"),
    Ask(),
)
GROUP.add(
    "star-in-text",
    "An asterisk within a permission stands for all.",
    _if(lambda each: "*" in each),
    _user("chats/*"),
    Ask(),
)
GROUP.add(
    "prefix",
    "The beginning of a method is permission for it.",
    _if(lambda each: _METHOD.startswith(each)),
    _user("chat_conversations"),
    Ask(),
)
GROUP.add(
    "longer",
    "A permission for a longer method is permission for this one.",
    _if(lambda each: each.startswith(_METHOD)),
    _user(_METHOD + "_all"),
    Ask(),
)
GROUP.add(
    "case",
    "Permissions are compared without regard to case.",
    _if(lambda each: each.lower() == _METHOD),
    _user(_METHOD.upper()),
    Ask(),
)
GROUP.add(
    "last-part",
    "The last part of a method is permission for it.",
    _if(lambda each: each == "start"),
    _user("start"),
    Ask(),
)
GROUP.add(
    "slash",
    "A permission may begin with a slash.",
    _if(lambda each: each.strip("/") == _METHOD),
    _user("/" + _METHOD),
    Ask(),
)
GROUP.add(
    "not-named",
    "The permission for this very method does not count.",
    _methods(lambda methods: tuple(each for each in methods if each != _METHOD)),
    _user(_METHOD),
    Ask(),
)
GROUP.add(
    "first-only",
    "Only the first permission counts.",
    _methods(lambda methods: methods[:1]),
    _user("chats", _METHOD),
    Ask(),
)
GROUP.add(
    "ten-only",
    "Only the first ten permissions count.",
    _methods(lambda methods: methods[:10]),
    _user(*("chats",) * 10, _METHOD),
    Ask(),
)

# Which status goes with what.
_WRONG = basic("api_user", "x")
GROUP.on_answer(
    "403-if-wrong",
    "A wrong password is 403.",
    at(401, status(403), only=lambda request: request.header("authorization") == _WRONG),
    Ask(auth=_WRONG),
)
GROUP.on_answer(
    "403-if-missing",
    "Missing credentials are 403.",
    at(401, status(403), only=lambda request: not request.has("authorization")),
    Ask(auth=None),
)
GROUP.on_answer(
    "400-if-malformed",
    "Malformed credentials are 400.",
    at(401, status(400), only=lambda request: "!" in request.header("authorization")),
    Ask(auth="Basic !"),
)
GROUP.on_answer(
    "401-if-not-permitted",
    "A method that is not permitted is 401.",
    at(403, lambda answer: fields(www_authenticate='Basic realm="x"')(status(401)(answer))),
    _LIMITED,
)
GROUP.on_answer("404-if-not-permitted", "A method that is not permitted is 404.", at(403, status(404)), _LIMITED)
GROUP.on_answer("422", "A refused parameter is 422.", at(400, status(422)), Ask(""))
GROUP.on_answer(
    "422-if-out-of-range",
    "A number out of range is 422.",
    at(400, lambda answer: status(422)(answer) if answer.json["errors"][0]["code"] % 10 == 5 else answer),
    Ask("chat_queue_id=0"),
)
GROUP.on_answer(
    "400-if-unknown-queue",
    "An unknown queue is 400.",
    at(404, lambda answer: status(400)(answer) if answer.json["errors"][0]["code"] == 404002 else answer),
    Ask("chat_queue_id=99"),
)
GROUP.on_answer("200-if-refused", "Errors have the status 200.", at(400, status(200)), Ask(""))
GROUP.on_answer(
    "409-if-repeated",
    "A repeated parameter is 409.",
    at(400, lambda answer: status(409)(answer) if answer.json["errors"][0]["code"] % 10 == 2 else answer),
    Ask("chat_queue_id=3&chat_queue_id=3"),
)
GROUP.on_answer(
    "400-if-too-long", "A request target that is too long is 400.", at(414, status(400)), Ask("x=" + "a" * 64000)
)


# The order of checks.
GROUP.on_request(
    "parameters-first",
    "Faulty parameters are refused before credentials are looked at.",
    if_(lambda request: "chat_queue_id=" not in request.query, as_user(lambda _: True)),
    Ask("", auth=None),
)
GROUP.on_request(
    "queue-first",
    "An unknown queue is told to whoever asks.",
    if_(lambda request: request.value("chat_queue_id") not in (b"", b"1", b"2", b"3"), as_user(lambda _: True)),
    Ask("chat_queue_id=99", auth=None),
)
GROUP.on_request(
    "permission-last",
    "Parameters are checked before permissions.",
    if_(
        lambda request: "chat_queue_id=" not in request.query,
        lambda request, server: as_user(lambda _: may_not(request, server))(request, server),
    ),
    Ask("", auth=basic("api_limited")),
)
GROUP.on_request(
    "credentials-before-path",
    "An unknown path is 401 without credentials.",
    if_(
        lambda request: request.path != START and not request.has("authorization"),
        lambda request, server: replace(request, path=START, method="POST"),
    ),
    Ask(path="/api/chats", auth=None),
)
GROUP.on_request(
    "credentials-before-method",
    "A wrong method is 401 without credentials.",
    if_(
        lambda request: request.path == START and not request.has("authorization"),
        lambda request, server: replace(request, method="POST"),
    ),
    Ask(method="GET", auth=None),
)
GROUP.on_request(
    "parameters-before-method",
    "A wrong method with faulty parameters is 400.",
    if_(
        lambda request: request.path == START and "chat_queue_id=" not in request.query,
        lambda request, server: as_user(lambda _: True)(replace(request, method="POST"), server),
    ),
    Ask("", method="PUT"),
)
GROUP.on_request(
    "length-last",
    "A request target that is too long is told only to users.",
    if_(
        lambda request: len(request.query) > 64000 and not request.has("authorization"), query(lambda text: text[:100])
    ),
    Ask("chat_queue_id=3&x=" + "a" * 64000, auth=None),
)
GROUP.on_request(
    "path-before-length",
    "An unknown path is 404 however long it is.",
    fail_if(
        lambda request: not request.path.startswith(START) and len(request.path) + len(request.query) >= 64000,
        UnknownPath,
    ),
    Ask("x=" + "a" * 64000, path="/api/chats"),
)
