"""HTTP over a bare socket: requests that no client would send, and answers read to the letter."""

import base64
import re
import socket
import ssl
from types import TracebackType
from typing import NamedTuple, Self

import httpx

SECONDS = 20
"""How long an answer may take."""

_STATUS_LINE = re.compile(rb"HTTP/1\.1 ([1-5][0-9]{2}) [\x20-\x7e]*")
_HEADER = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+): ([\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?)")

START = "/api/chat_conversations/start?chat_queue_id=3"
AUTHORIZATION = "Authorization: Basic " + base64.b64encode(b"api_user:api_pass").decode()


class Answer(NamedTuple):
    """One answer."""

    status_code: int
    headers: httpx.Headers
    content: bytes


class ConnectionEnded(AssertionError):
    """The server has ended the connection where an answer was to come."""


class Connection:
    """A connection to a server on this machine."""

    def __init__(self, port: int, *, tls: bool = False) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), SECONDS)
        self._received = b""
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            self.socket = context.wrap_socket(self.socket)

    def __enter__(self) -> Self:
        """Use the connection."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close it."""
        self.socket.close()

    def send(self, data: bytes) -> None:
        """Send all of ``data``."""
        self.socket.sendall(data)

    def answer(self, method: str = "POST") -> Answer:
        """Read one answer to ``method``; fails if it is not HTTP to the letter."""
        while b"\r\n\r\n" not in self._received:
            self._receive()
        head, _, self._received = self._received.partition(b"\r\n\r\n")
        status_line, *lines = head.split(b"\r\n")
        status = _STATUS_LINE.fullmatch(status_line)
        assert status, head
        headers = []
        for line in lines:
            header = _HEADER.fullmatch(line)
            assert header, head
            headers.append((header[1], header[2]))
        names = [name for name, _ in headers]
        assert len(set(names)) == len(names), head
        fields = httpx.Headers(headers)
        assert "transfer-encoding" not in fields, "the mock knows the length of what it sends"
        length = 0 if method == "HEAD" or status[1] in (b"100", b"204") else int(fields["content-length"])
        while len(self._received) < length:
            self._receive()
        content, self._received = self._received[:length], self._received[length:]
        return Answer(int(status[1]), fields, content)

    def assert_closed(self) -> None:
        """Assert that the server sends nothing more and has ended its side."""
        assert self._received == b""
        assert self.socket.recv(65536) == b""

    def assert_silent(self) -> None:
        """Assert that no second answer was sent: nothing comes before the end of the connection, which is ours."""
        self.socket.shutdown(socket.SHUT_WR)
        self.assert_closed()

    def _receive(self) -> None:
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionEnded(f"the connection was closed after {self._received!r}")
        self._received += data


def request(*headers: str, target: str = START, method: str = "POST", version: str = "HTTP/1.1") -> bytes:
    """Return a request with ``headers`` and Host; without ``headers`` one that starts a conversation."""
    lines = [f"{method} {target} {version}", "Host: localhost", *(headers or [AUTHORIZATION]), "", ""]
    return "\r\n".join(lines).encode("latin-1")


def has_ipv6() -> bool:
    """Tell whether this machine has an IPv6 loopback address."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True
