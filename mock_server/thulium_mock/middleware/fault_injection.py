"""Fault injection: latency, rate limits, connection faults and preferred answers, around the operation itself.

Unconditional faults strike before a request is validated; those of a parameter's value, and preferred answers, only
valid requests. A request with preferences gets no faults.

A request has all its effects on arrival, and is delayed afterwards, so that a reset during the delay changes nothing
of what it draws, counts or reads.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Hashable
from functools import partial
from typing import Any

from starlette.types import Receive, Scope, Send

from thulium_mock.clock import Clock
from thulium_mock.errors import InvalidSpace, MockError, TooManySpaces, UnknownPath
from thulium_mock.faults.chosen_answers import ChosenAnswers
from thulium_mock.faults.fault import Effect
from thulium_mock.faults.preferences import preferences
from thulium_mock.middleware.context import KEY, Context
from thulium_mock.middleware.error_handling import error_answer
from thulium_mock.openapi.responses import Answer
from thulium_mock.operations.operation import Operation
from thulium_mock.server.extension import disconnected, end, is_reused
from thulium_mock.state.outcome import Outcome
from thulium_mock.state.spaces import Space
from thulium_mock.state.store import DEFAULT

TRICKLE = 0.1
"""Seconds between two bytes of a trickled body."""

_ENDS = ("drop", "reset")

Answered = tuple[Answer | None, Effect]
"""Answer, None for no answer, and the effect of faults on it."""

_NO_EFFECT = Effect()


class FaultInjection:
    """Innermost ASGI layer of the vendor's API, which answers with the operation, or as a fault or preference says.

    Faults and preferences concern the paths under its base path.
    """

    def __init__(self, answers: ChosenAnswers) -> None:
        self.answers = answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; raises `MockError`, and `NoAnswer` where a connection cannot be ended."""
        context: Context = scope[KEY]
        try:
            space = context.space = await context.spaces.enter(context.space_name, context.exchange)
        except (InvalidSpace, TooManySpaces):
            # The default space keeps the requests for one that cannot be.
            context.space = await context.spaces.enter(DEFAULT, context.exchange)
            raise
        context.fault_set = await space.faults()
        effect = None
        if context.in_api:
            effect = await self._effect_on_all(context, space, scope)
        if effect is None:
            answer, effect = await self._operate(context, space, scope, receive)
        else:
            operate = partial(self._operate, context, space, scope, receive)
            answer, effect = await self._apply_fault(effect, operate, context, space, scope)
        connection = effect.connection
        context.answer = answer if connection in (None, "trickle") else None
        if effect.delay and await _client_disconnects_within(receive, space.clock, effect.delay):
            context.given_up = True
        elif answer is None:
            if is_reused(scope) and _is_browser(scope):
                space.resends.expect(_identity(context), effect, space.clock.now())
            await end(scope, reset=connection == "reset")
        elif connection is None:
            await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
            await send({"type": "http.response.body", "body": answer.body})
        else:
            context.given_up = await _send_with_fault(answer, connection, space.clock, scope, receive, send)

    async def _effect_on_all(self, context: Context, space: Space, scope: Scope) -> Effect | None:
        """Return the effect of preferences, or else of a retry or the unconditional faults; None without any."""
        preferred = context.preferences = preferences(scope["headers"], scope["query_string"])
        if preferred is None:
            if space.resends.expected and (again := space.resends.take(_identity(context), space.clock.now())):
                return again
            if not (everywhere := context.fault_set.everywhere):
                return None
            operation_id = context.operation.operation_id if context.operation else None
            return await space.strike(each for each in everywhere if each.concerns({}, operation_id))
        if preferred.fault is None and not preferred.delay:
            return None
        return Effect((preferred.fault or "delay",), preferred.delay, None, preferred.fault)

    async def _operate(self, context: Context, space: Space, scope: Scope, receive: Receive) -> Answered:
        """Return the answer of the operation, a preferred one, or that of a conditional fault."""
        operation, preferred = context.operation, context.preferences
        if operation is None:
            raise context.refusal or UnknownPath
        try:
            arguments = await operation.read(space, context.path_arguments, scope, receive)
        except MockError as refusal:
            if preferred and (answer := self.answers.instead_of(operation.operation_id, refusal, preferred)):
                return answer, _NO_EFFECT
            raise

        if preferred:
            if answer := self.answers.preferred(operation.operation_id, preferred, await _rng(space)):
                return answer, _NO_EFFECT
        elif context.fault_set.by_parameter:
            faults = context.fault_set.concerning(arguments, operation.operation_id)
            if faults and (effect := await space.strike(faults)):
                handle = partial(_handle, operation, context, space, arguments)
                return await self._apply_fault(effect, handle, context, space, scope)
        return await _handle(operation, context, space, arguments)

    async def _apply_fault(
        self,
        effect: Effect,
        operate: Callable[[], Awaitable[Answered]],
        context: Context,
        space: Space,
        scope: Scope,
    ) -> Answered:
        """Return the answer of ``operate``, changed by the ``effect`` of faults."""
        context.faults += effect.names
        if effect.connection in _ENDS:
            return None, effect
        try:
            if effect.answer is not None:
                operation_id = context.operation.operation_id if context.operation else None
                return self.answers.of_fault(effect.answer, operation_id, await _rng(space)), effect
            answer, inner = await operate()
        except MockError as error:
            # An error is an answer too, to be delayed or damaged like any other.
            return await error_answer(error, scope), effect
        connection = inner.connection if answer is None else effect.connection or inner.connection
        return answer, effect.then(inner)._replace(connection=connection)


async def _handle(operation: Operation, context: Context, space: Space, arguments: dict[str, Any]) -> Answered:
    """Return the answer of the operation itself."""
    value = await operation.handler(space, **arguments)
    if not isinstance(value, Outcome):
        return operation.success(value), _NO_EFFECT
    context.outcome = value
    return operation.success(value.value, value.conversation_id), _NO_EFFECT


def _is_browser(scope: Scope) -> bool:
    """Tell whether a page sent this; browsers say so on this machine and over HTTPS."""
    return any(name == b"sec-fetch-mode" for name, _ in scope["headers"])


def _identity(context: Context) -> Hashable:
    """Return the key by which an automatic retry is recognised as the same request, until a reset."""
    exchange = context.exchange
    return (exchange.generation, exchange.method, exchange.raw_path, exchange.raw_query)


async def _rng(space: Space) -> random.Random:
    """Return the random source of sampled answers."""
    return random.Random(await space.draw("answers"))  # noqa: S311 - no secret


async def _client_disconnects_within(receive: Receive, clock: Clock, seconds: float) -> bool:
    """Wait so many seconds; return True at once if the client disconnects meanwhile."""
    waited, gone = asyncio.ensure_future(clock.sleep(seconds)), asyncio.ensure_future(disconnected(receive))
    try:
        await asyncio.wait((waited, gone), return_when=asyncio.FIRST_COMPLETED)
        return not waited.done()
    finally:
        waited.cancel()
        gone.cancel()


async def _send_with_fault(answer: Answer, how: str, clock: Clock, scope: Scope, receive: Receive, send: Send) -> bool:
    """Send ``answer`` damaged by the connection fault ``how``; tell whether the client disconnected meanwhile."""
    headers, body = answer.headers, answer.body
    if how == "empty":
        headers = [(name, b"0" if name == b"content-length" else value) for name, value in headers]
        body = b""
    if how == "malformed" and body:
        # The same length, and no JSON any more: an object that goes on after its last field.
        body = body[:-1] + b","
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    if how == "truncate":
        await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
        await end(scope)
        return False
    if how == "trickle":
        for index in range(len(body) - 1):
            await send({"type": "http.response.body", "body": body[index : index + 1], "more_body": True})
            if await _client_disconnects_within(receive, clock, TRICKLE):
                return True
        body = body[-1:]
    await send({"type": "http.response.body", "body": body})
    return False
