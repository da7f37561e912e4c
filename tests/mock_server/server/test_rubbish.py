"""Thousands of requests that nobody should send: the mock answers what can be answered, and stays as it was."""

import random
import signal
import socket
import struct
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from thulium_mock.openapi.documents import control_document, operations

from tests.forked import forked_mock
from tests.http.lines import AUTHORIZATION, START, request
from tests.memory import resident
from tests.servers import CREDENTIALS, RunningServer

REQUESTS = 3_000
MEASURED_FROM = 1_200
SEED = 20261123
SECONDS = 60
MEGABYTE = 1_000_000

CONTROL = [
    (method, f"/_mock{path.replace('{', '').replace('}', '')}") for method, path, _ in operations(control_document())
]
TARGETS = [
    *(("POST", START), ("POST", f"/spaces/x{START}"), ("GET", "/"), ("GET", START), ("POST", "/nowhere")),
    *(("OPTIONS", "*"), ("CONNECT", "localhost:443"), ("GET", "http://example.org/_mock/health")),
    *(CONTROL * 2),
]
HEADERS = ["Accept-Language: pl", "Origin: https://example.org", "Expect: 100-continue", "Host: x"]
LENGTHS = ["-1", "1e3", "99999999999999999999", "5, 5", "100000"]
CHUNKS = [b"zz\r\n", b"-1\r\n\r\n", b"5\r\nab\r\n", b"fffffffffffffffff\r\n", b"1;x=\r\n[\r\n0\r\nX: y\r\n\r\n"]
ALPHABET = bytes(range(256)) + b"\r\n\r\n\r\n: /?&=%\0" * 8


def some_bytes(rng: random.Random) -> bytes:
    """Return bytes of any kind."""
    return bytes(rng.choices(ALPHABET, k=rng.randint(0, 300)))


def sound(rng: random.Random) -> bytes:
    """Return a request that is well formed, sometimes with a body."""
    method, target = rng.choice(TARGETS)
    headers = rng.sample(HEADERS, rng.randint(0, 2))
    body = rng.choice([b"", b"[]", b"{", b'{"seed": 1}', b"\xff" * 100])
    framing = rng.choice([f"Content-Length: {len(body)}", "Transfer-Encoding: chunked"])
    if framing.startswith("T"):
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body) if body else b"0\r\n\r\n"
    return request(AUTHORIZATION, *headers, framing, method=method, target=target) + body


def mutated(rng: random.Random) -> bytes:
    """Return a request in which a few bytes are other ones, gone, or doubled."""
    data = bytearray(sound(rng))
    for _ in range(rng.randint(1, 6)):
        place = rng.randrange(len(data) + 1)
        data[place : place + rng.randint(0, 3)] = bytes(rng.choices(ALPHABET, k=rng.randint(0, 3)))
    return bytes(data)


def half(rng: random.Random) -> bytes:
    """Return the beginning of a request."""
    data = sound(rng)
    return data[: rng.randrange(len(data))]


def huge(rng: random.Random) -> bytes:
    """Return a request that is far too long in one way or another."""
    size = rng.choice([70_000, 100_000, 2 * MEGABYTE]) if rng.random() < 0.2 else 20_000
    return rng.choice(
        [
            request(AUTHORIZATION, f"X-Long: {'a' * size}"),
            request(AUTHORIZATION, *["X-Any: a"] * (size // 10)),
            request(target=f"{START}&x={'a' * size}"),
            b"P" * size,
            b"\r\n" * size,
        ]
    )


def badly_framed(rng: random.Random) -> bytes:
    """Return a request whose body is not what its headers say."""
    head = request(AUTHORIZATION, "Transfer-Encoding: chunked")
    length = request(AUTHORIZATION, f"Content-Length: {rng.choice(LENGTHS)}")
    return rng.choice([head + rng.choice(CHUNKS), head + some_bytes(rng), length + b"[]", length + some_bytes(rng)])


def one_after_the_other(rng: random.Random) -> bytes:
    """Return several requests at once, of which some are sound."""
    return b"".join(rng.choice([sound, sound, mutated])(rng) for _ in range(rng.randint(2, 12)))


KINDS: list[Callable[[random.Random], bytes]] = [
    *(some_bytes, sound, mutated, mutated, half, badly_framed, one_after_the_other)
]


def answer_to(port: int, data: bytes, ending: str) -> bytes:
    """Send ``data`` over a connection of its own, end that in one of several ways; return the answer if it is read."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), SECONDS) as connection:
        try:
            connection.sendall(data)
            if ending == "reset":
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            if ending == "read":
                connection.shutdown(socket.SHUT_WR)
                while piece := connection.recv(65536):
                    received += piece
        except ConnectionError:
            # The server need not hear out what it has refused.
            pass
    return received


def open_files(mock: RunningServer) -> int:
    """Return how many files and sockets the server has open."""
    return len(list(Path(f"/proc/{mock.process.pid}/fd").iterdir()))


@pytest.fixture
def mock() -> Iterator[RunningServer]:
    """A mock that keeps little, so that its memory tells of what is lost."""
    with forked_mock("--journal-size", "100", "--keep-conversations", "100", "--max-spaces", "5") as mock:
        yield mock


def test_thousands_of_requests_of_rubbish_leave_the_server_healthy(mock: RunningServer) -> None:
    """Nothing crashes, nothing is left open, memory stays flat, and the next request is answered as ever."""
    if not Path("/proc/self/fd").exists():
        pytest.skip("open files and memory are read from /proc, which this system does not have")
    rng = random.Random(SEED)
    httpx.get(f"{mock.origin}/_mock/health").raise_for_status()
    printed = mock.output.read_until(r"Try it:\n.*\n\n")
    files, memory, answers = open_files(mock), 0, 0
    for number in range(REQUESTS):
        ending = rng.choice(["read", "close", "reset"])
        # What is huge comes first: the room that it took is not given back at once.
        kind = rng.choice([*KINDS, huge] if number < MEASURED_FROM else KINDS)
        answer = answer_to(mock.port, kind(rng), ending)
        assert answer[:9] in (b"HTTP/1.1 ", b""), answer
        assert b"HTTP/1.1 500" not in answer, answer
        answers += bool(answer)
        if number == MEASURED_FROM:
            memory = resident(mock)
    assert answers > REQUESTS // 10
    assert httpx.get(f"{mock.origin}/_mock/health").json()["status"] == "ready"
    httpx.post(f"{mock.origin}/_mock/reset").raise_for_status()
    assert httpx.post(f"{mock.origin}{START}", auth=CREDENTIALS).status_code == 200
    assert resident(mock) - memory < 8 * MEGABYTE
    deadline = time.monotonic() + SECONDS
    while open_files(mock) > files + 1:
        assert time.monotonic() < deadline, "connections that ended are still open"
        time.sleep(0.05)
    mock.process.send_signal(signal.SIGTERM)
    assert mock.process.wait(SECONDS) == 0
    assert mock.output.finish() == printed
