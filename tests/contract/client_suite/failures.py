"""Rules of what a client says when no answer comes."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
from thulium_chat import ThuliumConnectionError, ThuliumTimeoutError, TransportError, UnexpectedResponseError

from tests.contract.client_suite.bodies import envelope
from tests.contract.client_suite.rules import Rules, Run
from tests.contract.client_suite.transport import STARTED, Answer, BreakingOff, Recorder, Stream

RULES = Rules()

FAILURES: dict[type[httpx.RequestError], tuple[type[TransportError], bool]] = {
    httpx.ConnectError: (ThuliumConnectionError, False),
    httpx.ProxyError: (ThuliumConnectionError, False),
    httpx.UnsupportedProtocol: (ThuliumConnectionError, False),
    httpx.ReadError: (ThuliumConnectionError, True),
    httpx.WriteError: (ThuliumConnectionError, True),
    httpx.CloseError: (ThuliumConnectionError, True),
    httpx.RemoteProtocolError: (ThuliumConnectionError, True),
    httpx.LocalProtocolError: (ThuliumConnectionError, True),
    httpx.DecodingError: (ThuliumConnectionError, True),
    httpx.ConnectTimeout: (ThuliumTimeoutError, False),
    httpx.PoolTimeout: (ThuliumTimeoutError, False),
    httpx.ReadTimeout: (ThuliumTimeoutError, True),
    httpx.WriteTimeout: (ThuliumTimeoutError, True),
}
"""What httpx raises: the error that it becomes, and whether a conversation may have been started."""


@RULES("failure-of-the-connection")
def _failures(run: Run) -> None:
    """Each failure is a typed error that knows whether anything can have been started, and that keeps its cause."""
    recorder = Recorder()
    with run.chat(recorder) as chat:
        for kind, (error, maybe_started) in FAILURES.items():
            for text in ("it broke", ""):
                raised = kind(text)
                recorder.answer_with(raised, STARTED)
                outcome = run.outcome(chat)
                run.equal(type(outcome), error, "outcome", kind.__name__)
                assert isinstance(outcome, TransportError)
                run.equal(outcome.maybe_started, maybe_started, "maybe_started", kind.__name__)
                run.check(outcome.__cause__ is raised, f"the cause of {kind.__name__} is lost")
                run.check(bool(str(outcome).strip()), f"the error after {kind.__name__} has no text")
                run.equal(len(recorder.sent), 1, "requests that a call sends", kind.__name__)
            run.check(not isinstance(run.outcome(chat), Exception), f"the call after {kind.__name__} fails")


@RULES("failure-of-the-body")
def _bodies(run: Run) -> None:
    """A body that breaks off is an unexpected answer with what came of it, or a timeout; something may have started."""
    recorder = Recorder()
    with run.chat(recorder, retries=2) as chat:
        for status in (200, 400, 429, 500):
            for failure in (httpx.ReadError("x"), httpx.RemoteProtocolError("x"), httpx.ReadTimeout("x")):
                recorder.answer_with(BreakingOff(status, failure=failure), STARTED)
                outcome = run.outcome(chat)
                about = (status, type(failure).__name__)
                timeout = isinstance(failure, httpx.TimeoutException)
                run.equal(type(outcome), ThuliumTimeoutError if timeout else UnexpectedResponseError, "outcome", *about)
                assert isinstance(outcome, ThuliumTimeoutError | UnexpectedResponseError)
                run.equal(outcome.maybe_started, True, "maybe_started", *about)
                run.check(outcome.__cause__ is failure, f"the cause is lost, {about}")
                run.check(recorder.streams[0].closed, "the answer is left open")
                run.equal(len(recorder.sent), 1, "requests that a call sends", *about)
                if isinstance(outcome, UnexpectedResponseError):
                    run.equal(
                        (outcome.status, outcome.response.content),
                        (status, STARTED.body[:20]),
                        "the raw answer",
                        *about,
                    )


@RULES("failure-is-over")
def _over(run: Run) -> None:
    """Whatever became of a call, the next sends what it was given itself, and nothing of the one before."""
    recorder = Recorder()
    before = {
        "client_name": "Jan",
        "client_surname": "Nowak",
        "client_email": "a@b.pl",
        "client_id": 7,
        "customer_id": 9,
    }
    outcomes: list[Answer | BaseException] = [kind("it broke") for kind in FAILURES]
    outcomes += [BreakingOff(failure=httpx.ReadError("x")), Answer(200, b"{}"), Answer(204, b""), STARTED]
    outcomes += [Answer(status, envelope()) for status in (400, 401, 403, 404, 414, 429, 500, 503)]
    with run.chat(recorder) as chat:

        def sent(**given: Any) -> list[Any]:
            recorder.answer_with(STARTED)
            run.check(not isinstance(run.outcome(chat, **given), Exception), "the next call fails")
            return [*recorder.sent]

        plain, whole = sent(), sent(**before)
        for language in (None, "pl"):
            for became in outcomes:
                recorder.answer_with(became, STARTED)
                run.outcome(chat, **before, **({"language": language} if language else {}))
                run.equal(sent(), plain, "what the next call sends", became)
                run.equal(sent(**before), whole, "what the call after that sends", became)
                recorder.answer_with(became, STARTED)
                run.outcome(chat)
                run.equal(sent(**before), whole, "what the next call sends", became)
            run.outcome(chat, **{**before, "client_email": "x"})
            run.equal(sent(), plain, "what a call sends after one that was refused")
            run.equal(sent(**before), whole, "what the call after that sends")


class _Dripping(Stream):
    """A body that comes bit by bit, each in time, and the whole far too late."""

    def __iter__(self) -> Iterator[bytes]:
        for _ in range(60):
            time.sleep(0.005)
            yield b" "
        yield STARTED.body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _ in range(60):
            await asyncio.sleep(0.005)
            yield b" "
        yield STARTED.body


class Drip(Recorder):
    """A transport whose answers drip."""

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer with a body that drips."""
        return httpx.Response(200, headers=dict(STARTED.headers), stream=_Dripping(()))


@RULES("failure-of-a-dripping-body", seconds=0.5)
def _dripping(run: Run) -> None:
    """A body that comes in pieces, each in time, is a timeout when the whole is not."""
    with run.chat(Drip(), timeout=0.03) as chat:
        outcome = run.outcome(chat)
        run.equal(type(outcome), ThuliumTimeoutError, "outcome")
        run.check(getattr(outcome, "maybe_started", False), "maybe_started is False")
    with run.chat(Drip()) as patient:
        run.equal(
            type(run.outcome(patient, timeout=0.03)), ThuliumTimeoutError, "outcome with a timeout of the call's own"
        )
