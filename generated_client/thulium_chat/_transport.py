"""Turns what httpx raises into our errors, and collects an answer as it comes in."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import httpx

from thulium_chat._errors import ThuliumConnectionError, ThuliumTimeoutError, UnexpectedResponseError

# One answer is some hundred bytes; a hundred faults of a thousand characters each stay below this.
LARGEST_ANSWER = 1024 * 1024

# What httpx raises before it has a connection to send on: the request cannot have reached the system.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)


@contextmanager
def sending(request: httpx.Request) -> Iterator[None]:
    """Turn what httpx raises while it sends the request into ThuliumConnectionError or ThuliumTimeoutError."""
    try:
        yield
    except httpx.TimeoutException as error:
        error.request = _bare(request)
        phase = "No connection within" if isinstance(error, _NOT_SENT) else "No answer within"
        raise ThuliumTimeoutError(f"{phase} the timeout", not isinstance(error, _NOT_SENT)) from error
    except httpx.RequestError as error:
        error.request = _bare(request)
        detail = (str(error) or type(error).__name__).rstrip(".")
        if isinstance(error, _NOT_SENT):
            raise ThuliumConnectionError(f"The connection could not be made: {detail}", False) from error
        raise ThuliumConnectionError(f"The connection broke before an answer: {detail}", True) from error


def _bare(request: httpx.Request) -> httpx.Request:
    """Return the request without its headers: errors keep it, and an error tracker would find the password there."""
    return httpx.Request(request.method, request.url)


class Incoming:
    """An answer on its way in: at most LARGEST_ANSWER bytes, within `timeout` seconds from now."""

    def __init__(self, response: httpx.Response, timeout: float) -> None:
        """Take the answer whose body is still to come."""
        self._response = response
        # httpx's own timeout begins anew with each piece: a dripping answer would never end.
        self._deadline = monotonic() + timeout
        self._body = bytearray()

    def check_plain(self) -> None:
        """Raise UnexpectedResponseError for a compressed body: nobody asked for it, and it could unpack to any size."""
        if self._response.headers.get("Content-Encoding", "").strip().lower() not in ("", "identity"):
            raise UnexpectedResponseError(self.whole(), "the body is encoded, which the client did not ask for")

    def add(self, chunk: bytes) -> None:
        """Add a piece of the body."""
        if monotonic() > self._deadline:
            raise ThuliumTimeoutError("The answer was not complete within the timeout", True)
        if len(self._body) + len(chunk) > LARGEST_ANSWER:
            raise UnexpectedResponseError(self.whole(), f"the body is longer than {LARGEST_ANSWER} bytes")
        self._body += chunk

    @contextmanager
    def receiving(self) -> Iterator[None]:
        """Turn what httpx raises while it reads the body into our errors."""
        try:
            yield
        except httpx.TimeoutException as error:
            error.request = _bare(self._response.request)
            raise ThuliumTimeoutError("The answer was not complete within the timeout", True) from error
        except httpx.RequestError as error:
            error.request = _bare(self._response.request)
            raise UnexpectedResponseError(self.whole(), "the body broke off") from error

    def whole(self) -> httpx.Response:
        """Return the answer with what has come of its body."""
        response = self._response
        # httpx would unpack the body anew; an encoded one was not read.
        headers = [(name, value) for name, value in response.headers.raw if name.lower() != b"content-encoding"]
        return httpx.Response(
            response.status_code,
            headers=headers,
            content=bytes(self._body),
            request=_bare(response.request),
            extensions={name: response.extensions[name] for name in ("reason_phrase",) if name in response.extensions},
        )
