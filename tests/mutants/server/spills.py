"""Defects that tell more than they should, and ids and times that are not the server's own."""

import base64
import hashlib
import re
import time

from tests.http.messages import Response
from tests.mutants.server.changes import ERRORS, Condition, at, content, fields, if_, pieces
from tests.mutants.server.core import Group, Request, RequestChange
from tests.mutants.server.ids import identified
from tests.mutants.server.parts import Server
from tests.mutants.server.witness import Ask, basic

GROUP = Group("spills")
_answer = GROUP.on_answer

_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _login(request: Request) -> tuple[str, str]:
    """Return name and password of a request."""
    try:
        text = base64.b64decode(request.header("authorization")[6:]).decode()
    except ValueError:
        return "", ""
    name, _, password = text.partition(":")
    return name, password


def _with(answer: Response, name: str, text: str) -> Response:
    return answer.with_header(name, text.encode("ascii", "ignore").decode()) if text else answer


def _greet(answer: Response, request: Request, server: Server) -> Response:
    name = request.value("client_name").decode("utf-8", "replace")
    return content(lambda body: {**body, "name": name})(answer) if answer.status == 200 and name else answer


def _customer(answer: Response, request: Request, server: Server) -> Response:
    """Tell the address of the customer whose id was sent."""
    number = request.value("customer_id")
    found = next((each.email for each in server.customers if str(each.customer_id).encode() == number), None)
    return content(lambda body: {**body, "email": found})(answer) if answer.status == 200 and found else answer


def _user(answer: Response, request: Request, server: Server) -> Response:
    return _with(answer, "x-user", _login(request)[0]) if answer.status == 403 else answer


def _digest(answer: Response, request: Request, server: Server) -> Response:
    password = _login(request)[1]
    digest = hashlib.sha256(password.encode()).hexdigest()
    return _with(answer, "x-trace", digest) if answer.status == 200 and password else answer


def _encoded(answer: Response, request: Request, server: Server) -> Response:
    query = base64.b64encode(request.query.encode()).decode()
    return _with(answer, "x-cache-key", query) if answer.status == 400 and request.query else answer


def _others(answer: Response, request: Request, server: Server) -> Response:
    """Name an API user with a password, where there are many."""
    secret = next((each.password for each in server.users.values() if each.name == "Ewa"), "")
    return _with(answer, "x-debug", secret) if answer.status == 401 else answer


_answer("name-in-body", "Success greets with client_name.", _greet, Ask("chat_queue_id=3&client_name=Jan"))
_answer("customer", "Success has the customer's address.", _customer, Ask("chat_queue_id=3&customer_id=1"))
_answer("user", "403 has the name of the API user in a header.", _user, Ask(auth=basic("api_limited")))
_answer("digest", "Success has a digest of the password in a header.", _digest, Ask())
_answer("query-encoded", "400 has the query in base64 in a header.", _encoded, Ask("chat_queue_id=x"))
_answer(
    "backend",
    "403 names the address of a server behind.",
    at(403, fields(x_backend="10.0.3.7:8080")),
    Ask(auth=basic("api_limited")),
)
_answer(
    "php-warning",
    "A header of 404 has a warning of PHP.",
    at(404, fields(x_error="Undefined index: client_id in /srv/www/start.php on line 12")),
    Ask("chat_queue_id=99"),
)
_answer(
    "email-in-success-header",
    "Success with client_email has its domain in a header.",
    lambda answer, request, server: (
        _with(answer, "x-domain", request.value("client_email").decode("latin-1").partition("@")[2])
        if answer.status == 200
        else answer
    ),
    Ask("chat_queue_id=3&client_email=a%40example.org"),
)


# Ids and times of the request in place of the server's own.
def _request_id(answer: Response, request: Request, server: Server) -> Response:
    given = request.header("x-request-id")
    sound = answer.status >= 400 and answer.body and re.fullmatch("[0-9a-f]{13}", given)
    return content(lambda body: {**body, "request_id": given})(answer) if sound else answer


def _key(text: str, request: Request, server: Server) -> str:
    key = request.header("idempotency-key")
    return str(server.memory.setdefault(("key", key), text)) if key else text


def _given(answer: Response, request: Request, server: Server) -> Response:
    text = request.value("conversation_id").decode("latin-1")
    sound = answer.status == 200 and _UUID.fullmatch(text)
    return content(lambda body: {**body, "conversation_id": text})(answer) if sound else answer


def _same_key(answer: Response, request: Request, server: Server) -> Response:
    return identified(lambda text, server: _key(text, request, server))(answer, request, server)


def _earlier(answer: Response, request: Request, server: Server) -> Response:
    """Give the time of a minute ago."""
    if answer.status < 400 or not answer.body:
        return answer
    return content(lambda body: {**body, "request_id": f"{int(time.time()) - 60:08x}{body['request_id'][8:]}"})(answer)


_UUID_GIVEN = "6ed7c941-2c8a-411e-95d2-338a9f64800a"
_answer(
    "request-id-given",
    "X-Request-Id becomes the request_id if it looks like one.",
    _request_id,
    Ask("", headers=(("x-request-id", "53678450401cf"),)),
)
_answer(
    "idempotency-key",
    "The same Idempotency-Key gets the same conversation_id.",
    _same_key,
    Ask(headers=(("idempotency-key", "same"),), times=2),
)
_answer(
    "id-given",
    "A parameter conversation_id that is a UUID becomes the id.",
    _given,
    Ask(f"chat_queue_id=3&conversation_id={_UUID_GIVEN}", times=2),
)
_answer("minute-ago", "request_id tells the time of a minute ago.", _earlier, Ask("", times=2))
_answer("date", "Errors have a Date of 1970.", at(ERRORS, fields(date="Thu, 01 Jan 1970 00:00:00 GMT")), Ask(""))
_answer("retry-after", "400 has Retry-After.", at(400, fields(retry_after="30")), Ask(""))
_answer(
    "authentication-info",
    "403 has a Basic challenge for proxies.",
    at(403, fields(proxy_authenticate='Basic realm="Thulium API"')),
    Ask(auth=basic("api_limited")),
)
_answer(
    "length-twice",
    "Errors have Content-Length twice.",
    at(
        ERRORS,
        lambda answer: Response(
            answer.status, (*answer.headers, ("content-length", str(len(answer.body)))), answer.body
        ),
    ),
    Ask(""),
)


# What two things have to meet for.
def _same(one: str, two: str) -> Condition:
    return lambda request: request.value(one) != b"" and request.value(one) == request.value(two)


def _without(name: str) -> RequestChange:
    return pieces(lambda given: [each for each in given if not each.startswith(f"{name}=")])


GROUP.on_request(
    "id-as-email",
    "A client_id that is the same as client_email is not kept.",
    if_(_same("client_id", "client_email"), _without("client_id")),
    Ask("chat_queue_id=3&client_id=a%40b&client_email=a%40b"),
)
GROUP.on_request(
    "customer-as-queue",
    "A customer_id that is the same as chat_queue_id is not looked up.",
    if_(_same("customer_id", "chat_queue_id"), _without("customer_id")),
    Ask("chat_queue_id=3&customer_id=3"),
)
GROUP.on_request(
    "surname-as-id",
    "A client_id that is the same as client_surname is not kept.",
    if_(_same("client_id", "client_surname"), _without("client_id")),
    Ask("chat_queue_id=3&client_id=a&client_surname=a"),
)
