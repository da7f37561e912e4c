"""Turns what httpx raises into our errors, and collects an answer as it comes in."""

from time import monotonic

import httpx

from thulium_chat._errors import ThuliumConnectionError, ThuliumTimeoutError, UnexpectedResponseError

# One answer is some hundred bytes; a hundred faults of a thousand characters each stay below this.
LARGEST_ANSWER = 1024 * 1024

# What httpx raises before it has a connection to send on: the request cannot have reached the system.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)


def not_answered(request: httpx.Request, error: httpx.RequestError) -> ThuliumConnectionError | ThuliumTimeoutError:
    """Return our error for what httpx raises while it sends a request and waits for the answer."""
    error.request = _bare(request)
    sent = not isinstance(error, _NOT_SENT)
    if isinstance(error, httpx.TimeoutException):
        phase = "No answer within" if sent else "No connection within"
        return ThuliumTimeoutError(f"{phase} the timeout", sent)
    detail = (str(error) or type(error).__name__).rstrip(".")
    what = "The connection broke before an answer" if sent else "The connection could not be made"
    return ThuliumConnectionError(f"{what}: {detail}", sent)


def _bare(request: httpx.Request) -> httpx.Request:
    """Return the request without its headers: errors keep it, and an error tracker would find the password there."""
    return httpx.Request(request.method, request.url)


class Received:
    """An answer whose body has come."""

    __slots__ = ("_response", "content", "headers", "status_code")

    def __init__(self, response: httpx.Response, content: bytes) -> None:
        """Take the answer, of which httpx knows all but the body, and the body."""
        self.status_code = response.status_code
        self.headers = response.headers
        self.content = content
        self._response = response

    def response(self) -> httpx.Response:
        """Return it as httpx has it, for an error to keep: made only then, for it takes as long as all other checks."""
        response = self._response
        # httpx would unpack the body anew; an encoded one was not read.
        headers = [(name, value) for name, value in response.headers.raw if name.lower() != b"content-encoding"]
        return httpx.Response(
            response.status_code,
            headers=headers,
            content=self.content,
            request=_bare(response.request),
            extensions={name: response.extensions[name] for name in ("reason_phrase",) if name in response.extensions},
        )

    def unexpected(self, reason: str) -> UnexpectedResponseError:
        """Return the error that says why the document does not allow it."""
        return UnexpectedResponseError(self.response(), reason)


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
            raise UnexpectedResponseError(
                self.whole().response(), "the body is encoded, which the client did not ask for"
            )

    def add(self, chunk: bytes) -> None:
        """Add a piece of the body."""
        if monotonic() > self._deadline:
            raise ThuliumTimeoutError("The answer was not complete within the timeout", True)
        if len(self._body) + len(chunk) > LARGEST_ANSWER:
            raise self.whole().unexpected(f"the body is longer than {LARGEST_ANSWER} bytes")
        self._body += chunk

    def broken(self, error: httpx.RequestError) -> ThuliumTimeoutError | UnexpectedResponseError:
        """Return our error for what httpx raises while it reads the body."""
        error.request = _bare(self._response.request)
        if isinstance(error, httpx.TimeoutException):
            return ThuliumTimeoutError("The answer was not complete within the timeout", True)
        return self.whole().unexpected("the body broke off")

    def whole(self) -> Received:
        """Return the answer with what has come of its body."""
        return Received(self._response, bytes(self._body))


def refuse_redirect(response: httpx.Response) -> None:
    """Raise UnexpectedResponseError for a redirect before httpx reads where to, and fails when that is malformed."""
    if response.has_redirect_location:
        raise UnexpectedResponseError(
            Received(response, b"").response(), "it is a redirect, and redirects are not followed"
        )


async def refuse_redirect_async(response: httpx.Response) -> None:
    """Do the same where httpx awaits it."""
    refuse_redirect(response)
