"""Raw keep-alive connection to a server, below HTTP libraries: sends any bytes, parses responses strictly."""

import re
import socket
import ssl
from typing import Self

from thulium_contract.http.messages import Request, Response
from thulium_contract.http.reader import ProtocolError, Reader, headers_of, length_of

SECONDS = 60.0
"""Timeout of a response, in seconds."""

_STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([1-5][0-9]{2})( [^\r\n]*)?")
_PLAIN_LINE = re.compile(
    rb"HTTP/1\.1 [1-5][0-9]{2} [\x20-\x7e]*|[!#$%&'*+.^_`|~0-9A-Za-z-]+: [\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?"
)


class Connection(Reader):
    """A connection to ``host`` and ``port``, over TLS where a context is given; ``limit`` is in seconds for a response.

    ``open`` tells whether the server may get another request on it.
    """

    def __init__(
        self, port: int, host: str = "127.0.0.1", *, tls: ssl.SSLContext | None = None, limit: float = SECONDS
    ) -> None:
        connected = socket.create_connection((host, port), limit)
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().__init__(tls.wrap_socket(connected, server_hostname=host) if tls else connected, limit)
        self.open = True
        self._head = b""

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

    def ask(self, request: Request, host: str = "localhost") -> Response:
        """Send a request and return its response."""
        self.send(request.octets(host))
        return self.read(request.method, request.version)

    def read(self, method: str = "POST", version: str = "1.1", *, interim: bool = False) -> Response:
        """Return the response to a request of this method and version; with ``interim`` one that precedes it, too.

        Raises:
            ProtocolError: it is no HTTP, or breaks off.
            TimeoutError: it does not come within the limit.
        """
        self.left = self.limit
        begun = self._begun()
        while begun.status < 200 and not interim:
            begun = self._begun()
        if "close" in ",".join(begun.values("connection")).lower():
            self.open = False
        bare = method == "HEAD" or begun.status < 200 or begun.status in (204, 304)
        return begun if bare else Response(begun.status, begun.headers, self._body(begun, version), begun.reason)

    def answer(self, method: str = "POST") -> Response:
        """Return the next response; fails unless it is as plain as HTTP can be: each header once, and a length."""
        response = self.read(method, interim=True)
        assert all(map(_PLAIN_LINE.fullmatch, self._head.split(b"\r\n"))), self._head
        assert len(response.fields) == len(response.headers), self._head
        assert "transfer-encoding" not in response.fields, "the server knows the length of what it sends"
        assert method == "HEAD" or response.status in (100, 204) or "content-length" in response.fields, self._head
        return response

    def assert_closed(self) -> None:
        """Assert that the server sends nothing more and has ended its side."""
        assert self.received == b""
        assert self.socket.recv(65536) == b""

    def assert_silent(self) -> None:
        """Assert that no second answer was sent: nothing comes before the end of the connection, which is ours."""
        self.socket.shutdown(socket.SHUT_WR)
        self.assert_closed()

    def _begun(self) -> Response:
        self._head = self.head()
        first, *lines = self._head.split(b"\r\n")
        match = _STATUS_LINE.fullmatch(first)
        if match is None:
            raise ProtocolError(f"the answer begins with {first[:60]!r}")
        return Response(int(match[1]), headers_of(lines), reason=(match[2] or b"").decode("latin-1").strip(" "))

    def _body(self, begun: Response, version: str) -> bytes:
        lengths, codings = begun.values("content-length"), [each.lower() for each in begun.values("transfer-encoding")]
        if codings:
            if codings != ["chunked"] or lengths or version == "1.0":
                given = f"Transfer-Encoding {codings} with Content-Length {lengths}"
                raise ProtocolError(f"the framing is {given}, for HTTP/{version}")
            return self.chunks()
        if lengths:
            return self.take(length_of(lengths))
        self.open = False
        return self.until_closed()


def any_certificate() -> ssl.SSLContext:
    """Return what a connection over TLS needs to trust everybody."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
