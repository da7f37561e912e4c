"""Defects in the envelope of errors."""

import json
from collections.abc import Callable
from typing import Any

from tests.http.messages import Response
from tests.mutants.server.changes import ERRORS, Edit, at, content, each_fault, faults, fields, media, status
from tests.mutants.server.core import AnswerChange, Group, Request
from tests.mutants.server.parts import Server
from tests.mutants.server.witness import Ask, basic

GROUP = Group("envelopes")
_add = GROUP.on_answer

_400, _401, _404, _405 = Ask(""), Ask(auth=None), Ask(path="/api/chats"), Ask(method="GET")
_403, _414 = Ask(auth=basic("api_limited")), Ask("x=" + "a" * 64000)


def _id(edit: Callable[[str], Any]) -> Edit:
    return content(lambda envelope: {**envelope, "request_id": edit(envelope["request_id"])})


def _without(*names: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda value: {key: each for key, each in value.items() if key not in names}


def _message(text: Any) -> Edit:
    return each_fault(lambda error: {**error, "message": text})


def _code(edit: Callable[[int], Any]) -> Edit:
    return each_fault(lambda error: {**error, "code": edit(error["code"])})


def _problem(answer: Response) -> Response:
    return media("application/problem+json", json.dumps({"title": "Error", "status": answer.status}))(answer)


_EDITS: list[tuple[str, str, Any, Edit, Ask]] = [
    ("no-request-id", "401 has no request_id.", 401, content(_without("request_id")), _401),
    ("request-id-null", "The request_id of 405 is null.", 405, _id(lambda _: None), _405),
    ("request-id-empty", "The request_id of 403 is empty.", 403, _id(lambda _: ""), _403),
    ("request-id-upper", "The request_id is in upper case.", ERRORS, _id(str.upper), Ask("", times=12)),
    ("request-id-12", "The request_id has 12 digits.", ERRORS, _id(lambda text: text[:-1]), _400),
    ("request-id-14", "The request_id of 404 has 14 digits.", 404, _id(lambda text: text + "0"), _404),
    ("request-id-number", "The request_id of 401 is a number.", 401, _id(lambda text: int(text, 16)), _401),
    (
        "request-id-uuid",
        "The request_id of 414 is a UUID.",
        414,
        _id(lambda _: "6ed7c941-2c8a-411e-95d2-338a9f64800a"),
        _414,
    ),
    (
        "request-id-letter",
        "The request_id begins with a letter that is no digit.",
        ERRORS,
        _id(lambda text: "x" + text[1:]),
        _400,
    ),
    ("request-id-constant", "The request_id is always the same.", ERRORS, _id(lambda _: "53678450401cf"), _400),
    (
        "request-id-time",
        "The request_id of 400 has not the time of the request.",
        400,
        _id(lambda text: "00000000" + text[8:]),
        _400,
    ),
    (
        "request-id-microseconds",
        "The last five digits of request_id are more than a million microseconds.",
        404,
        _id(lambda text: text[:8] + "ff" + text[10:]),
        _404,
    ),
    ("request-id-padded", "The request_id of 405 is followed by a space.", 405, _id(lambda text: text + " "), _405),
    (
        "camel-case",
        "The request_id of 404 is called requestId.",
        404,
        content(lambda value: {"requestId": value["request_id"], "errors": value["errors"]}),
        _404,
    ),
    ("no-errors", "404 has no errors.", 404, content(_without("errors")), _404),
    ("errors-empty", "The errors of 401 are an empty list.", 401, faults(lambda _: []), _401),
    ("errors-object", "The errors of 403 are one object.", 403, faults(lambda errors: errors[0]), _403),
    (
        "errors-by-index",
        "Several errors are an object by their number.",
        400,
        faults(lambda errors: dict(enumerate(errors)) if len(errors) > 1 else errors),
        Ask("chat_queue_id=x&client_email=a"),
    ),
    ("errors-texts", "The errors of 400 are texts.", 400, each_fault(lambda error: error["message"]), _400),
    ("errors-null", "The errors of 405 have null among them.", 405, faults(lambda errors: [*errors, None]), _405),
    (
        "error-singular",
        "The errors of 414 are called error.",
        414,
        content(lambda value: {"request_id": value["request_id"], "error": value["errors"]}),
        _414,
    ),
    ("code-text", "The code is a text.", 400, _code(str), _400),
    ("code-fraction", "The code has a fraction.", 404, _code(lambda code: code + 0.5), _404),
    ("code-negative", "The code of 401 is negative.", 401, _code(lambda code: -code), _401),
    ("code-zero", "The code of 405 is 0.", 405, _code(lambda _: 0), _405),
    ("code-null", "The code of 403 is null.", 403, _code(lambda _: None), _403),
    ("code-true", "The code of 414 is true.", 414, _code(lambda _: True), _414),
    ("code-large", "The code of 401 does not fit 32 bits.", 401, _code(lambda code: code + 2**31), _401),
    ("no-code", "The errors of 404 have no code.", 404, each_fault(_without("code")), _404),
    (
        "code-missing-on-second",
        "The second error has no code.",
        400,
        faults(lambda errors: [*errors[:1], *map(_without("code"), errors[1:])]),
        Ask("chat_queue_id=x&client_email=a"),
    ),
    ("message-empty", "The message of 401 is empty.", 401, _message(""), _401),
    ("message-null", "The message of 403 is null.", 403, _message(None), _403),
    (
        "message-object",
        "The message is an object by language.",
        400,
        each_fault(lambda error: {**error, "message": {"en": error["message"]}}),
        _400,
    ),
    ("no-message", "The errors of 405 have no message.", 405, each_fault(_without("message")), _405),
    (
        "text-in-place-of-message",
        "The message of 414 is called text.",
        414,
        each_fault(lambda error: {"text": error["message"], "code": error["code"]}),
        _414,
    ),
    ("list", "The envelope of 401 is in a list.", 401, content(lambda value: [value]), _401),
    ("wrapped", "The envelope of 400 is wrapped in error.", 400, content(lambda value: {"error": value}), _400),
    ("empty-body", "403 has no body.", 403, media("application/json", ""), _403),
    ("empty-object", "405 is an empty object.", 405, content(lambda _: {}), _405),
    ("problem", "414 is problem+json.", 414, _problem, _414),
    ("problem-400", "400 is problem+json.", 400, _problem, _400),
    ("plain", "401 is plain text.", 401, media("text/plain", "Unauthorized"), _401),
    ("html", "405 is HTML.", 405, media("text/html", "<h1>Method Not Allowed</h1>"), _405),
    ("xml", "403 is XML.", 403, media("application/xml", "<error/>"), _403),
    ("detail", "400 is a detail alone.", 400, content(lambda _: {"detail": "Bad Request"}), _400),
    (
        "success-beside",
        "400 has a conversation_id beside the errors, as if one was started.",
        400,
        content(lambda value: {**value, "conversation_id": "6ed7c941-2c8a-411e-95d2-338a9f64800a"}),
        _400,
    ),
    (
        "stack-trace",
        "404 has a stack trace.",
        404,
        each_fault(
            lambda error: {**error, "trace": 'Traceback (most recent call last):\n  File "/srv/app.py", line 7'}
        ),
        _404,
    ),
    (
        "unknown-queue-500",
        "An unknown queue is an internal error in the envelope.",
        404,
        lambda answer: status(500)(_code(lambda _: 500001)(answer)) if b"404002" in answer.body else answer,
        Ask("chat_queue_id=99"),
    ),
    (
        "unknown-queue-plain",
        "An unknown queue is plain text.",
        404,
        lambda answer: media("text/plain", "No such queue")(answer) if b"404002" in answer.body else answer,
        Ask("chat_queue_id=99"),
    ),
    (
        "unknown-queue-language",
        "An unknown queue has no Content-Language.",
        404,
        lambda answer: fields(content_language=None)(answer) if b"404002" in answer.body else answer,
        Ask("chat_queue_id=99"),
    ),
]
for _name, _description, _status, _edit, _ask in _EDITS:
    _add(_name, _description, at(_status, _edit), _ask)


def _leak(text: Callable[[Request], str], where: str = "value", statuses: Any = ERRORS) -> AnswerChange:
    """Send something of the request back, beside each message."""

    def change(answer: Response, request: Request, server: Server) -> Response:
        if answer.status not in statuses or not text(request):
            return answer
        return each_fault(lambda error: {**error, where: text(request)})(answer)

    return change


def _repeated_each(number: int) -> AnswerChange:
    def change(answer: Response, request: Request, server: Server) -> Response:
        if answer.status < 400:
            return answer
        if server.nth("errors") % number:
            server.memory["id"] = answer.json["request_id"]
            return answer
        return _id(lambda text: server.memory.get("id", text))(answer)

    return change


def _email(request: Request) -> str:
    return request.value("client_email").decode("latin-1")


_add(
    "request-id-repeated", "Every tenth request_id is that of the error before.", _repeated_each(10), Ask("", times=10)
)
_add("echo-email", "400 sends client_email back.", _leak(_email, statuses=(400,)), Ask("client_email=a"))
_add(
    "echo-in-message",
    "A message ends with the query.",
    _leak(lambda request: f"Refused: {request.query}", "message", (400,)),
    Ask("client_name=secret"),
)
_add("echo-path", "404 sends the path back, unescaped.", _leak(lambda request: request.path, "path", (404,)), _404)
_add(
    "echo-credentials",
    "401 sends the Authorization header back.",
    _leak(lambda request: request.header("authorization"), "given", (401,)),
    Ask(auth="Basic !"),
)
_add(
    "echo-user",
    "403 sends the Authorization header back.",
    _leak(lambda request: request.header("authorization"), "given", (403,)),
    _403,
)
_add(
    "echo-agent",
    "405 sends the User-Agent back.",
    _leak(lambda request: request.header("user-agent"), "agent", (405,)),
    Ask(method="GET", headers=(("user-agent", "curl"),)),
)
