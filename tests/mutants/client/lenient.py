"""Defects in bearing with what the document does not have: an answer is lost, or something is made up."""

import gzip
from typing import Any

from thulium_chat import ApiError, ThuliumError, UnexpectedResponseError, _answers, _arguments, _exchange

from tests.contract.client_suite import bodies
from tests.contract.client_suite.transport import CONVERSATION_ID, Answer
from tests.mutants.client.changes import settings
from tests.mutants.client.core import ClientMutant, Defect, Memory, Patch
from tests.mutants.client.witness import sends, takes

_CREATED = takes(Answer(201), strict=False)
_PAGE = {"Content-Type": "text/html"}


def _raising(change: Any) -> Defect:
    """Return the defect that raises another error in place of one that the client raises."""

    def changed(error: Exception, memory: Memory) -> Any:
        raise change(error) or error

    return Defect(error=changed)


def _lost(lose: Any) -> Defect:
    """Return the defect for which some answers are of no use."""

    def read(exchange: Any, operation: Any, strict: bool, sound: Any = _answers.read_answer) -> Any:
        if not strict and lose(exchange):
            raise exchange.unexpected("the answer is not what was expected")
        return sound(exchange, operation, strict)

    return Defect(patches=(Patch(_answers, "read_answer", read),))


def _no_envelope(error: Exception) -> Exception | None:
    if isinstance(error, ApiError) and not error.errors:
        return UnexpectedResponseError(error.response, "the body is no envelope")
    return None


def _plain(status: int) -> Any:
    """Return the change of the errors of one status to plain ones."""

    def changed(error: Exception) -> Exception | None:
        if isinstance(error, ApiError) and error.status == status:
            return ApiError(error.response, error.request_id, error.errors)
        return None

    return changed


def _echoing(error: Exception) -> Exception | None:
    if isinstance(error, ApiError) and not error.errors:
        return type(error)(error.response, error.response.text, ())
    return None


def _never_started(error: Exception) -> Exception | None:
    if isinstance(error, ThuliumError) and getattr(error, "status", 0) in (502, 504, 520):
        error.maybe_started = False
    return None


MUTANTS: tuple[ClientMutant, ...] = (
    ClientMutant(
        "assumptions-are-law",
        "What assumed rules refuse is never sent.",
        Defect(patches=(Patch(_arguments, "_can_be_meant", lambda value, parameter: False),)),
        sends({"chat_queue_id": 2**31}, strict=False),
    ),
    ClientMutant(
        "anything-can-be-meant",
        "What assumed rules refuse is always sent.",
        Defect(patches=(Patch(_arguments, "_can_be_meant", lambda value, parameter: True),)),
        sends({"chat_queue_id": 0}, strict=False),
    ),
    ClientMutant("strict-unasked", "A client is strict though nobody asked.", settings(strict=True), _CREATED),
    ClientMutant(
        "created-lost", "A 201 is of no use.", _lost(lambda exchange: exchange.answer.status_code == 201), _CREATED
    ),
    ClientMutant(
        "html-media-type-lost",
        "JSON as text/html is of no use.",
        _lost(
            lambda exchange: "html" in exchange.answer.headers.get("Content-Type", "") and exchange.content[:1] == b"{"
        ),
        takes(Answer(200, headers=_PAGE), strict=False),
    ),
    ClientMutant(
        "bom-lost",
        "JSON after a byte order mark is of no use.",
        _lost(lambda exchange: exchange.content.startswith(b"\xef\xbb\xbf")),
        takes(Answer(200, b"\xef\xbb\xbf" + Answer().body), strict=False),
    ),
    ClientMutant(
        "canonical-ids-only",
        "An id in another spelling than that of the example is lost.",
        _lost(lambda exchange: b'"6ED7' in exchange.content or b'"{' in exchange.content),
        takes(Answer(200, bodies.conversation(CONVERSATION_ID.upper())), strict=False),
    ),
    ClientMutant(
        "page-is-no-error",
        "An error without an envelope is an unexpected answer.",
        _raising(_no_envelope),
        takes(Answer(401, b"<html>", _PAGE), strict=False),
    ),
    ClientMutant(
        "other-refusals-have-no-class",
        "A 422 is a plain ApiError.",
        _raising(_plain(422)),
        takes(bodies.error(422), strict=False),
    ),
    ClientMutant(
        "gateway-errors-have-no-class",
        "A 502 is a plain ApiError.",
        _raising(_plain(502)),
        takes(Answer(502, b""), strict=False),
    ),
    ClientMutant(
        "gateway-never-starts",
        "After a 502 nothing was started.",
        _raising(_never_started),
        takes(Answer(502, b""), strict=False),
    ),
    ClientMutant(
        "page-in-the-message",
        "The message of an error repeats a page.",
        _raising(_echoing),
        takes(Answer(403, b"<html>Jan", _PAGE), strict=False),
    ),
    ClientMutant(
        "codes-are-numbers-only",
        "A code in digits is lost.",
        Defect(patches=(Patch(_answers, "_whole_number", lambda value: value if type(value) is int else None),)),
        takes(bodies.error(400, bodies.fault(code="400011")), strict=False),
    ),
    ClientMutant(
        "any-number-is-a-code",
        "A code may be true, or have a fraction.",
        Defect(patches=(Patch(_answers, "_whole_number", lambda value: value),)),
        takes(bodies.error(400, bodies.fault(code=1.5)), strict=False),
    ),
    ClientMutant(
        "lone-surrogates-kept",
        "A message may hold what no terminal takes.",
        Defect(patches=(Patch(_answers, "_text", lambda value: value),)),
        takes(bodies.error(400, bodies.fault(message="\ud800")), strict=False),
    ),
    ClientMutant(
        "never-unpacked",
        "A compressed answer is of no use.",
        Defect(patches=(Patch(_exchange.Exchange, "end", lambda self: None),)),
        takes(Answer(200, gzip.compress(Answer().body)), strict=False),
    ),
)
