"""A server behind a socket: HTTP/1.1 written byte for byte below every HTTP library, and answers read strictly."""

import re
import select
import socket
import ssl
import time
from collections.abc import Sequence
from urllib.parse import urlsplit

from tests.contract.suite.exchange import Headers, Request, Response
from tests.contract.suite.target import GONE, TIME_LIMIT, Unreachable

_STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([1-5][0-9]{2})( [^\r\n]*)?")
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\x00\r\n]*?)[ \t]*")
_MOST = 64 * 1024 * 1024


class _Broken(Exception):
    """What came is no HTTP answer; the sentence says why."""


class SocketTarget:
    """A server at ``base_url``; ``insecure`` accepts any certificate."""

    in_process = False

    def __init__(self, base_url: str, *, insecure: bool = False, time_limit: float = TIME_LIMIT) -> None:
        url = urlsplit(base_url)
        if url.scheme not in ("http", "https") or not url.hostname or url.query or url.fragment or url.username:
            raise Unreachable(f"{base_url!r} is no base URL: write it like http://127.0.0.1:4010/api.")
        try:
            port = url.port
        except ValueError as error:
            raise Unreachable(f"{base_url!r} has no valid port.") from error
        self.host = url.hostname
        self.port = port or (443 if url.scheme == "https" else 80)
        self.origin = f"{url.scheme}://{url.netloc}"
        self.base_path = url.path.rstrip("/")
        self.time_limit = time_limit
        self.slow = time_limit / 2
        self._netloc = url.netloc
        self.insecure = insecure
        self._tls = _context(insecure) if url.scheme == "https" else None
        self._idle: _Connection | None = None
        self._answered = False

    def send(self, request: Request) -> Response:
        """Send one request and return its answer; the connection is kept for the next.

        Raises:
            Unreachable: the server has not answered anything yet.
        """
        try:
            return self._send(request)
        except Unreachable:
            if not self._answered:
                raise
            return Response(problem=GONE)

    def _send(self, request: Request) -> Response:
        connection, self._idle = self._idle, None
        if connection is not None and connection.has_more():
            connection.close()
            return Response(problem="bytes came after the end of the answer before")
        reused = connection is not None and connection.is_idle()
        if connection is None or not reused:
            if connection is not None:
                connection.close()
            connection = self._connect()
        response = connection.ask(self._octets(request), request.method, self.time_limit)
        if reused and response.problem == _CLOSED:
            # The server ended an idle connection just as it was used again, as it may.
            connection.close()
            connection = self._connect()
            response = connection.ask(self._octets(request), request.method, self.time_limit)
        self._answered |= not response.problem
        if response.problem or not connection.open:
            connection.close()
        else:
            self._idle = connection
        return response

    def burst(self, requests: Sequence[Request]) -> list[Response]:
        """Send all requests at once, each on its own connection, and return their answers in order."""
        connections: list[_Connection] = []
        try:
            connections += [self._connect() for _ in requests]
            for connection, request in zip(connections, requests, strict=True):
                connection.write(self._octets(request), self.time_limit)
            return [
                connection.read(request.method, self.time_limit)
                for connection, request in zip(connections, requests, strict=True)
            ]
        except Unreachable:
            return [Response(problem=GONE)] * len(requests)
        finally:
            for connection in connections:
                connection.close()

    def close(self) -> None:
        """Close the connection."""
        if self._idle is not None:
            self._idle.close()
            self._idle = None

    def _connect(self) -> "_Connection":
        try:
            plain = socket.create_connection((self.host, self.port), self.time_limit)
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._tls is not None:
                plain = self._tls.wrap_socket(plain, server_hostname=self.host)
        except ssl.SSLCertVerificationError as error:
            reason = "the server's certificate cannot be verified"
            raise Unreachable(f"{self.origin}: {reason}; --insecure accepts any.") from error
        except (OSError, UnicodeError) as error:
            raise Unreachable(f"{self.origin} cannot be reached ({error}).") from error
        return _Connection(plain)

    def _octets(self, request: Request) -> bytes:
        given = {name.lower() for name, _ in request.headers}
        headers: Headers = request.headers
        if "host" not in given:
            headers = (("Host", self._netloc), *headers)
        if "content-length" not in given and "transfer-encoding" not in given:
            headers = (*headers, ("Content-Length", str(len(request.body))))
        lines = [f"{request.method} {request.target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers)]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + request.body


_CLOSED = "the connection was closed without an answer"


class _Connection:
    """One connection to a server."""

    def __init__(self, connected: socket.socket) -> None:
        self.socket = connected
        self.open = True
        self._received = b""
        self._started = 0.0
        self._deadline = 0.0
        self._problem = ""

    def is_idle(self) -> bool:
        """Tell whether the connection is open and nothing unasked-for has come."""
        return not self._received and not select.select([self.socket], [], [], 0)[0]

    def has_more(self) -> bool:
        """Tell whether something came that nobody asked for."""
        if self._received:
            return True
        try:
            readable = bool(select.select([self.socket], [], [], 0)[0])
            # TLS may have records that are no data, and cannot be looked ahead.
            return (
                readable and not isinstance(self.socket, ssl.SSLSocket) and bool(self.socket.recv(1, socket.MSG_PEEK))
            )
        except OSError:
            return False

    def ask(self, octets: bytes, method: str, limit: float) -> Response:
        """Send one request and return its answer."""
        self.write(octets, limit)
        return self.read(method, limit)

    def write(self, octets: bytes, limit: float) -> None:
        """Send a request; what goes wrong is told by `read`, since an answer may have come all the same."""
        self._started = time.perf_counter()
        self._deadline = self._started + limit
        try:
            self.socket.settimeout(limit)
            self.socket.sendall(octets)
        except OSError as error:
            self._problem = f"the request cannot be sent ({type(error).__name__})"

    def read(self, method: str, limit: float) -> Response:
        """Return the answer to the request that was sent."""
        try:
            status, headers, body = self._answer(method)
        except TimeoutError:
            return Response(problem=f"no answer within {limit:g} s", elapsed=time.perf_counter() - self._started)
        except _Broken as error:
            return Response(problem=str(error), elapsed=time.perf_counter() - self._started)
        except OSError as error:
            problem = self._problem or f"the connection broke ({type(error).__name__})"
            return Response(problem=problem, elapsed=time.perf_counter() - self._started)
        return Response(status, headers, body, time.perf_counter() - self._started)

    def close(self) -> None:
        """Close the connection."""
        self.socket.close()

    def _answer(self, method: str) -> tuple[int, Headers, bytes]:
        status, headers = self._head()
        while status < 200:
            status, headers = self._head()
        connection = [value.lower() for name, value in headers if name.lower() == "connection"]
        if "close" in ",".join(connection):
            self.open = False
        return status, headers, self._body(method, status, headers)

    def _head(self) -> tuple[int, Headers]:
        while b"\r\n\r\n" not in self._received:
            if len(self._received) > _MOST:
                raise _Broken("the headers have no end")
            self._receive()
        head, _, self._received = self._received.partition(b"\r\n\r\n")
        first, *lines = head.split(b"\r\n")
        status = _STATUS_LINE.fullmatch(first)
        if status is None:
            raise _Broken(f"the answer begins with {first[:60]!r}")
        fields = []
        for line in lines:
            field = _FIELD.fullmatch(line)
            if field is None:
                raise _Broken(f"the header {line[:60]!r} is not HTTP")
            fields.append((field[1].decode("latin-1"), field[2].decode("latin-1")))
        return int(status[1]), tuple(fields)

    def _body(self, method: str, status: int, headers: Headers) -> bytes:
        if method == "HEAD" or status in (204, 304):
            return b""
        lengths = [value for name, value in headers if name.lower() == "content-length"]
        codings = [value.lower() for name, value in headers if name.lower() == "transfer-encoding"]
        if codings:
            if codings != ["chunked"] or lengths:
                raise _Broken(f"the framing is Transfer-Encoding {codings} with Content-Length {lengths}")
            return self._chunks()
        if lengths:
            if len(lengths) > 1 or not re.fullmatch("[0-9]{1,12}", lengths[0]):
                raise _Broken(f"Content-Length is {lengths}")
            return self._take(int(lengths[0]))
        self.open = False
        return self._until_closed()

    def _chunks(self) -> bytes:
        content = b""
        while True:
            line = self._line()
            match = re.fullmatch(rb"([0-9a-fA-F]{1,8})(;.*)?", line)
            if match is None:
                raise _Broken(f"a chunk begins with {line[:40]!r}")
            size = int(match[1], 16)
            if size == 0:
                while self._line():
                    pass
                return content
            content += self._take(size)
            if self._line():
                raise _Broken("a chunk is longer than it says")

    def _line(self) -> bytes:
        while b"\r\n" not in self._received:
            self._receive()
        line, _, self._received = self._received.partition(b"\r\n")
        return line

    def _take(self, size: int) -> bytes:
        while len(self._received) < size:
            self._receive()
        taken, self._received = self._received[:size], self._received[size:]
        return taken

    def _until_closed(self) -> bytes:
        try:
            while True:
                self._receive()
        except _Broken:
            content, self._received = self._received, b""
            return content

    def _receive(self) -> None:
        left = self._deadline - time.perf_counter()
        if left <= 0:
            raise TimeoutError
        self.socket.settimeout(left)
        data = self.socket.recv(262_144)
        if not data:
            raise _Broken(self._problem or ("the answer breaks off" if self._received else _CLOSED))
        self._received += data


def _context(insecure: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
