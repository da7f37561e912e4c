"""One connection: uvicorn's protocol gets one request at a time of it, within limits of size, number and time.

uvicorn reads ahead of the answers, keeps a request's head whatever its size, closes a connection while the client is
still sending, and waits for ever for a client that has begun a request or does not read its answer. `Connection` stands
between the transport and uvicorn's protocol, and speaks to both through the interface of `asyncio.Protocol` alone.
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
    Headers,
    HeadersTooLarge,
    MalformedHttp,
    MockError,
    RequestTargetTooLong,
    RequestTooSlow,
    TooManyConnections,
    envelope,
)
from thulium_mock.languages import preferred_language
from thulium_mock.server.timeouts import ConnectionLimits, Deadline

if TYPE_CHECKING:
    from thulium_mock.server.application import Application

CONNECTION = "thulium_mock.connection"
"""The key of the `Connection` in the ``state`` of a request's ASGI scope."""

_PIPELINED = 64 * 1024
"""How many bytes are read ahead of an answer."""

_MAX_LINE = 65_535
"""How many bytes of a request line are handed on: uvicorn's parser takes no longer URL."""

_BLANK_LINE = b"\r\n\r\n"
_UPGRADE = re.compile(rb"\r\nupgrade:[^\r\n]*", re.IGNORECASE)
_NO_LINGER = struct.pack("ii", 1, 0)

Expected = Literal["head", "body", "nothing", "end"]
"""What the next bytes are: a request's head, more of its body, kept until the application is done, or dropped."""


class Connection(asyncio.Protocol):
    """One connection, in front of the protocol that ``http`` makes; ``request_id`` gives the ids of refusals."""

    def __init__(
        self,
        http: Callable[..., Any],
        of_all: ConnectionLimits,
        request_id: Callable[[], str],
        app: "Application",
        *,
        app_state: dict[str, Any],
        **given: Any,
    ) -> None:
        self.http: asyncio.Protocol = http(app_state={**app_state, CONNECTION: self}, **given)
        self.of_all = of_all
        self.limits = of_all.limits
        self.request_id = request_id
        self.app = app
        self.deadline = Deadline(self.abort)
        self.extension: dict[str, Any] = {"end": self.end, "requests": 0}
        self.expected: Expected = "head"
        self.head = b""
        self.received = b""
        """Bytes that uvicorn's protocol has not been given yet."""
        self.body_left: int | None = 0
        """How many bytes of the body are still to come; None in chunks, of which only uvicorn's parser knows."""
        self.unsent = 0
        """How many bytes the transport kept when it was last looked at, while there are too many of them."""
        self.ended = asyncio.Event()
        """Whether the client sends no more; it may still read, or be gone, which nobody can tell apart."""
        self.lost = asyncio.Event()
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # of TCP
        """Wait for a request; if there are too many connections, one of them ends."""
        self.transport = transport
        self.http.connection_made(transport)
        self.of_all.open.add(self.deadline)
        self.of_all.unused.add(self.deadline)
        most = self.limits.connections
        if len(self.of_all.open) > most and not self.of_all.evict():
            self.refuse(TooManyConnections(limit=most))
        else:
            self.deadline.start(self.limits.idle_seconds, self.close)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self.expected = "end"
        self.deadline.stop()
        self.of_all.open.discard(self.deadline)
        self.of_all.unused.discard(self.deadline)
        self.http.connection_lost(exc)
        self.ended.set()
        self.lost.set()

    def eof_received(self) -> bool:
        """Keep the connection as long as there is a request to be answered; that is not possible over TLS."""
        self.ended.set()
        return self.expected == "nothing" and self.transport.can_write_eof()

    async def given_up(self) -> None:
        """Wait until the client sends no more, and end the connection: a wait is for clients that are there."""
        await self.ended.wait()
        if not self.lost.is_set():
            self.close()
            await self.lost.wait()

    def data_received(self, data: bytes) -> None:
        """Read what the client sends."""
        if self.expected == "end":
            return
        self.of_all.unused.discard(self.deadline)
        self.received += data
        if self.expected == "head":
            self._read_head()
        elif self.expected == "body":
            self._read_body()
        elif len(self.received) > _PIPELINED:
            self.transport.pause_reading()

    def _read_head(self) -> None:
        """Hand on a head once all of it has come, unless it has to be refused."""
        # A client may send empty lines before a request (RFC 9112, section 2.2).
        self.received = self.received.lstrip(b"\r\n")
        end = self.received.find(_BLANK_LINE)
        head = self.received if end < 0 else self.received[: end + len(_BLANK_LINE)]
        if refusal := self._refusal(head, complete=end >= 0):
            self.refuse(refusal)
        elif end < 0 and self.ended.is_set():
            self.close()
        elif end < 0:
            self.deadline.start(self.limits.request_seconds, self._too_slow)
        else:
            if not self.unsent:
                self.deadline.stop()
            self.head = self._take(len(head))
            self.extension["requests"] += 1
            if b"\r\nupgrade:" in head.lower():
                # What follows an offer of another protocol, the parser would take for that.
                head = _UPGRADE.sub(b"", head)
            self.http.data_received(head)

    def _refusal(self, head: bytes, *, complete: bool) -> MockError | None:
        """Return why a head, or what has come of it, is not handed on: it is too large, or cannot become one."""
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
        """Hand on more of the body."""
        self.expected = "body"
        if self.received:
            self._read_body()
        if self.expected == "body" and self.ended.is_set():
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
        self.http.data_received(piece)

    def _take(self, length: int) -> bytes:
        """Return so many of the bytes received, to be handed on; more are not until the application asks for them."""
        self.expected = "nothing"
        piece, self.received = self.received[:length], self.received[length:]
        if len(self.received) <= _PIPELINED:
            self.transport.resume_reading()
        return piece

    def request_complete(self) -> None:
        """Let the application take its time, now that it has the whole body."""
        if self.unsent:
            self._await_reader()
        else:
            self.deadline.stop()

    def response_complete(self) -> None:
        """Go on with the next request."""
        if self.expected == "end":
            return
        if self.transport.is_closing() or (self.ended.is_set() and not self.received):
            self.close()
            return
        self.expected = "head"
        if not self.unsent:
            self.deadline.start(self.limits.idle_seconds, self.close)
        if self.received:
            self._read_head()

    def pause_writing(self) -> None:
        """Wait for the client to read."""
        self.http.pause_writing()
        self._await_reader()

    def resume_writing(self) -> None:
        """Go on sending."""
        self.http.resume_writing()
        self.unsent = 0
        self.deadline.stop()
        if self.expected == "head":
            self.deadline.start(self.limits.idle_seconds, self.close)

    def _await_reader(self) -> None:
        self.unsent = self.transport.get_write_buffer_size()
        self.deadline.start(self.limits.answer_seconds, self._unread)

    def _unread(self) -> None:
        """Give up a client that has read nothing for too long."""
        if self.transport.get_write_buffer_size() < self.unsent:
            self._await_reader()
        else:
            self.abort()

    def _too_slow(self) -> None:
        self.refuse(RequestTooSlow(seconds=self.limits.request_seconds))

    def refuse(self, error: MockError) -> None:
        """Answer in the envelope, in place of the application, and end the connection.

        What the client is still sending is read and dropped: closed before, the connection would be reset under the
        answer.
        """
        if self.expected == "end" or self.transport.is_closing():
            return
        head = self.received.partition(_BLANK_LINE)[0] if self.expected == "head" else self.head
        language = preferred_language(_fields(head))
        error.follow(self.app.errors)
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
        """End the connection on purpose, by RST if told so, and wait until it has ended.

        Those that were opened in advance end before: a browser would send the request again on each of them in turn.
        """
        for each in list(self.of_all.unused):
            each.evicted()
        if reset:
            # Closed with a linger of no time at all, a connection ends with RST.
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
            self.abort()
        else:
            self.close()
        await self.lost.wait()

    def close(self) -> None:
        """End the connection, once the client has read what was sent to it."""
        self.expected = "end"
        self.transport.close()
        self._await_reader()

    def abort(self) -> None:
        """End the connection at once."""
        self.expected = "end"
        self.of_all.open.discard(self.deadline)
        self.transport.abort()


def _fields(head: bytes) -> Headers:
    """Return the header fields of a head, as far as it has come."""
    lines = (line.partition(b":") for line in head.split(b"\r\n")[1:])
    return [(name.lower(), value.strip()) for name, _, value in lines]
