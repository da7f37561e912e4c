"""Defects that show only after many requests, at the same time as others, or as slowness."""

from collections.abc import Callable
from dataclasses import replace

from thulium_mock.errors import InternalError

from tests.http.messages import Response
from tests.mutants.server.changes import identified, let_in
from tests.mutants.server.core import AnswerChange, Defect, Request
from tests.mutants.server.parts import Server

_SLOW = 10.0
_SHORT = 0.003


def _crash_when(when: Callable[[int], bool]) -> Defect:
    """Fail by the number of a request."""

    def change(request: Request, server: Server) -> Request:
        if when(server.count):
            raise InternalError
        return request

    return Defect(request=change)


def _crash_after(what: Callable[[Request], bool]) -> Defect:
    """Answer the request after such a one with an internal error."""

    def change(request: Request, server: Server) -> Request:
        before, server.memory["before"] = server.memory.get("before", False), what(request)
        if before and not what(request):
            raise InternalError
        return request

    return Defect(request=change)


def _together(number: int, change: AnswerChange) -> Defect:
    """Change answers while so many requests are being answered."""
    return Defect(
        answer=lambda answer, request, server: (
            change(answer, request, server) if server.in_flight >= number else answer
        ),
        pause=lambda request, server: _SHORT,
    )


def _busy(answer: Response, request: Request, server: Server) -> Response:
    envelope = {"request_id": "53678450401cf", "errors": [{"message": "Busy.", "code": 500001}]}
    return replace(answer.with_json(envelope), status=500)


def _queue_of_other(request: Request, server: Server) -> Request:
    """Take the query of the request before for that of one with which it meets."""
    other: str = server.memory.get("query", request.query)
    server.memory["query"] = request.query
    crossed = server.in_flight >= 3 and "client_id=" in other and "client_id=" in request.query
    return request.with_query(other) if crossed else request


def _late_plain(answer: Response, request: Request, server: Server) -> Response:
    late = server.count > 300 and answer.status >= 400
    return answer.with_header("content-type", "text/plain") if late else answer


def _limited(answer: Response, request: Request, server: Server) -> Response:
    return replace(answer, status=429) if answer.status == 400 and server.nth("refused") > 100 else answer


DEFECTS: dict[str, Defect] = {
    "timing.after-long": _crash_after(lambda request: len(request.query) > 64000),
    "timing.after-head": _crash_after(lambda request: request.method == "HEAD"),
    "timing.every-50th": _crash_when(lambda count: count % 50 == 0),
    "timing.every-113th": _crash_when(lambda count: count % 113 == 0),
    "timing.after-500": _crash_when(lambda count: count > 500),
    "timing.first": _crash_when(lambda count: count == 1),
    "timing.after-300-plain": Defect(answer=_late_plain),
    "timing.refusals-limited": Defect(answer=_limited),
    "timing.slow-200th": Defect(pause=lambda request, server: _SLOW if server.count == 200 else 0),
    "timing.crash-together": _together(4, _busy),
    "timing.id-together": _together(3, identified(lambda text, server: server.memory.setdefault("id", text))),
    "timing.let-in-together": Defect(
        request=lambda request, server: let_in(request, server) if server.in_flight >= 4 else request,
        pause=lambda request, server: _SHORT,
    ),
    "timing.crossed-together": Defect(request=_queue_of_other, pause=lambda request, server: _SHORT),
    "ids.together": _together(1, identified(lambda text, server: server.memory.setdefault(server.count, text))),
}
