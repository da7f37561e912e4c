"""Fault injection: injected faults and preferred answers, around the operation itself.

Faults of every request strike before anything else is looked at; those of a parameter's value, and the preferred
answers, only requests that are valid. What a request prefers spares it the faults.
"""

import random
from collections.abc import Awaitable, Callable

from starlette.types import Receive, Scope, Send

from thulium_mock.errors import MockError, UnknownPath
from thulium_mock.faults.chosen_answers import ChosenAnswers
from thulium_mock.faults.fault import Clock, Effect
from thulium_mock.faults.preferences import preferences
from thulium_mock.middleware.context import KEY, Context
from thulium_mock.middleware.error_handling import error_answer
from thulium_mock.openapi.responses import Answer
from thulium_mock.server.extension import end
from thulium_mock.state.outcome import Outcome
from thulium_mock.state.spaces import Space

TRICKLE = 0.1
"""Seconds between two bytes of a body that trickles."""

_ENDS = ("drop", "reset")

Answered = tuple[Answer | None, str | None]
"""Answer, None for none at all, and the connection fault that it suffers."""


class FaultInjection:
    """Innermost ASGI layer of the vendor's API, which answers with the operation, or as a fault or preference says.

    Faults and preferences concern the paths under ``base_path``.
    """

    def __init__(self, answers: ChosenAnswers, base_path: str) -> None:
        self.answers = answers
        self.prefix = f"{base_path}/"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; raises `MockError`, and `NoAnswer` where a connection cannot be ended."""
        context: Context = scope[KEY]
        # The default space keeps the requests for a space that cannot be.
        context.space = context.spaces.default
        space = context.space = await context.spaces.open(context.space_name)
        context.fault_set = await space.faults()
        effect = None
        if context.path.startswith(self.prefix):
            effect = await self._effect_on_all(context, space, scope)
        if effect is None:
            answer, connection = await self._operate(context, space, scope, receive)
        else:
            answer, connection = await self._suffer(
                effect, lambda: self._operate(context, space, scope, receive), context, space, scope
            )
        context.answer = answer if connection in (None, "trickle") else None
        if answer is None:
            await end(scope, reset=connection == "reset")
        elif connection is None:
            await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
            await send({"type": "http.response.body", "body": answer.body})
        else:
            await _spoil(answer, connection, space.clock, scope, receive, send)

    async def _effect_on_all(self, context: Context, space: Space, scope: Scope) -> Effect | None:
        """Return the effect of preferences, or else of the faults of every request."""
        preferred = context.preferences = preferences(scope["headers"], scope["query_string"])
        if preferred is None:
            everywhere = context.fault_set.everywhere
            return await space.strike(everywhere) if everywhere else None
        if preferred.fault is None and not preferred.delay:
            return None
        return Effect((preferred.fault or "delay",), preferred.delay, None, preferred.fault)

    async def _operate(self, context: Context, space: Space, scope: Scope, receive: Receive) -> Answered:
        """Return the answer of the operation, the preferred one, or that of a fault of its parameters."""
        operation, preferred = context.operation, context.preferences
        if operation is None:
            raise context.refusal or UnknownPath
        try:
            arguments = await operation.read(space, context.path_arguments, scope, receive)
        except MockError as refusal:
            if preferred and (answer := self.answers.instead_of(operation.operation_id, refusal, preferred)):
                return answer, None
            raise

        async def handle() -> Answered:
            value = await operation.handler(space, **arguments)
            if not isinstance(value, Outcome):
                return operation.success(value), None
            context.outcome = value
            return operation.success(value.value, value.conversation_id), None

        if preferred:
            answer = self.answers.preferred(operation.operation_id, preferred, await _rng(space))
            return (answer, None) if answer else await handle()
        faults = context.fault_set.concerning(arguments)
        effect = await space.strike(faults) if faults else None
        return await handle() if effect is None else await self._suffer(effect, handle, context, space, scope)

    async def _suffer(
        self,
        effect: Effect,
        operate: Callable[[], Awaitable[Answered]],
        context: Context,
        space: Space,
        scope: Scope,
    ) -> Answered:
        """Return the answer under the ``effect`` of faults; without them ``operate`` gives it."""
        context.faults += effect.names
        if effect.delay:
            await space.clock.sleep(effect.delay)
        if effect.connection in _ENDS:
            return None, effect.connection
        try:
            if effect.answer is not None:
                return self.answers.of_fault(effect.answer, await _rng(space)), effect.connection
            answer, connection = await operate()
        except MockError as error:
            # An error is an answer too, which is spoilt like any other.
            if effect.connection is None:
                raise
            return await error_answer(error, scope), effect.connection
        return answer, connection if answer is None else effect.connection or connection


async def _rng(space: Space) -> random.Random:
    """Return a source of what is made up in an answer."""
    return random.Random(await space.draw("answers"))  # noqa: S311 - no secret


async def _spoil(answer: Answer, how: str, clock: Clock, scope: Scope, receive: Receive, send: Send) -> None:
    """Send ``answer`` with the connection fault ``how``."""
    headers, body = answer.headers, answer.body
    if how == "empty":
        headers = [(name, b"0" if name == b"content-length" else value) for name, value in headers]
        body = b""
    if how == "malformed":
        # The same length, and no JSON any more: an object that goes on after its last field.
        body = body[:-1] + b","
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    if how == "truncate":
        await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
        await end(scope)
        return
    if how == "trickle":
        for index in range(len(body) - 1):
            await send({"type": "http.response.body", "body": body[index : index + 1], "more_body": True})
            await clock.sleep(TRICKLE)
        body = body[-1:]
    await send({"type": "http.response.body", "body": body})
