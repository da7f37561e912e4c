"""Transports for calls at the same time: from each request and each answer it can be told whose it is."""

import asyncio
import random
import threading
import uuid
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
from thulium_chat import Conversation

from tests.contract.client_suite import values
from tests.contract.client_suite.bodies import ERRORS, conversation, envelope, error, fault
from tests.contract.client_suite.rules import PASSWORD, Run
from tests.contract.client_suite.transport import JSON, recorded
from tests.http.messages import basic

_LONGEST_WAIT = 10.0
"""Seconds after which one call waits for another."""


def arguments_of(number: int) -> dict[str, Any]:
    """Return the arguments of call `number`, from which each can be told."""
    return {
        **_parameters_of(number),
        "language": f"x-{number}",
        "headers": {"X-N": str(number)},
        "timeout": number,
    }


def _parameters_of(number: int) -> dict[str, Any]:
    every = {
        "client_name": f"n{number} {values.TEXTS[number % len(values.TEXTS)].strip() or 'x'}",
        "client_surname": f"s{number}",
        "client_email": f"e{number}@b.pl",
        "client_id": number if number % 2 else f"i{number}",
        "customer_id": number + 1000,
    }
    given = {name: value for index, (name, value) in enumerate(every.items()) if number >> index & 1}
    return {"chat_queue_id": number, **given}


def user_of(number: int) -> str:
    """Return the API user who makes call `number`, where there are two clients."""
    return f"user_{number % 2}"


def check_own(run: Run, number: int, outcome: Any) -> None:
    """Check that a call got the answer that is its own."""
    if _status(number) == 200:
        run.outcome_is(outcome, Conversation, number, conversation_id=uuid.UUID(int=number))
        return
    run.outcome_is(outcome, ERRORS[_status(number)], number, request_id=f"{number:013x}")
    run.equal(outcome.errors[0].code, number, "the code of an error", number)


def _status(number: int) -> int:
    return 200 if number % 3 else tuple(ERRORS)[number // 3 % len(ERRORS)]


def _body(number: int) -> bytes:
    if _status(number) == 200:
        return conversation(str(uuid.UUID(int=number)))
    return envelope(fault(code=number), request_id=f"{number:013x}")


class Numbered(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers call n with a conversation whose id is n, or an error whose code is n, and gives way now and then.

    With a `size` that many calls meet: none is answered before all are under way, and none gets the second half of its
    answer before all have the first. With `refusing` each call is refused once.
    """

    def __init__(self, chance: random.Random, size: int = 0, *, refusing: bool = False) -> None:
        self.wrong: list[str] = []
        self._chance = chance
        self._size = size
        self._threads = threading.Barrier(size or 1, timeout=_LONGEST_WAIT)
        self._tasks = asyncio.Barrier(size or 1)
        self._to_refuse = refusing
        self._refused: set[int] = set()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Check the request, and answer it."""
        number = self._number(request)
        return self._refusal(number) or self._answer(number, self._parts(_body(number)))

    def _parts(self, body: bytes) -> Iterator[bytes]:
        for piece in (body[:20], body[20:]):
            self.meet()
            yield piece

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Check the request, and answer it later than other calls may begin."""
        number = self._number(request)
        await self._pause()
        return self._refusal(number) or self._answer(number, self._awaited_parts(_body(number)))

    async def _awaited_parts(self, body: bytes) -> AsyncIterator[bytes]:
        for piece in (body[:9], body[9:20], body[20:]):
            await self._pause()
            await self.meet_async()
            yield piece

    async def _pause(self) -> None:
        for _ in range(self._chance.randrange(4)):
            await asyncio.sleep(0)

    def meet(self) -> None:
        """Wait until as many calls as meet are here."""
        if self._size and not self.wrong:
            try:
                self._threads.wait()
            except threading.BrokenBarrierError:
                self.wrong.append("one call waits for another")

    async def meet_async(self) -> None:
        """Wait until as many calls as meet are here."""
        if self._size and not self.wrong:
            try:
                await asyncio.wait_for(self._tasks.wait(), _LONGEST_WAIT)
            except (TimeoutError, asyncio.BrokenBarrierError):
                self.wrong.append("one call waits for another")

    def _answer(self, number: int, pieces: Any) -> httpx.Response:
        return httpx.Response(_status(number), headers=JSON, content=pieces)

    def _refusal(self, number: int) -> httpx.Response | None:
        if not self._to_refuse or number in self._refused:
            return None
        self._refused.add(number)
        if number % 2:
            raise httpx.ConnectError("")
        return httpx.Response(429, headers=JSON, content=error(429).body)

    def _number(self, request: httpx.Request) -> int:
        """Return which call it is; note what it has of another."""
        sent = recorded(request)
        number = int(dict(sent.parameters)[b"chat_queue_id"])
        expected = {name.encode(): str(value).encode() for name, value in _parameters_of(number).items()}
        if dict(sent.parameters) != expected:
            self.wrong.append(f"call {number} arrives as {sent.parameters}")
        settings = (sent.header("accept-language"), sent.header("x-n"), sent.timeout.get("read"))
        if settings != ([f"x-{number}"], [str(number)], float(number)):
            self.wrong.append(f"call {number} has the settings {settings}")
        if sent.header("authorization") != [basic(user_of(number), PASSWORD)[1]]:
            self.wrong.append(f"call {number} has the credentials of another client")
        return number
