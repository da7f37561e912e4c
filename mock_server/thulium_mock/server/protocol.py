"""HTTP/1.1 keep-alive connection: hands uvicorn's protocol one request at a time, within limits and timeouts.

uvicorn parses pipelined requests ahead of the answers, does not limit a request's head, closes a connection while the
client is still sending, and has no timeout for a slow request or a client that does not read. `Connection` stands
between the transport and uvicorn's protocol, and uses the interface of `asyncio.Protocol` alone.
"""

import asyncio
import contextlib
import re
import socket
import struct
from collections.abc import Callable
from http.client import responses
from typing import TYPE_CHECKING, Any, Literal

from thulium_mock.errors import (
    HeadersTooLarge,
    MalformedHttp,
    MockError,
    RequestTargetTooLong,
    RequestTooSlow,
    TooManyConnections,
    envelope,
)
from thulium_mock.languages import preferred_language
from thulium_mock.server.extension import EXTENSION
from thulium_mock.server.timeouts import ConnectionLimits, Deadline

if TYPE_CHECKING:
    from thulium_mock.server.application import Application

_PIPELINED = 64 * 1024
"""Limit of pipelined requests: bytes that are read ahead of an answer."""

_MAX_LINE = 65_535
"""Limit of a request line, in bytes: uvicorn's parser takes no longer URL."""

_BLANK_LINE = b"\r\n\r\n"
_LANGUAGES = re.compile(rb"\r\naccept-language:([^\r\n]*)", re.IGNORECASE)
_UPGRADE = re.compile(rb"\r\nupgrade:[^\r\n]*", re.IGNORECASE)
_NO_LINGER = struct.pack("ii", 1, 0)

Expected = Literal["head", "body", "nothing", "end"]
"""Parser state: the next bytes are a request's head, its body, pipelined (kept until the answer), or dropped."""


class Connection(asyncio.Protocol):
    """One connection, in front of the protocol that ``http`` makes; ``request_id`` gives the ids of refusals."""

    def __init__(
        self,
        http: Callable[..., Any],
        connection_limits: ConnectionLimits,
        request_id: Callable[[], str],
        app: "Application",
        *,
        app_state: dict[str, Any],
        **given: Any,
    ) -> None:
        self.http: asyncio.Protocol = http(app_state={**app_state, EXTENSION: self}, **given)
        self.connection_limits = connection_limits
        self.limits = connection_limits.limits
        self.request_id = request_id
        self.app = app
        self.deadline = Deadline(self.abort)
        self.requests = 0
        """Number of requests that have begun."""
        self.expected: Expected = "head"
        self.head = b""
        self.received = b""
        """Buffer of bytes that were not handed to uvicorn's protocol yet."""
        self.body_left: int | None = 0
        """Bytes of the body still to come; None for a chunked one, which uvicorn's parser counts."""
        self.unsent = 0
        """Size of the transport's write buffer when it was last checked, in bytes."""
        self.eof = asyncio.Event()
        """Set at EOF from the client: a half-close or a disconnect, which cannot be told apart."""
        self.lost = asyncio.Event()
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # of TCP
        """Start the keep-alive timeout; evict another connection beyond the limit, or refuse this one."""
        self.transport = transport
        self.http.connection_made(transport)
        self.connection_limits.open.add(self.deadline)
        self.connection_limits.unused.add(self.deadline)
        most = self.limits.connections
        if len(self.connection_limits.open) > most and not self.connection_limits.evict():
            self.refuse(TooManyConnections(limit=most))
        else:
            self.deadline.start(self.limits.idle_seconds, self.close)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the deadline, and wake what waits for the disconnect."""
        self.expected = "end"
        self.deadline.stop()
        self.connection_limits.open.discard(self.deadline)
        self.connection_limits.unused.discard(self.deadline)
        self.http.connection_lost(exc)
        self.eof.set()
        self.lost.set()

    def eof_received(self) -> bool:
        """Keep a half-closed connection while a request is in progress; TLS has no half-close."""
        self.eof.set()
        return self.expected == "nothing" and self.transport.can_write_eof()

    async def wait_disconnected(self) -> None:
        """Wait for the client's EOF, then close the connection: a half-closed one has no use for a late answer."""
        await self.eof.wait()
        if not self.lost.is_set():
            self.close()
            await self.lost.wait()

    def data_received(self, data: bytes) -> None:
        """Buffer and dispatch the client's bytes; pause reading beyond the limit of pipelined requests."""
        if self.expected == "end":
            return
        self.connection_limits.unused.discard(self.deadline)
        self.received += data
        if self.expected == "head":
            self._read_head()
        elif self.expected == "body":
            self._read_body()
        elif len(self.received) > _PIPELINED:
            self.transport.pause_reading()

    def _read_head(self) -> None:
        """Hand on a head once it is complete, unless it has to be refused."""
        # A client may send empty lines before a request (RFC 9112, section 2.2).
        self.received = self.received.lstrip(b"\r\n")
        end = self.received.find(_BLANK_LINE)
        head = self.received if end < 0 else self.received[: end + len(_BLANK_LINE)]
        if refusal := self._refusal(head, complete=end >= 0):
            self.refuse(refusal)
        elif end < 0 and self.eof.is_set():
            self.close()
        elif end < 0:
            self.deadline.start(self.limits.request_seconds, self._too_slow)
        else:
            if not self.unsent:
                self.deadline.stop()
            self.head = self._take(len(head))
            self.requests += 1
            if b"\r\nupgrade:" in head.lower():
                # The parser would take the bytes after an Upgrade header for the other protocol.
                head = _UPGRADE.sub(b"", head)
            self.http.data_received(head)

    def _refusal(self, head: bytes, *, complete: bool) -> MockError | None:
        """Return the error of a head, complete or not, that is too large or malformed; None to hand it on."""
        limits = self.limits
        # A request begins with a method, and one of HTTP/2 with a method of its own.
        if (head and not head[:1].isalpha()) or head[:4] == b"PRI " or (not complete and b"\n\n" in head):
            return MalformedHttp()
        too_large = len(head) > limits.head_bytes
        # Until the head is complete, or too large by itself, the language of the answer is not known.
        if (complete or too_large) and len(head) > _MAX_LINE and head.find(b"\r\n", 0, _MAX_LINE) < 0:
            return RequestTargetTooLong(limit=self.app.target_limit)
        if too_large or (len(head) > limits.headers and head.count(b"\n") - 2 > limits.headers):
            return HeadersTooLarge(count=limits.headers, limit=limits.head_bytes)
        return None

    def expect_body(self, length: int | None) -> None:
        """Read a body of so many bytes, or in chunks, for the request whose head came last."""
        self.body_left = length
        self.deadline.start(self.limits.request_seconds, self._too_slow)
        self.expect_more()

    def expect_more(self) -> None:
        """Hand on the next bytes of the body."""
        self.expected = "body"
        if self.received:
            self._read_body()
        if self.expected == "body" and self.eof.is_set():
            self.close()

    def _read_body(self) -> None:
        if self.body_left is None:
            # A body in chunks ends with an empty line; what follows may be another request.
            end = self.received.find(_BLANK_LINE)
            if end < 0:
                # Less than a chunk says nothing to the application, which would ask for no more. An empty line that may
                # have begun is kept until the rest of it comes.
                cut = len(self.received) - next(n for n in (3, 2, 1, 0) if self.received.endswith(_BLANK_LINE[:n]))
                piece, self.received = self.received[:cut], self.received[cut:]
            else:
                piece = self._take(end + len(_BLANK_LINE))
        else:
            piece = self._take(self.body_left)
            self.body_left -= len(piece)
        if piece:
            self.http.data_received(piece)

    def _take(self, length: int) -> bytes:
        """Take so many bytes from the buffer to hand them on; the rest waits until the application asks for it."""
        self.expected = "nothing"
        piece, self.received = self.received[:length], self.received[length:]
        if len(self.received) <= _PIPELINED:
            self.transport.resume_reading()
        return piece

    def request_complete(self) -> None:
        """Stop the request timeout: the body is complete."""
        if self.unsent:
            self._await_reader()
        else:
            self.deadline.stop()

    def response_complete(self) -> None:
        """Start the keep-alive timeout, or read the next pipelined request."""
        if self.expected == "end":
            return
        if self.transport.is_closing() or (self.eof.is_set() and not self.received):
            self.close()
            return
        self.expected = "head"
        if not self.unsent:
            self.deadline.start(self.limits.idle_seconds, self.close)
        if self.received:
            self._read_head()

    def pause_writing(self) -> None:
        """Start the timeout of a client that does not read."""
        self.http.pause_writing()
        self._await_reader()

    def resume_writing(self) -> None:
        """Stop the timeout of a client that does not read, unless the connection is to be closed after the rest."""
        self.http.resume_writing()
        if self.expected == "end":
            return
        self.unsent = 0
        self.deadline.stop()
        if self.expected == "head":
            self.deadline.start(self.limits.idle_seconds, self.close)

    def _await_reader(self) -> None:
        self.unsent = self.transport.get_write_buffer_size()
        self.deadline.start(self.limits.answer_seconds, self._unread)

    def _unread(self) -> None:
        """Abort unless the client has read something since the last check."""
        if self.transport.get_write_buffer_size() < self.unsent:
            self._await_reader()
        else:
            self.abort()

    def _too_slow(self) -> None:
        self.refuse(RequestTooSlow(seconds=self.limits.request_seconds))

    def refuse(self, error: MockError) -> None:
        """Answer with an error envelope, in place of the application, and close the connection gracefully.

        Bytes that the client is still sending are read and dropped for a while (lingering close): closing at once would
        reset the connection before the answer is read.
        """
        if self.expected == "end" or self.transport.is_closing():
            return
        head = self.received.partition(_BLANK_LINE)[0] if self.expected == "head" else self.head
        language = preferred_language((b"accept-language", each) for each in _LANGUAGES.findall(head))
        error.use_documented_entries(self.app.errors)
        status, headers, body = envelope(error, language, self.request_id())
        lines = [b"HTTP/1.1 %d %s" % (status, responses.get(status, "").encode())]
        lines += [b"%s: %s" % header for header in [*headers, (b"connection", b"close")]]
        self.expected, self.received = "end", b""
        self.transport.write(b"\r\n".join([*lines, b"", body]))
        if self.transport.can_write_eof():
            with contextlib.suppress(OSError):  # the client is gone already
                self.transport.write_eof()
            self.transport.resume_reading()
            self.deadline.start(self.limits.linger_seconds, self.close)
        else:
            self.close()

    async def end(self, reset: bool) -> None:
        """Close the connection on purpose, or ``reset`` it (RST), and wait until it is lost.

        Unused ones, which browsers preconnect, are closed before: a browser would retry on each of them in turn.
        """
        for each in list(self.connection_limits.unused):
            each.evicted()
        if reset:
            # SO_LINGER with a timeout of 0 makes close send RST.
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
            self.abort()
        else:
            self.close()
        await self.lost.wait()

    def close(self) -> None:
        """Close the connection once its write buffer is flushed."""
        self.expected = "end"
        self.transport.close()
        self._await_reader()

    def abort(self) -> None:
        """Abort the connection at once."""
        self.expected = "end"
        self.connection_limits.open.discard(self.deadline)
        self.transport.abort()
