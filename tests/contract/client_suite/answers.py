"""Rules of answers to the letter: what the document allows is taken without loss, all else is unexpected."""

import gzip
import json
import uuid
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from thulium_chat import ApiError, Conversation, UnexpectedResponseError

from tests.contract.client_suite import bodies
from tests.contract.client_suite.bodies import CONVERSATION, ENVELOPE, ERRORS, EXTRAS
from tests.contract.client_suite.rules import Chat, Rules, Run
from tests.contract.client_suite.transport import CONVERSATION_ID, JSON, STARTED, Answer, Recorder

RULES = Rules()

Row = Mapping[str, Any]

_MISLEADING = {
    **dict.fromkeys(("X-Request-Id", "Request-Id", "X-Correlation-Id", "X-Conversation-Id"), "0123456789abc"),
    "X-Error": "1",
    "X-Error-Code": "404001",
    "X-Error-Message": "x",
    "X-Status": "200",
    "Status": "500 x",
    "Content-Language": "pl",
    "Warning": '199 - "x"',
    "Link": "</a>; rel=next",
    "Set-Cookie": "a=b",
    "Location": "/a",
    "Refresh": "0; url=/a",
    "Content-Location": "/a",
    "WWW-Authenticate": "Bearer",
}
"""Headers that say something else than the body, which alone counts."""

_ODD_AND_ALLOWED = (
    *(Answer(200, CONVERSATION, {"Content-Type": f"application/json{each}"}) for each in ("; charset=utf-8", " ; a=1")),
    Answer(200, CONVERSATION, {"CONTENT-TYPE": "Application/JSON"}),
    Answer(200, CONVERSATION, {**JSON, "Content-Encoding": "identity"}),
    Answer(200, b" \r\n\t" + CONVERSATION.replace(b": ", b"  :\n") + b"\n"),
    Answer(200, CONVERSATION.replace(b"6ed7", b"\\u0036ed7").replace(b"conv", b"\\u0063onv")),
    Answer(200, CONVERSATION, {**JSON, **_MISLEADING, "Retry-After": "5"}),
    Answer(200, bodies.conversation(CONVERSATION_ID, {"note": "ż" * 50_000})),
    Answer(200, CONVERSATION + b" " * 300_000),
    Answer(200, bodies.conversation(CONVERSATION_ID, {"errors": [], "request_id": "x"})),
)
"""Answers of success that are odd, and allowed."""

_RETRY_AFTER: dict[str | None, int | None] = {
    **{str(seconds): seconds for seconds in (30, 0, 1, 7, 60, 61, 3600, 86400)},
    **dict.fromkeys((None, "", "soon", "-1", "1.5", "+3", "1_0", "30, 60", "2126-10-21", "9" * 5000)),
    **dict.fromkeys(("Wed, 21 Oct 99999 07:28:00 GMT", "Wed, 99 Oct 2026 07:28:00 GMT")),
    **dict.fromkeys(("Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"), 0),
}


def check_taken(run: Run, chat: Chat, recorder: Recorder, answer: Answer) -> None:
    """Check that an answer is taken for what it is, without loss."""
    outcome, fields = run.answered(chat, recorder, answer), json.loads(answer.body)
    if answer.status == 200:
        check_conversation(run, outcome, fields, answer)
        return
    check_error(run, outcome, ERRORS[answer.status], answer, fields)
    said = [fields["request_id"], *(str(entry[name]) for entry in fields["errors"] for name in ("message", "code"))]
    missing = [text for text in said if text not in str(outcome)]
    run.check(not missing, f"the text of the error does not say {missing[:3]!r}")


def check_conversation(run: Run, outcome: Any, reads: Row, *about: object) -> None:
    """Check that an outcome is a conversation with these fields."""
    others = {name: value for name, value in reads.items() if name != "conversation_id"}
    run.outcome_is(outcome, Conversation, *about, conversation_id=uuid.UUID(reads["conversation_id"]))
    run.equal(dict(outcome.additional_properties), others, "unknown fields", *about)
    run.equal(outcome.to_dict(), {**others, "conversation_id": str(outcome.conversation_id)}, "as a whole", *about)


def check_error(run: Run, outcome: Any, kind: type[ApiError], answer: Answer, reads: Row, *about: object) -> None:
    """Check that an outcome is an error of a class with these fields, and that it has the raw answer."""
    status, about = answer.status, (*about, answer)
    maybe_started, request_id = not 400 <= status < 500, reads.get("request_id", "")
    run.outcome_is(outcome, kind, *about, status=status, request_id=request_id, maybe_started=maybe_started)
    run.equal([each.to_dict() for each in outcome.errors], reads.get("errors", []), "errors", *about)
    odd = [each for each in outcome.errors if type(each.code) not in (int, type(None)) or type(each.message) is not str]
    run.check(not odd, "a code is no whole number, or a message no text", odd, *about)
    check_raw(run, outcome, answer)
    if status in (429, 503):
        text = answer.headers.get("Retry-After", "")
        whole = text.isascii() and text.isdigit() and len(text) < 10
        run.equal(outcome.retry_after, int(text) if whole else None, "retry_after", *about)


def check_raw(run: Run, outcome: Any, answer: Answer) -> None:
    """Check that an error has the raw answer; what is unpacked is another, and a redirect is not read."""
    response = outcome.response
    run.equal(response.status_code, answer.status, "the status of the raw answer", answer)
    is_redirect = answer.status < 400 and "Location" in answer.headers
    if not is_redirect and "Content-Encoding" not in answer.headers:
        run.equal(response.content, answer.body, "the raw answer", answer)
        kept = {name: response.headers.get(name) for name in answer.headers}
        run.equal(kept, dict(answer.headers), "headers of the raw answer", answer)


@RULES("answer-of-success", seconds=0.1)
def _success(run: Run) -> None:
    """A conversation is returned with its id as a UUID, and with every field that nobody knows yet."""
    answers = [bodies.conversation(each, run.random.choice(EXTRAS)) for each in bodies.identifiers(run.random)]
    extras = (*EXTRAS, *(bodies.extra(run.random) for _ in range(40)))
    answers += [bodies.conversation(CONVERSATION_ID, each) for each in extras]
    recorder = Recorder()
    with run.chat(recorder) as chat:
        for answer in (*(Answer(200, each) for each in answers), *_ODD_AND_ALLOWED):
            check_taken(run, chat, recorder, answer)


@RULES("answer-of-error", seconds=0.6)
def _error(run: Run) -> None:
    """Each documented error is raised as its class, with request_id, every error in its order, and unknown fields."""
    recorder, chance = Recorder(), run.random
    extras = [{name: each[name] for name in each if name not in ("errors", "request_id")} for each in EXTRAS]
    with run.chat(recorder) as chat:
        for status in ERRORS:
            messages = [bodies.fault(message=each) for each in bodies.messages(chance)]
            numbers = (1, 2, 3, 5, 11, 100, chance.randint(2, 99))
            odd = [[each | bodies.extra(chance) for each in bodies.faults(chance, 2)] for _ in range(4)]
            answers = (
                *(bodies.error(status), Answer(status, ENVELOPE, {**JSON, **_MISLEADING}), STARTED),
                *(bodies.error(status, *bodies.faults(chance, n), extra=chance.choice(extras)) for n in numbers),
                *(bodies.error(status, *faults, extra=bodies.extra(chance)) for faults in odd),
                *(bodies.error(status, request_id=each) for each in chance.sample(bodies.request_ids(chance), 12)),
                *(bodies.error(status, each) for each in chance.sample(messages, 6)),
                *(bodies.error(status, *messages), STARTED),
            )
            for answer in answers:
                check_taken(run, chat, recorder, answer)


@RULES("answer-with-retry-after")
def _retry_after(run: Run) -> None:
    """429 and 503 give Retry-After in seconds, of a date those until then; None where the answer does not say it so."""
    cases = _RETRY_AFTER | {str(number): number for number in (run.random.randint(1, 86400) for _ in range(10))}
    recorder = Recorder()
    with run.chat(recorder) as chat:
        for status, (text, seconds) in ((status, case) for status in (429, 503) for case in cases.items()):
            outcome = run.answered(chat, recorder, bodies.error(status, retry_after=text))
            run.outcome_is(outcome, ERRORS[status], text, retry_after=seconds)


def check_unexpected(run: Run, chat: Chat, recorder: Recorder, answer: Answer, *, whole: bool = True) -> None:
    """Check that an answer is refused, and that the error has it."""
    outcome = run.answered(chat, recorder, answer, STARTED)
    run.outcome_is(outcome, UnexpectedResponseError, answer, status=answer.status, maybe_started=True)
    run.check(outcome.reason and outcome.reason in str(outcome), "the error gives no reason", answer)
    if whole:
        check_raw(run, outcome, answer)


def _check_all(run: Run, *answers: Iterable[Answer], whole: bool = True) -> None:
    recorder = Recorder()
    # Something may have been started, so that none of them is a reason to try again.
    with run.chat(recorder, retries=2) as chat:
        for answer in (answer for some in answers for answer in some):
            check_unexpected(run, chat, recorder, answer, whole=whole)


@RULES("answer-of-another-status", seconds=0.6)
def _statuses(run: Run) -> None:
    """A status that the document does not have is refused, whatever comes with it."""
    known = (200, *ERRORS)
    statuses = [status for status in (*range(100, 600), *range(600, 1000, 33), 999) if status not in known]
    _check_all(
        run,
        (Answer(status, CONVERSATION) for status in statuses),
        (Answer(status, ENVELOPE) for status in statuses if status >= 400),
        (Answer(status, b"", {}) for status in run.random.sample(statuses, 60)),
        (Answer(status, b"") for status in (204, 205, 304)),
    )


def _sound(status: int) -> bytes:
    return CONVERSATION if status == 200 else ENVELOPE


@RULES("answer-of-another-media-type", seconds=0.2)
def _media_types(run: Run) -> None:
    """A body of another media type is refused, even where it reads as what the document has."""
    headers = [{} if each is None else {"Content-Type": each} for each in bodies.MEDIA_TYPES]
    _check_all(run, (Answer(status, _sound(status), each) for status in (200, *ERRORS) for each in headers))


@RULES("answer-that-is-no-json", seconds=0.4)
def _no_json(run: Run) -> None:
    """A body that is no JSON in UTF-8 is refused, as is one that names a field twice."""
    spoilt = [(status, _sound(status)) for status in (200, 404, run.random.choice(tuple(ERRORS)))]
    headers: list[Any] = [JSON, {}, {"Content-Type": "text/html"}, {**JSON, "Content-Length": "0"}]
    empty = [(b"", each) for each in headers] + [(b"<html>", each) for each in headers[:3]]
    _check_all(
        run,
        (Answer(status, each) for status, body in spoilt for each in bodies.spoilt(run.random, body)),
        (Answer(status, *each) for status in (200, *ERRORS) for each in empty),
        (Answer(status, each) for status in ERRORS for each in bodies.NEARLY_JSON),
    )


@RULES("answer-that-is-no-conversation")
def _no_conversation(run: Run) -> None:
    """On success, a body that is no conversation with a canonical id is refused."""
    _check_all(run, (Answer(200, each) for each in bodies.no_conversations(run.random)))


@RULES("answer-that-is-no-envelope", seconds=0.6)
def _no_envelope(run: Run) -> None:
    """On errors, a body that is not the envelope to the letter is refused."""
    one = run.random.choice(tuple(ERRORS))
    _check_all(
        run,
        (Answer(status, each) for status in ERRORS for each in bodies.nearly_envelopes()),
        (Answer(one, each) for each in bodies.no_envelopes(run.random)),
    )


@RULES("answer-that-is-encoded")
def _encoded(run: Run) -> None:
    """A compressed body is refused unread: nobody asked for it, and it could unpack to any size."""
    packed = dict.fromkeys(("gzip", "x-gzip", "GZIP", "identity, gzip"), gzip.compress(CONVERSATION))
    packed |= {"deflate": zlib.compress(CONVERSATION), "br": b"\x8b", "gzip, gzip": b"x", "zstd": b"x"}
    headers = [
        ({**JSON, "Content-Encoding": name}, body) for name, body in (*packed.items(), ("unknown", CONVERSATION))
    ]
    _check_all(run, (Answer(status, body, each) for status in (200, 404, 500) for each, body in headers), whole=False)


@RULES("answer-without-end")
def _endless(run: Run) -> None:
    """An answer of many megabytes is refused, and not read to its end."""
    recorder = Recorder()
    with run.chat(recorder) as chat:
        for status, more in ((200, {}), (500, {}), (200, {"Content-Length": "67108864"})):
            check_unexpected(run, chat, recorder, Answer(status, b"", {**JSON, **more}, length=2**26), whole=False)
            read = recorder.streams[0].read
            run.check(read <= 2**22, f"{read} bytes of an endless answer are read")
