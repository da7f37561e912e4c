"""Times as the mock writes them: RFC 3339 in UTC, to the millisecond."""

import time
from functools import lru_cache


def rfc3339(moment: float) -> str:
    """Return a Unix time as RFC 3339."""
    seconds, milliseconds = divmod(round(moment * 1000), 1000)
    return f"{_second(seconds)}.{milliseconds:03d}Z"


# Many requests come within one second.
@lru_cache(maxsize=2)
def _second(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
