"""A server on a free loopback port that records what comes in, byte for byte, and behaves as it is told."""

import itertools
import socket
import socketserver
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from tests.contract.client_suite.transport import STARTED

_LONGEST_READ = 30.0
_LONGEST_SILENCE = 20.0
"""Seconds after which even a client without a timeout gets its answer."""

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
WHOLE = OK + b"Content-Length: %d\r\n\r\n" % len(STARTED.body) + STARTED.body


@dataclass
class Log:
    """What a server saw: each request as bytes, how many connections began, and how many are over."""

    base_url: str = ""
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0
    ended: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def ended_but(self, number: int) -> bool:
        """Wait until the client has ended all connections but this many, though not for ever; tell whether it has."""
        return all(self.ended.acquire(timeout=_LONGEST_SILENCE) for _ in range(self.connections - number))


Behaviour = Callable[[socket.socket, Log], None]


def answering(answer: bytes = WHOLE, keep: bool = True) -> Behaviour:
    """Return the behaviour that gives this answer to each request, and without `keep` closes the connection then."""

    def behave(connection: socket.socket, log: Log) -> None:
        while head := read_head(connection):
            log.requests.append(head)
            connection.sendall(answer)
            if not keep:
                return

    return behave


def answering_in_turn(answers: Sequence[bytes]) -> Behaviour:
    """Return the behaviour that gives these answers in turn, over however many connections."""
    turns = itertools.cycle(answers)

    def behave(connection: socket.socket, log: Log) -> None:
        while head := read_head(connection):
            log.requests.append(head)
            connection.sendall(next(turns))

    return behave


def resetting(answer: bytes = b"") -> Behaviour:
    """Return the behaviour that resets the connection after a request and this beginning of an answer."""

    def behave(connection: socket.socket, log: Log) -> None:
        log.requests.append(read_head(connection))
        connection.sendall(answer)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    return behave


def blunt(connection: socket.socket, log: Log) -> None:
    """Answer whatever comes first, TLS too, with an error in plain HTTP, and close the connection."""
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")


def silent(patience: threading.Event, answer: bytes = b"", rest: bytes = WHOLE) -> Behaviour:
    """Return the behaviour that stops after this beginning of an answer, and gives the rest when it is far too late."""

    def behave(connection: socket.socket, log: Log) -> None:
        log.requests.append(read_head(connection))
        connection.sendall(answer)
        patience.wait(_LONGEST_SILENCE)
        with suppress(OSError):
            connection.sendall(rest)

    return behave


def read_head(connection: socket.socket) -> bytes:
    """Return a request, which has no body; nothing if the client ends the connection before."""
    head = b""
    while b"\r\n\r\n" not in head:
        piece = connection.recv(65536)
        if not piece:
            return b""
        head += piece
    return head


@contextmanager
def serving(behaviour: Behaviour, context: ssl.SSLContext | None = None) -> Iterator[Log]:
    """Serve until the block ends, over TLS where a context is given."""
    log = Log()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            connection: socket.socket = self.request
            connection.settimeout(_LONGEST_READ)
            # Clients that break off, or that will not trust the certificate, are what this is for.
            with suppress(OSError):
                if context is None:
                    behaviour(connection, log)
                else:
                    with context.wrap_socket(connection, server_side=True) as wrapped:
                        behaviour(wrapped, log)
            log.ended.release()

    class Server(socketserver.ThreadingTCPServer):
        request_queue_size = 64
        daemon_threads = True
        block_on_close = False

        def process_request(self, request: Any, client_address: Any) -> None:
            log.connections += 1
            super().process_request(request, client_address)

    with Server(("127.0.0.1", 0), Handler) as server:
        scheme = "http" if context is None else "https"
        log.base_url = f"{scheme}://127.0.0.1:{server.server_address[1]}/api"
        thread = threading.Thread(target=server.serve_forever, args=(0.005,), daemon=True)
        thread.start()
        try:
            yield log
        finally:
            server.shutdown()
            thread.join()
