"""Transports for calls at the same time: from each request and each answer it can be told whose it is."""

import asyncio
import random
import threading
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import httpx
from thulium_chat import ApiError, Conversation

from tests.contract.client_suite import values
from tests.contract.client_suite.bodies import ERRORS, conversation, envelope, fault
from tests.contract.client_suite.rules import PASSWORD, Run
from tests.contract.client_suite.transport import JSON, recorded
from tests.http.messages import basic

_LONGEST_WAIT = 20.0
_MOST_SPINS = 20_000
_SETTINGS = ("language", "headers", "timeout")


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


def user_of(number: int) -> str:
    """Return the API user who makes call `number`, where there are two clients."""
    return f"user_{number % 2}"


def check_own(run: Run, number: int, outcome: Any) -> None:
    """Check that a call got the answer that is its own."""
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


def _status(number: int) -> int:
    return 200 if number % 3 else tuple(ERRORS)[number // 3 % len(ERRORS)]


def _body(number: int) -> bytes:
    if _status(number) == 200:
        return conversation(str(uuid.UUID(int=number)))
    return envelope(fault(code=number), request_id=f"{number:013x}")


class Numbered(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers call n with a conversation whose id is n, or an error whose code is n, and gives way now and then."""

    def __init__(self, chance: random.Random) -> None:
        self.wrong: list[str] = []
        self._chance = chance

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Check the request, and answer it."""
        number = self._number(request)
        return self._answer(number, [_body(number)[:9], _body(number)[9:]])

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Check the request, and answer it later than other calls may begin."""
        number = self._number(request)
        await self._pause()
        return self._answer(number, self._pieces(_body(number)))

    async def _pieces(self, body: bytes) -> AsyncIterator[bytes]:
        for piece in (body[:9], body[9:20], body[20:]):
            await self._pause()
            yield piece

    async def _pause(self) -> None:
        for _ in range(self._chance.randrange(4)):
            await asyncio.sleep(0)

    def _answer(self, number: int, pieces: Any) -> httpx.Response:
        return httpx.Response(_status(number), headers=JSON, content=pieces)

    def _number(self, request: httpx.Request) -> int:
        """Return which call it is; note what it has of another."""
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
        if sent.header("authorization") != [basic(user_of(number), PASSWORD)[1]]:
            self.wrong.append(f"call {number} has the credentials of another client")
        return number


class Crowd(Numbered):
    """Answers only when all calls of a round are there, and then one after the other, in an order of its own.

    A call is answered when the one before it is over; with `pieces`, when each has got the first half of its answer.
    """

    def __init__(self, size: int, chance: random.Random, *, pieces: bool) -> None:
        super().__init__(chance)
        self._size = size
        self._by_piece = pieces
        self._order: list[int] = []
        self._arrived = 0
        self._steps = 0
        self._change = threading.Condition()

    def begin(self, numbers: range) -> None:
        """Begin a round of these calls."""
        self._order = self._chance.sample(numbers, len(numbers))
        self._arrived = self._steps = 0

    def step(self) -> None:
        """Have the next call go on."""
        with self._change:
            self._steps += 1
            self._change.notify_all()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer once all calls are under way."""
        number = self._number(request)
        with self._change:
            self._arrived += 1
            self._change.notify_all()
        self._wait(self._all_there)
        return self._answer(number, self._parts(number))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer once all calls are under way."""
        number = self._number(request)
        self._arrived += 1
        await self._spin(self._all_there)
        return self._answer(number, self._awaited_parts(number))

    def _all_there(self) -> bool:
        return self._arrived == self._size

    def _plan(self, number: int) -> Iterator[tuple[Callable[[], bool], bytes]]:
        """Return the pieces of an answer, each with what it waits for."""
        body, place = _body(number), self._order.index(number)
        if not self._by_piece:
            yield lambda: self._steps >= place, body
            return
        yield lambda: self._steps >= place, body[:20]
        self.step()  # the client has taken the first half
        yield lambda: self._steps >= self._size + place, body[20:]

    def _parts(self, number: int) -> Iterator[bytes]:
        for ready, piece in self._plan(number):
            self._wait(ready)
            yield piece

    async def _awaited_parts(self, number: int) -> AsyncIterator[bytes]:
        for ready, piece in self._plan(number):
            await self._spin(ready)
            yield piece

    def _wait(self, ready: Callable[[], bool]) -> None:
        with self._change:
            if not self.wrong and not self._change.wait_for(ready, _LONGEST_WAIT):
                self.wrong.append("one call waits for another")

    async def _spin(self, ready: Callable[[], bool]) -> None:
        for _ in range(_MOST_SPINS):
            if ready() or self.wrong:
                return
            await asyncio.sleep(0)
        self.wrong.append("one call waits for another")


class Stumbling(Crowd):
    """Refuses each call of a round once, and answers it when it comes again; `hold` waits until all were refused."""

    def __init__(self, size: int, chance: random.Random) -> None:
        super().__init__(size, chance, pieces=False)
        self._refused: set[int] = set()

    def hold(self) -> Awaitable[None] | None:
        """Wait; return what is to be awaited in an event loop."""
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            self._wait(self._all_there)
            return None
        return self._spin(self._all_there)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Refuse the request, or answer it."""
        return self._refusal(request) or Numbered.handle_request(self, request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Refuse the request, or answer it."""
        return self._refusal(request) or await Numbered.handle_async_request(self, request)

    def _refusal(self, request: httpx.Request) -> httpx.Response | None:
        number = self._number(request)
        with self._change:
            if number in self._refused:
                return None
            self._refused.add(number)
            self._arrived += 1
            self._change.notify_all()
        if number % 2:
            raise httpx.ConnectError("")
        return httpx.Response(429, headers=JSON, content=envelope())
