"""Defects in answers, ids and what is told of a request that no row can say."""

from dataclasses import replace

from tests.http.messages import Response
from tests.mutants.server.changes import ERRORS, added, at, entries, errors, identified
from tests.mutants.server.core import AnswerChange, Request
from tests.mutants.server.parts import Server


def _repeated_tenth(answer: Response, request: Request, server: Server) -> Response:
    if answer.status < 400:
        return answer
    if server.nth("errors") % 10 == 0:
        return added(request_id=server.memory["id"])(answer)
    server.memory["id"] = answer.json["request_id"]
    return answer


def _leak(answer: Response, request: Request, server: Server) -> Response:
    """Name the e-mail address of the request before in an error."""
    before = server.memory.get("email")
    server.memory["email"] = request.value("client_email").decode("latin-1") or before
    return entries(lambda entry: {**entry, "last": before})(answer) if answer.status == 400 and before else answer


def _stale(answer: Response, request: Request, server: Server) -> Response:
    """Answer a refusal with the entries of the refusal before, once in a while."""
    if answer.status != 400:
        return answer
    given = answer.json["errors"]
    before, server.memory["errors"] = server.memory.get("errors", given), given
    return errors(lambda _: before)(answer) if server.nth("refusals") % 7 == 0 else answer


def _repeated_after(number: int) -> AnswerChange:
    return identified(lambda text, server: server.memory.setdefault(server.nth("ids") % number, text))


def _before(answer: Response, request: Request, server: Server) -> Response:
    def edit(text: str, server: Server) -> str:
        before: str = server.memory.get("before", text)
        server.memory["before"] = text
        return before

    return identified(edit)(answer, request, server) if server.count % 10 in (0, 9) else answer


def _address(answer: Response, request: Request, server: Server) -> Response:
    """Tell the address of the customer whose id was sent."""
    number = request.value("customer_id")
    email = next((each.email for each in server.customers if b"%d" % each.customer_id == number), None)
    return added(email=email)(answer) if answer.status == 200 and email else answer


def _length(answer: Response) -> tuple[str, str]:
    return "content-length", str(len(answer.body))


ANSWERS: dict[str, AnswerChange] = {
    "answers.errors-truncated": at(ERRORS, lambda answer: answer.with_body(answer.body[: len(answer.body.decode())])),
    "envelopes.errors-by-index": at([400], errors(lambda given: dict(enumerate(given)) if len(given) > 1 else given)),
    "envelopes.request-id-repeated": _repeated_tenth,
    "headers.length-characters": at(
        [400], lambda answer: answer.with_header("content-length", str(len(answer.body.decode())))
    ),
    "ids.before": _before,
    "ids.of-ten": _repeated_after(10),
    "ids.of-hundred": _repeated_after(100),
    "combined.leak": _leak,
    "combined.stale-faults": _stale,
    "spills.customer": _address,
    "spills.length-twice": at(ERRORS, lambda answer: replace(answer, headers=(*answer.headers, _length(answer)))),
}
