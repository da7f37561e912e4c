"""Timeouts in the running time of this process, which load or suspension of the machine cannot trigger."""

import asyncio
import signal
import threading
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from types import FrameType

_TICK = 0.05


class Late(BaseException):
    """A timeout has expired."""


class Watch:
    """A clock that ticks only while this process runs: ticks that come due while it does not are one.

    In the main thread a tick is a signal, which ends what blocks the thread too. In other threads only what waits in
    the event loop can be ended, and this clock stands still.
    """

    def __init__(self) -> None:
        self._ticks = 0
        self._last: int | None = None
        """The tick with which what runs is late, None if nothing runs."""
        self.ticking = threading.current_thread() is threading.main_thread()
        """Whether there are ticks."""
        if self.ticking:
            self._previous = signal.signal(signal.SIGALRM, self._tick)
            signal.setitimer(signal.ITIMER_REAL, _TICK, _TICK)

    def now(self) -> float:
        """Return how many seconds this clock has run."""
        return self._ticks * _TICK

    @contextmanager
    def at_most(self, seconds: float) -> Iterator[None]:
        """Raise `Late` in the block when so many seconds are over."""
        self._last = self._ticks + int(seconds / _TICK)
        try:
            yield
        finally:
            self._last = None

    def close(self) -> None:
        """Stop the clock."""
        if self.ticking:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self._previous)
            self.ticking = False

    def _tick(self, number: int, frame: FrameType | None) -> None:
        self._ticks += 1
        if self._last is not None and self._ticks > self._last:
            # Again with each tick, since a task that nobody waits for may swallow one.
            raise Late


async def within(seconds: float, call: Awaitable[None]) -> None:
    """Wait for a call, in steps: a process that was suspended has waited for one of them; raises `TimeoutError`."""
    task = asyncio.ensure_future(call)
    for _ in range(int(seconds / _TICK)):
        if (await asyncio.wait({task}, timeout=_TICK))[0]:
            return task.result()
    task.cancel()
    raise TimeoutError
