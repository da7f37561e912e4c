"""Rules of when a call is tried again: only where nothing can have been started, and only when asked to."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import anyio
import httpx
from thulium_chat import Conversation, ThuliumError

from tests.contract.client_suite import bodies
from tests.contract.client_suite.bodies import ERRORS
from tests.contract.client_suite.failures import FAILURES
from tests.contract.client_suite.rules import Broken, Chat, Rules, Run
from tests.contract.client_suite.transport import STARTED, Answer, Recorder

RULES = Rules()

_FIRST_WAIT = 0.5
_LONGEST_WAIT = 8.0
_LONGEST_RETRY_AFTER = 60
_LONGEST_OTHER = 20.0

_REFUSED = [bodies.error(status) for status in ERRORS if status != 429]
_MAYBE = [Answer(status, b"") for status in (200, 302, 408, 409, 425, 500, 502, 503, 504, 520)]
_UNAVAILABLE = [
    bodies.error(503, retry_after="0"),
    bodies.error(500, retry_after="0"),
    Answer(502, b"", {"Retry-After": "0"}),
]
_NEVER: list[Answer | BaseException] = [*_REFUSED, *_MAYBE, *_UNAVAILABLE]
_NEVER += [kind("") for kind, (_, maybe_started) in FAILURES.items() if maybe_started]
_AGAIN: list[Answer | BaseException] = [
    bodies.error(429),
    bodies.error(429, retry_after="0"),
    bodies.error(429, retry_after="soon"),
]
_AGAIN += [kind("") for kind in (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)]


@contextmanager
def sleeping(chat: Chat, during: Callable[[], Any] = lambda: None) -> Iterator[list[float]]:
    """Have a client not wait, but note how long it would; `during` is called, or awaited, in place of the wait."""
    slept: list[float] = []

    def sleep(delay: float) -> None:
        if chat.face.name == "async":
            raise Broken("the event loop is blocked while a call waits")
        slept.append(delay)
        during()

    async def sleep_async(delay: float, *_: object) -> None:
        slept.append(delay)
        if (found := during()) is not None:
            await found

    with mock.patch.object(time, "sleep", sleep), mock.patch.object(anyio, "sleep", sleep_async):
        yield slept


@RULES("retry-not-unless-asked")
def _default(run: Run) -> None:
    """Nothing is tried again unless the caller asks for it."""
    for failure in (*_AGAIN, *_NEVER):
        recorder = Recorder(failure, STARTED)
        with run.chat(recorder) as chat, sleeping(chat) as slept:
            outcome = run.outcome(chat)
            run.check(isinstance(outcome, ThuliumError), f"{outcome!r} after {failure!r}")
        run.equal((len(recorder.sent), slept), (1, []), "requests and waits without retries", failure)


@RULES("retry-never-twice-the-same")
def _never(run: Run) -> None:
    """What may have been started, or was refused for good, is never tried again."""
    for failure in _NEVER:
        recorder = Recorder(failure, STARTED)
        with run.chat(recorder, retries=5) as chat, sleeping(chat) as slept:
            outcome = run.outcome(chat)
            run.check(isinstance(outcome, ThuliumError), f"{outcome!r} after {failure!r}")
        run.equal((len(recorder.sent), slept), (1, []), "requests and waits", failure)


@RULES("retry-as-often-as-asked", seconds=0.2)
def _again(run: Run) -> None:
    """Where nothing can have been started, the same request is tried as often as asked, and not at once."""
    waits: set[float] = set()
    for failure in _AGAIN:
        for retries, failing in ((1, 1), (2, 2), (2, 1), (2, 3), (1, 2), (6, 6), (9, 9)):
            recorder = Recorder(*[failure] * failing, STARTED)
            with run.chat(recorder, retries=retries, language="pl") as chat, sleeping(chat) as slept:
                outcome = run.outcome(chat, client_name="Jan", headers={"X-A": "1"})
                sent = list(recorder.sent)
                run.equal(
                    isinstance(outcome, Conversation), failing <= retries, "a call succeeds", failure, retries, failing
                )
                run.equal(len(sent), min(failing, retries) + 1, "requests", failure, retries, failing)
                run.equal(len(slept), len(sent) - 1, "waits", failure, retries, failing)
                run.check(all(each == sent[0] for each in sent), "a further attempt is another request")
                told = getattr(failure, "headers", {}).get("Retry-After") == "0"
                longest = [0 if told else min(_FIRST_WAIT * 2**attempt, _LONGEST_WAIT) for attempt in range(len(slept))]
                held = [most / 2 <= wait <= most for most, wait in zip(longest, slept, strict=True)]
                run.check(all(held), f"the waits are {slept}, and must be from half of {longest} to that")
                waits |= {slept[0]}
                recorder.answer_with(failure)
                run.outcome(chat)
                run.equal(len(recorder.sent), retries + 1, "requests of the next call", failure, retries)

    run.check(len(waits) > 2, "clients that fail together come back together")


@RULES("retry-holds-up-no-other")
def _others(run: Run) -> None:
    """While one call waits to be tried again, another one of the same client is made and answered."""
    recorder = Recorder(httpx.ConnectError(""), STARTED)
    over = threading.Event() if run.face.name == "sync" else asyncio.Event()

    def wait() -> Any:
        if isinstance(over, asyncio.Event):
            return asyncio.wait_for(over.wait(), _LONGEST_OTHER)
        return run.check(over.wait(_LONGEST_OTHER), "one call waits for another")

    with run.chat(recorder, retries=1) as chat, sleeping(chat, wait):
        calls = [run.face.ending(lambda: chat.raw.start_conversation(3), over.set) for _ in range(2)]
        outcomes = run.face.together(calls)
    run.check(all(isinstance(each, Conversation) for each in outcomes), f"two calls give {outcomes}")


@RULES("retry-as-late-as-told")
def _retry_after(run: Run) -> None:
    """After a 429 a client waits exactly as long as Retry-After says, or gives up at once where that is too long."""
    for seconds in (0, 1, 7, 30, 59, 60, run.random.randint(2, 58)):
        recorder = Recorder(bodies.error(429, retry_after=str(seconds)), STARTED)
        with run.chat(recorder, retries=2) as chat, sleeping(chat) as slept:
            run.check(isinstance(run.outcome(chat), Conversation), f"no success after a wait of {seconds} s")
        run.check(slept == [seconds], f"the client waits {slept} s, and {seconds} s are asked for")
    for seconds in (61, 100, 3600, 86400):
        recorder = Recorder(bodies.error(429, retry_after=str(seconds)), STARTED)
        with run.chat(recorder, retries=2) as chat, sleeping(chat) as slept:
            run.equal(type(run.outcome(chat)), ERRORS[429], "outcome", seconds)
        run.equal((len(recorder.sent), slept), (1, []), "requests and waits", seconds)
