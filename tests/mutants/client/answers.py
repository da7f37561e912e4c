"""Defects of answers and errors: swallowed, misread, half lost, taken for something else, not borne with."""

import gzip
import json
import uuid
from typing import Any

import httpx
from thulium_chat import (
    ApiError,
    Conversation,
    RateLimitError,
    ServerError,
    ThuliumError,
    UnexpectedResponseError,
    _answers,
    _arguments,
    _exchange,
    _schema,
)

from tests.contract.client_suite import bodies
from tests.mutants.client import change
from tests.mutants.client.core import Defect, Memory, table


def _unexpected(outcome: Any) -> Defect:
    """Another outcome in place of an UnexpectedResponseError."""
    return change.errors(UnexpectedResponseError, outcome)


def _text_id(found: Any) -> Any:
    object.__setattr__(found, "conversation_id", str(found.conversation_id))
    return found


def _any_type(sound: Any = _answers.check_answer) -> Any:
    def check(exchange: Any, operation: Any) -> Any:
        exchange.answer.headers["Content-Type"] = "application/json"
        return sound(exchange, operation)

    return check


def _decoding(answer: httpx.Response, memory: Memory) -> httpx.Response:
    if answer.headers.get("Content-Encoding") != "gzip":
        return answer
    del answer.headers["Content-Encoding"]
    return change.answered(answer, change=lambda body: gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body)


def _following(sent: httpx.Request, memory: Memory) -> httpx.Request:
    return change.rewritten(sent, url=str(sent.url.join(memory.pop("to")))) if memory.get("to") else sent


def _leads_on(found: Any, memory: Memory) -> bool:
    memory["to"] = found.headers.get("Location") if isinstance(found, httpx.Response) and found.is_redirect else None
    return isinstance(found, httpx.Response) and found.is_redirect


def _open(answer: httpx.Response, memory: Memory) -> httpx.Response:
    if answer.status_code == 400:
        vars(answer.stream)["close"] = lambda: None
    return answer


def _id(edit: Any) -> Defect:
    """Another id in the body of a conversation."""
    return change.fields(lambda found: {**found, "conversation_id": edit(found["conversation_id"])}, 200)


def _upper_case(found: Any) -> Any:
    found["properties"]["conversation_id"] = {"type": "string", "pattern": "^[0-9a-fA-F-]{36}\\Z"}
    return found


ANSWERS_READ = table("answers", ("answer-that-is-no-conversation", "answer-of-success", "answer-of-no-use"), (
    ("id-of-another-field", "The id is read from a field id where there is one.",
     change.fields(lambda found: {**found, "conversation_id": found.get("id", found["conversation_id"])}, 200),
     "answer-of-no-use"),
    ("id-in-upper-case", "An id in upper case is taken.", change.schema({200}, _upper_case)),
    ("id-in-any-form", "Whatever uuid.UUID reads is an id: braces, URNs, without hyphens.",
     _id(lambda text: str(uuid.UUID(text)))),
    ("id-trimmed", "Spaces and line breaks around an id are passed over.", _id(str.strip)),
    ("id-of-version-4", "Every id becomes one of version 4.",
     change.result(lambda found: Conversation(uuid.UUID(int=found.conversation_id.int, version=4))),
     "answer-of-success"),
    ("id-as-text", "The id is returned as text.", change.result(_text_id), "answer-of-success"),
    ("html-gives-none", "HTML in place of an answer is None.", _unexpected(lambda error: None)),
    ("bare-value-error", "A malformed answer is a bare ValueError.",
     _unexpected(lambda error: change.having(ValueError(str(error)), __cause__=error))),
    ("no-raw-answer", "The error of an unexpected answer has lost its body.",
     _unexpected(lambda error: UnexpectedResponseError(httpx.Response(error.status), error.reason))),
    ("server-error-is-success", "A 500 with a conversation is a success.", change.status(500, 200),
     "answer-that-is-encoded"),
    ("created-is-success", "A 201 is read as a 200.", change.status(201, 200), "answer-of-no-use"),
    ("conflict-is-400", "A 422 is read as a 400.", change.status(422, 400), "answer-with-odd-errors"),
    ("gateway-error-is-503", "A 502 is read as a 503.", change.status(502, 503), "answer-with-odd-errors"),
    ("unregistered-is-500", "A 520 is read as a 500.", change.status(520, 500), "answer-of-a-stranger"),
    ("warning-is-success", "A 299 is read as a 200.", change.status(299, 200), "answer-of-another-status"),
    ("not-modified-is-success", "A 304 is read as a 200.", change.status(304, 200), "answer-of-no-use"),
    ("extra-fields-lost", "Fields that nobody knows yet are lost.",
     change.result(lambda found: Conversation(found.conversation_id)), "answer-of-success"),
    ("null-fields-lost", "Unknown fields that are null are lost.",
     change.fields(lambda found: {name: value for name, value in found.items() if value is not None}, 200)),
    ("extra-fields-refused", "A conversation with a field that nobody knows yet is refused.",
     change.fields(lambda found: found if len(found) == 1 else {}, 200)),
    ("any-media-type", "The media type does not matter.", change.patch(_answers, "check_answer", _any_type()),
     "answer-of-another-media-type"),
    ("any-json", "What Python takes for JSON is JSON: NaN, UTF-16, a name twice.",
     change.patch(_answers, "_strict_json", lambda content: json.loads(content)), "answer-that-is-no-json"),
    ("bom-passed-over", "A byte order mark is passed over.",
     change.body(lambda content: content.removeprefix(b"\xef\xbb\xbf")), "answer-without-end"),
    ("bytes-replaced", "Bytes that are not UTF-8 are replaced.",
     change.body(lambda content: content.decode(errors="replace").encode()), "answer-without-end"),
    ("redirects-followed", "Redirects are followed.", Defect(request=_following, repeats=_leads_on),
     "answer-of-no-use"),
    ("compressed-taken", "A compressed answer is taken.", Defect(answer=_decoding), "answer-that-is-encoded"),
    ("endless-read", "An answer of any length is read to its end.", change.patch(_exchange, "LARGEST_ANSWER", 2**40),
     "answer-without-end"),
    ("answers-left-open", "The answer of a 400 is not closed.", Defect(answer=_open), "answer-with-odd-errors"),
))  # fmt: skip

_BOUNDS = ("pattern", "minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum")


def _unbound(name: str, *statuses: int) -> Defect:
    """Envelopes of which a field, or one of an entry, has no bounds."""

    def unbound(found: Any) -> Any:
        envelope = found["properties"]
        field = envelope.get(name) or envelope["errors"]["items"]["properties"][name]
        for each in _BOUNDS:
            field.pop(each, None)
        return found

    return change.schema(statuses or set(bodies.ERRORS), unbound)


def _with_bools(value: Any, part: Any, sound: Any = _schema._located) -> Any:
    return sound(int(value) if isinstance(value, bool) and part["type"] == "integer" else value, part)


def _once_each(found: Any) -> Any:
    told = found["errors"]
    return {**found, "errors": [each for place, each in enumerate(told) if each not in told[:place]]}


def _in_ascii(found: Any) -> Any:
    told = [{**each, "message": each["message"].encode("ascii", "replace").decode()} for each in found["errors"]]
    return {**found, "errors": told}


def _without_retry_after(error: RateLimitError) -> RateLimitError:
    error.response.headers.pop("Retry-After", None)
    return error


def _request_id(read: Any) -> Defect:
    return change.errors(ApiError, lambda error: change.having(error, request_id=read(error)))


ERRORS_READ = table("errors", "answer-with-odd-errors", (
    ("request-id-lost", "The request id is lost.", _request_id(lambda error: "")),
    ("request-id-of-headers", "A request id in the headers wins over that of the body.",
     _request_id(lambda error: error.response.headers.get("X-Request-Id", error.request_id)), "answer-of-error"),
    ("first-error-only", "Only the first error is kept.", change.entries(lambda found: found[:1]), "answer-of-error"),
    ("ten-errors-only", "Only ten errors are kept.", change.entries(lambda found: found[:10]), "answer-of-error"),
    ("errors-sorted", "Errors are sorted by their codes.",
     change.entries(lambda found: sorted(found, key=lambda each: each.code or 0)), "answer-of-error"),
    ("errors-deduplicated", "An error that is there twice is kept once.", change.fields(_once_each, 400, 404)),
    ("code-as-text", "Codes are texts.", change.codes(str)),
    ("message-trimmed", "Messages are trimmed.", change.messages(str.strip)),
    ("request-id-as-number", "A request id of digits only loses its leading zeros.",
     _request_id(lambda error: str(int(error.request_id)) if error.request_id.isdigit() else error.request_id),
     "answer-of-error"),
    ("extra-fields-of-errors-lost", "Fields of errors that nobody knows yet are lost.", change.codes(int)),
    ("not-found-is-server-error", "A 404 is a ServerError.", change.as_class(ServerError, 404)),
    ("too-long-has-no-class", "A 414 is a plain ApiError.", change.as_class(ApiError, 414)),
    ("no-classes", "Every error is a plain ApiError.", change.as_class(ApiError), "answer-with-retry-after"),
    ("no-retry-after", "A 429 has lost its Retry-After.", change.errors(RateLimitError, _without_retry_after),
     "answer-with-retry-after"),
    ("server-error-not-started", "After a 500 nothing was started.",
     change.errors(ApiError, lambda error: change.having(error, maybe_started=False))),
    ("refusal-maybe-started", "After a 400 something may have been started.",
     change.errors(ApiError, lambda error: change.having(error, maybe_started=True))),
    ("code-may-be-true", "A code may be a truth value.", change.patch(_schema, "_located", _with_bools),
     "answer-that-is-no-envelope"),
    ("code-without-bounds", "A code may be zero, negative or very large.", _unbound("code"),
     "answer-that-is-no-envelope"),
    ("request-id-of-any-form", "A request id may be any text.", _unbound("request_id"), "answer-that-is-no-envelope"),
    ("no-errors-needed", "An envelope may have no errors, or more than 100.", _unbound("errors", 503),
     "answer-that-is-no-envelope"),
    ("message-may-be-empty", "A message may be empty.", _unbound("message", 500), "answer-that-is-no-envelope"),
    ("body-of-errors-decoded-lossily", "Messages of errors become ASCII.", change.fields(_in_ascii, *bodies.ERRORS)),
))  # fmt: skip


def _lost(lose: Any) -> Defect:
    """Answers that are of no use; `lose` tells from an exchange."""

    def read(exchange: Any, operation: Any, strict: bool, sound: Any = _answers.read_answer) -> Any:
        if not strict and lose(exchange):
            raise exchange.unexpected("the answer is not what was expected")
        return sound(exchange, operation, strict)

    return change.patch(_answers, "read_answer", read)


def _unread(other: Any) -> Defect:
    """Another error where none of the envelope's entries could be read."""
    return change.errors(ApiError, lambda error: error if error.errors else other(error))


def _never_started(error: Any) -> Any:
    return change.having(error, maybe_started=False) if getattr(error, "status", 0) in (502, 504, 520) else error


def _meant(always: bool) -> Defect:
    return change.patch(_arguments, "_can_be_meant", lambda value, parameter: always)


LENIENT = table("lenient", "answer-with-odd-errors", (
    ("assumptions-are-law", "What assumed rules refuse is never sent.", _meant(False), "refusal-of-what-nobody-means"),
    ("anything-can-be-meant", "What assumed rules refuse is always sent.", _meant(True),
     "refusal-of-what-nobody-means"),
    ("strict-unasked", "A client is strict though nobody asked.", change.settings(strict=True)),
    ("created-lost", "A 201 is of no use.", _lost(lambda exchange: exchange.answer.status_code == 201),
     "answer-of-a-stranger"),
    ("html-media-type-lost", "JSON as text/html is of no use.", _lost(
        lambda exchange: "html" in exchange.answer.headers.get("Content-Type", "") and exchange.content[:1] == b"{"),
     "answer-of-a-stranger"),
    ("bom-lost", "JSON after a byte order mark is of no use.",
     _lost(lambda exchange: exchange.content.startswith(b"\xef\xbb\xbf")), "answer-of-a-stranger"),
    ("canonical-ids-only", "An id in another spelling than that of the example is lost.",
     _lost(lambda exchange: b'"6ED7' in exchange.content or b'"{' in exchange.content), "answer-of-a-stranger"),
    ("page-is-no-error", "An error without an envelope is an unexpected answer.",
     _unread(lambda error: UnexpectedResponseError(error.response, "the body is no envelope"))),
    ("other-refusals-have-no-class", "A 422 is a plain ApiError.", change.as_class(ApiError, 422)),
    ("gateway-errors-have-no-class", "A 502 is a plain ApiError.", change.as_class(ApiError, 502)),
    ("gateway-never-starts", "After a 502 nothing was started.", change.errors(ThuliumError, _never_started)),
    ("page-in-the-message", "The message of an error repeats a page.",
     _unread(lambda error: type(error)(error.response, error.response.text, ()))),
    ("codes-are-numbers-only", "A code in digits is lost.",
     change.patch(_answers, "_whole_number", lambda value: value if type(value) is int else None),
     "answer-of-a-stranger"),
    ("any-number-is-a-code", "A code may be true, or have a fraction.",
     change.patch(_answers, "_whole_number", lambda value: value)),
    ("lone-surrogates-kept", "A message may hold what no terminal takes.",
     change.patch(_answers, "_text", lambda value: value)),
    ("never-unpacked", "A compressed answer is of no use.", change.patch(_exchange.Exchange, "end", lambda self: None),
     "answer-of-a-stranger"),
))  # fmt: skip
