"""Rules of answers that the document does not have: what is documented of them is taken, nothing is made up."""

from typing import Any

from thulium_chat import ApiError, Conversation, InvalidRequestError, ServerError

from tests.contract.client_suite import strangers
from tests.contract.client_suite.answers import check_conversation, check_error, check_unexpected
from tests.contract.client_suite.bodies import ERRORS
from tests.contract.client_suite.refusals import check_refusals
from tests.contract.client_suite.rules import Chat, Rules, Run
from tests.contract.client_suite.transport import CONVERSATION_ID, STARTED, Answer, Recorder

RULES = Rules()

_BY_HUNDRED: dict[int, type[ApiError]] = {4: InvalidRequestError, 5: ServerError}


def _check_error(run: Run, chat: Chat, recorder: Recorder, reply: strangers.Reply, *about: object) -> None:
    status, outcome = reply.answer.status, run.answered(chat, recorder, reply.answer, STARTED)
    kind = ERRORS.get(status) or _BY_HUNDRED.get(status // 100, ApiError)
    check_error(run, outcome, kind, reply.answer, reply.reads, *about)
    text = "" if reply.reads else outcome.response.text.strip()
    run.check(not text or text not in str(outcome), "the error repeats the body", *about)


@RULES("answer-of-a-stranger", seconds=0.3)
def _strangers(run: Run) -> None:
    """Whoever keeps to what is documented is understood: a conversation is not lost, and an error is its class."""
    recorder = Recorder()
    with run.chat(recorder, strict=False) as chat:
        for about, reply in strangers.strangers():
            if "started" in about:
                reads = {**reply.reads, "conversation_id": CONVERSATION_ID}
                check_conversation(run, run.answered(chat, recorder, reply.answer, STARTED), reads, *about)
            else:
                _check_error(run, chat, recorder, reply, *about)


@RULES("answer-of-no-use")
def _unusable(run: Run) -> None:
    """An answer that is neither a conversation nor an error is an UnexpectedResponseError; something may have begun."""
    recorder = Recorder()
    with run.chat(recorder, strict=False, retries=2) as chat:
        for _, reply in strangers.rows("unusable"):
            check_unexpected(run, chat, recorder, reply.answer)


@RULES("answer-with-odd-errors")
def _envelopes(run: Run) -> None:
    """What can be read of an odd envelope is read, whatever the status."""
    recorder = Recorder()
    with run.chat(recorder, strict=False) as chat:
        for name, reply in strangers.rows("envelopes"):
            for status in (*ERRORS, 402, 422, 451, 499, 502, 504, 599, 600, 999):
                answer = Answer(status, reply.answer.body, {**reply.answer.headers, "Retry-After": "7"})
                _check_error(run, chat, recorder, strangers.Reply(answer, reply.reads), name)


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
