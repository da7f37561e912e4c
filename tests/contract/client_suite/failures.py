"""Rules of what a client says when no answer comes, when it tries again, and what an interrupt does."""

import asyncio
import itertools
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpx
from thulium_chat import (
    Conversation,
    ThuliumConnectionError,
    ThuliumError,
    ThuliumTimeoutError,
    TransportError,
    UnexpectedResponseError,
)  # fmt: skip

from tests.contract.client_suite.bodies import ERRORS, envelope, error
from tests.contract.client_suite.rules import Chat, Rules, Run, sleeping
from tests.contract.client_suite.transport import STARTED, Answer, Interrupt, Recorder, Stream

RULES = Rules()

_BROKEN = (httpx.ReadError, httpx.WriteError, httpx.CloseError, httpx.RemoteProtocolError, httpx.LocalProtocolError)
FAILURES: dict[type[httpx.RequestError], tuple[type[TransportError], bool]] = {
    **dict.fromkeys((httpx.ConnectError, httpx.ProxyError, httpx.UnsupportedProtocol), (ThuliumConnectionError, False)),
    **dict.fromkeys((*_BROKEN, httpx.DecodingError), (ThuliumConnectionError, True)),
    **dict.fromkeys((httpx.ConnectTimeout, httpx.PoolTimeout), (ThuliumTimeoutError, False)),
    **dict.fromkeys((httpx.ReadTimeout, httpx.WriteTimeout), (ThuliumTimeoutError, True)),
}
"""What httpx raises: the error that it becomes, and whether a conversation may have been started."""


@RULES("failure-of-the-connection")
def _failures(run: Run) -> None:
    """Each failure is a typed error that knows whether anything can have been started, and that keeps its cause."""
    recorder = Recorder()
    with run.chat(recorder) as chat:
        for kind, (expected, maybe_started) in FAILURES.items():
            for raised in (kind("it broke"), kind("")):
                outcome = run.answered(chat, recorder, raised, STARTED)
                run.outcome_is(outcome, expected, kind, __cause__=raised, maybe_started=maybe_started)
                run.check(str(outcome).strip(), "the error has no text", kind)
            run.outcome_is(run.outcome(chat), Conversation, "after", kind)


@RULES("failure-of-the-body")
def _bodies(run: Run) -> None:
    """A body that breaks off is an unexpected answer with what came of it, or a timeout; something may have started."""
    recorder = Recorder()
    kinds = {httpx.ReadError: UnexpectedResponseError, httpx.RemoteProtocolError: UnexpectedResponseError}
    with run.chat(recorder, retries=2) as chat:
        for status in (200, 400, 429, 500):
            for kind, expected in {**kinds, httpx.ReadTimeout: ThuliumTimeoutError}.items():
                failure = kind("x")
                outcome = run.answered(chat, recorder, Answer(status, failure=failure), STARTED)
                run.outcome_is(outcome, expected, status, kind, __cause__=failure, maybe_started=True)
                if expected is UnexpectedResponseError:
                    kept = outcome.status, outcome.response.content
                    run.equal(kept, (status, STARTED.body[:20]), "the raw answer", status, kind)


@RULES("call-leaves-no-trace")
def _no_trace(run: Run) -> None:
    """Whatever a call was given and came to, the next ones of its client and of another send what they were given."""
    recorder = Recorder()
    names = {"client_name": "Jan", "client_surname": "Nowak", "client_email": "a@b.pl"}
    whole: dict[str, Any] = {**names, "client_id": 7, "customer_id": 9}
    own = {"language": "pl", "timeout": 1, "headers": {"X-Once": "1"}}
    outcomes: list[Answer | BaseException] = [kind("it broke") for kind in FAILURES]
    outcomes += [Answer(failure=httpx.ReadError("x")), Answer(200, b"{}"), Answer(204, b""), STARTED]
    outcomes += [Answer(status, envelope()) for status in ERRORS]
    with run.chat(recorder) as chat, run.chat(recorder, user="b", password="b:b") as other:

        def sent(chat: Chat, **given: Any) -> list[Any]:
            run.outcome_is(run.answered(chat, recorder, STARTED, **given), Conversation, "the next call")
            return [*recorder.sent]

        expected = [(each, given, sent(each, **given)) for each in (chat, other) for given in ({}, whole)]
        calls: list[dict[str, Any]] = [whole, {**whole, **own}, {}]
        for became, before in itertools.product(outcomes, calls):
            run.answered(chat, recorder, became, STARTED, **before)
            for each, given, right in expected if before else expected[::-1]:
                run.equal(sent(each, **given), right, "what a call after another sends", became, before)
        run.outcome(chat, **{**whole, "client_email": "x"})
        for each, given, right in expected:
            run.equal(sent(each, **given), right, "what a call sends after one that was refused")


class _Dripping(Stream):
    """A body that comes bit by bit, each in time, and the whole far too late."""

    def __iter__(self) -> Iterator[bytes]:
        for _ in range(60):
            threading.Event().wait(0.005)
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
    with run.chat(Drip(), timeout=0.03) as chat, run.chat(Drip()) as patient:
        for outcome in (run.outcome(chat), run.outcome(patient, timeout=0.03)):
            run.outcome_is(outcome, ThuliumTimeoutError, maybe_started=True)


# Retries.

_FIRST_WAIT, _LONGEST_WAIT = 0.5, 8.0

_NEVER: tuple[Answer | BaseException, ...] = (
    *(error(status) for status in ERRORS if status != 429),
    *(Answer(status, b"") for status in (200, 302, 408, 409, 425, 500, 502, 503, 504, 520)),
    *(error(status, retry_after="0") for status in (503, 500)),
    Answer(502, b"", {"Retry-After": "0"}),
    *(kind("") for kind, (_, maybe_started) in FAILURES.items() if maybe_started),
)
_AGAIN: tuple[Answer | BaseException, ...] = (
    *(error(429, retry_after=each) for each in (None, "0", "soon")),
    *(kind("") for kind in (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)),
)


def _check_once(run: Run, failures: tuple[Answer | BaseException, ...], **settings: Any) -> None:
    for failure in failures:
        done = run.call(failure, STARTED, **settings)
        run.check(isinstance(done.outcome, ThuliumError), f"{done.outcome!r} after {failure!r}")
        run.equal((len(done.recorder.sent), done.slept), (1, []), "requests and waits", failure)


@RULES("retry-not-unless-asked")
def _default(run: Run) -> None:
    """Nothing is tried again unless the caller asks for it."""
    _check_once(run, (*_AGAIN, *_NEVER))


@RULES("retry-never-twice-the-same")
def _never(run: Run) -> None:
    """What may have been started, or was refused for good, is never tried again."""
    _check_once(run, _NEVER, retries=5)


@RULES("retry-as-often-as-asked", seconds=0.2)
def _again(run: Run) -> None:
    """Where nothing can have been started, the same request is tried as often as asked, and not at once."""
    waits: set[float] = set()
    for failure in _AGAIN:
        for retries, failing in ((1, 1), (2, 2), (2, 1), (2, 3), (1, 2), (6, 6), (9, 9)):
            about = (failure, retries, failing)
            recorder = Recorder(*[failure] * failing, STARTED)
            with run.chat(recorder, retries=retries, language="pl") as chat, sleeping(chat) as slept:
                outcome, sent = run.outcome(chat, client_name="Jan", headers={"X-A": "1"}), [*recorder.sent]
                run.equal(isinstance(outcome, Conversation), failing <= retries, "a call succeeds", *about)
                run.equal(len(sent), min(failing, retries) + 1, "requests", *about)
                run.check(all(each == sent[0] for each in sent), "a further attempt is another request")
                told = getattr(failure, "headers", {}).get("Retry-After") == "0"
                longest = [0 if told else min(_FIRST_WAIT * 2**n, _LONGEST_WAIT) for n in range(len(sent) - 1)]
                run.equal(len(slept), len(longest), "waits", *about)
                held = all(most / 2 <= wait <= most for most, wait in zip(longest, slept, strict=True))
                run.check(held, f"the waits are {slept}, and must be from half of {longest} to that")
                waits.add(slept[0])
                recorder.answer_with(failure)
                run.outcome(chat)
                run.equal(len(recorder.sent), retries + 1, "requests of the next call", *about)
    run.check(len(waits) > 2, "clients that fail together come back together")


@RULES("retry-holds-up-no-other")
def _others(run: Run) -> None:
    """While one call waits to be tried again, another one of the same client is made and answered."""
    recorder = Recorder(httpx.ConnectError(""), STARTED)

    def wait() -> Any:
        if run.face.name == "async":
            return wait_async()
        # In steps, so that a process that was suspended has waited for one of them.
        is_made = any(len(recorder.sent) > 1 or threading.Event().wait(0.1) for _ in range(50))
        return run.check(is_made, "one call waits for another")

    async def wait_async() -> None:
        for _ in range(1000):
            await asyncio.sleep(0)
        run.check(len(recorder.sent) > 1, "one call waits for another")

    with run.chat(recorder, retries=1) as chat, sleeping(chat, wait):
        outcomes = run.face.together([lambda: chat.raw.start_conversation(3)] * 2)
    run.check(all(isinstance(each, Conversation) for each in outcomes), f"two calls give {outcomes}")


@RULES("retry-as-late-as-told")
def _retry_after(run: Run) -> None:
    """After a 429 a client waits exactly as long as Retry-After says, or gives up at once where that is too long."""
    for seconds in (0, 1, 7, 30, 59, 60, run.random.randint(2, 58), 61, 100, 3600, 86400):
        done = run.call(error(429, retry_after=str(seconds)), STARTED, retries=2)
        run.outcome_is(done.outcome, Conversation if seconds <= 60 else ERRORS[429], seconds)
        run.check(done.slept == ([seconds] if seconds <= 60 else []), f"the client waits {done.slept} s", seconds)


# Interrupts.


def _check_passed_on(run: Run, chat: Chat, recorder: Recorder, kind: type[BaseException], place: object) -> None:
    """Check that a call ends with the interrupt and leaves nothing behind."""
    try:
        outcome: object = chat.start()
    except BaseException as raised:
        outcome = raised
    run.outcome_is(outcome, kind, place)
    run.equal(len(recorder.sent), 1, "requests of a call that is interrupted", place)
    run.check(all(each.closed for each in recorder.streams), "the answer is left open", place)
    recorder.answer_with(STARTED)
    run.outcome_is(run.outcome(chat), Conversation, "after an interrupt", place)


@RULES("interrupt-of-a-call")
def _interrupts(run: Run) -> None:
    """An interrupt is passed on as it is, nothing is tried again, and the next call goes on as ever."""
    for kind in (Interrupt, asyncio.CancelledError, GeneratorExit):

        def interrupt(kind: type[BaseException] = kind) -> None:
            raise kind("stop")

        for retries in (0, 2):
            recorder = Recorder()
            with run.chat(recorder, retries=retries) as chat, sleeping(chat, interrupt):
                places = [kind("stop"), *(Answer(status, failure=kind("stop")) for status in (200, 404, 429))]
                for place in (*places, *[error(429)] * (retries > 0)):
                    recorder.answer_with(place, STARTED)
                    _check_passed_on(run, chat, recorder, kind, place)


class _Waiting(Recorder):
    """Waits for ever in one place, and says when it is there."""

    def __init__(self, place: str) -> None:
        super().__init__()
        self.there = asyncio.Event()
        self.place = place

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer, or wait instead."""
        if self.place == "sending":
            await self.wait()
        if self.place == "waiting":
            raise httpx.ConnectError("")
        response = await super().handle_async_request(request)
        if self.place == "reading":
            self.streams[-1].before_end = self.wait
        return response

    async def wait(self) -> None:
        """Say that this is the place, and wait."""
        self.there.set()
        await asyncio.Event().wait()


@RULES("cancellation-of-a-task")
def _cancelled(run: Run) -> None:
    """A task that is cancelled ends with CancelledError wherever it is, and the client goes on as ever."""
    for place in () if run.face.name == "sync" else ("sending", "reading", "waiting"):
        transport = _Waiting(place)
        with run.chat(transport, retries=2) as chat, sleeping(chat, transport.wait):
            [outcome] = run.face.together([_cancelling(chat, transport)])
            run.outcome_is(outcome, asyncio.CancelledError, place)
            run.check(all(each.closed for each in transport.streams), f"the answer is left open ({place})")
            transport.place = ""
            run.outcome_is(run.outcome(chat), Conversation, "after a cancelled call", place)


def _cancelling(chat: Chat, transport: _Waiting) -> Callable[[], Any]:
    async def cancelled() -> Any:
        task = asyncio.ensure_future(chat.raw.start_conversation(3))
        there = asyncio.ensure_future(transport.there.wait())
        await asyncio.wait((task, there), timeout=5, return_when=asyncio.FIRST_COMPLETED)
        there.cancel()
        task.cancel()
        await asyncio.wait((task,), timeout=5)
        return await task if task.done() else TimeoutError("it goes on")

    return cancelled
