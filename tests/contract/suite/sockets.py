"""A server behind a socket: HTTP/1.1 written byte for byte below every HTTP library, and answers read strictly."""

import re
import select
import socket
import ssl
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from urllib.parse import urlsplit

from tests.contract.suite.exchange import Headers, Request, Response
from tests.contract.suite.target import GONE, LATE, TIME_LIMIT, Unreachable

_STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([1-5][0-9]{2})( [^\r\n]*)?")
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\x00\r\n]*?)[ \t]*")
_MOST = 64 * 1024 * 1024
_STEP = 0.25


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
        ((_, response),) = self.each([request])
        return response

    def each(self, requests: Iterable[Request]) -> Iterator[tuple[Request, Response]]:
        """Send requests one after the other, the next before the last is looked at.

        Raises:
            Unreachable: the server has not answered anything yet.
        """
        asked: _Asked | None = None
        try:
            for request in requests:
                before, response = asked, self._answer(asked) if asked else None
                asked = self._ask(request)
                if before and response:
                    yield before.request, response
            if asked:
                last, asked = asked, None
                yield last.request, self._answer(last)
        finally:
            if asked and asked.connection:
                asked.connection.close()

    def _ask(self, request: Request) -> "_Asked":
        """Send a request, on the connection of the one before if it is still open."""
        connection, self._idle = self._idle, None
        if connection is not None and (state := connection.state()):
            connection.close()
            if state == _MORE:
                return _Asked(request, None, problem=_MORE)
            connection = None
        reused = connection is not None
        try:
            connection = connection or self._connect()
        except Unreachable:
            if not self._answered:
                raise
            return _Asked(request, None, problem=GONE)
        connection.write(self._octets(request), self.time_limit)
        return _Asked(request, connection, reused)

    def _answer(self, asked: "_Asked") -> Response:
        """Return the answer to what was asked."""
        connection, request = asked.connection, asked.request
        if connection is None:
            return Response(problem=asked.problem)
        response = self._in_time(request, connection.read(request, self.time_limit))
        if asked.reused and response.problem == _CLOSED:
            # The server ended an idle connection just as it was used again, as it may.
            connection.close()
            return self._answer(replace(self._ask(request), reused=False))
        self._answered |= not response.problem
        if response.problem or not connection.open:
            connection.close()
        else:
            self.close()
            self._idle = connection
        return response

    def _in_time(self, request: Request, response: Response) -> Response:
        """Return the answer; if there is none in time ask once more, since the machine may be busy for a while."""
        if not response.problem.startswith(LATE):
            return response
        try:
            connection = self._connect()
        except Unreachable:
            return response
        connection.write(self._octets(request), self.time_limit)
        again = connection.read(request, self.time_limit)
        connection.close()
        return replace(again, waited=self.time_limit, repeated=True)

    def burst(self, requests: Sequence[Request]) -> list[Response]:
        """Send all requests at once, each on its own connection, and return their answers in order."""
        connections: list[_Connection] = []
        try:
            connections += [self._connect() for _ in requests]
            for connection, request in zip(connections, requests, strict=True):
                connection.write(self._octets(request), self.time_limit)
            answers = [
                connection.read(request, self.time_limit)
                for connection, request in zip(connections, requests, strict=True)
            ]
            return [self._in_time(*pair) for pair in zip(requests, answers, strict=True)]
        except Unreachable:
            return [Response(problem=GONE)] * len(requests)
        finally:
            for connection in connections:
                connection.close()

    def row(self, requests: Sequence[Request]) -> list[Response]:
        """Send all requests on one connection at once, and return as many answers as come before it is closed."""
        self.close()
        answers: list[Response] = []
        try:
            connection = self._connect()
        except Unreachable:
            return [Response(problem=GONE)]
        connection.write(b"".join(map(self._octets, requests)), self.time_limit)
        for number, request in enumerate(requests, 1):
            if not connection.open:
                break
            response = connection.read(request, self.time_limit, more=number < len(requests))
            if answers and response.problem in (_CLOSED, "the connection broke (ConnectionResetError)"):
                break
            answers.append(response)
            if response.problem:
                break
        connection.close()
        return answers

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
        headers: Headers = request.headers
        if not request.values("host") and request.version != "1.0":
            headers = (("Host", self._netloc), *headers)
        body = _chunks(request.body) if request.chunked else request.body
        if not request.values("content-length") and not request.chunked:
            headers = (*headers, ("Content-Length", str(len(body))))
        lines = [
            f"{request.method} {request.target} HTTP/{request.version}",
            *(f"{name}: {value}" for name, value in headers),
        ]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def _chunks(body: bytes) -> bytes:
    """Return a body in chunks of several sizes."""
    cuts = [0, *(each for each in (1, 2, 16, 1000) if each < len(body)), len(body)]
    parts = [body[start:end] for start, end in pairwise(cuts) if start < end]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


_CLOSED = "the connection was closed without an answer"
_MORE = "bytes came after the end of the answer before"


@dataclass(frozen=True)
class _Asked:
    """What was sent, and where its answer comes; nowhere if there is nobody to ask."""

    request: Request
    connection: "_Connection | None"
    reused: bool = False
    problem: str = ""


class _Connection:
    """One connection to a server."""

    def __init__(self, connected: socket.socket) -> None:
        self.socket = connected
        self.open = True
        self._received = b""
        self._started = 0.0
        self._limit = self._left = 0.0
        self._problem = ""

    def state(self) -> str:
        """Return why the connection cannot be used again, nothing if it can: it was closed, or there are more bytes."""
        if not self._readable(0):
            return ""
        try:
            # TLS may have records that are no data, and cannot be looked ahead.
            more = not isinstance(self.socket, ssl.SSLSocket) and bool(self.socket.recv(1, socket.MSG_PEEK))
        except OSError:
            more = False
        return _MORE if more else _CLOSED

    def write(self, octets: bytes, limit: float) -> None:
        """Send a request; what goes wrong is told by `read`, since an answer may have come all the same."""
        self._started = time.perf_counter()
        try:
            self.socket.settimeout(limit)
            self.socket.sendall(octets)
        except OSError as error:
            self._problem = f"the request cannot be sent ({type(error).__name__})"

    def read(self, request: Request, limit: float, *, more: bool = False) -> Response:
        """Return the answer to the request that was sent; ``more`` tells that it is not the last."""
        self._limit = self._left = limit
        try:
            response = self._answer(request, more)
        except TimeoutError:
            return self._without(f"{LATE} {limit:g} s")
        except _Broken as error:
            return self._without(str(error))
        except OSError as error:
            return self._without(self._problem or f"the connection broke ({type(error).__name__})")
        return response

    def _without(self, problem: str) -> Response:
        return Response(problem=problem, elapsed=time.perf_counter() - self._started)

    def close(self) -> None:
        """Close the connection."""
        self.socket.close()

    def _answer(self, request: Request, more: bool) -> Response:
        status, reason, headers = self._head()
        while status < 200:
            status, reason, headers = self._head()
        if "close" in ",".join(value.lower() for name, value in headers if name.lower() == "connection"):
            self.open = False
        body = self._body(request, status, headers)
        elapsed, received = time.perf_counter() - self._started, time.time()
        if request.closes:
            # Whatever else there is, is no part of the answer.
            self.open = False
            try:
                self._received += self._until_closed()
            except TimeoutError:
                raise _Broken("the connection stays open, though the request said that it is the last") from None
            except OSError:
                self._received = b""
        if self._received and not more:
            raise _Broken(f"{self._received[:40]!r} follows the end of the answer")
        waited = self._limit - self._left
        return Response(status, headers, body, elapsed, waited=waited, received=received, reason=reason)

    def _head(self) -> tuple[int, str, Headers]:
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
        return int(status[1]), (status[2] or b"").decode("latin-1").strip(" "), tuple(fields)

    def _body(self, request: Request, status: int, headers: Headers) -> bytes:
        if request.method == "HEAD" or status in (204, 304):
            return b""
        lengths = [value for name, value in headers if name.lower() == "content-length"]
        codings = [value.lower() for name, value in headers if name.lower() == "transfer-encoding"]
        if codings:
            if codings != ["chunked"] or lengths or request.version == "1.0":
                given = f"Transfer-Encoding {codings} with Content-Length {lengths}"
                raise _Broken(f"the framing is {given}, for HTTP/{request.version}")
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
        # In steps, so that a process that was suspended has waited for one of them.
        while not self._readable(_STEP):
            self._left -= _STEP
            if self._left <= 0:
                raise TimeoutError
        data = self.socket.recv(262_144)
        if not data:
            raise _Broken(self._problem or ("the answer breaks off" if self._received else _CLOSED))
        self._received += data

    def _readable(self, seconds: float) -> bool:
        if isinstance(self.socket, ssl.SSLSocket) and self.socket.pending():
            return True
        return bool(select.select([self.socket], [], [], seconds)[0])


def _context(insecure: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
