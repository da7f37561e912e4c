"""Timeouts of connections, and eviction of the one that has waited for its client longest when there are too many."""

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
        """Evict the connection whose deadline has run longest; return False if none is running."""
        oldest = min(self.open, key=lambda deadline: deadline.started)
        if oldest.started == math.inf:
            return False
        oldest.stop()
        oldest.evicted()
        return True

    async def watch(self) -> None:
        """Expire deadlines when they are due, until cancelled."""
        limits = self.limits
        shortest = min(limits.idle_seconds, limits.request_seconds, limits.answer_seconds, limits.linger_seconds)
        while True:
            await asyncio.sleep(min(shortest / 4, 1))
            now = time.monotonic()
            for deadline in [each for each in self.open if each.time <= now]:
                deadline.expire()


class Deadline:
    """Deadline of one connection's client; ``evicted`` is called if another connection needs its place.

    ``started`` and ``time``, its start and its expiry in monotonic seconds, are infinite while stopped.
    """

    __slots__ = ("_expired", "evicted", "started", "time")

    def __init__(self, evicted: Callable[[], None]) -> None:
        self.evicted = evicted
        self.started = self.time = math.inf
        self._expired: Callable[[], None] | None = None

    def start(self, seconds: float, expired: Callable[[], None]) -> None:
        """Call ``expired`` in so many seconds; a running deadline of the same callback is kept."""
        if self._expired != expired:
            self._expired = expired
            # Not the event loop's clock, which may stand still and make all starts equal.
            self.started = time.monotonic()
            self.time = self.started + seconds

    def stop(self) -> None:
        """Stop the deadline."""
        self._expired = None
        self.started = self.time = math.inf

    def expire(self) -> None:
        """Call the callback, unless the deadline was stopped meanwhile."""
        if (expired := self._expired) is not None:
            self.stop()
            expired()
