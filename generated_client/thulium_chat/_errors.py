"""Exceptions of the client.

ThuliumError                        anything that goes wrong
├── ConfigurationError              a setting is missing or malformed (also a ValueError)
├── ArgumentError                   an argument cannot be meant (also a ValueError)
├── TransportError                  no answer came
│   ├── ThuliumConnectionError      the connection could not be made, or broke
│   └── ThuliumTimeoutError         it took too long
├── ApiError                        the system answered with errors
│   ├── InvalidRequestError         400, and any 4xx that has no class of its own
│   ├── AuthenticationError         401
│   ├── PermissionDeniedError       403
│   ├── NotFoundError               404
│   ├── RequestTooLongError         414
│   ├── RateLimitError              429
│   ├── ServerError                 500, and any 5xx that has no class of its own
│   └── ServiceUnavailableError     503
├── UnexpectedResponseError         the answer is neither what was asked for nor an error
└── InvalidWebhookError             the body of a webhook cannot be read (also a ValueError)

`maybe_done` of each tells whether the call may have had its effect all the same, such as a message sent.
No error holds the password or the Authorization header, in its message or in what is reachable from it.
"""

import math
import re
import time
from collections.abc import Mapping, Sequence
from datetime import UTC
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from typing import Final

import httpx

from ._results import ErrorDetail


class ThuliumError(Exception):
    """Anything that goes wrong. `maybe_done`: whether the call may have had its effect all the same."""

    maybe_started: bool = False
    """`maybe_done`, by the name that suits `start_conversation`."""

    @property
    def maybe_done(self) -> bool:
        """Whether the call may have had its effect all the same; never for what only reads."""
        return self.maybe_started


def effect_sentence(effect: str, maybe: bool) -> str:
    """Return the end of a message: whether anything was `started`, say; nothing for what has no effect."""
    if not effect:
        return ""
    return f" Whether anything was {effect} is not known." if maybe else f" Nothing was {effect}."


class ConfigurationError(ThuliumError, ValueError):
    """A setting is missing or malformed, in an argument of the client or an environment variable; nothing was sent."""


class ArgumentError(ThuliumError, ValueError):
    """An argument cannot be meant; nothing was sent. `parameter` is its name."""

    def __init__(self, parameter: str, reason: str) -> None:
        """Take the name of the parameter and what is wrong with it."""
        super().__init__(parameter, reason)
        self.parameter: str = parameter
        self.reason: str = reason

    def __str__(self) -> str:
        """Name the parameter, what is wrong, and how to mend it."""
        return f"{self.parameter} {self.reason}"


class TransportError(ThuliumError):
    """No answer came. `maybe_done` is False only where the request had no effect, or cannot have reached the system."""

    def __init__(self, message: str, maybe_started: bool, effect: str = "done") -> None:
        """Take the message, whether the request may have been sent, and the word for its effect; "" where none."""
        super().__init__(message, maybe_started, effect)
        self.message: str = message
        self.maybe_started: bool = maybe_started and effect != ""
        self.effect: str = effect

    def __str__(self) -> str:
        """Say what happened, and whether the call may have had its effect."""
        return f"{self.message}.{effect_sentence(self.effect, self.maybe_started)}"


class ThuliumConnectionError(TransportError):
    """The connection could not be made, or broke before the answer."""


class ThuliumTimeoutError(TransportError):
    """Connecting, sending or the answer took longer than the timeout."""


def came_through(proxy: str) -> str:
    """Return what a message says of a proxy that may have answered in the system's place."""
    return f" (it came through {proxy})" if proxy else ""


class ApiError(ThuliumError):
    """The system answered with errors.

    `status` is the HTTP status, `request_id` what one quotes to the vendor's support (both the envelope and
    `request_id` are documented by the vendor; which status goes with which error is assumed), `errors` all entries of
    the envelope, each with `message` and `code`, and `response` the raw answer. Where the answer has no envelope, such
    as the page of a proxy, `request_id` and `errors` are empty, and the message names the proxy, `through`.
    """

    def __init__(
        self, response: httpx.Response, request_id: str, errors: Sequence[ErrorDetail], through: str = ""
    ) -> None:
        """Take the answer, what its envelope says, and the proxy that it came through."""
        super().__init__(response, request_id, tuple(errors), through)
        self.response: httpx.Response = response
        self.status: int = response.status_code
        self.request_id: str = request_id
        self.errors: tuple[ErrorDetail, ...] = tuple(errors)
        self.through: str = through
        self.maybe_started: bool = self.status // 100 != 4  # a status that HTTP does not know says nothing of the call
        self._arrived: float = time.time()

    def __str__(self) -> str:
        """Give status, request id and every entry with its code, but no page: it may repeat personal data."""
        request = f", request {self.request_id}" if self.request_id else ""
        nothing = f"the answer names no error{came_through(self.through)}"
        return f"status {self.status}{request}: {'; '.join(map(str, self.errors)) or nothing}"


class InvalidRequestError(ApiError):
    """400 and other 4xx: the request is refused; `errors` says why."""


class AuthenticationError(ApiError):
    """401: user or password is wrong."""


class PermissionDeniedError(ApiError):
    """403: the API user may not call this method; the administration panel permits it."""


class NotFoundError(ApiError):
    """404: what the request names does not exist, such as the chat queue."""


class RequestTooLongError(ApiError):
    """414: path and query are too long for the system."""


class _RetryLater(ApiError):
    """Base of the errors with Retry-After."""

    @property
    def retry_after(self) -> int | None:
        """Seconds to wait before the next attempt, from Retry-After; None where the answer does not say it.

        A date, the other form of the header (RFC 9110), is counted from the answer's own Date, else from its arrival.
        """
        value = self.response.headers.get("Retry-After", "")
        if re.fullmatch("[0-9]{1,9}", value):
            return int(value)
        date = _http_date(value)
        if date is None:
            return None
        now = _http_date(self.response.headers.get("Date", ""))
        return max(0, math.ceil(date - (self._arrived if now is None else now)))


def _http_date(text: str) -> float | None:
    """Return an HTTP-date, in any of its three forms, in seconds since the epoch; None for anything else."""
    try:
        date = parsedate_to_datetime(text)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


class RateLimitError(_RetryLater):
    """429: too many requests; nothing was done. `retry_after` says when to try again."""


class ServerError(ApiError):
    """500 and other 5xx: the system, or a proxy, failed; whether anything was done is not known."""


class ServiceUnavailableError(_RetryLater):
    """503: the system is not available for the moment. `retry_after` says when to try again."""


class UnexpectedResponseError(ThuliumError):
    """The answer is neither what was asked for nor an error: `status` and `response` have it, `reason` what is wrong.

    After a success such as 200 the call most likely had its effect, though the answer cannot tell.
    """

    def __init__(self, response: httpx.Response, reason: str, effect: str = "done") -> None:
        """Take the answer, what is wrong with it, and the word for the call's effect; "" where it has none."""
        super().__init__(response, reason, effect)
        self.response: httpx.Response = response
        self.status: int = response.status_code
        self.reason: str = reason
        self.effect: str = effect
        self.maybe_started: bool = effect != ""

    def __str__(self) -> str:
        """Give the status and what is wrong. The body is left out: it may be anything, an echo of the request even."""
        return f"status {self.status}: the answer cannot be used: {self.reason}.{effect_sentence(self.effect, True)}"


class InvalidWebhookError(ThuliumError, ValueError):
    """The body of a webhook is neither a form nor a JSON object."""


API_ERRORS: Final[Mapping[int, type[ApiError]]] = MappingProxyType(
    {
        400: InvalidRequestError,
        401: AuthenticationError,
        403: PermissionDeniedError,
        404: NotFoundError,
        414: RequestTooLongError,
        429: RateLimitError,
        500: ServerError,
        503: ServiceUnavailableError,
    }
)


def api_error_class(status: int) -> type[ApiError]:
    """Return the class of a status of 400 or more; of one without its own, that of its hundred."""
    by_hundred = {4: InvalidRequestError, 5: ServerError}
    return API_ERRORS.get(status) or by_hundred.get(status // 100, ApiError)
