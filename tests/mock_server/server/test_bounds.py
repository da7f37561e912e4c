"""What one client can make the mock keep, read and hold open."""

import asyncio
import contextlib
import queue
import socket
import threading
from contextlib import ExitStack

import httpx
import pytest
from starlette.types import Receive, Scope, Send
from thulium_contract.http.connection import Connection
from thulium_mock.openapi.request_body import MAX_BODY
from thulium_mock.settings import Limits

from tests.envelope import assert_envelope
from tests.forked import forked_mock
from tests.http.lines import AUTHORIZATION, START, request
from tests.in_process import SECONDS, served
from tests.memory import peak
from tests.servers import BIN, CREDENTIALS, RunningServer, running

MEGABYTE = 1_000_000
CHUNK = b"%x\r\n%s\r\n" % (MEGABYTE, b"x" * MEGABYTE)
CHUNKED = "Transfer-Encoding: chunked"


def send_without_end(connection: Connection, piece: bytes) -> int:
    """Send ``piece`` until the server takes no more of it; return how many bytes it took."""
    sent = 0
    with contextlib.suppress(OSError):
        while sent < 1000 * MEGABYTE:
            connection.send(piece)
            sent += len(piece)
    return sent


def test_an_ignored_body_is_read_up_to_a_limit() -> None:
    """A request with a body without end is refused, keeps no more than the limit, and starts nothing."""
    with forked_mock() as mock, Connection(mock.port) as connection:
        before = peak(mock)
        connection.send(request(AUTHORIZATION, CHUNKED))
        assert send_without_end(connection, CHUNK) >= MAX_BODY
        assert_envelope(connection.answer(), 413, 413001)
        assert peak(mock) - before < MAX_BODY + 8 * MEGABYTE
        assert httpx.get(f"{mock.origin}/_mock/conversations").json()["count"] == 0


@pytest.mark.parametrize("header", ["Connection: close", "Expect: 100-continue"])
def test_a_body_that_is_too_large_is_told_where_it_is_waited_for(connection: Connection, header: str) -> None:
    """Where the answer comes after the body, one that never ends is answered with 413."""
    connection.send(request(AUTHORIZATION, CHUNKED, header))
    if header.startswith("Expect"):
        assert connection.answer().status == 100
    for _ in range(MAX_BODY // MEGABYTE + 1):
        connection.send(CHUNK)
    assert_envelope(connection.answer(), 413, 413001)
    connection.assert_closed()


@pytest.mark.parametrize("framing", [CHUNKED, f"Content-Length: {MAX_BODY + 1}"])
def test_a_body_that_an_operation_reads_has_a_limit(connection: Connection, framing: str) -> None:
    """More than the largest body is refused, however it is framed, and the client gets to read it."""
    connection.send(request(framing, method="PUT", target="/_mock/fixtures"))
    for _ in range(MAX_BODY // MEGABYTE + 1):
        connection.send(CHUNK if framing == CHUNKED else b"x" * MEGABYTE)
    assert_envelope(connection.answer(), 413, 413001)


def test_the_largest_body_is_read(mock: RunningServer) -> None:
    """The last byte below the limit is accepted."""
    fixtures = httpx.get(f"{mock.origin}/_mock/fixtures").content
    body = fixtures.ljust(MAX_BODY)
    assert (
        httpx.put(
            f"{mock.origin}/_mock/fixtures", content=body, headers={"Content-Type": "application/json"}
        ).status_code
        == 200
    )
    assert_envelope(httpx.put(f"{mock.origin}/_mock/fixtures", content=body + b" "), 413, 413001)


def test_there_may_be_so_many_headers(mock: RunningServer) -> None:
    """One header too many is refused, however short they are."""
    for count, status in ((Limits.headers - 2, 200), (Limits.headers - 1, 431)):
        with Connection(mock.port) as connection:
            connection.send(request(AUTHORIZATION, *["X: a"] * count))
            answer = connection.answer()
        if status == 431:
            assert_envelope(answer, 431, 431001)
        else:
            assert answer.status == status


def test_a_body_that_says_that_it_is_too_large_is_not_waited_for(connection: Connection) -> None:
    """An operation that reads bodies refuses one before any of it comes."""
    connection.send(request(f"Content-Length: {99 * 10**9}", method="PUT", target="/_mock/fixtures"))
    assert_envelope(connection.answer(), 413, 413001)


def test_requests_ahead_of_their_answers_take_no_memory() -> None:
    """Whoever sends requests without reading the answers is held up, and nobody else is."""
    small = b"GET /x HTTP/1.1\r\nHost:\r\n\r\n"
    with forked_mock("--journal-size", "100") as mock, Connection(mock.port) as connection:
        httpx.post(f"{mock.origin}{START}", auth=CREDENTIALS).raise_for_status()
        before = peak(mock)
        # So that it is full after some hundred answers.
        connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.socket.settimeout(2)
        assert send_without_end(connection, small * 1000) < 100 * MEGABYTE
        assert httpx.post(f"{mock.origin}{START}", auth=CREDENTIALS).status_code == 200
        assert peak(mock) - before < 16 * MEGABYTE


def test_with_few_open_files_the_mock_still_answers() -> None:
    """There are never more connections than the system allows; the oldest gives way."""
    command = f"ulimit -n 150 && exec '{BIN / 'thulium-mock'}' serve --port 0"
    with running(["bash", "-c", command]) as (process, output):
        printed = output.read_until(r"Try it:\n.*\n\n")
        port = int(printed.partition("http://127.0.0.1:")[2].partition("/")[0])
        with ExitStack() as stack:
            for _ in range(400):
                stack.enter_context(Connection(port)).send(b"P")
            assert httpx.post(f"http://127.0.0.1:{port}{START}", auth=CREDENTIALS).status_code == 200
        process.terminate()
        assert output.finish() == printed


def test_who_is_gone_is_not_written_to() -> None:
    """An answer in pieces comes to its end without an error, also when requests wait behind that which it answers."""
    gone, outcome = threading.Event(), queue.SimpleQueue[str]()

    async def in_pieces(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        last = False
        try:
            while not last:
                last = gone.is_set()
                await send({"type": "http.response.body", "body": b"piece", "more_body": not last})
                await asyncio.sleep(0.01)
        except RuntimeError as error:
            outcome.put(str(error))
        outcome.put("all is sent")

    with served(Limits(), in_pieces) as mock:
        with Connection(mock.port) as connection:
            connection.send(request() * 3)
            assert connection.socket.recv(12) == b"HTTP/1.1 200"
        mock.wait_for_connections(0)
        gone.set()
        assert outcome.get(timeout=SECONDS) == "all is sent"
