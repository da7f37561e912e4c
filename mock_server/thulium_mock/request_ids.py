"""Request ids of the vendor's form."""

import time
from collections.abc import Callable

MICROSECONDS = 1_000_000


class RequestIds:
    """A source of request ids: 13 lower-case hex digits, the Unix time in 8 and the microseconds in 5.

    The form is documented by the vendor, what the digits mean is assumed: it is the look of PHP's ``uniqid()``. Ids
    rise strictly, so two requests within a microsecond differ too.
    """

    def __init__(self, clock: Callable[[], int] = time.time_ns) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> str:
        """Return a fresh id."""
        self._last = max(self._clock() // 1000, self._last + 1)
        seconds, microseconds = divmod(self._last, MICROSECONDS)
        return f"{seconds:08x}{microseconds:05x}"
