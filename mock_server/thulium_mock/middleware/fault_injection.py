"""Requests that faults happen to, or that prefer an answer: in place of, or on the way to, what they would be answered.

Faults of every request happen before anything else is looked at; those of a parameter's value, and the preferred
answers, only to requests that are valid. What a request prefers spares it the faults.
"""

import random

from starlette.types import ASGIApp, Receive, Scope, Send

from thulium_mock.errors import MockError
from thulium_mock.faults.fault import Effect, FaultAnswer
from thulium_mock.faults.preferences import Preferences, preferences
from thulium_mock.openapi.responses import DocumentAnswers
from thulium_mock.operations.operation import CompiledOperation
from thulium_mock.server.extension import end, spoil


class Faulty:
    """The ASGI layer of faults that happen to every request of the vendor's API, and of preferences.

    It puts ``preferences`` into the scope, and ``faults``, the names of those that happened.
    """

    def __init__(self, app: ASGIApp, answers: DocumentAnswers, base_path: str) -> None:
        self.app = app
        self.answers = answers
        self.prefix = f"{base_path}/"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on, unless a fault keeps it; raises `MalformedPreference`."""
        if not scope["path"].startswith(self.prefix):
            await self.app(scope, receive, send)
            return
        # A list, which the copies of the scope that are made on the way share.
        scope["faults"] = []
        preferred = scope["preferences"] = preferences(scope["headers"], scope["query_string"])
        if preferred is not None:
            names = (preferred.fault,) if preferred.fault else ("delay",) if preferred.delay else ()
            effect: Effect | None = Effect(names, preferred.delay, None, preferred.fault)
        elif faults := scope["space"].faults.everywhere:
            effect = scope["space"].faults.effect(faults)
        else:
            effect = None
        if effect is None:
            await self.app(scope, receive, send)
        else:
            await suffer(effect, self.app, self.answers, scope, receive, send)


class FaultyOperation:
    """An operation of the vendor's API, whose parameters may have a fault, and whose answer a request may prefer."""

    def __init__(self, operation: CompiledOperation, answers: DocumentAnswers) -> None:
        self.operation = operation
        self.answers = answers
        self.own_answers = answers.of_operation[operation.operation_id]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["preferences"] is not None:
            await self._as_preferred(scope["preferences"], scope, receive, send)
            return
        arguments = await self.operation.read(scope, receive)
        effect = scope["space"].faults.effect_of(arguments)
        if effect is None:
            await self.operation.answer(scope["space"], arguments, receive, send)
            return

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            await self.operation.answer(scope["space"], arguments, receive, send)

        await suffer(effect, app, self.answers, scope, receive, send)

    async def _as_preferred(self, preferred: Preferences, scope: Scope, receive: Receive, send: Send) -> None:
        space = scope["space"]
        try:
            arguments = await self.operation.read(scope, receive)
        except MockError as refusal:
            answer = self.own_answers.instead_of(refusal, preferred)
            if answer is None:
                raise
        else:
            answer = self.own_answers.preferred(preferred, space.faults.rng)
            if answer is None:
                await self.operation.answer(space, arguments, receive, send)
                return
        await answer(scope, receive, send)


async def suffer(
    effect: Effect, app: ASGIApp, answers: DocumentAnswers, scope: Scope, receive: Receive, send: Send
) -> None:
    """Do to a request, which ``app`` would answer, what faults do to it."""
    faults = scope["space"].faults
    scope["faults"] += effect.names
    if effect.delay:
        await faults.clock.sleep(effect.delay)
    if effect.connection in ("drop", "reset"):
        await end(scope, send, reset=effect.connection == "reset")
        return
    if effect.answer is not None:
        app = _Answering(answers, effect.answer, faults.rng)
    if effect.connection is None:
        await app(scope, receive, send)
    else:
        await spoil(effect.connection, app, faults.clock, scope, receive, send)


class _Answering:
    """Answers every request as a fault says."""

    def __init__(self, answers: DocumentAnswers, wanted: FaultAnswer, rng: random.Random) -> None:
        self.answers = answers
        self.wanted = wanted
        self.rng = rng

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; raises what `DocumentAnswers.of_fault` does."""
        await self.answers.of_fault(self.wanted, self.rng)(scope, receive, send)
