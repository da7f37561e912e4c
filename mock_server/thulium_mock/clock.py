"""The clock by which faults end and answers are delayed: real time, also where a test has frozen its own."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


async def _sleep(seconds: float) -> None:
    from asyncio import sleep

    await sleep(seconds)


@dataclass
class Clock:
    """The time in seconds, of which only differences mean something; tests put another one in its place.

    The pytest plugin imports this module before any test runs: freezegun replaces functions of modules, not this field.
    """

    now: Callable[[], float] = time.perf_counter
    sleep: Callable[[float], Awaitable[object]] = _sleep
