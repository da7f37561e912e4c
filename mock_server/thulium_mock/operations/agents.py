"""What the fixtures do in a conversation by themselves: agents who take, answer and end it, and inactivity."""

import random
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from thulium_mock.background import BackgroundTasks
from thulium_mock.errors import ConversationClosed, DatabaseUnavailable, UnknownConversation, UnknownSpace
from thulium_mock.faults.fault import MAX_DELAY
from thulium_mock.state.spaces import Space

_INTERVAL = 0.1
"""Seconds between two looks for a conversation that is kept once its start is answered, which a fault may delay."""

Agent = Mapping[str, Any]
"""As in the schema ``Agent`` of control.yaml."""


class Agents:
    """The agents who are at work; each conversation has at most one, in a task of its own."""

    def __init__(self) -> None:
        self._tasks = BackgroundTasks()

    async def call(self, space: Space, agents: Sequence[Agent], conversation_id: str, chat_queue_id: int) -> None:
        """Have one of ``agents``, drawn by the seed, come to a conversation of a queue, if any of them serves it."""
        able = [each for each in agents if chat_queue_id in each.get("queues", [chat_queue_id])]
        if not able:
            return
        rng = random.Random(await space.draw("agents"))  # noqa: S311 - no secret
        self._tasks.start(_work(space, rng.choice(able), conversation_id, rng))

    def end_when_idle(self, space: Space, conversation_id: str, seconds: float) -> None:
        """Have a conversation end once nobody has written into it for so many seconds."""
        self._tasks.start(_watch(space, conversation_id, seconds))


async def _work(space: Space, agent: Agent, conversation_id: str, rng: random.Random) -> None:
    """Do all that an agent does in a conversation, unless it ends before."""
    with suppress(ConversationClosed, DatabaseUnavailable, UnknownConversation, UnknownSpace):
        await _pause(space, agent.get("takes_after", 1), rng)
        await _kept(space, conversation_id)
        await space.act_as_agent(conversation_id, login=agent["login"])
        for text in agent.get("answers", ()):
            await _pause(space, agent.get("answers_after", 1), rng)
            await space.act_as_agent(conversation_id, text=text)
        if "closes_after" in agent:
            await _pause(space, agent["closes_after"], rng)
            await space.act_as_agent(conversation_id, close=True)


async def _watch(space: Space, conversation_id: str, seconds: float) -> None:
    left = seconds
    with suppress(ConversationClosed, DatabaseUnavailable, UnknownConversation, UnknownSpace):
        while left > 0:
            await space.clock.sleep(left)
            await _kept(space, conversation_id)
            messages = await space.messages(conversation_id)
            latest = messages[-1].sent_at if messages else (await space.conversation(conversation_id)).created_at
            left = datetime.fromisoformat(latest).timestamp() + seconds - time.time()
        await space.act_as_agent(conversation_id, close=True)


async def _kept(space: Space, conversation_id: str) -> None:
    """Wait for a conversation, which is kept once its start is answered; one that never is, is unknown then."""
    for _ in range(int(MAX_DELAY / _INTERVAL)):
        with suppress(UnknownConversation):
            await space.conversation(conversation_id)
            return
        await space.clock.sleep(_INTERVAL)


async def _pause(space: Space, seconds: float | Mapping[str, float], rng: random.Random) -> None:
    """Wait for some seconds, or for some that are drawn between two bounds."""
    if isinstance(seconds, Mapping):
        seconds = rng.uniform(seconds["from"], seconds["to"])
    await space.clock.sleep(seconds)
