"""Rules of one client used by many at once, and of its end."""

import asyncio
import random
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from thulium_chat import ApiError, Conversation, ThuliumError

from tests.contract.client_suite import values
from tests.contract.client_suite.bodies import ERRORS, envelope, fault
from tests.contract.client_suite.failures import Interrupt
from tests.contract.client_suite.rules import Rules, Run
from tests.contract.client_suite.transport import JSON, STARTED, Answer, Recorder, recorded

RULES = Rules()

_TOGETHER = {"sync": 16, "async": 50}
_ROUNDS = 6
_LONGEST_WAIT = 5.0


class Crowd(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport that answers only when all requests of a round are there, in an order of its own.

    The answer to queue n is a conversation whose id is n, or an error whose code is n.
    """

    def __init__(self, size: int, chance: random.Random) -> None:
        self.wrong: list[str] = []
        self._barrier = threading.Barrier(size)
        self._size = size
        self._arrived = 0
        self._delays = [chance.random() / 500 for _ in range(size)]

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer once all calls are under way."""
        answer = self._answer(request)
        try:
            place = self._barrier.wait(_LONGEST_WAIT)
        except threading.BrokenBarrierError:
            self.wrong.append("one call waits for another")
            return answer
        time.sleep(self._delays[place])
        return answer

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer once all calls are under way."""
        answer = self._answer(request)
        self._arrived += 1
        place = self._arrived
        all_there = -(-place // self._size) * self._size
        for _ in range(5000):
            if self._arrived >= all_there:
                break
            await asyncio.sleep(0.001)
        else:
            self.wrong.append("one call waits for another")
        await asyncio.sleep(self._delays[place % self._size])
        return answer

    def _answer(self, request: httpx.Request) -> httpx.Response:
        sent = recorded(request)
        number = int(dict(sent.parameters)[b"chat_queue_id"])
        expected = {
            name.encode(): str(value).encode() for name, value in arguments_of(number).items() if name not in _SETTINGS
        }
        if dict(sent.parameters) != expected:
            self.wrong.append(f"call {number} arrives as {sent.parameters}")
        settings = (sent.header("accept-language"), sent.header("x-n"), sent.timeout.get("read"))
        if settings != ([f"x-{number}"], [str(number)], float(number)):
            self.wrong.append(f"call {number} has the settings {settings}")
        status = _status(number)
        if status == 200:
            return httpx.Response(200, json={"conversation_id": str(uuid.UUID(int=number))})
        return httpx.Response(status, content=envelope(fault(code=number), request_id=f"{number:013x}"), headers=JSON)


_SETTINGS = ("language", "headers", "timeout")


def _status(number: int) -> int:
    return 200 if number % 3 else tuple(ERRORS)[number // 3 % len(ERRORS)]


def arguments_of(number: int) -> dict[str, Any]:
    """Return the arguments of call `number`, from which each can be told."""
    every = {
        "client_name": f"n{number} {values.TEXTS[number % len(values.TEXTS)].strip() or 'x'}",
        "client_surname": f"s{number}",
        "client_email": f"e{number}@b.pl",
        "client_id": number if number % 2 else f"i{number}",
        "customer_id": number + 1000,
    }
    given = {name: value for index, (name, value) in enumerate(every.items()) if number >> index & 1}
    settings = {"language": f"x-{number}", "headers": {"X-N": str(number)}, "timeout": number}
    return {"chat_queue_id": number, **given, **settings}


def _check_own(run: Run, number: int, outcome: Any) -> None:
    status = _status(number)
    if status == 200:
        run.check(isinstance(outcome, Conversation), f"call {number} gives {outcome!r}")
        run.equal(outcome.conversation_id, uuid.UUID(int=number), "the id that a call at the same time gives")
        return
    run.equal(type(outcome), ERRORS[status], "the error that a call at the same time gives")
    assert isinstance(outcome, ApiError)
    run.equal(
        (outcome.request_id, outcome.errors[0].code), (f"{number:013x}", number), "the error of a call at the same time"
    )


@contextmanager
def _hasty() -> Iterator[None]:
    """Have threads give way to each other all the time."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


@RULES("sharing-at-the-same-time", slow=True)
def _together(run: Run) -> None:
    """Calls of one client at the same time send each its own, and get each its own answer or error."""
    size = _TOGETHER[run.face.name]
    crowd: Any = Crowd(size, run.random)
    with run.chat(crowd) as chat, _hasty():
        for turn in range(_ROUNDS):
            numbers = range(1 + turn * size, 1 + (turn + 1) * size)
            calls = [_call(chat.raw, number) for number in numbers]
            for number, outcome in zip(numbers, run.face.together(calls), strict=True):
                _check_own(run, number, outcome)
            run.check(not crowd.wrong, "; ".join(crowd.wrong[:2]))


def _call(chat: Any, number: int) -> Callable[[], Any]:
    return lambda: chat.start_conversation(**arguments_of(number))


@RULES("end-of-a-client")
def _end(run: Run) -> None:
    """A client closes its transport once it ends, by close or by the end of its block, and says that it is closed."""
    recorder = Recorder()
    chat = run.face.open("a", "b", "c", transport=recorder)
    run.equal(run.face.start(chat, 3), run.face.start(chat, 3), "two answers that are the same")
    run.equal(recorder.closed, 0, "the transport is closed while the client is open")
    for _ in range(2):
        run.face.close(chat)
        run.check(recorder.closed >= 1, "the transport is left open")
        try:
            run.face.start(chat, 3)
        except ThuliumError as error:
            run.check("closed" in str(error) and not error.maybe_started, f"a closed client says {error}")
        else:
            run.check(False, "a closed client makes calls")
    run.equal(len(recorder.sent), 2, "requests")
    recorder = Recorder()
    chat = run.face.open("a", "b", "c", transport=recorder)
    run.face.within(
        chat, lambda entered: run.check(entered is chat and not recorder.closed, "the block has another client")
    )
    run.check(recorder.closed >= 1, "the transport is left open after the block")


@RULES("end-after-an-interrupt")
def _interrupted(run: Run) -> None:
    """An exception in the block ends the client as well, and is not swallowed."""
    recorder = Recorder()
    chat = run.face.open("a", "b", "c", transport=recorder)

    def interrupt(entered: Any) -> None:
        raise Interrupt

    try:
        run.face.within(chat, interrupt)
    except Interrupt:
        run.check(recorder.closed >= 1, "the transport is left open after an exception in the block")
    else:
        run.check(False, "an exception in the block is swallowed")


@RULES("calls-without-end", slow=True)
def _many(run: Run) -> None:
    """Hundreds of calls of one client, errors among them, are answered each as the first, and leave nothing open."""
    recorder = Recorder()
    answers = [STARTED, Answer(500, b""), Answer(404, envelope()), Answer(302, headers={"Location": "/"}), STARTED]
    with run.chat(recorder) as chat:
        kinds = []
        for _ in range(40):
            for answer in answers:
                recorder.answer_with(answer)
                kinds.append(type(run.outcome(chat)))
                run.equal(
                    kinds[-1], kinds[(len(kinds) - 1) % len(answers)], "what a call gives", len(kinds), answer.status
                )
                run.equal(len(recorder.sent), 1, "requests that a call sends", len(kinds))
                run.check(all(each.closed for each in recorder.streams), "an answer is left open")
