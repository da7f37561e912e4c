"""Monotonic clock for latency, delays and the expiry of faults: real time, even where a test has frozen its own."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop


async def _sleep(seconds: float) -> None:
    from asyncio import sleep

    await sleep(seconds)


@dataclass
class Clock:
    """Monotonic time in seconds, of which only differences mean something; tests replace it.

    The pytest plugin imports this module before any test runs: freezegun replaces functions of modules, not this field.
    """

    now: Callable[[], float] = time.perf_counter
    sleep: Callable[[float], Awaitable[object]] = _sleep


def new_real_time_loop() -> "AbstractEventLoop":
    """Return an event loop whose timers go on when freezegun has frozen the clock of a test."""
    try:
        from uvloop import new_event_loop
    except ImportError:
        from asyncio import SelectorEventLoop

        class RealTimeEventLoop(SelectorEventLoop):
            def time(self) -> float:
                return Clock().now()

        return RealTimeEventLoop()
    return new_event_loop()
