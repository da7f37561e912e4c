"""Retry policy: when a call is tried again, and the backoff before."""

import random

from ._errors import RateLimitError, ServerError, ServiceUnavailableError, ThuliumError, TransportError

FIRST_DELAY = 0.5
LONGEST_DELAY = 8.0
LONGEST_RETRY_AFTER = 60


def delay_before_retry(error: ThuliumError, attempt: int, retries: int) -> float | None:
    """Return the seconds to wait before the next attempt, None where there must be none.

    `attempt` counts from 0. Only where nothing can have been done: the connection could not be made, or the system
    refused the request for its rate (429). A 500, a 503, a broken connection or a timeout in reading leaves it open
    whether the conversation was started, and a second attempt might start a second one.
    """
    return None if error.maybe_started else _delay(error, attempt, retries, (TransportError, RateLimitError))


def delay_before_repetition(error: ThuliumError, attempt: int, retries: int) -> float | None:
    """Return the same for what may be done twice, as RFC 9110 says of GET and DELETE: also after a failure later on."""
    return _delay(error, attempt, retries, (TransportError, RateLimitError, ServerError, ServiceUnavailableError))


def _delay(error: ThuliumError, attempt: int, retries: int, passing: tuple[type[ThuliumError], ...]) -> float | None:
    if attempt >= retries or not isinstance(error, passing):
        return None
    if isinstance(error, RateLimitError | ServiceUnavailableError) and error.retry_after is not None:
        # Earlier than asked would only be refused again; a caller who waits longer than this wants to know.
        return float(error.retry_after) if error.retry_after <= LONGEST_RETRY_AFTER else None
    # Jitter, so that callers who failed together do not come back together.
    return min(FIRST_DELAY * 2.0 ** min(attempt, 10), LONGEST_DELAY) * random.uniform(0.5, 1.0)  # noqa: S311 - no secret
