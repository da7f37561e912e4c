"""Keep-alive connection to a server, which turns errors into the ``problem`` of a response."""

import socket
import ssl
import time

from thulium_contract.http import connection
from thulium_contract.http.exchange import Request, Response
from thulium_contract.http.reader import CLOSED, CUT_SHORT, ProtocolError
from thulium_contract.targets.target import LATE

MORE = "bytes came after the end of the answer before"


class Connection(connection.Connection):
    """Keep-alive connection to a server."""

    _started = 0.0
    _problem = ""

    def state(self) -> str:
        """Return why the connection cannot be used again, nothing if it can: it was closed, or there are more bytes."""
        if not self.readable(0):
            return ""
        try:
            # TLS may have records that are no data, and cannot be looked ahead.
            more = not isinstance(self.socket, ssl.SSLSocket) and bool(self.socket.recv(1, socket.MSG_PEEK))
        except OSError:
            more = False
        return MORE if more else CLOSED

    def write(self, octets: bytes) -> None:
        """Send a request; what goes wrong is told by `response`, since an answer may have come all the same."""
        self._started = time.perf_counter()
        try:
            self.send(octets)
        except OSError as error:
            self._problem = f"the request cannot be sent ({type(error).__name__})"

    def response(self, request: Request, *, more: bool = False) -> Response:
        """Return the answer to the request that was sent; ``more`` tells that it is not the last."""
        try:
            return self._response(request, more)
        except TimeoutError:
            return self._without(f"{LATE} {self.limit:g} s")
        except ProtocolError as error:
            closed = str(error) in (CLOSED, CUT_SHORT)
            return self._without((self._problem if closed else "") or str(error))
        except OSError as error:
            return self._without(self._problem or f"the connection broke ({type(error).__name__})")

    def _without(self, problem: str) -> Response:
        return Response(problem=problem, elapsed=time.perf_counter() - self._started)

    def _response(self, request: Request, more: bool) -> Response:
        found = self.read(request.method, request.version)
        elapsed, received = time.perf_counter() - self._started, time.time()
        if request.closes:
            # Whatever else there is, is no part of the answer.
            self.open = False
            try:
                self.received += self.until_closed()
            except TimeoutError:
                raise ProtocolError("the connection stays open, though the request said that it is the last") from None
            except OSError:
                self.received = b""
        if self.received and not more:
            raise ProtocolError(f"{self.received[:40]!r} follows the end of the answer")
        waited = self.limit - self.left
        return Response(
            *(found.status, found.headers, found.body, found.reason), elapsed=elapsed, waited=waited, received=received
        )
