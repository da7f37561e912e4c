"""Timeouts: how long the mock waits for its clients, and which connection is evicted when there are too many."""

import asyncio
from collections.abc import Callable

from thulium_mock.settings import Limits


class ConnectionLimits:
    """The ``limits`` of all connections of a server, those that are ``open``, and the deadlines that run, oldest first.

    One timer checks all deadlines: most are met so soon that a timer for each would cost more than anything else.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.open: set[object] = set()
        self.running: dict[Deadline, None] = {}

    def evict(self) -> bool:
        """End the connection that has waited for its client longest; return False if none waits."""
        oldest = next(iter(self.running), None)
        if oldest is None:
            return False
        oldest.stop()
        oldest.evicted()
        return True

    async def watch(self) -> None:
        """Let deadlines expire when their time has come, until cancelled."""
        limits, loop = self.limits, asyncio.get_running_loop()
        shortest = min(limits.idle_seconds, limits.request_seconds, limits.answer_seconds, limits.linger_seconds)
        while True:
            await asyncio.sleep(min(shortest / 4, 1))
            for deadline in [each for each in self.running if each.time <= loop.time()]:
                deadline.expire()


class Deadline:
    """The deadline of one connection's client; ``evicted`` is called if another connection needs its place."""

    __slots__ = ("_expired", "_loop", "_running", "evicted", "time")

    def __init__(self, limits: ConnectionLimits, evicted: Callable[[], None]) -> None:
        self.evicted = evicted
        self.time = 0.0
        self._loop = asyncio.get_running_loop()
        self._running = limits.running
        self._expired: Callable[[], None] | None = None

    def start(self, seconds: float, expired: Callable[[], None]) -> None:
        """Call ``expired`` in so many seconds, and no later if that was to be called already."""
        if self._expired != expired:
            self._expired = expired
            self.time = self._loop.time() + seconds
            self._running.pop(self, None)
            self._running[self] = None

    def stop(self) -> None:
        """Wait no longer: the client did what it had to do, or is gone."""
        if self._expired is not None:
            self._expired = None
            del self._running[self]

    def expire(self) -> None:
        """Call what is to be called, unless the deadline was stopped meanwhile."""
        if (expired := self._expired) is not None:
            self.stop()
            expired()
