"""Rules of answers that the document does not allow: each is an UnexpectedResponseError, never anything else."""

import gzip
import zlib
from collections.abc import Iterator

from thulium_chat import UnexpectedResponseError

from tests.contract.client_suite.bodies import ERRORS
from tests.contract.client_suite.malformed import (
    CONVERSATION,
    ENVELOPE,
    MEDIA_TYPES,
    NEARLY_JSON,
    conversations,
    envelopes,
    nearly_envelopes,
    spoilt,
)
from tests.contract.client_suite.rules import Chat, Rules, Run
from tests.contract.client_suite.transport import JSON, STARTED, Answer, Endless, Recorder

RULES = Rules()


def check_unexpected(run: Run, chat: Chat, recorder: Recorder, answer: Answer, whole: bool = True) -> None:
    """Check that an answer is refused, that the error has it, and that the next call goes on as ever."""
    recorder.answer_with(answer, STARTED)
    outcome = run.outcome(chat)
    about = (answer.status, dict(answer.headers), answer.body)
    run.equal(type(outcome), UnexpectedResponseError, "outcome", *about)
    assert isinstance(outcome, UnexpectedResponseError)
    run.equal(outcome.status, answer.status, "status", *about)
    run.equal(outcome.response.status_code, answer.status, "the status of the raw answer", *about)
    run.check(
        bool(outcome.reason) and outcome.reason in str(outcome), f"the text of the error gives no reason: {outcome}"
    )
    run.equal(outcome.maybe_started, True, "maybe_started", *about)
    if whole:
        run.equal(outcome.response.content, answer.body, "the raw answer", *about)
    run.equal(len(recorder.sent), 1, "requests that a call sends", *about)
    run.check(all(each.closed for each in recorder.streams), "the answer is left open")


def _check_all(run: Run, answers: Iterator[Answer]) -> None:
    recorder = Recorder()
    # Something may have been started, so that none of them is a reason to try again.
    with run.chat(recorder, retries=2) as chat:
        for answer in answers:
            check_unexpected(run, chat, recorder, answer)


@RULES("answer-of-another-status", seconds=1)
def _statuses(run: Run) -> None:
    """A status that the document does not have is refused, whatever comes with it."""
    statuses = [status for status in range(100, 1000) if status not in (200, *ERRORS)]
    _check_all(run, (Answer(status, CONVERSATION) for status in statuses))
    _check_all(run, (Answer(status, ENVELOPE) for status in statuses if status >= 400))
    _check_all(run, (Answer(status, b"", {}) for status in run.random.sample(statuses, 60)))
    _check_all(run, (Answer(status, b"") for status in (204, 205, 304)))


@RULES("answer-of-another-media-type", seconds=0.2)
def _media_types(run: Run) -> None:
    """A body of another media type is refused, even where it reads as what the document has."""
    for status in (200, *ERRORS):
        body = CONVERSATION if status == 200 else ENVELOPE
        _check_all(run, (Answer(status, body, {} if each is None else {"Content-Type": each}) for each in MEDIA_TYPES))


@RULES("answer-that-is-no-json", seconds=0.4)
def _no_json(run: Run) -> None:
    """A body that is no JSON in UTF-8 is refused, as is one that names a field twice."""
    for status in (200, 404, run.random.choice(tuple(ERRORS))):
        body = CONVERSATION if status == 200 else ENVELOPE
        _check_all(run, (Answer(status, each) for each in spoilt(run.random, body)))
    _check_all(
        run,
        (
            Answer(status, each, headers)
            for status in (200, *ERRORS)
            for each in (b"", b"<html>")
            for headers in (JSON, {}, {"Content-Type": "text/html"})
        ),
    )
    _check_all(run, (Answer(status, each) for status in ERRORS for each in NEARLY_JSON))
    _check_all(run, (Answer(status, b"", {**JSON, "Content-Length": "0"}) for status in (200, *ERRORS)))


@RULES("answer-that-is-no-conversation")
def _no_conversation(run: Run) -> None:
    """On success, a body that is no conversation with a canonical id is refused."""
    _check_all(run, (Answer(200, each) for each in conversations(run.random)))


@RULES("answer-that-is-no-envelope", seconds=0.6)
def _no_envelope(run: Run) -> None:
    """On errors, a body that is not the envelope to the letter is refused."""
    for status in ERRORS:
        _check_all(run, (Answer(status, each) for each in nearly_envelopes()))
    status = run.random.choice(tuple(ERRORS))
    _check_all(run, (Answer(status, each) for each in envelopes(run.random)))


@RULES("answer-that-is-encoded")
def _encoded(run: Run) -> None:
    """A compressed body is refused unread: nobody asked for it, and it could unpack to any size."""
    packed = {
        "gzip": gzip.compress(CONVERSATION),
        "deflate": zlib.compress(CONVERSATION),
        "br": b"\x8b",
        "gzip, gzip": b"x",
    }
    packed |= {
        "x-gzip": packed["gzip"],
        "GZIP": packed["gzip"],
        "zstd": b"x",
        "unknown": CONVERSATION,
        "identity, gzip": packed["gzip"],
    }
    recorder = Recorder()
    with run.chat(recorder) as chat:
        for status, (encoding, body) in ((status, case) for status in (200, 404, 500) for case in packed.items()):
            answer = Answer(status, body, {**JSON, "Content-Encoding": encoding})
            check_unexpected(run, chat, recorder, answer, whole=False)


@RULES("answer-without-end")
def _endless(run: Run) -> None:
    """An answer of many megabytes is refused, and not read to its end."""
    recorder = Recorder()
    with run.chat(recorder) as chat:
        for status, length in ((200, None), (500, None), (200, "67108864")):
            headers = {**JSON} if length is None else {**JSON, "Content-Length": length}
            check_unexpected(run, chat, recorder, Endless(status, b"", headers), whole=False)
            run.check(
                recorder.streams[0].read <= 4 * 1024 * 1024,
                f"{recorder.streams[0].read} bytes of an endless answer are read",
            )
