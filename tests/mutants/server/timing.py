"""Defects that show only after many requests, at the same time as others, or as slowness."""

from collections.abc import Callable
from dataclasses import replace

from thulium_mock.errors import InternalError

from tests.http.messages import Response
from tests.mutants.server.changes import content, fields, has, status
from tests.mutants.server.core import Defect, Group, Request
from tests.mutants.server.ids import identified
from tests.mutants.server.logins import as_user
from tests.mutants.server.parts import Server
from tests.mutants.server.witness import Ask, basic

GROUP = Group("timing")

_HANG = 3600.0
_SLOW = 10.0
_SHORT = 0.003


def _crash_when(when: Callable[[Request, Server], bool]) -> Defect:
    def change(request: Request, server: Server) -> Request:
        if when(request, server):
            raise InternalError
        return request

    return Defect(request=change)


def _slow(when: Callable[[Request], bool], seconds: float = _HANG) -> Defect:
    return Defect(pause=lambda request, server: seconds if when(request) else 0)


def _together(number: int, change: Callable[[Response, Request, Server], Response]) -> Defect:
    """Change answers while so many requests are being answered."""
    return Defect(
        answer=lambda answer, request, server: (
            change(answer, request, server) if server.in_flight >= number else answer
        ),
        pause=lambda request, server: _SHORT,
    )


def _crashed(answer: Response, request: Request, server: Server) -> Response:
    return status(500)(
        content(lambda _: {"request_id": "53678450401cf", "errors": [{"message": "Busy.", "code": 500001}]})(answer)
    )


def _of_first(answer: Response, request: Request, server: Server) -> Response:
    """Give the id of the request that is first in memory."""
    return identified(lambda text, server: server.memory.setdefault("shared", text))(answer, request, server)


def _queue_of_other(request: Request, server: Server) -> Request:
    """Keep the query of a request where that of another is looked for."""
    other: str = server.memory.get("query", request.query)
    server.memory["query"] = request.query
    crossed = server.in_flight >= 3 and "client_id=" in other and "client_id=" in request.query
    return replace(request, query=other) if crossed else request


def _let_in_together(request: Request, server: Server) -> Request:
    return as_user(lambda _: server.in_flight >= 4)(request, server)


def _after(what: Callable[[Request], bool]) -> Defect:
    """Response the request after such a one with an internal error."""

    def change(request: Request, server: Server) -> Request:
        before, server.memory["before"] = server.memory.get("before", False), what(request)
        if before and not what(request):
            raise InternalError
        return request

    return Defect(request=change)


_add = GROUP.add
_add(
    "after-long",
    "The request after one that is too long is an internal error.",
    _after(lambda request: len(request.query) > 64000),
    Ask("x=" + "a" * 64000),
    Ask(),
)
_add(
    "after-head",
    "The request after HEAD is an internal error.",
    _after(lambda request: request.method == "HEAD"),
    Ask(method="HEAD"),
    Ask(),
)
_add(
    "every-50th",
    "Every 50th request is an internal error.",
    _crash_when(lambda request, server: server.count % 50 == 0),
    Ask(times=50),
)
_add(
    "every-113th",
    "Every 113th request is an internal error.",
    _crash_when(lambda request, server: server.count % 113 == 0),
    Ask(times=113),
)
_add(
    "after-500",
    "After 500 requests every one is an internal error.",
    _crash_when(lambda request, server: server.count > 500),
    Ask(times=501),
)
_add(
    "after-300-plain",
    "After 300 requests errors are plain text.",
    Defect(
        answer=lambda answer, request, server: (
            fields(content_type="text/plain")(answer) if server.count > 300 and answer.status >= 400 else answer
        )
    ),
    Ask(""),
    Ask(times=300),
    Ask(""),
)
_add(
    "refusals-limited",
    "After a hundred refusals they are 429, without Retry-After.",
    Defect(
        answer=lambda answer, request, server: (
            status(429)(answer) if answer.status == 400 and server.nth("refused") > 100 else answer
        )
    ),
    Ask("", times=101),
)
_add("first", "The first request is an internal error.", _crash_when(lambda request, server: server.count == 1), Ask())
_add(
    "hang-on-value",
    "A client_name of a hundred spaces and a letter hangs.",
    _slow(has("client_name", " {100,}[^ ].*")),
    Ask("chat_queue_id=3&client_name=" + "+" * 100 + "a"),
)
_add(
    "hang-on-email",
    "A long e-mail address that is refused hangs, as with a bad pattern.",
    _slow(has("client_email", r"[^@]+@([a-z0-9]+\.?){20,}!")),
    Ask("chat_queue_id=3&client_email=a@" + "a" * 30 + "!"),
)
_add(
    "hang-on-language",
    "An Accept-Language of many semicolons hangs.",
    _slow(lambda request: request.header("accept-language").count(";") > 30),
    Ask(headers=(("accept-language", "pl;" * 40),)),
)
_add(
    "hang-on-percent",
    "A query of more than a thousand percent signs hangs.",
    _slow(lambda request: request.query.count("%") > 10000),
    Ask("chat_queue_id=3&x=" + "%41" * 10001),
)
_add("hang-on-head", "HEAD hangs.", _slow(lambda request: request.method == "HEAD"), Ask(method="HEAD"))
_add(
    "hang-on-long-password",
    "A password of more than 1000 characters hangs, as with a costly hash.",
    _slow(lambda request: len(request.header("authorization")) > 1400),
    Ask(auth=basic("api_user", "x" * 1100)),
)
_add(
    "slow-on-digits",
    "An integer of hundreds of digits takes ten seconds.",
    _slow(has("chat_queue_id", "-?[0-9]{300,}"), _SLOW),
    Ask("chat_queue_id=" + "9" * 400),
)
_add(
    "slow-404",
    "An unknown queue takes 40 seconds.",
    _slow(has("chat_queue_id", "999999"), 40.0),
    Ask("chat_queue_id=999999"),
)
_add(
    "slow-200th",
    "The 200th request takes ten seconds.",
    Defect(pause=lambda request, server: _SLOW if server.count == 200 else 0),
    Ask(times=200),
)
_add(
    "crash-together",
    "Four requests at the same time are internal errors.",
    _together(4, _crashed),
    Ask(times=8, together=True),
)
_add(
    "id-together",
    "Of three requests at the same time all get the first id that was given so.",
    _together(3, _of_first),
    Ask(times=8, together=True),
)
_add(
    "let-in-together",
    "Four requests at the same time are let in without credentials.",
    Defect(request=_let_in_together, pause=lambda request, server: _SHORT),
    Ask(auth=None, times=8, together=True),
)
_add(
    "crossed-together",
    "Of three requests at the same time some are taken for the one before.",
    Defect(request=_queue_of_other, pause=lambda request, server: _SHORT),
    Ask("chat_queue_id=3&client_id=a"),
    Ask("chat_queue_id=3&client_id=b", times=6, together=True),
)
