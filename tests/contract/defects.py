"""A few defects, as a layer around the mock, that prove that a run can fail."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send

from tests.http.asgi import answer, answer_of
from tests.http.messages import Response, basic

EDGE_VALUES = "edge values"
"""Stands for the check of a defect that a run of a few hundred requests may miss, and the table never does."""


def _same(answer: Response) -> Response:
    return answer


@dataclass(frozen=True)
class Defect:
    """What goes wrong on the way in or on the way out, and the check that must see it."""

    description: str
    seen_by: str
    scope: Callable[[Scope], Scope] = lambda scope: scope
    answer: Callable[[Response], Response] = _same

    def __str__(self) -> str:
        """Return the description."""
        return self.description

    def around(self, app: ASGIApp) -> ASGIApp:
        """Return ``app`` with this defect."""

        async def defective(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                return await app(scope, receive, send)
            changed = self.answer(await answer_of(app, self.scope(scope), receive))
            await answer(send, changed.with_body(changed.body))
            return None

        return defective


def _query(pattern: str, replacement: str) -> Callable[[Scope], Scope]:
    """Return a change of the query string."""

    def change(scope: Scope) -> Scope:
        query = re.sub(pattern, replacement, scope["query_string"].decode("ascii"))
        return {**scope, "query_string": query.encode("ascii")}

    return change


def _let_in(scope: Scope) -> Scope:
    """Replace whatever credentials there are by the right ones."""
    right = basic()[1].encode()
    headers = [(name, right if name == b"authorization" else value) for name, value in scope["headers"]]
    return {**scope, "headers": headers}


def _without(name: str) -> Callable[[Response], Response]:
    """Return a change that drops a header."""
    return lambda answer: answer.with_header(name, None)


def _html(answer: Response) -> Response:
    html = answer.with_header("content-type", "text/html").with_body(b"<h1>Fine</h1>")
    return html if answer.status == 200 else answer


def _first_fault_only(answer: Response) -> Response:
    return answer.with_json({**answer.json, "errors": answer.json["errors"][:1]}) if answer.status == 400 else answer


def _same_id(answer: Response) -> Response:
    body = b'{"conversation_id": "6ed7c941-2c8a-411e-95d2-338a9f64800a"}'
    return answer.with_body(body) if answer.status == 200 else answer


def _id_cut_off(answer: Response) -> Response:
    return answer.with_body(re.sub(rb'"([0-9a-f-]{35})."', rb'"\1"', answer.body))


def _crash(answer: Response) -> Response:
    return Response(500, (("content-type", "text/plain"),), b"Traceback") if answer.status == 404 else answer


def _no_unknown_queue(answer: Response) -> Response:
    body = b'{"conversation_id": "6ed7c941-2c8a-411e-95d2-338a9f64800b"}'
    return Response(200, (("content-type", "application/json"),), body) if answer.status == 404 else answer


DEFECTS = (
    Defect("customer_id=0 is accepted", "ExactStatus", _query("customer_id=0(?=&|$)", "customer_id=1")),
    Defect("chat_queue_id above the maximum is accepted", "ExactStatus", _query("_queue_id=2147483648", "_queue_id=3")),
    Defect("line breaks are accepted", EDGE_VALUES, _query("%0[AaDd]", "")),
    Defect("of repeated parameters the last one wins", EDGE_VALUES, _query(r"client_id=[^&]*&(?=.*client_id=)", "")),
    Defect("a blank name is accepted", EDGE_VALUES, _query(r"client_name=(%20|\+)+(?=&|$)", "client_name=")),
    Defect("a wrong password lets in", "ignored_auth", _let_in),
    Defect("success is HTML", "content_type_conformance", answer=_html),
    Defect("the id lacks its last digit", "response_schema_conformance", answer=_id_cut_off),
    Defect("each conversation has the same id", "FreshIds", answer=_same_id),
    Defect("only the first fault is named", "ExactCodes", answer=_first_fault_only),
    Defect("401 has no WWW-Authenticate", "response_headers_conformance", answer=_without("www-authenticate")),
    Defect("errors have no Content-Language", "response_headers_conformance", answer=_without("content-language")),
    Defect("405 has no Allow", "unsupported_method", answer=_without("allow")),
    Defect("an unknown queue is a crash", "not_a_server_error", answer=_crash),
    Defect("an unknown queue is accepted", "ExactStatus", answer=_no_unknown_queue),
)
