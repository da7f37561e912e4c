"""Request ids of the vendor's form: 13 lower-case hex digits, the Unix time in 8 and the microseconds in 5.

The form is documented by the vendor, what the digits mean is assumed: it is the look of PHP's ``uniqid()``.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

MICROSECONDS = 1_000_000

_SEEDED_START = 1_767_225_600 * MICROSECONDS
"""Start of seeded ids: 2026-01-01 in UTC, in microseconds."""


@dataclass
class RequestIds:
    """Generator of request ids of the current time, strictly monotonic.

    Each of several processes has every ``step``-th microsecond from its ``offset`` on, so that ids are unique.
    """

    clock: Callable[[], int] = time.time_ns
    last: int = 0
    step: int = 1
    offset: int = 0

    def next(self) -> str:
        """Return a fresh id."""
        least = max(self.clock() // 1000, self.last + 1)
        self.last = least + (self.offset - least) % self.step
        return _formatted(self.last)


def drawn_request_id(number: int, bits: int) -> str:
    """Return the seeded id of the ``number``-th draw of a sequence; ids rise with the numbers."""
    return _formatted(_SEEDED_START + number * MICROSECONDS + bits % MICROSECONDS)


def _formatted(microseconds: int) -> str:
    return "{:08x}{:05x}".format(*divmod(microseconds, MICROSECONDS))
