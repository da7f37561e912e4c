"""How long the mock waits for its clients, and which connections give way when there are too many."""

import asyncio
from collections.abc import Callable

from thulium_mock.settings import Limits


class Crowd:
    """All connections of a server, as far as they wait for their clients; who waits longest is first.

    One timer looks after all of them now and then: most waits are over so soon that one for each would cost more than
    anything else about them.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._waits: dict[Wait, None] = {}
        shortest = min(limits.idle_seconds, limits.request_seconds, limits.answer_seconds, limits.linger_seconds)
        self._interval = min(shortest / 4, 1)
        self._timer: asyncio.TimerHandle | None = None

    def add(self, wait: "Wait", loop: asyncio.AbstractEventLoop) -> None:
        """Let ``wait`` be the last one to give way."""
        self._waits[wait] = None
        if self._timer is None:
            self._timer = loop.call_later(self._interval, self._look, loop)

    def remove(self, wait: "Wait") -> None:
        """Let ``wait`` be over."""
        self._waits.pop(wait, None)

    def make_room(self) -> bool:
        """End the connection that has waited longest; return False if none waits."""
        longest = next(iter(self._waits), None)
        if longest is None:
            return False
        longest.end()
        longest.give_way()
        return True

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """End the waits that take too long."""
        now = loop.time()
        for wait in [each for each in self._waits if each.ends <= now]:
            # The end of one may have ended another.
            if wait.waits:
                wait.end()
                wait.over()
        self._timer = loop.call_later(self._interval, self._look, loop) if self._waits else None


class Wait:
    """One kind of wait for the client of a connection.

    ``over`` is called if it takes too long, ``give_way`` if another connection needs the room.
    """

    def __init__(self, crowd: Crowd, over: Callable[[], None], give_way: Callable[[], None]) -> None:
        self.over = over
        self.give_way = give_way
        self.waits = False
        self.ends = 0.0
        self._crowd = crowd

    def begin(self, loop: asyncio.AbstractEventLoop, seconds: float) -> None:
        """Wait for so long, unless it waits already: whatever the client does meanwhile, it gets no more time."""
        if not self.waits:
            self.waits = True
            self.ends = loop.time() + seconds
            self._crowd.add(self, loop)

    def end(self) -> None:
        """Wait no longer: the client did what it had to do, or is gone."""
        if self.waits:
            self.waits = False
            self._crowd.remove(self)
