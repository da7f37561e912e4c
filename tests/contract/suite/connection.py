"""One connection to a server, whose answers are read strictly."""

import re
import select
import socket
import ssl
import time

from tests.contract.suite.exchange import Headers, Request, Response
from tests.contract.suite.target import LATE

CLOSED = "the connection was closed without an answer"
MORE = "bytes came after the end of the answer before"

_STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([1-5][0-9]{2})( [^\r\n]*)?")
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\x00\r\n]*?)[ \t]*")
_MOST = 64 * 1024 * 1024
_STEP = 0.25


class Broken(Exception):
    """What came is no HTTP answer; the sentence says why."""


class Connection:
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
        return MORE if more else CLOSED

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
        except Broken as error:
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
                raise Broken("the connection stays open, though the request said that it is the last") from None
            except OSError:
                self._received = b""
        if self._received and not more:
            raise Broken(f"{self._received[:40]!r} follows the end of the answer")
        waited = self._limit - self._left
        return Response(status, headers, body, elapsed, waited=waited, received=received, reason=reason)

    def _head(self) -> tuple[int, str, Headers]:
        while b"\r\n\r\n" not in self._received:
            if len(self._received) > _MOST:
                raise Broken("the headers have no end")
            self._receive()
        head, _, self._received = self._received.partition(b"\r\n\r\n")
        first, *lines = head.split(b"\r\n")
        status = _STATUS_LINE.fullmatch(first)
        if status is None:
            raise Broken(f"the answer begins with {first[:60]!r}")
        fields = []
        for line in lines:
            field = _FIELD.fullmatch(line)
            if field is None:
                raise Broken(f"the header {line[:60]!r} is not HTTP")
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
                raise Broken(f"the framing is {given}, for HTTP/{request.version}")
            return self._chunks()
        if lengths:
            if len(lengths) > 1 or not re.fullmatch("[0-9]{1,12}", lengths[0]):
                raise Broken(f"Content-Length is {lengths}")
            return self._take(int(lengths[0]))
        self.open = False
        return self._until_closed()

    def _chunks(self) -> bytes:
        content = b""
        while True:
            line = self._line()
            match = re.fullmatch(rb"([0-9a-fA-F]{1,8})(;.*)?", line)
            if match is None:
                raise Broken(f"a chunk begins with {line[:40]!r}")
            size = int(match[1], 16)
            if size == 0:
                while self._line():
                    pass
                return content
            content += self._take(size)
            if self._line():
                raise Broken("a chunk is longer than it says")

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
        except Broken:
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
            raise Broken(self._problem or ("the answer breaks off" if self._received else CLOSED))
        self._received += data

    def _readable(self, seconds: float) -> bool:
        if isinstance(self.socket, ssl.SSLSocket) and self.socket.pending():
            return True
        return bool(select.select([self.socket], [], [], seconds)[0])
