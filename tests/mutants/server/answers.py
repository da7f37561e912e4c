"""Defects in answers, ids and what is told of a request that no row can say."""

import base64
import hashlib
import re
import time
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from thulium_mock.errors import InternalError

from tests.http.messages import Response
from tests.mutants.server.changes import (
    ERRORS,
    Condition,
    Edit,
    added,
    at,
    entries,
    errors,
    has,
    identified,
)
from tests.mutants.server.core import AnswerChange, Request
from tests.mutants.server.parts import Server

Entries = list[dict[str, Any]]

_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _body(edit: Callable[[bytes], bytes]) -> Edit:
    return lambda answer: answer.with_body(edit(answer.body))


def _six(answer: Response, request: Request, server: Server) -> Response:
    if answer.status == 400 and len(answer.json["errors"]) == 6:
        raise InternalError
    return answer


def _repeated_tenth(answer: Response, request: Request, server: Server) -> Response:
    if answer.status < 400:
        return answer
    if server.nth("errors") % 10 == 0:
        return added(request_id=server.memory["id"])(answer)
    server.memory["id"] = answer.json["request_id"]
    return answer


def _echo(status: int, member: str, text: Callable[[Request], str]) -> AnswerChange:
    """Send something of the request back, as a member of each entry."""

    def change(answer: Response, request: Request, server: Server) -> Response:
        given = text(request) if answer.status == status else ""
        return entries(lambda entry: {**entry, member: given})(answer) if given else answer

    return change


def _told(
    name: str, text: Callable[[Request, Server], str | None], statuses: int | Iterable[int] = 200
) -> AnswerChange:
    """Send a text in a header."""
    wanted = {statuses} if isinstance(statuses, int) else set(statuses)

    def change(answer: Response, request: Request, server: Server) -> Response:
        given = text(request, server) if answer.status in wanted else None
        return answer.with_header(name, given) if given else answer

    return change


def _ascii(text: str) -> str:
    return text.encode("ascii", "ignore").decode()


def _parameter(name: str, encoding: str = "latin-1") -> Callable[[Request], str]:
    return lambda request: request.value(name).decode(encoding, "replace")


def _sent(name: str) -> Callable[[Request], str]:
    return lambda request: request.header(name)


def _cookie(answer: Response, request: Request, server: Server) -> Response:
    """Keep the password in a cookie."""
    login = ":".join(request.login or ())
    return answer.with_header("set-cookie", f"login={login}") if answer.status == 200 and login.isascii() else answer


def _digest(request: Request, server: Server) -> str | None:
    password = (request.login or ("", ""))[1]
    return hashlib.sha256(password.encode()).hexdigest() if password else None


def _member(name: str, text: Callable[[Request, Server], str | None]) -> AnswerChange:
    """Put a text into the JSON of success."""

    def change(answer: Response, request: Request, server: Server) -> Response:
        given = text(request, server) if answer.status == 200 else None
        return added(**{name: given})(answer) if given else answer

    return change


def _address(request: Request, server: Server) -> str | None:
    """Return the address of the customer whose id was sent."""
    number = request.value("customer_id")
    return next((each.email for each in server.customers if b"%d" % each.customer_id == number), None)


def _conversation_id(request: Request, server: Server) -> str | None:
    text = _parameter("conversation_id")(request)
    return text if _UUID.fullmatch(text) else None


def _request_id(answer: Response, request: Request, server: Server) -> Response:
    given = request.header("x-request-id")
    sound = answer.status >= 400 and answer.body and re.fullmatch("[0-9a-f]{13}", given)
    return added(request_id=given)(answer) if sound else answer


def _minute_ago(answer: Response) -> Response:
    digits = answer.json["request_id"][8:] if answer.body else ""
    return added(request_id=f"{int(time.time()) - 60:08x}{digits}")(answer) if digits else answer


def _callback(answer: Response, request: Request, server: Server) -> Response:
    name = request.value("callback")
    if answer.status != 200 or not name:
        return answer
    return answer.with_body(name + b"(" + answer.body + b")").with_header("content-type", "application/javascript")


def _leak(answer: Response, request: Request, server: Server) -> Response:
    """Name the e-mail address of the request before in an error."""
    before = server.memory.get("email")
    server.memory["email"] = _parameter("client_email")(request) or before
    return entries(lambda entry: {**entry, "last": before})(answer) if answer.status == 400 and before else answer


def _stale(answer: Response, request: Request, server: Server) -> Response:
    """Answer a refusal with the entries of the refusal before, once in a while."""
    if answer.status != 400:
        return answer
    given: Entries = answer.json["errors"]
    before, server.memory["errors"] = server.memory.get("errors", given), given
    return errors(lambda _: before)(answer) if server.nth("refusals") % 7 == 0 else answer


def _each(number: int, edit: Callable[[str], str]) -> AnswerChange:
    return identified(lambda text, server: edit(text) if server.nth("ids") % number == 0 else text)


def _repeated_after(number: int) -> AnswerChange:
    return identified(lambda text, server: server.memory.setdefault(server.nth("ids") % number, text))


def of_same(key: Callable[[Request, Server], object], condition: Condition = lambda request: True) -> AnswerChange:
    """Give the same id to all that have the same key."""
    return lambda answer, request, server: identified(
        lambda text, server: server.memory.setdefault(("id", key(request, server)), text), condition
    )(answer, request, server)


def _of_same(name: str, pattern: str) -> AnswerChange:
    return of_same(lambda request, server: request.value(name), has(name, pattern))


def _before(answer: Response, request: Request, server: Server) -> Response:
    def edit(text: str, server: Server) -> str:
        before: str = server.memory.get("before", text)
        server.memory["before"] = text
        return before

    return identified(edit)(answer, request, server) if server.count % 10 in (0, 9) else answer


ANSWERS: dict[str, AnswerChange] = {
    "answers.in-text": at(200, lambda answer: answer.with_json(answer.body.decode())),
    "answers.utf-16": at(200, _body(lambda text: text.decode().encode("utf-16"))),
    "answers.errors-latin-2": at(ERRORS, _body(lambda text: text.decode().encode("iso-8859-2", "replace"))),
    "answers.errors-encoded-twice": at(ERRORS, _body(lambda text: text.decode("latin-1").encode())),
    "answers.errors-truncated": at(ERRORS, _body(lambda text: text[: len(text.decode())])),
    "envelopes.errors-by-index": at(400, errors(lambda given: dict(enumerate(given)) if len(given) > 1 else given)),
    "envelopes.request-id-repeated": _repeated_tenth,
    "envelopes.echo-email": _echo(400, "value", _parameter("client_email")),
    "envelopes.echo-in-message": _echo(400, "message", lambda request: f"Refused: {request.query}"),
    "envelopes.echo-path": _echo(404, "path", lambda request: request.path),
    "envelopes.echo-credentials": _echo(401, "given", _sent("authorization")),
    "envelopes.echo-user": _echo(403, "given", _sent("authorization")),
    "envelopes.echo-agent": _echo(405, "agent", _sent("user-agent")),
    "faults.merged-code": at(400, errors(lambda given: [{**entry, "code": given[0]["code"]} for entry in given])),
    "faults.six-crash": _six,
    "headers.length-characters": at(
        400, lambda answer: answer.with_header("content-length", str(len(answer.body.decode())))
    ),
    "headers.credentials": _told("x-debug-user", lambda request, _: request.header("authorization"), range(200, 600)),
    "headers.cookie": _cookie,
    "headers.name": _told("x-client", lambda request, _: _parameter("client_name")(request)),
    "methods.trace-echo": lambda answer, request, server: (
        answer.with_body("".join(f"{name}: {text}\r\n" for name, text in request.headers).encode("latin-1"))
        if request.method == "TRACE"
        else answer
    ),
    "methods.allow-asked": _told("allow", lambda request, _: f"POST, {request.method}", 405),
    "ids.nil": _each(2, lambda text: str(uuid.UUID(int=0))),
    "ids.first-again": of_same(lambda request, server: None),
    "ids.before": _before,
    "ids.of-ten": _repeated_after(10),
    "ids.of-hundred": _repeated_after(100),
    "ids.of-same-client": _of_same("client_id", ".+"),
    "ids.of-same-query": of_same(lambda request, server: request.query),
    "ids.of-same-customer": _of_same("customer_id", "[1-3]"),
    "ids.not-of-store": identified(lambda text, server: str(uuid.uuid4())),
    "ids.every-97th": _each(97, lambda text: text.replace("-", "")),
    "rare.callback": _callback,
    "combined.leak": _leak,
    "combined.stale-faults": _stale,
    "spills.name-in-body": _member("name", lambda request, _: _parameter("client_name", "utf-8")(request)),
    "spills.customer": _member("email", _address),
    "spills.user": _told("x-user", lambda request, _: _ascii((request.login or ("",))[0]), 403),
    "spills.digest": _told("x-trace", _digest),
    "spills.query-encoded": _told(
        "x-cache-key", lambda request, _: base64.b64encode(request.query.encode()).decode(), 400
    ),
    "spills.email-in-success-header": _told(
        "x-domain", lambda request, _: _ascii(_parameter("client_email")(request).partition("@")[2])
    ),
    "spills.request-id-given": _request_id,
    "spills.idempotency-key": of_same(
        lambda request, server: request.header("idempotency-key"),
        lambda request: request.header("idempotency-key") != "",
    ),
    "spills.id-given": _member("conversation_id", _conversation_id),
    "spills.minute-ago": at(ERRORS, _minute_ago),
    "spills.length-twice": at(
        ERRORS,
        lambda answer: Response(
            answer.status, (*answer.headers, ("content-length", str(len(answer.body)))), answer.body
        ),
    ),
}
