"""Request ids of the vendor's form."""

import random
import time
from collections.abc import Callable

MICROSECONDS = 1_000_000

_SEEDED_START = 1_767_225_600 * MICROSECONDS
"""When ids begin that are made from a seed: 2026-01-01, in UTC."""


class RequestIds:
    """A source of request ids: 13 lower-case hex digits, the Unix time in 8 and the microseconds in 5.

    The form is documented by the vendor, what the digits mean is assumed: it is the look of PHP's ``uniqid()``. Ids
    rise strictly, so two requests within a microsecond differ too.
    """

    def __init__(self, clock: Callable[[], int] = time.time_ns) -> None:
        self._clock = clock
        self._last = 0

    def sow(self, source: random.Random | None) -> None:
        """Make ids from a fixed time on, each later by as much as ``source`` says; None for ids of the present time."""
        self._last = 0
        self._clock = time.time_ns if source is None else _seeded_clock(source)

    def next(self) -> str:
        """Return a fresh id."""
        self._last = max(self._clock() // 1000, self._last + 1)
        seconds, microseconds = divmod(self._last, MICROSECONDS)
        return f"{seconds:08x}{microseconds:05x}"


def _seeded_clock(source: random.Random) -> Callable[[], int]:
    now = _SEEDED_START

    def clock() -> int:
        nonlocal now
        now += source.randrange(1, MICROSECONDS)
        return now * 1000

    return clock
