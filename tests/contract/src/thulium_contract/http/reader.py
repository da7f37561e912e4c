"""Strict parser of HTTP/1.1 and 1.0 messages from a socket."""

import re
import select
import socket
import ssl
from functools import lru_cache

from thulium_contract.http.messages import Headers

CLOSED = "the connection was closed without an answer"
CUT_SHORT = "the answer breaks off"

_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\x00\r\n]*?)[ \t]*")
_MOST = 64 * 1024 * 1024
_STEP = 0.25


class ProtocolError(Exception):
    """Malformed HTTP message; the sentence says why."""


class Reader:
    """Reader of a socket; ``limit`` is the timeout of a message, in seconds, ``left`` what is left of it.

    ``received`` are the bytes that came and were not read yet, ``size`` is how many came at all.
    """

    def __init__(self, connected: socket.socket, limit: float) -> None:
        self.socket = connected
        self.limit = self.left = limit
        self.received = b""
        self.size = 0

    def readable(self, seconds: float) -> bool:
        """Wait so many seconds; tell whether there is something to receive."""
        if isinstance(self.socket, ssl.SSLSocket) and self.socket.pending():
            return True
        return bool(select.select([self.socket], [], [], seconds)[0])

    def head(self) -> bytes:
        """Return first line and headers of a message, without the empty line that ends them."""
        while b"\r\n\r\n" not in self.received:
            if len(self.received) > _MOST:
                raise ProtocolError("the headers have no end")
            self._receive()
        head, _, self.received = self.received.partition(b"\r\n\r\n")
        return head

    def take(self, size: int) -> bytes:
        """Return so many bytes."""
        while len(self.received) < size:
            self._receive()
        taken, self.received = self.received[:size], self.received[size:]
        return taken

    def chunks(self) -> bytes:
        """Return a body that comes in chunks."""
        content = b""
        while True:
            line = self._line()
            match = re.fullmatch(rb"([0-9a-fA-F]{1,8})(;.*)?", line)
            if match is None:
                raise ProtocolError(f"a chunk begins with {line[:40]!r}")
            size = int(match[1], 16)
            if size == 0:
                while self._line():
                    pass
                return content
            content += self.take(size)
            if self._line():
                raise ProtocolError("a chunk is longer than it says")

    def until_closed(self) -> bytes:
        """Return everything that comes before the other side closes the connection."""
        try:
            while True:
                self._receive()
        except ProtocolError:
            content, self.received = self.received, b""
            return content

    def _line(self) -> bytes:
        while b"\r\n" not in self.received:
            self._receive()
        line, _, self.received = self.received.partition(b"\r\n")
        return line

    def _receive(self) -> None:
        # In steps, so that a process that was suspended has waited for one of them.
        while not self.readable(_STEP):
            self.left -= _STEP
            if self.left <= 0:
                raise TimeoutError
        data = self.socket.recv(262_144)
        if not data:
            raise ProtocolError(CUT_SHORT if self.received else CLOSED)
        self.received += data
        self.size += len(data)


def headers_of(lines: list[bytes]) -> Headers:
    """Return the headers that stand in these lines."""
    return tuple(map(_field, lines))


def length_of(lengths: list[str]) -> int:
    """Return what the values of Content-Length say."""
    if len(lengths) > 1 or not re.fullmatch("[0-9]{1,12}", lengths[0]):
        raise ProtocolError(f"Content-Length is {lengths}")
    return int(lengths[0])


@lru_cache(maxsize=1024)
def _field(line: bytes) -> tuple[str, str]:
    match = _FIELD.fullmatch(line)
    if match is None:
        raise ProtocolError(f"the header {line[:60]!r} is not HTTP")
    return match[1].decode("latin-1"), match[2].decode("latin-1")
