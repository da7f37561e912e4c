"""Retry policy: when a call is tried again, and the backoff before."""

import random

from ._errors import RateLimitError, ThuliumError, TransportError

FIRST_DELAY = 0.5
LONGEST_DELAY = 8.0
LONGEST_RETRY_AFTER = 60


def delay_before_retry(error: ThuliumError, attempt: int, retries: int) -> float | None:
    """Return the seconds to wait before the next attempt, None where there must be none.

    `attempt` counts from 0. Only where nothing can have been started: the connection could not be made, or the system
    refused the request for its rate (429). A 500, a 503, a broken connection or a timeout in reading leaves it open
    whether the conversation was started, and a second attempt might start a second one.
    """
    if attempt >= retries or error.maybe_started:
        return None
    if isinstance(error, RateLimitError) and error.retry_after is not None:
        # Earlier than asked would only be refused again; a caller who waits longer than this wants to know.
        return float(error.retry_after) if error.retry_after <= LONGEST_RETRY_AFTER else None
    if isinstance(error, TransportError | RateLimitError):
        # Jitter, so that callers who failed together do not come back together.
        return min(FIRST_DELAY * 2.0 ** min(attempt, 10), LONGEST_DELAY) * random.uniform(0.5, 1.0)  # noqa: S311 - no secret
    return None
