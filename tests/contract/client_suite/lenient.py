"""Rules of answers that the document does not have: what is documented of them is taken, nothing is made up."""

import dataclasses
import uuid
from typing import Any

from thulium_chat import (
    ApiError,
    Conversation,
    InvalidRequestError,
    RateLimitError,
    ServerError,
    UnexpectedResponseError,
)  # fmt: skip

from tests.contract.client_suite import strangers
from tests.contract.client_suite.bodies import ERRORS
from tests.contract.client_suite.refusals import check_refusals
from tests.contract.client_suite.rules import Chat, Rules, Run
from tests.contract.client_suite.transport import CONVERSATION_ID, STARTED, Recorder

RULES = Rules()

_BY_HUNDRED: dict[int, type[ApiError]] = {4: InvalidRequestError, 5: ServerError}


def _outcome(run: Run, chat: Chat, recorder: Recorder, reply: strangers.Reply) -> Any:
    outcome = run.answered(chat, recorder, reply.answer, STARTED)
    if isinstance(outcome, ApiError | UnexpectedResponseError):
        run.equal(outcome.response.status_code, reply.answer.status, "the status of the raw answer", reply)
        if not {"Content-Encoding", "Location"} & reply.answer.headers.keys():  # unpacked, or not read
            run.equal(outcome.response.content, reply.answer.body, "the raw answer", reply)
    return outcome


def _check_error(run: Run, outcome: Any, reply: strangers.Reply, *about: object) -> None:
    status, reads = reply.answer.status, reply.reads
    kind = ERRORS.get(status) or _BY_HUNDRED.get(status // 100, ApiError)
    maybe_started, request_id = not 400 <= status < 500, reads.get("request_id", "")
    run.outcome_is(outcome, kind, *about, status=status, request_id=request_id, maybe_started=maybe_started)
    run.equal([each.to_dict() for each in outcome.errors], reads.get("errors", []), "errors", *about)
    odd = [each for each in outcome.errors if type(each.code) not in (int, type(None)) or type(each.message) is not str]
    run.check(not odd, "a code is no whole number, or a message no text", odd, *about)
    if isinstance(outcome, RateLimitError):
        run.equal(outcome.retry_after, 7, "retry_after", *about)
    text = "" if reads else outcome.response.text.strip()
    run.check(not text or text not in str(outcome), "the error repeats the body", *about)


@RULES("answer-of-a-stranger", seconds=0.3)
def _strangers(run: Run) -> None:
    """Whoever keeps to what is documented is understood: a conversation is not lost, and an error is its class."""
    recorder = Recorder()
    with run.chat(recorder, strict=False) as chat:
        for about, reply in strangers.strangers():
            outcome = _outcome(run, chat, recorder, reply)
            if "started" not in about:
                _check_error(run, outcome, reply, *about)
                continue
            others = {key: value for key, value in reply.reads.items() if key != "conversation_id"}
            run.outcome_is(outcome, Conversation, *about, conversation_id=uuid.UUID(CONVERSATION_ID))
            run.equal(dict(outcome.additional_properties), others, "unknown fields", *about)


@RULES("answer-of-no-use")
def _unusable(run: Run) -> None:
    """An answer that is neither a conversation nor an error is an UnexpectedResponseError; something may have begun."""
    recorder = Recorder()
    with run.chat(recorder, strict=False, retries=2) as chat:
        for name, reply in strangers.rows("unusable"):
            outcome = _outcome(run, chat, recorder, reply)
            run.outcome_is(outcome, UnexpectedResponseError, name, status=reply.answer.status, maybe_started=True)
            run.check(bool(outcome.reason) and outcome.reason in str(outcome), "the error gives no reason", name)


@RULES("answer-with-odd-errors")
def _envelopes(run: Run) -> None:
    """What can be read of an odd envelope is read, whatever the status."""
    recorder = Recorder()
    with run.chat(recorder, strict=False) as chat:
        for name, reply in strangers.rows("envelopes"):
            for status in (*ERRORS, 402, 422, 451, 499, 502, 504, 599, 600, 999):
                headers = {**reply.answer.headers, "Retry-After": "7"}
                answer = dataclasses.replace(reply.answer, status=status, headers=headers)
                other = strangers.Reply(answer, reply.reads)
                _check_error(run, _outcome(run, chat, recorder, other), other, name)


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
        for name, value in ((name, value) for name, values in _MEANT.items() for value in values):
            run.outcome_is(run.answered(chat, recorder, STARTED, **{name: value}), Conversation, name, value)
            run.check((name.encode(), str(value).encode()) in recorder.sent[0].parameters, "not sent", name, value)
        for given in ({"chat_queue_id": 0}, {"client_email": "jan"}, {"client_name": "x" * 70_000}):
            run.check("assumed" in str(run.outcome(chat, **given)), "the error does not tell what is assumed", given)
    for name, values in _NOT_MEANT.items():
        check_refusals(run, name, ({name: value} for value in values), strict=False)
