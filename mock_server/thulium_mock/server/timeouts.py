"""Timeouts: how long the mock waits for its clients, and which connection is evicted when there are too many."""

import asyncio
import math
import time
from collections.abc import Callable

from thulium_mock.settings import Limits


class ConnectionLimits:
    """The ``limits`` of all connections of a server, and the deadlines of those ``open``, some still ``unused``.

    One timer looks at all deadlines: most are met so soon that a timer for each would cost more than anything else.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.open: set[Deadline] = set()
        self.unused: set[Deadline] = set()

    def evict(self) -> bool:
        """End the connection that has waited for its client longest; return False if none waits."""
        oldest = min(self.open, key=lambda deadline: deadline.started)
        if oldest.started == math.inf:
            return False
        oldest.stop()
        oldest.evicted()
        return True

    async def watch(self) -> None:
        """Let deadlines expire when their time has come, until cancelled."""
        limits = self.limits
        shortest = min(limits.idle_seconds, limits.request_seconds, limits.answer_seconds, limits.linger_seconds)
        while True:
            await asyncio.sleep(min(shortest / 4, 1))
            now = time.monotonic()
            for deadline in [each for each in self.open if each.time <= now]:
                deadline.expire()


class Deadline:
    """The deadline of one connection's client; ``evicted`` is called if another connection needs its place.

    ``started`` and ``time``, when it began and when it expires, are endless while nothing is waited for.
    """

    __slots__ = ("_expired", "evicted", "started", "time")

    def __init__(self, evicted: Callable[[], None]) -> None:
        self.evicted = evicted
        self.started = self.time = math.inf
        self._expired: Callable[[], None] | None = None

    def start(self, seconds: float, expired: Callable[[], None]) -> None:
        """Call ``expired`` in so many seconds, and no later if that was to be called already."""
        if self._expired != expired:
            self._expired = expired
            # An event loop's own clock may stand still meanwhile, and then nobody has waited longest.
            self.started = time.monotonic()
            self.time = self.started + seconds

    def stop(self) -> None:
        """Wait no longer: the client did what it had to do, or is gone."""
        self._expired = None
        self.started = self.time = math.inf

    def expire(self) -> None:
        """Call what is to be called, unless the deadline was stopped meanwhile."""
        if (expired := self._expired) is not None:
            self.stop()
            expired()
