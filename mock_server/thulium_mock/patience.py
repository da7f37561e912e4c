"""How long the mock waits for its clients, and which connections give way when there are too many."""

import asyncio
from collections.abc import Callable

from thulium_mock.settings import Limits


class Crowd:
    """All connections of a server, as far as they wait for their clients; who waits longest is first."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._waits: dict[Wait, None] = {}

    def add(self, wait: "Wait") -> None:
        """Let ``wait`` be the last one to give way."""
        self._waits[wait] = None

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


class Wait:
    """One kind of wait for the client of a connection.

    ``over`` is called if it takes too long, ``give_way`` if another connection needs the room.
    """

    def __init__(self, crowd: Crowd, over: Callable[[], None], give_way: Callable[[], None]) -> None:
        self.give_way = give_way
        self._crowd = crowd
        self._over = over
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, loop: asyncio.AbstractEventLoop, seconds: float) -> None:
        """Wait for so long, unless it waits already: whatever the client does meanwhile, it gets no more time."""
        if self._timer is None:
            self._timer = loop.call_later(seconds, self._expire)
            self._crowd.add(self)

    def end(self) -> None:
        """Wait no longer: the client did what it had to do, or is gone."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            self._crowd.remove(self)

    def _expire(self) -> None:
        self.end()
        self._over()
