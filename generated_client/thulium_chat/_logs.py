"""Logging: a line for each attempt by the logger `thulium_chat`, and no query in the line of httpx."""

import logging

import httpx

from ._errors import ApiError, ThuliumError, UnexpectedResponseError
from ._exchange import CURRENT, Exchange

LOGGER = logging.getLogger("thulium_chat")


class _WithoutQuery(logging.Filter):
    """Filter that removes the query, which has names and addresses, from httpx's record of the client's own request."""

    def filter(self, record: logging.LogRecord) -> bool:
        exchange = CURRENT.get()
        if exchange is not None and isinstance(record.args, tuple):
            url = exchange.request.url
            record.args = tuple(
                each.copy_with(query=None) if isinstance(each, httpx.URL) and each == url else each
                for each in record.args
            )
        return True


_FILTER = _WithoutQuery()


def keep_queries_out() -> None:
    """Add the filter to httpx's logger; adding it again changes nothing."""
    logging.getLogger("httpx").addFilter(_FILTER)


def log_attempt(operation: str, exchange: Exchange, error: ThuliumError | None = None) -> None:
    """Log the outcome of an attempt: the status, with the request id of an error, or the kind of failure."""
    if error is None:
        outcome = f"status {exchange.answer.status_code}"
    elif isinstance(error, ApiError):
        outcome = f"status {error.status}, request {error.request_id or 'unknown'}"
    elif isinstance(error, UnexpectedResponseError):
        outcome = f"{type(error).__name__}, status {error.status}"
    else:
        outcome = f"{type(error).__name__}, {'maybe' if error.maybe_started else 'nothing'} {exchange.effect or 'read'}"
    LOGGER.info("%s: %s, %.3f s", operation, outcome, exchange.seconds)


def log_retry(operation: str, delay: float) -> None:
    """Log the wait before a further attempt."""
    LOGGER.info("%s: next attempt in %.1f s", operation, delay)
