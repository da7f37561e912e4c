"""Defects in reading answers: swallowed, misread, or taken for something else."""

import gzip
import json
import uuid
from typing import Any

import httpx
from thulium_chat import Conversation, UnexpectedResponseError, _answers, _exchange
from thulium_chat._exchange import Exchange
from thulium_chat._generated import document

from tests.contract.client_suite import bodies
from tests.contract.client_suite.transport import CONVERSATION_ID, JSON, Answer, Endless
from tests.mutants.client.changes import answered, body, fields, rewritten, schema_of
from tests.mutants.client.core import ClientMutant, Defect, Memory, Patch
from tests.mutants.client.witness import takes

_EXTRA = takes(Answer(200, bodies.conversation(CONVERSATION_ID, {"queue": {"id": 3}})))


def _from(status: int, to: int) -> Defect:
    return Defect(
        answer=lambda response, memory: answered(response, to) if response.status_code == status else response
    )


def _unexpected(result: Any) -> Defect:
    """Return the defect that gives this back in place of an UnexpectedResponseError."""

    def changed(error: Exception, memory: Memory) -> Any:
        if isinstance(error, UnexpectedResponseError):
            return result(error)
        raise error

    return Defect(error=changed)


def _bare(error: UnexpectedResponseError) -> Any:
    raise ValueError(str(error)) from error


def _extra_lost(result: Conversation, memory: Memory) -> Conversation:
    return Conversation(result.conversation_id)


def _other_version(result: Conversation, memory: Memory) -> Conversation:
    return Conversation(uuid.UUID(int=result.conversation_id.int, version=4))


def _text_id(result: Any, memory: Memory) -> Any:
    object.__setattr__(result, "conversation_id", str(result.conversation_id))
    return result


def _relaxed(**properties: Any) -> dict[str, Any]:
    return {**document.CONVERSATION, "properties": {"conversation_id": {"type": "string", **properties}}}


def _any_type(sound: Any = _answers.check_answer) -> Any:
    def check(exchange: Exchange, operation: Any) -> Any:
        exchange.answer.headers["Content-Type"] = "application/json"
        return sound(exchange, operation)

    return check


def _lax_json(content: bytes) -> Any:
    return json.loads(content)


def _unpacked(content: bytes) -> bytes:
    return gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content


def _decoding(response: httpx.Response, memory: Memory) -> httpx.Response:
    if response.headers.get("Content-Encoding") != "gzip":
        return response
    del response.headers["Content-Encoding"]
    return answered(response, response.status_code, _unpacked)


def _to_where_it_leads(request: httpx.Request, memory: Memory) -> httpx.Request:
    return rewritten(request, url=str(request.url.join(memory.pop("to")))) if memory.get("to") else request


def _open(response: httpx.Response, memory: Memory) -> httpx.Response:
    if response.status_code == 400:
        vars(response.stream)["close"] = lambda: None
    return response


def _no_reason(error: UnexpectedResponseError) -> Any:
    raise UnexpectedResponseError(httpx.Response(error.status), error.reason)


_UPPER = takes(Answer(200, bodies.conversation(CONVERSATION_ID.upper())))


MUTANTS: tuple[ClientMutant, ...] = (
    ClientMutant(
        "id-of-another-field",
        "The id is read from a field id where there is one.",
        fields(lambda found: {**found, "conversation_id": found.get("id", found["conversation_id"])}, 200),
        takes(Answer(200, bodies.conversation(CONVERSATION_ID, {"id": str(uuid.UUID(int=5))}))),
    ),
    ClientMutant(
        "id-in-upper-case",
        "An id in upper case is taken.",
        Defect(patches=(schema_of({200}, lambda _: _relaxed(pattern="^[0-9a-fA-F-]{36}\\Z")),)),
        _UPPER,
    ),
    ClientMutant(
        "id-in-any-form",
        "Whatever uuid.UUID reads is an id: braces, URNs, without hyphens.",
        fields(lambda found: {**found, "conversation_id": str(uuid.UUID(found["conversation_id"]))}, 200),
        takes(Answer(200, bodies.conversation("{" + CONVERSATION_ID + "}"))),
    ),
    ClientMutant(
        "id-trimmed",
        "Spaces and line breaks around an id are passed over.",
        fields(lambda found: {**found, "conversation_id": found["conversation_id"].strip()}, 200),
        takes(Answer(200, bodies.conversation(CONVERSATION_ID + "\n"))),
    ),
    ClientMutant(
        "id-of-version-4",
        "Every id becomes one of version 4.",
        Defect(result=_other_version),
        takes(Answer(200, bodies.conversation(str(uuid.UUID(int=1))))),
    ),
    ClientMutant("id-as-text", "The id is returned as text.", Defect(result=_text_id), takes(Answer(200))),
    ClientMutant(
        "html-gives-none",
        "HTML in place of an answer is None.",
        _unexpected(lambda error: None),
        takes(Answer(200, b"<html>", {"Content-Type": "text/html"})),
    ),
    ClientMutant(
        "bare-value-error", "A malformed answer is a bare ValueError.", _unexpected(_bare), takes(Answer(200, b"{"))
    ),
    ClientMutant(
        "no-raw-answer",
        "The error of an unexpected answer has lost its body.",
        _unexpected(_no_reason),
        takes(Answer(200, b"{")),
    ),
    ClientMutant(
        "server-error-is-success", "A 500 with a conversation is a success.", _from(500, 200), takes(Answer(500))
    ),
    ClientMutant("created-is-success", "A 201 is read as a 200.", _from(201, 200), takes(Answer(201))),
    ClientMutant("conflict-is-400", "A 422 is read as a 400.", _from(422, 400), takes(bodies.error(422))),
    ClientMutant("gateway-error-is-503", "A 502 is read as a 503.", _from(502, 503), takes(bodies.error(502))),
    ClientMutant("unregistered-is-500", "A 520 is read as a 500.", _from(520, 500), takes(bodies.error(520))),
    ClientMutant("warning-is-success", "A 299 is read as a 200.", _from(299, 200), takes(Answer(299))),
    ClientMutant("not-modified-is-success", "A 304 is read as a 200.", _from(304, 200), takes(Answer(304))),
    ClientMutant("extra-fields-lost", "Fields that nobody knows yet are lost.", Defect(result=_extra_lost), _EXTRA),
    ClientMutant(
        "null-fields-lost",
        "Unknown fields that are null are lost.",
        fields(lambda found: {name: value for name, value in found.items() if value is not None}, 200),
        takes(Answer(200, bodies.conversation(CONVERSATION_ID, {"queue": None}))),
    ),
    ClientMutant(
        "extra-fields-refused",
        "A conversation with a field that nobody knows yet is refused.",
        fields(lambda found: found if len(found) == 1 else {}, 200),
        _EXTRA,
    ),
    ClientMutant(
        "any-media-type",
        "The media type does not matter.",
        Defect(patches=(Patch(_answers, "check_answer", _any_type()),)),
        takes(Answer(200, headers={"Content-Type": "text/plain"})),
    ),
    ClientMutant(
        "any-json",
        "What Python takes for JSON is JSON: NaN, UTF-16, a name twice.",
        Defect(patches=(Patch(_answers, "_strict_json", _lax_json),)),
        takes(Answer(200, b'{"x": NaN,' + Answer().body[1:])),
    ),
    ClientMutant(
        "bom-passed-over",
        "A byte order mark is passed over.",
        body(lambda content: content.removeprefix(b"\xef\xbb\xbf")),
        takes(Answer(200, b"\xef\xbb\xbf" + Answer().body)),
    ),
    ClientMutant(
        "bytes-replaced",
        "Bytes that are not UTF-8 are replaced.",
        body(lambda content: content.decode(errors="replace").encode()),
        takes(Answer(400, bodies.envelope(bodies.fault(message="x")).replace(b'"x"', b'"\xff"'))),
    ),
    ClientMutant(
        "redirects-followed",
        "Redirects are followed.",
        Defect(
            request=_to_where_it_leads,
            repeats=lambda found, memory: (
                isinstance(found, httpx.Response)
                and found.is_redirect
                and not memory.update(to=found.headers.get("Location"))
            ),
        ),
        takes(Answer(307, headers={"Location": "/api/elsewhere"}), Answer()),
    ),
    ClientMutant(
        "compressed-taken",
        "A compressed answer is taken.",
        Defect(answer=_decoding),
        takes(Answer(200, gzip.compress(Answer().body), {**JSON, "Content-Encoding": "gzip"})),
    ),
    ClientMutant(
        "endless-read",
        "An answer of any length is read to its end.",
        Defect(patches=(Patch(_exchange, "LARGEST_ANSWER", 2**40),)),
        takes(Endless(200, b"", JSON, 2 * 1024 * 1024)),
    ),
    ClientMutant(
        "answers-left-open", "The answer of a 400 is not closed.", Defect(answer=_open), takes(bodies.error(400))
    ),
)
