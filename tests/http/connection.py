"""A connection to a server, below HTTP libraries: any bytes can be sent, and what comes back is read strictly."""

import re
import select
import socket
import ssl
from dataclasses import replace
from typing import Self

from tests.http.messages import Request, Response

SECONDS = 20.0
"""How long a response may take."""

CLOSED = "the connection was closed without an answer"

_STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([1-5][0-9]{2})( [^\r\n]*)?")
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\x00\r\n]*?)[ \t]*")
_PLAIN_LINE = re.compile(
    rb"HTTP/1\.1 [1-5][0-9]{2} [\x20-\x7e]*|[!#$%&'*+.^_`|~0-9A-Za-z-]+: [\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?"
)
_MOST = 64 * 1024 * 1024
_STEP = 0.25


class ProtocolError(Exception):
    """What came is no response of HTTP; the sentence says why."""


class Connection:
    """A connection to ``host`` and ``port``, over TLS where a context is given; ``limit`` is in seconds for a response.

    ``open`` tells whether the server may get another request on it, ``head`` is that of the last response.
    """

    def __init__(
        self, port: int, host: str = "127.0.0.1", *, tls: ssl.SSLContext | None = None, limit: float = SECONDS
    ) -> None:
        self.socket = socket.create_connection((host, port), limit)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_hostname=host)
        self.open = True
        self.head = b""
        self.received = b""
        self.limit = self.left = limit

    def __enter__(self) -> Self:
        """Use the connection."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self.socket.close()

    def send(self, data: bytes) -> None:
        """Send all of ``data``."""
        self.socket.sendall(data)

    def read(self, method: str = "POST", version: str = "1.1", *, interim: bool = False) -> Response:
        """Return the response to a request of this method and version; with ``interim`` one that precedes it, too.

        Raises:
            ProtocolError: it is no HTTP, or breaks off.
            TimeoutError: it does not come within the limit.
        """
        self.left = self.limit
        head = self._head()
        while head.status < 200 and not interim:
            head = self._head()
        if "close" in head.fields.get("connection", "").lower():
            self.open = False
        bare = method == "HEAD" or head.status < 200 or head.status in (204, 304)
        return replace(head, body=b"" if bare else self._body(head, version))

    def ask(self, request: Request, host: str = "localhost") -> Response:
        """Send a request and return its response."""
        self.send(request.octets(host))
        return self.read(request.method, request.version)

    def answer(self, method: str = "POST") -> Response:
        """Return the next response; fails unless it is as plain as HTTP can be: each header once, and a length."""
        response = self.read(method, interim=True)
        assert all(map(_PLAIN_LINE.fullmatch, self.head.split(b"\r\n"))), self.head
        assert len(response.fields) == len(response.headers), self.head
        assert "transfer-encoding" not in response.fields, "the server knows the length of what it sends"
        assert method == "HEAD" or response.status in (100, 204) or "content-length" in response.fields, self.head
        return response

    def assert_closed(self) -> None:
        """Assert that the server sends nothing more and has ended its side."""
        assert self.received == b""
        assert self.socket.recv(65536) == b""

    def assert_silent(self) -> None:
        """Assert that no second answer was sent: nothing comes before the end of the connection, which is ours."""
        self.socket.shutdown(socket.SHUT_WR)
        self.assert_closed()

    def readable(self, seconds: float) -> bool:
        """Wait so many seconds; tell whether there is something to read."""
        if isinstance(self.socket, ssl.SSLSocket) and self.socket.pending():
            return True
        return bool(select.select([self.socket], [], [], seconds)[0])

    def until_closed(self) -> bytes:
        """Return everything that comes before the server closes the connection."""
        self.open = False
        try:
            while True:
                self._receive()
        except ProtocolError:
            content, self.received = self.received, b""
            return content

    def _head(self) -> Response:
        while b"\r\n\r\n" not in self.received:
            if len(self.received) > _MOST:
                raise ProtocolError("the headers have no end")
            self._receive()
        self.head, _, self.received = self.received.partition(b"\r\n\r\n")
        first, *lines = self.head.split(b"\r\n")
        match = _STATUS_LINE.fullmatch(first)
        if match is None:
            raise ProtocolError(f"the answer begins with {first[:60]!r}")
        return Response(int(match[1]), tuple(map(_field, lines)), reason=(match[2] or b"").decode("latin-1").strip(" "))

    def _body(self, head: Response, version: str) -> bytes:
        lengths, codings = head.values("content-length"), [each.lower() for each in head.values("transfer-encoding")]
        if codings:
            if codings != ["chunked"] or lengths or version == "1.0":
                given = f"Transfer-Encoding {codings} with Content-Length {lengths}"
                raise ProtocolError(f"the framing is {given}, for HTTP/{version}")
            return self._chunks()
        if lengths:
            if len(lengths) > 1 or not re.fullmatch("[0-9]{1,12}", lengths[0]):
                raise ProtocolError(f"Content-Length is {lengths}")
            return self._take(int(lengths[0]))
        return self.until_closed()

    def _chunks(self) -> bytes:
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
            content += self._take(size)
            if self._line():
                raise ProtocolError("a chunk is longer than it says")

    def _line(self) -> bytes:
        while b"\r\n" not in self.received:
            self._receive()
        line, _, self.received = self.received.partition(b"\r\n")
        return line

    def _take(self, size: int) -> bytes:
        while len(self.received) < size:
            self._receive()
        taken, self.received = self.received[:size], self.received[size:]
        return taken

    def _receive(self) -> None:
        # In steps, so that a process that was suspended has waited for one of them.
        while not self.readable(_STEP):
            self.left -= _STEP
            if self.left <= 0:
                raise TimeoutError
        data = self.socket.recv(262_144)
        if not data:
            raise ProtocolError("the answer breaks off" if self.received else CLOSED)
        self.received += data


def _field(line: bytes) -> tuple[str, str]:
    match = _FIELD.fullmatch(line)
    if match is None:
        raise ProtocolError(f"the header {line[:60]!r} is not HTTP")
    return match[1].decode("latin-1"), match[2].decode("latin-1")


def any_certificate() -> ssl.SSLContext:
    """Return what a connection over TLS needs to trust everybody."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
