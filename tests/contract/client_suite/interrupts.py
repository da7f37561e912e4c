"""Rules of calls that are interrupted or cancelled: nothing catches what is not meant for a client."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
from thulium_chat import Conversation

from tests.contract.client_suite import bodies
from tests.contract.client_suite.retries import sleeping
from tests.contract.client_suite.rules import Chat, Rules, Run
from tests.contract.client_suite.transport import STARTED, BreakingOff, Interrupt, Recorder

RULES = Rules()

_INTERRUPTS: tuple[type[BaseException], ...] = (Interrupt, asyncio.CancelledError, GeneratorExit)


def _check_passed_on(run: Run, chat: Chat, recorder: Recorder, kind: type[BaseException], place: str) -> None:
    """Check that a call ends with the interrupt and leaves nothing behind."""
    try:
        outcome: object = chat.start()
    except BaseException as error:
        outcome = error
    run.equal(type(outcome), kind, "the end of a call that is interrupted", place)
    run.equal(len(recorder.sent), 1, "requests of a call that is interrupted", place)
    run.check(all(each.closed for each in recorder.streams), f"the answer is left open after an interrupt in {place}")
    recorder.answer_with(STARTED)
    run.check(isinstance(run.outcome(chat), Conversation), f"the call after an interrupt in {place} fails")


def _raising(kind: type[BaseException]) -> Callable[[], None]:
    def interrupt() -> None:
        raise kind("stop")

    return interrupt


@RULES("interrupt-of-a-call")
def _interrupts(run: Run) -> None:
    """An interrupt is passed on as it is, nothing is tried again, and the next call goes on as ever."""
    for kind in _INTERRUPTS:
        for retries in (0, 2):
            recorder = Recorder()
            with run.chat(recorder, retries=retries) as chat:
                recorder.answer_with(kind("stop"), STARTED)
                _check_passed_on(run, chat, recorder, kind, "sending")
                for status in (200, 404, 429):
                    recorder.answer_with(BreakingOff(status, failure=kind("stop")), STARTED)
                    _check_passed_on(run, chat, recorder, kind, f"an answer of {status}")
                if retries:
                    recorder.answer_with(bodies.error(429), STARTED)
                    with sleeping(chat, _raising(kind)):
                        _check_passed_on(run, chat, recorder, kind, "waiting")


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
    if run.face.name == "sync":
        return
    for place in ("sending", "reading", "waiting"):
        transport = _Waiting(place)
        with run.chat(transport, retries=2) as chat, sleeping(chat, transport.wait):
            [outcome] = run.face.together([_cancelling(chat, transport)])
            run.equal(type(outcome), asyncio.CancelledError, "the end of a task that is cancelled", place)
            run.check(all(each.closed for each in transport.streams), f"the answer is left open ({place})")
            transport.place = ""
            run.check(isinstance(run.outcome(chat), Conversation), f"the call after a cancelled one fails ({place})")


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
