"""Defects that show only together with something else, or after it."""

from typing import Any

from thulium_mock.errors import InternalError

from tests.http.messages import Response
from tests.mutants.server.changes import (
    PARAMETERS,
    each_fault,
    faults,
    if_,
    query,
    value,
)
from tests.mutants.server.core import Group, Request
from tests.mutants.server.parts import Server
from tests.mutants.server.witness import Ask, beside

GROUP = Group("combined")
_request = GROUP.on_request
_answer = GROUP.on_answer

_ALL = "chat_queue_id=3&client_name=Jan&client_surname=Nowak&client_email=a%40b&client_id=1234&customer_id=1"
_REFUSE = query(lambda text: f"{text}&chat_queue_id=0")


# Input that must be refused, and is not where something else is odd as well.
_request(
    "lax-if-polish",
    "Who wants Polish may leave out chat_queue_id.",
    if_(
        lambda request: request.header("accept-language").startswith("pl") and not request.query,
        query(lambda text: "chat_queue_id=3"),
    ),
    Ask("", headers=(("accept-language", "pl"),)),
)
_request(
    "lax-with-customer",
    "Control characters in client_name are accepted if customer_id is given.",
    if_(lambda request: request.value("customer_id") != b"", value("client_name", ".*[\x00-\x1f].*", b"x")),
    Ask("chat_queue_id=3&customer_id=1&client_name=%00"),
)
_request(
    "lax-if-long",
    "Control characters in a client_id of more than 4096 bytes are accepted.",
    value("client_id", ".{4097,}", lambda given: bytes(each for each in given if each > 31 and each != 127)),
    beside("client_id=" + "a" * 4097 + "%0A"),
)
_request(
    "lax-if-non-latin",
    "Control characters beside non-Latin letters in client_surname are accepted.",
    value("client_surname", r".*[\xc3-\xf4][\x80-\xbf].*", lambda given: bytes(each for each in given if each > 31)),
    beside("client_surname=%C5%BC%0A"),
)
_request(
    "lax-second-control",
    "A control character after another one in client_name is accepted with it.",
    value("client_name", ".*[\x00-\x1f][\x00-\x1f].*", b"x"),
    beside("client_name=a%0D%0Ab"),
)
_request(
    "strict-if-all",
    "A customer_id is refused beside both a client_id and an e-mail address.",
    if_(lambda request: {"client_id", "client_email", "customer_id"} <= set(request.names()), _REFUSE),
    Ask(_ALL),
)
_request(
    "strict-unknown-with-email",
    "An unknown parameter is refused beside client_email.",
    if_(
        lambda request: "client_email" in request.names() and not set(request.names()) <= set(PARAMETERS),
        _REFUSE,
    ),
    Ask("chat_queue_id=3&client_email=a%40b&x=1"),
)


# What comes of the requests before.
def _nth_client(request: Request, server: Server) -> Request:
    client = request.value("client_id")
    if client and server.nth(("client", client)) == 2:
        raise InternalError
    return request


def _leaking(answer: Response, request: Request, server: Server) -> Response:
    """Name the e-mail address of the request before in an error."""
    before, server.memory["email"] = (
        server.memory.get("email"),
        request.value("client_email").decode("latin-1") or server.memory.get("email"),
    )
    return each_fault(lambda error: {**error, "last": before})(answer) if answer.status == 400 and before else answer


def _stale(answer: Response, request: Request, server: Server) -> Response:
    """Answer a refusal with the faults of the refusal before, once in a while."""
    if answer.status != 400:
        return answer
    errors: list[Any] = answer.json["errors"]
    before, server.memory["errors"] = server.memory.get("errors", errors), errors
    return faults(lambda _: before)(answer) if server.nth("refusals") % 7 == 0 else answer


_request(
    "client-twice",
    "The second conversation with the same client_id is an internal error.",
    _nth_client,
    Ask("chat_queue_id=3&client_id=7", times=2),
)
_answer(
    "leak",
    "400 names the e-mail address that came before.",
    _leaking,
    Ask("chat_queue_id=3&client_email=a%40b"),
    Ask(""),
)
_answer(
    "stale-faults",
    "Every seventh refusal names the faults of the refusal before.",
    _stale,
    Ask("", times=6),
    Ask("chat_queue_id=x"),
)
