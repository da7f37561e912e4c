"""Simulated agents and the inactivity timeout of queues, which schedule changes of a conversation at its start."""

import asyncio
import random
from collections.abc import Mapping
from contextlib import suppress
from heapq import heappop, heappush

from thulium_mock.background import BackgroundTasks
from thulium_mock.errors import DatabaseUnavailable, UnknownSpace
from thulium_mock.state.conversations import Change, Conversation, Message, ScheduledChange
from thulium_mock.state.directory import Directory
from thulium_mock.state.spaces import Space, Spaces


async def scheduled_changes(space: Space, directory: Directory, conversation: Conversation) -> list[ScheduledChange]:
    """Return the scheduled changes of a new conversation: its inactivity timeout, and the steps of an agent.

    The agent, one of those who serve its queue, and random pauses are drawn from the seed.
    """
    identifier, queue_id, due_at = conversation.conversation_id, conversation.chat_queue_id, space.clock.now()
    change, found = Change(identifier, ""), []
    if seconds := directory.inactivity.get(queue_id):
        found.append(ScheduledChange(due_at + seconds, change._replace(status="CLOSED"), seconds))
    able = [each for each in directory.agents if queue_id in each.get("queues", [queue_id])]
    if able:
        rng = random.Random(await space.draw("agents"))  # noqa: S311 - no secret
        agent = rng.choice(able)
        login, answers = agent["login"], agent.get("answers", ())
        steps = [(agent.get("takes_after", 1), change._replace(user_login=login))]
        for text in answers:
            message = Message("user", login, text, "")
            steps.append((agent.get("answers_after", 1), change._replace(message=message, status="IN_PROGRESS")))
        if "closes_after" in agent:
            steps.append((agent["closes_after"], change._replace(status="CLOSED")))
        for pause, step in steps:
            due_at += rng.uniform(pause["from"], pause["to"]) if isinstance(pause, Mapping) else pause
            found.append(ScheduledChange(due_at, step))
    return found


class ChangeScheduler:
    """Timer of the scheduled changes of all spaces; the store calls `schedule` for each."""

    def __init__(self, spaces: Spaces) -> None:
        self._spaces = spaces
        self._tasks = BackgroundTasks()
        self._due: list[tuple[float, str]] = []
        self._timer: asyncio.TimerHandle | None = None

    def schedule(self, space: str, due_at: float) -> None:
        """Make the due changes of a space at this time of the clock, in seconds."""
        heappush(self._due, (due_at, space))
        if self._due[0] == (due_at, space):
            if self._timer:
                self._timer.cancel()
            self._start_timer()

    def _start_timer(self) -> None:
        if self._due:
            seconds = max(0, self._due[0][0] - self._spaces.clock.now())
            self._timer = asyncio.get_running_loop().call_later(seconds, self._expire)

    def _expire(self) -> None:
        now, spaces = self._spaces.clock.now(), dict[str, None]()
        while self._due and self._due[0][0] <= now:
            spaces[heappop(self._due)[1]] = None
        for space in spaces:
            self._tasks.start(self._make_changes(space, now))
        self._start_timer()

    async def _make_changes(self, space: str, now: float) -> None:
        # The store reports overdue changes again once its database is back.
        with suppress(DatabaseUnavailable, UnknownSpace):
            while await self._spaces.store.make_due_changes(space, now):
                pass
