"""Target behind a socket: raw HTTP/1.1, below every HTTP library."""

import ssl
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from thulium_contract.http.connection import any_certificate
from thulium_contract.http.exchange import Request, Response
from thulium_contract.http.reader import CLOSED
from thulium_contract.targets.connection import MORE, Connection
from thulium_contract.targets.target import GONE, LATE, TIME_LIMIT, Unreachable


class SocketTarget:
    """Server at ``base_url``; ``insecure`` accepts any certificate."""

    in_process = False

    def __init__(self, base_url: str, *, insecure: bool = False, time_limit: float = TIME_LIMIT) -> None:
        try:
            url = urlsplit(base_url)
            port = url.port
        except ValueError as error:
            raise Unreachable(f"{base_url!r} is no base URL ({error}).") from error
        if url.username is not None:
            raise Unreachable("The base URL has credentials: give them with --user and --password.")
        if url.scheme not in ("http", "https") or not url.hostname or url.query or url.fragment:
            raise Unreachable(f"{base_url!r} is no base URL: write it like http://127.0.0.1:4010/api.")
        self.host = url.hostname
        self.port = port or (443 if url.scheme == "https" else 80)
        self.origin = f"{url.scheme}://{url.netloc}"
        self.base_path = url.path.rstrip("/")
        self.time_limit = time_limit
        self.slow = time_limit / 2
        self._netloc = url.netloc
        self._tls = (any_certificate if insecure else ssl.create_default_context)() if url.scheme == "https" else None
        self._idle: Connection | None = None
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
                octets = request.octets(self._netloc)
                before, response = asked, self._answer(asked) if asked else None
                asked = self._ask(request, octets)
                if before and response:
                    yield before.request, response
            if asked:
                last, asked = asked, None
                yield last.request, self._answer(last)
        finally:
            if asked and asked.connection:
                asked.connection.close()

    def _ask(self, request: Request, octets: bytes) -> "_Asked":
        """Send a request as ``octets``, on the connection of the one before if it is still open."""
        connection, self._idle = self._idle, None
        if connection is not None and (state := connection.state()):
            connection.close()
            if state == MORE:
                return _Asked(request, None, problem=MORE)
            connection = None
        reused = connection is not None
        connection = connection or self._connected()
        if connection is None:
            return _Asked(request, None, problem=GONE)
        connection.write(octets)
        return _Asked(request, connection, reused)

    def _answer(self, asked: "_Asked") -> Response:
        """Return the answer to what was asked."""
        connection, request = asked.connection, asked.request
        if connection is None:
            return Response(problem=asked.problem)
        response = self._in_time(request, connection.response(request))
        if asked.reused and response.problem == CLOSED:
            # The server ended an idle connection just as it was used again, as it may.
            connection.close()
            return self._answer(replace(self._ask(request, request.octets(self._netloc)), reused=False))
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
        connection.write(request.octets(self._netloc))
        again = connection.response(request)
        connection.close()
        return replace(again, waited=self.time_limit, repeated=True)

    def burst(self, requests: Sequence[Request]) -> list[Response]:
        """Send all requests at once, each on its own connection, and return their answers in order."""
        connections: list[Connection] = []
        try:
            connections += [self._connect() for _ in requests]
            for connection, request in zip(connections, requests, strict=True):
                connection.write(request.octets(self._netloc))
            answers = [connection.response(request) for connection, request in zip(connections, requests, strict=True)]
            return [self._in_time(*pair) for pair in zip(requests, answers, strict=True)]
        except Unreachable:
            return [Response(problem=GONE)] * len(requests)
        finally:
            for connection in connections:
                connection.close()

    def row(self, requests: Sequence[Request]) -> list[Response]:
        """Send all requests on one connection at once, and return as many answers as come before it is closed.

        Raises:
            Unreachable: the server has not answered anything yet.
        """
        self.close()
        answers: list[Response] = []
        connection = self._connected()
        if connection is None:
            return [Response(problem=GONE)]
        connection.write(b"".join(each.octets(self._netloc) for each in requests))
        for number, request in enumerate(requests, 1):
            if not connection.open:
                break
            response = connection.response(request, more=number < len(requests))
            if answers and response.problem in (CLOSED, "the connection broke (ConnectionResetError)"):
                break
            answers.append(response)
            if response.problem:
                break
            self._answered = True
        connection.close()
        return answers

    def close(self) -> None:
        """Close the connection."""
        if self._idle is not None:
            self._idle.close()
            self._idle = None

    def _connected(self) -> Connection | None:
        """Return a new connection, None if a server that has answered before takes none."""
        try:
            return self._connect()
        except Unreachable:
            if not self._answered:
                raise
            return None

    def _connect(self) -> Connection:
        try:
            return Connection(self.port, self.host, tls=self._tls, limit=self.time_limit)
        except ssl.SSLCertVerificationError as error:
            reason = "the server's certificate cannot be verified"
            raise Unreachable(f"{self.origin}: {reason}; --insecure accepts any.") from error
        except (OSError, UnicodeError) as error:
            raise Unreachable(f"{self.origin} cannot be reached ({error}).") from error


@dataclass(frozen=True)
class _Asked:
    """Sent request, and the connection of its answer; None if the server is unreachable."""

    request: Request
    connection: Connection | None
    reused: bool = False
    problem: str = ""
