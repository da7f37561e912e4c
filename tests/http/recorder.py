"""A server on a free loopback port that records what comes in, and behaves as it is told."""

import re
import socket
import socketserver
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from thulium_contract.http.reader import ProtocolError, Reader, headers_of, length_of

from tests.http.messages import Request, Response

_LONGEST_READ = 30.0
_LONGEST_SILENCE = 20.0
"""Seconds after which even a client without a timeout gets its answer."""

_REQUEST_LINE = re.compile(rb"([!-~]+) ([!-~\x80-\xff]+) HTTP/(1\.[01])")


@dataclass
class Recording:
    """What a server saw: each request, how many connections began, and how many are over."""

    origin: str = ""
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    ended: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    over: threading.Event = field(default_factory=threading.Event)
    """Set when the server stops."""

    @property
    def base_url(self) -> str:
        """What a client of the vendor's API is given."""
        return f"{self.origin}/api"

    def ended_but(self, number: int) -> bool:
        """Wait until the client has ended all connections but this many, though not for ever; tell whether it has."""
        return all(self.ended.acquire(timeout=_LONGEST_SILENCE) for _ in range(self.connections - number))


class Peer(Reader):
    """The client at the other end of a connection."""

    def __init__(self, connected: socket.socket, recording: Recording) -> None:
        super().__init__(connected, _LONGEST_READ)
        self._recording = recording

    def request(self) -> Request | None:
        """Read the next request and record it; None if the client ends the connection before, or sends no HTTP."""
        self.left = self.limit
        try:
            first, *lines = self.head().split(b"\r\n")
            match = _REQUEST_LINE.fullmatch(first)
            if match is None:
                return None
            method, target, version = (each.decode("latin-1") for each in match.groups())
            begun = Request(target, method, headers_of(lines), version=version)
            lengths = begun.values("content-length")
            body = self.chunks() if begun.chunked else self.take(length_of(lengths) if lengths else 0)
        except ProtocolError:
            return None
        request = Request(target, method, begun.headers, body, version)
        self._recording.requests.append(request)
        return request

    def send(self, data: bytes) -> None:
        """Send all of ``data``."""
        self.socket.sendall(data)


Behaviour = Callable[[Peer, Recording], None]


def answering(*answers: bytes | None, keep: bool = True) -> Behaviour:
    """Return the behaviour that gives these answers in turn, over however many connections, and the last for ever.

    An answer that is None does not come; without ``keep`` the connection is closed after each.
    """
    left = list(answers)

    def behave(peer: Peer, recording: Recording) -> None:
        while peer.request():
            answer = left.pop(0) if len(left) > 1 else left[0]
            if answer is not None:
                peer.send(answer)
            if not keep:
                return

    return behave


def replying(reply: Callable[[Request], Response]) -> Behaviour:
    """Return the behaviour that answers a request with what ``reply`` makes of it."""

    def behave(peer: Peer, recording: Recording) -> None:
        while request := peer.request():
            peer.send(reply(request).octets(request.method))
            if request.closes:
                return

    return behave


def resetting(answer: bytes = b"") -> Behaviour:
    """Return the behaviour that resets the connection after a request and this beginning of an answer."""

    def behave(peer: Peer, recording: Recording) -> None:
        peer.request()
        peer.send(answer)
        peer.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        peer.socket.close()

    return behave


def without_tls(peer: Peer, recording: Recording) -> None:
    """Answer whatever comes first, TLS too, with an error in plain HTTP, and close the connection."""
    peer.socket.recv(65536)
    peer.send(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")


def stalling(answer: bytes = b"", rest: bytes = b"", until: threading.Event | None = None) -> Behaviour:
    """Return the behaviour that stops after this beginning of an answer.

    The rest comes when it is far too late, or with ``until``, which is the end of the server if it is not given.
    """

    def behave(peer: Peer, recording: Recording) -> None:
        peer.request()
        peer.send(answer)
        (until or recording.over).wait(_LONGEST_SILENCE)
        with suppress(OSError):
            peer.send(rest)

    return behave


@contextmanager
def serving(behaviour: Behaviour, context: ssl.SSLContext | None = None) -> Iterator[Recording]:
    """Serve until the block ends, over TLS where a context is given."""
    recording = Recording()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            connection: socket.socket = self.request
            connection.settimeout(_LONGEST_READ)
            # Clients that break off, or that will not trust the certificate, are what this is for.
            with suppress(OSError):
                if context is None:
                    behaviour(Peer(connection, recording), recording)
                else:
                    with context.wrap_socket(connection, server_side=True) as wrapped:
                        behaviour(Peer(wrapped, recording), recording)
            recording.ended.release()

    class Server(socketserver.ThreadingTCPServer):
        request_queue_size = 64
        daemon_threads = True
        block_on_close = False

        def process_request(self, request: Any, client_address: Any) -> None:
            recording.connections += 1
            super().process_request(request, client_address)

    with Server(("127.0.0.1", 0), Handler) as server:
        scheme = "http" if context is None else "https"
        recording.origin = f"{scheme}://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.005,), daemon=True)
        thread.start()
        try:
            yield recording
        finally:
            recording.over.set()
            server.shutdown()
            thread.join()
