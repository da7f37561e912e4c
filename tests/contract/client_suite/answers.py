"""Rules of answers that the document allows: each is taken, and nothing of it is lost."""

import json
import uuid
from collections.abc import Mapping

from thulium_chat import ApiError, Conversation, RateLimitError, ServiceUnavailableError

from tests.contract.client_suite import bodies
from tests.contract.client_suite.bodies import ERRORS, EXTRAS, MAYBE_STARTED
from tests.contract.client_suite.rules import Chat, Rules, Run
from tests.contract.client_suite.transport import CONVERSATION_ID, JSON, Answer, Recorder

RULES = Rules()

_CONVERSATION = bodies.conversation(CONVERSATION_ID)

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

_ODD_AND_ALLOWED = {
    "charset": Answer(200, _CONVERSATION, {"Content-Type": "application/json; charset=utf-8"}),
    "type in upper case": Answer(200, _CONVERSATION, {"CONTENT-TYPE": "Application/JSON"}),
    "type with a space": Answer(200, _CONVERSATION, {"Content-Type": "application/json ; a=1"}),
    "not encoded": Answer(200, _CONVERSATION, {**JSON, "Content-Encoding": "identity"}),
    "spaces": Answer(200, b" \r\n\t" + _CONVERSATION.replace(b": ", b"  :\n") + b"\n"),
    "escapes": Answer(200, _CONVERSATION.replace(b"6ed7", b"\\u0036ed7").replace(b"conv", b"\\u0063onv")),
    "other headers": Answer(200, _CONVERSATION, {**JSON, **_MISLEADING, "Retry-After": "5"}),
    "large": Answer(200, bodies.conversation(CONVERSATION_ID, {"note": "ż" * 50_000})),
    "padded": Answer(200, _CONVERSATION + b" " * 300_000),
    "errors on success": Answer(200, bodies.conversation(CONVERSATION_ID, {"errors": [], "request_id": "x"})),
}
"""Answers of success that are odd, and allowed."""

_MORE = [{name: value for name, value in extra.items() if name not in ("errors", "request_id")} for extra in EXTRAS]


def check_started(run: Run, outcome: object, answer: Answer) -> None:
    """Check that an answer was taken as the conversation that it is."""
    fields = json.loads(answer.body)
    if not isinstance(outcome, Conversation):
        run.check(False, f"{outcome!r} for an allowed answer, {answer.body[:100]!r}")
        return
    run.equal(outcome.conversation_id, uuid.UUID(fields["conversation_id"]), "conversation_id")
    run.equal(outcome.to_dict(), fields, "the conversation as a whole")
    run.equal(
        dict(outcome.additional_properties),
        {name: fields[name] for name in fields if name != "conversation_id"},
        "unknown fields",
    )


def check_refused(run: Run, outcome: object, answer: Answer) -> None:
    """Check that an error was raised as its class, and that it has all that the answer says."""
    fields = json.loads(answer.body)
    about = (answer.status, answer.body[:200])
    run.equal(type(outcome), ERRORS[answer.status], "the class of an error", *about)
    assert isinstance(outcome, ApiError)
    run.equal(outcome.status, answer.status, "status", *about)
    run.equal(outcome.request_id, fields["request_id"], "request_id", *about)
    run.equal(
        [each.message for each in outcome.errors], [each["message"] for each in fields["errors"]], "messages", *about
    )
    run.equal([each.code for each in outcome.errors], [each["code"] for each in fields["errors"]], "codes", *about)
    run.check(not any(isinstance(each.code, bool) for each in outcome.errors), "a code is a truth value")
    run.equal([each.to_dict() for each in outcome.errors], fields["errors"], "errors as a whole", *about)
    run.equal(outcome.response.status_code, answer.status, "the status of the raw answer", *about)
    run.equal(outcome.response.content, answer.body, "the raw answer", *about)
    for name, value in answer.headers.items():
        run.equal(outcome.response.headers.get(name), value, "a header of the raw answer", name)
    run.equal(outcome.maybe_started, answer.status in MAYBE_STARTED, "maybe_started", *about)
    if isinstance(outcome, RateLimitError | ServiceUnavailableError):
        run.equal(outcome.retry_after, _seconds(answer.headers.get("Retry-After", "")), "retry_after", *about)
    missing = [text for text in _said(fields) if text not in str(outcome)]
    run.check(not missing, f"the text of the error does not say {missing[:3]!r}")


def _seconds(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _said(fields: Mapping[str, object]) -> list[str]:
    found = [str(fields["request_id"])]
    errors = fields["errors"]
    assert isinstance(errors, list)
    for each in errors:
        found += [each["message"], str(each["code"])]
    return found


def check_taken(run: Run, chat: Chat, recorder: Recorder, answer: Answer) -> None:
    """Check that an answer is taken for what it is, without loss."""
    recorder.answer_with(answer)
    outcome = run.outcome(chat)
    run.equal(len(recorder.sent), 1, "requests that a call sends")
    run.check(all(each.closed for each in recorder.streams), "the answer is left open")
    (check_started if answer.status == 200 else check_refused)(run, outcome, answer)


@RULES("answer-of-success", seconds=0.1)
def _success(run: Run) -> None:
    """A conversation is returned with its id as a UUID, and with every field that nobody knows yet."""
    recorder = Recorder()
    with run.chat(recorder) as chat:
        for identifier in bodies.identifiers(run.random):
            check_taken(run, chat, recorder, Answer(200, bodies.conversation(identifier, run.random.choice(EXTRAS))))
        for extra in (*EXTRAS, *(bodies.extra(run.random) for _ in range(40))):
            check_taken(run, chat, recorder, Answer(200, bodies.conversation(CONVERSATION_ID, extra)))
        for answer in _ODD_AND_ALLOWED.values():
            check_taken(run, chat, recorder, answer)


@RULES("answer-of-error", seconds=0.6)
def _error(run: Run) -> None:
    """Each documented error is raised as its class, with request_id, every error in its order, and unknown fields."""
    recorder = Recorder()
    chance = run.random
    with run.chat(recorder) as chat:
        for status in ERRORS:
            plain = bodies.error(status)
            check_taken(run, chat, recorder, plain)
            check_taken(run, chat, recorder, Answer(status, plain.body, {**plain.headers, **_MISLEADING}))
            for number in (1, 2, 3, 5, 11, 100, chance.randint(2, 99)):
                faults = bodies.faults(chance, number)
                check_taken(run, chat, recorder, bodies.error(status, *faults, extra=chance.choice(_MORE)))
            for _ in range(4):
                faults = [each | bodies.extra(chance) for each in bodies.faults(chance, 2)]
                check_taken(run, chat, recorder, bodies.error(status, *faults, extra=bodies.extra(chance)))
            for request_id in chance.sample(bodies.request_ids(chance), 12):
                check_taken(run, chat, recorder, bodies.error(status, request_id=request_id))
            for message in chance.sample(bodies.messages(chance), 6):
                check_taken(run, chat, recorder, bodies.error(status, bodies.fault(message=message)))
            check_taken(
                run,
                chat,
                recorder,
                bodies.error(status, *(bodies.fault(message=each) for each in bodies.messages(chance))),
            )
            check_taken(run, chat, recorder, Answer(200))


@RULES("answer-with-retry-after")
def _retry_after(run: Run) -> None:
    """429 and 503 give Retry-After in seconds, of a date those until then; None where the answer does not say it so."""
    recorder = Recorder()
    cases = [
        ("30", 30),
        ("0", 0),
        ("1", 1),
        ("7", 7),
        ("60", 60),
        ("61", 61),
        ("3600", 3600),
        ("86400", 86400),
        (None, None),
    ]
    cases += [
        ("", None),
        ("soon", None),
        ("-1", None),
        ("1.5", None),
        ("+3", None),
        ("1_0", None),
        ("30, 60", None),
        ("2126-10-21", None),
        ("Wed, 21 Oct 99999 07:28:00 GMT", None),
        ("9" * 5000, None),
        ("Wed, 99 Oct 2026 07:28:00 GMT", None),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 0),
        ("Sunday, 06-Nov-94 08:49:37 GMT", 0),
        ("Sun Nov  6 08:49:37 1994", 0),
    ]
    cases += [(str(number), number) for number in (run.random.randint(1, 86400) for _ in range(10))]
    with run.chat(recorder) as chat:
        for status, (value, seconds) in ((status, case) for status in (429, 503) for case in cases):
            recorder.answer_with(bodies.error(status, retry_after=value))
            outcome = run.outcome(chat)
            run.equal(type(outcome), ERRORS[status], "the class of an error", status)
            if isinstance(outcome, RateLimitError | ServiceUnavailableError):
                run.equal(outcome.retry_after, seconds, "retry_after", status, value)
            run.equal(len(recorder.sent), 1, "requests that a call sends", status)
