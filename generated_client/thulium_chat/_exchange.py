"""One request and its answer: collects the answer as it arrives, and turns what httpx raises into our errors."""

from time import monotonic

import httpx

from thulium_chat._errors import ThuliumConnectionError, ThuliumError, ThuliumTimeoutError, UnexpectedResponseError

# An answer is some hundred bytes; a hundred faults of a thousand characters each stay below this.
LARGEST_ANSWER = 1024 * 1024

# What httpx raises before it has a connection to send on: the request cannot have reached the system.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)


class Exchange:
    """One request and what has arrived of its answer: at most LARGEST_ANSWER bytes of body, within the timeout."""

    def __init__(self, request: httpx.Request, timeout: float) -> None:
        """Take the request, and the seconds allowed for the body."""
        self.request = request
        self._timeout = timeout
        self._deadline = 0.0
        self._answer: httpx.Response | None = None
        self._body = bytearray()

    @property
    def answer(self) -> httpx.Response:
        """Status and headers of the answer; httpx does not know its body."""
        if self._answer is None:
            raise RuntimeError("the answer has not begun")
        return self._answer

    @property
    def content(self) -> bytes:
        """The body, as far as it has arrived."""
        return bytes(self._body)

    def begin(self, answer: httpx.Response) -> None:
        """Take status and headers; raise UnexpectedResponseError for a body that is compressed."""
        self._answer = answer
        # httpx's own timeout begins anew with each chunk: a dripping answer would never end.
        self._deadline = monotonic() + self._timeout
        # Nobody asked for compression, and a compressed body could unpack to any size.
        if answer.headers.get("Content-Encoding", "").strip().lower() not in ("", "identity"):
            raise self.unexpected("the body is encoded, which the client did not ask for")

    def add(self, chunk: bytes) -> None:
        """Take a chunk of the body; raise ThuliumTimeoutError after the timeout, and for a body that is too long."""
        if monotonic() > self._deadline:
            raise ThuliumTimeoutError("The answer was not complete within the timeout", True)
        if len(self._body) + len(chunk) > LARGEST_ANSWER:
            raise self.unexpected(f"the body is longer than {LARGEST_ANSWER} bytes")
        self._body += chunk

    def failure(self, error: httpx.RequestError) -> ThuliumError:
        """Return our error for what httpx raises while it sends the request or receives the answer."""
        error.request = _bare(self.request)
        timed_out = isinstance(error, httpx.TimeoutException)
        if self._answer is not None:
            if timed_out:
                return ThuliumTimeoutError("The answer was not complete within the timeout", True)
            return self.unexpected("the body broke off")
        sent = not isinstance(error, _NOT_SENT)
        if timed_out:
            return ThuliumTimeoutError(f"No {'answer' if sent else 'connection'} within the timeout", sent)
        detail = (str(error) or type(error).__name__).rstrip(".")
        what = "The connection broke before an answer" if sent else "The connection could not be made"
        return ThuliumConnectionError(f"{what}: {detail}", sent)

    def unexpected(self, reason: str) -> UnexpectedResponseError:
        """Return the error for an answer that the document does not allow."""
        return UnexpectedResponseError(self.response(), reason)

    def response(self) -> httpx.Response:
        """Return the answer for an error to keep: made only then, for it takes as long as all other checks."""
        return _kept(self.answer, self.content)


def refuse_redirect(answer: httpx.Response) -> None:
    """Raise UnexpectedResponseError for a redirect before httpx reads where to, and fails when that is malformed."""
    if answer.has_redirect_location:
        raise UnexpectedResponseError(_kept(answer, b""), "it is a redirect, and redirects are not followed")


def _kept(answer: httpx.Response, content: bytes) -> httpx.Response:
    # httpx would unpack the body anew; an encoded one was not read.
    headers = [(name, value) for name, value in answer.headers.raw if name.lower() != b"content-encoding"]
    return httpx.Response(
        answer.status_code,
        headers=headers,
        content=content,
        request=_bare(answer.request),
        extensions={name: answer.extensions[name] for name in ("reason_phrase",) if name in answer.extensions},
    )


def _bare(request: httpx.Request) -> httpx.Request:
    """Return the request without its headers: errors keep it, and an error tracker would find the password there."""
    return httpx.Request(request.method, request.url)
