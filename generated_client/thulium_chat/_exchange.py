"""HTTP exchange: a request, its answer as it arrives, its deadline, and our errors for those of httpx."""

import zlib
from collections.abc import Mapping
from contextvars import ContextVar
from time import monotonic
from typing import Any

import httpx

from ._errors import (
    ThuliumConnectionError,
    ThuliumError,
    ThuliumTimeoutError,
    UnexpectedResponseError,
    came_through,
)
from ._results import RawAnswer

# An answer is some hundred bytes; a hundred entries of a thousand characters each stay below this.
LARGEST_ANSWER = 1024 * 1024
# What is only read may be a hundred chats with all their messages.
LARGEST_LIST = 64 * LARGEST_ANSWER

# How often a body may be compressed over again, and how many pieces of compressed data it may have.
_MOST_CODINGS, _MOST_MEMBERS = 3, 100
_GZIP_OR_ZLIB, _DEFLATE = zlib.MAX_WBITS | 32, -zlib.MAX_WBITS

# What httpx raises before it has a connection to send on: the request cannot have reached the system.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)


class Exchange:
    """Request and what has arrived of its answer: so many bytes of body at most, before the deadline."""

    def __init__(
        self,
        request: httpx.Request,
        timeout: float | None,
        *,
        sent: bool,
        strict: bool = False,
        proxy: object = None,
        effect: str = "done",
    ) -> None:
        """Take the request, the seconds from now to the deadline, and for messages the proxy and the request's effect.

        `sent`: whether the request must be taken for sent as long as the transport says nothing.
        `strict`: whether a compressed answer, for which nobody asked, is refused.
        """
        self.request = request
        self.timeout = timeout
        self.pool_timeout: float | None = request.extensions["timeout"]["pool"]
        self._begun = monotonic()
        self._sent = sent
        self._strict = strict
        self.proxy = "" if proxy is None else str(proxy)
        self.effect = effect
        self._answer: httpx.Response | None = None
        self._body = bytearray()
        self.codings: list[str] = []
        """Encodings of Content-Encoding, the first one applied first."""

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

    @property
    def seconds(self) -> float:
        """Seconds since the exchange began."""
        return monotonic() - self._begun

    def left(self, timeout: float | None) -> float | None:
        """Return the seconds that one read may take, at most `timeout`; raise TimeoutError after the deadline."""
        if self.timeout is None:
            return timeout
        left = self.timeout - self.seconds
        if left <= 0:
            raise TimeoutError
        return left if timeout is None else min(left, timeout)

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Callback of httpx's `trace` extension: whether the request was sent."""
        if event.endswith(".send_request_headers.started"):
            self._sent = self._sent or info["request"].method != b"CONNECT"
        elif event.endswith((".connect_tcp.started", ".connect_unix_socket.started")):
            self._sent = False

    def begin(self, answer: httpx.Response) -> None:
        """Take status and headers; raise UnexpectedResponseError for a redirect."""
        if self._answer is answer:
            return  # an event hook has come first
        self._answer = answer
        if answer.has_redirect_location:
            raise self.unexpected("it is a redirect, and redirects are not followed")
        named = answer.headers.get("Content-Encoding", "").lower().split(",")
        self.codings = [coding.strip() for coding in named if coding.strip() not in ("", "identity")]
        if self._strict and self.codings:
            raise self.unexpected("the body is encoded, which the client did not ask for")
        if not answer.is_stream_consumed:
            # httpx would unpack a body of a few bytes to any size.
            answer.headers.pop("Content-Encoding", None)

    @property
    def _largest(self) -> int:
        return LARGEST_ANSWER if self.effect else LARGEST_LIST

    def add(self, chunk: bytes) -> None:
        """Take a chunk of the body; raise TimeoutError or UnexpectedResponseError when it takes or is too long."""
        self.left(None)
        if len(self._body) + len(chunk) > self._largest:
            raise self.unexpected(f"the body is longer than {self._largest} bytes")
        self._body += chunk

    def end(self) -> None:
        """Unpack a body of gzip, zlib or deflate data; raise UnexpectedResponseError when it becomes too long."""
        for coding in [] if self._strict else self.codings[: -_MOST_CODINGS - 1 : -1] or [""]:
            body = _unpacked(self._body, _GZIP_OR_ZLIB, self._largest)
            if body is None and coding == "deflate":
                body = _unpacked(self._body, _DEFLATE, self._largest)
            if body is None:
                return
            if len(body) > self._largest:
                raise self.unexpected(f"the body unpacks to more than {self._largest} bytes")
            self._body = body

    def failure(self, error: httpx.RequestError | TimeoutError) -> ThuliumError:
        """Return our error for what is raised while the request is sent or the answer received."""
        sent = self._sent
        if isinstance(error, httpx.RequestError):
            error.request = _bare(self.request)
            sent = not isinstance(error, _NOT_SENT)
        timed_out = isinstance(error, httpx.TimeoutException | TimeoutError)
        if self._answer is not None:
            if timed_out:
                return ThuliumTimeoutError("The answer was not complete within the timeout", True, self.effect)
            return self.unexpected("the body broke off")
        through = f", through {self.proxy}" if self.proxy else ""
        if timed_out:
            what = f"No {'answer' if sent else 'connection'} within the timeout{through}"
            return ThuliumTimeoutError(what, sent, self.effect)
        detail = (str(error) or type(error).__name__).rstrip(".")
        if "CERTIFICATE_VERIFY_FAILED" in detail:
            detail += " (pass verify='ca.pem', or set SSL_CERT_FILE=ca.pem)"
        elif "WRONG_VERSION_NUMBER" in detail:
            detail += " (what answers there does not speak TLS: is it http:// rather than https://?)"
        what = "The connection broke before an answer" if sent else f"The connection to {self._host} could not be made"
        return ThuliumConnectionError(f"{what}: {detail}{through}", sent, self.effect)

    @property
    def _host(self) -> str:
        return self.request.url.netloc.decode("ascii")

    def unexpected(self, reason: str) -> UnexpectedResponseError:
        """Return the error for an answer that the document does not allow."""
        return UnexpectedResponseError(self.raw().response(), f"{reason}{came_through(self.proxy)}", self.effect)

    def raw(self) -> RawAnswer:
        """Return the answer as it is kept."""
        answer, request = self.answer, self.request
        kept = {name: answer.extensions[name] for name in ("reason_phrase",) if name in answer.extensions}
        return RawAnswer(request.method, request.url, answer.status_code, answer.headers.raw, self.content, kept)


def _unpacked(packed: bytes | bytearray, wbits: int, largest: int) -> bytearray | None:
    """Return what one or several pieces of compressed data unpack to, cut off where it is too long; None for others."""
    body = bytearray()
    for member in range(_MOST_MEMBERS):
        unpacking = zlib.decompressobj(wbits)
        try:
            body += unpacking.decompress(packed, largest + 1 - len(body))
        except zlib.error:
            return body if member else None
        packed = unpacking.unused_data
        if len(body) > largest or (unpacking.eof and not packed):
            return body
        if not unpacking.eof or wbits == _DEFLATE:
            return None
    return None


def _bare(request: httpx.Request) -> httpx.Request:
    """Return the request without its headers: errors keep it, and an error tracker would find the password there."""
    return httpx.Request(request.method, request.url)


CURRENT: ContextVar[Exchange | None] = ContextVar("thulium_chat.exchange", default=None)
"""Exchange of this thread or task."""
