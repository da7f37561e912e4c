"""Rules of answers that the document does not have: what is documented of them is taken, nothing is made up."""

import uuid
from typing import Any

from thulium_chat import (
    ApiError,
    Conversation,
    InvalidRequestError,
    RateLimitError,
    ServerError,
    UnexpectedResponseError,
)

from tests.contract.client_suite import strangers
from tests.contract.client_suite.bodies import ERRORS
from tests.contract.client_suite.refusals import check_refusal
from tests.contract.client_suite.rules import Chat, Rules, Run
from tests.contract.client_suite.transport import CONVERSATION_ID, STARTED, Answer, Recorder

RULES = Rules()

_BY_HUNDRED: dict[int, type[ApiError]] = {4: InvalidRequestError, 5: ServerError}


def _outcome(run: Run, chat: Chat, recorder: Recorder, reply: strangers.Reply) -> Any:
    recorder.answer_with(Answer(reply.status, reply.body, reply.headers), STARTED)
    outcome = run.outcome(chat)
    run.equal(len(recorder.sent), 1, "requests that a call sends", reply)
    run.check(all(each.closed for each in recorder.streams), "the answer is left open", reply)
    if isinstance(outcome, ApiError | UnexpectedResponseError):
        run.equal(outcome.response.status_code, reply.status, "the status of the raw answer", reply)
        if not {"Content-Encoding", "Location"} & reply.headers.keys():  # unpacked, or not read
            run.equal(outcome.response.content, reply.body, "the raw answer", reply)
    return outcome


def _check_error(run: Run, outcome: Any, status: int, reads: dict[str, Any], *about: object) -> None:
    run.equal(type(outcome), ERRORS.get(status) or _BY_HUNDRED.get(status // 100, ApiError), "outcome", *about)
    run.equal(outcome.status, status, "status", *about)
    run.equal(outcome.request_id, reads.get("request_id", ""), "request_id", *about)
    run.equal([each.to_dict() for each in outcome.errors], reads.get("errors", []), "errors", *about)
    run.equal(outcome.maybe_started, not 400 <= status < 500, "maybe_started", *about)
    codes = [each.code for each in outcome.errors]
    run.check(all(each is None or type(each) is int for each in codes), "a code is no whole number", *about)
    run.check(all(type(each.message) is str for each in outcome.errors), "a message is no text", *about)
    if isinstance(outcome, RateLimitError):
        run.equal(outcome.retry_after, 7, "retry_after", *about)
    if not reads:
        text = outcome.response.text.strip()
        run.check(not text or text not in str(outcome), "the error repeats the body", *about)


@RULES("answer-of-a-stranger", seconds=0.3)
def _strangers(run: Run) -> None:
    """Whoever keeps to what is documented is understood: a conversation is not lost, and an error is its class."""
    recorder = Recorder()
    with run.chat(recorder, strict=False) as chat:
        for name, replies in strangers.strangers():
            for call, reply in replies.items():
                outcome, about = _outcome(run, chat, recorder, reply), (name, call)
                if call != "started":
                    _check_error(run, outcome, reply.status, dict(reply.reads), *about)
                    continue
                run.equal(type(outcome), Conversation, "outcome", *about)
                others = {key: value for key, value in reply.reads.items() if key != "conversation_id"}
                run.equal(outcome.conversation_id, uuid.UUID(CONVERSATION_ID), "conversation_id", *about)
                run.equal(dict(outcome.additional_properties), others, "unknown fields", *about)


@RULES("answer-of-no-use")
def _unusable(run: Run) -> None:
    """An answer that is neither a conversation nor an error is an UnexpectedResponseError; something may have begun."""
    recorder = Recorder()
    with run.chat(recorder, strict=False, retries=2) as chat:
        for name, reply in strangers.rows("unusable"):
            outcome = _outcome(run, chat, recorder, reply)
            run.equal(type(outcome), UnexpectedResponseError, "outcome", name)
            run.equal((outcome.status, outcome.maybe_started), (reply.status, True), "what the error says", name)
            run.check(bool(outcome.reason) and outcome.reason in str(outcome), "the error gives no reason", name)


_MEANT: dict[str, tuple[Any, ...]] = {
    "chat_queue_id": (1, 2**31, 2**63 - 1),
    "customer_id": (2**31, 2**40),
    "client_email": ("a@b_c", "Jan <a@b.pl>", "a@[127.0.0.1]", '"a b"@c.pl', "a@b.", "żółw@b..pl"),
}
_NOT_MEANT: dict[str, tuple[Any, ...]] = {
    "chat_queue_id": (None, 0, -1, 2**63, 10**5000, 3.0, "3", True),
    "customer_id": (0, -5, 2**64, "", b"1"),
    "client_email": ("jan", "@", "a@", "@b", " ", "a@b\n", "\ud800@b", 3),
    "client_name": (" ", "\t", "a\nb", "\x00", "\x7f", b"Jan", ["Jan"]),
    "client_id": ("a\rb", 1.0, 10**5000),
}


@RULES("refusal-of-what-nobody-means")
def _arguments(run: Run) -> None:
    """A value that only assumed rules refuse is sent where it can be meant; else the error says so."""
    recorder = Recorder()
    with run.chat(recorder, strict=False) as chat:
        for name, values in _MEANT.items():
            for value in values:
                recorder.answer_with(STARTED)
                outcome = run.outcome(chat, **{"chat_queue_id": 3, name: value})
                run.equal(type(outcome), Conversation, "outcome", name, value)
                run.check((name.encode(), str(value).encode()) in recorder.sent[0].parameters, "not sent", name, value)
        for name, values in _NOT_MEANT.items():
            for value in values:
                check_refusal(run, chat, recorder, name, **{"chat_queue_id": 3, name: value})
        for given in ({"chat_queue_id": 0}, {"client_email": "jan"}, {"client_name": "x" * 70_000}):
            run.check("assumed" in str(run.outcome(chat, **given)), "the error does not tell what is assumed", given)


@RULES("answer-with-odd-errors")
def _envelopes(run: Run) -> None:
    """What can be read of an odd envelope is read, whatever the status."""
    recorder = Recorder()
    with run.chat(recorder, strict=False) as chat:
        for name, reply in strangers.rows("envelopes"):
            for status in (*ERRORS, 402, 422, 451, 499, 502, 504, 599, 600, 999):
                answer = strangers.Reply(status, {**reply.headers, "Retry-After": "7"}, reply.body, reply.reads)
                _check_error(run, _outcome(run, chat, recorder, answer), status, dict(reply.reads), name)
