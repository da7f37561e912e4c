"""Slow clients: they get so much time and room, and nobody else has to wait for them."""

import asyncio
import contextlib
import select
import socket
import threading
from contextlib import ExitStack
from unittest.mock import Mock

import pytest
from starlette.types import Receive, Scope, Send
from thulium_contract.http.connection import Connection
from thulium_mock.server.protocol import Connection as HttpConnection
from thulium_mock.server.timeouts import ConnectionLimits, Deadline
from thulium_mock.settings import Limits

from tests.envelope import assert_envelope
from tests.http.asgi import answer
from tests.http.lines import AUTHORIZATION, request
from tests.http.messages import Response
from tests.in_process import served

SOON = 0.3
"""Seconds of the limit under test."""

LATE = 60
"""Seconds of the other limits, which no test reaches."""

HALF_A_HEAD = request()[:-2]
HALF_A_BODY = request("Content-Length: 10", method="PUT", target="/_mock/fixtures") + b"{"


def limits(*, connections: int = 100, idle: float = LATE, request: float = LATE, answer: float = LATE) -> Limits:
    """Return limits that are far away, but for those given."""
    return Limits(connections, idle, request, answer, linger_seconds=SOON)


def drip(connection: Connection, drop: bytes) -> None:
    """Send ``drop`` again and again until the server says something or ends the connection."""
    # Ended while we send, what it said before can still be read.
    with contextlib.suppress(OSError):
        while not select.select([connection.socket], [], [], 0.01)[0]:
            connection.send(drop)


@pytest.mark.parametrize("requests", [0, 1])
def test_a_connection_on_which_nothing_comes_is_ended(requests: int) -> None:
    """Half-open connections are ended without a word, before the first request and after the last."""
    with served(limits(idle=SOON)) as mock, Connection(mock.port) as connection:
        connection.send(request() * requests)
        for _ in range(requests):
            assert connection.answer().status == 200
        connection.assert_closed()


@pytest.mark.parametrize("half", [b"P", HALF_A_HEAD, HALF_A_BODY])
def test_a_request_that_does_not_go_on_is_told_so(half: bytes) -> None:
    """Half a request is answered with 408, and the connection is ended."""
    with served(limits(request=SOON)) as mock, Connection(mock.port) as connection:
        connection.send(half)
        answer = connection.answer()
        assert_envelope(answer, 408, 408001)
        assert answer.fields["connection"] == "close"
        connection.assert_closed()


@pytest.mark.parametrize(
    ("begin", "drop"),
    [
        pytest.param(b"", b"\r\n", id="empty lines"),
        pytest.param(HALF_A_HEAD, b"X-Any: a\r\n", id="headers"),
        pytest.param(HALF_A_HEAD + b"X-Any: ", b"a", id="a header"),
        pytest.param(HALF_A_BODY.replace(b"10", b"100000"), b"{", id="a body"),
        pytest.param(request(AUTHORIZATION, "Transfer-Encoding: chunked"), b"1\r\n[\r\n", id="an ignored body"),
    ],
)
def test_a_drop_now_and_then_buys_no_time(begin: bytes, drop: bytes) -> None:
    """What counts is when all of a request has come, not when its last byte did."""
    with served(limits(request=SOON)) as mock, Connection(mock.port) as connection:
        connection.send(begin)
        drip(connection, drop)
        assert_envelope(connection.answer(), 408, 408001)
        connection.assert_closed()


def test_a_slow_request_is_answered_in_its_turn_and_language() -> None:
    """The requests before it get their answers, and the error is in the language that was asked for so far."""
    with served(limits(request=SOON)) as mock, Connection(mock.port) as connection:
        connection.send(request() + request() + request("Accept-Language: pl", AUTHORIZATION)[:-2])
        assert connection.answer().status == 200
        assert connection.answer().status == 200
        assert_envelope(connection.answer(), 408, 408001, language="pl")
        connection.assert_closed()


async def slow(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer, but not soon."""
    await asyncio.sleep(4 * SOON)
    await answer(send, Response(200).with_body(b""))


def test_our_own_slowness_is_not_the_clients() -> None:
    """An answer that takes longer than all limits is given, and so is that of a request that waits behind it."""
    with served(limits(idle=SOON, request=SOON, answer=SOON), slow) as mock, Connection(mock.port) as connection:
        connection.send(request() * 2)
        assert connection.answer().status == 200
        assert connection.answer().status == 200
        connection.assert_closed()


async def large(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with more than fits into the buffers of a connection."""
    await answer(send, Response(200).with_body(b"x" * 50_000_000))


@pytest.mark.parametrize("header", [AUTHORIZATION, "Connection: close"])
def test_an_answer_that_nobody_reads_is_given_up(header: str) -> None:
    """The connection is cut off, so that what was to be sent takes no room."""
    with served(limits(answer=SOON), large) as mock, Connection(mock.port) as connection:
        connection.send(request(header))
        mock.wait_for_connections(1)
        mock.wait_for_connections(0)
        received = 0
        with contextlib.suppress(ConnectionResetError):
            while data := connection.socket.recv(1_000_000):
                received += len(data)
        assert 0 < received < 50_000_000


def test_the_last_bytes_that_nobody_reads_are_given_up() -> None:
    """A client may stop when so little is left that the transport lets the application write again."""
    transport = Mock(asyncio.Transport, **{"get_write_buffer_size.return_value": 100_000})
    connection = HttpConnection(Mock(), ConnectionLimits(limits()), str, Mock(), app_state={})
    connection.connection_made(transport)
    connection.close()
    transport.get_write_buffer_size.return_value = 10_000
    connection.resume_writing()
    connection.deadline.expire()
    assert not transport.abort.called
    connection.deadline.expire()
    assert transport.abort.called


def test_who_waits_longest_gives_way() -> None:
    """With as many connections as there may be, each new one ends the oldest that waits for its client."""
    with served(limits(connections=10)) as mock, ExitStack() as stack:
        silent, *begun = (stack.enter_context(Connection(mock.port)) for _ in range(10))
        for connection in begun:
            connection.send(HALF_A_HEAD)
        for _ in range(3):
            late = stack.enter_context(Connection(mock.port))
            late.send(request())
            assert late.answer().status == 200
        silent.assert_closed()
        # Two of the others were cut off, the rest may go on.
        begun[-1].send(b"\r\n")
        assert begun[-1].answer().status == 200


def test_the_slow_cannot_starve_the_others() -> None:
    """Whoever opens connections without end keeps nobody from being answered."""
    with served(limits(connections=20)) as mock, ExitStack() as stack:
        for number in range(200):
            slow_one = stack.enter_context(Connection(mock.port))
            slow_one.send((b"", b"P", HALF_A_HEAD, HALF_A_BODY)[number % 4])
            if number % 10 == 0:
                with Connection(mock.port) as connection:
                    connection.send(request())
                    assert connection.answer().status == 200


@pytest.mark.parametrize("sent", [b"", request()])
def test_connections_in_use_do_not_give_way(sent: bytes) -> None:
    """Who comes when all are being answered is told to come again; those that were first get their answers."""
    begun, over = threading.Semaphore(0), threading.Event()

    async def wait(scope: Scope, receive: Receive, send: Send) -> None:
        begun.release()
        await asyncio.to_thread(over.wait, LATE)
        await answer(send, Response(200).with_body(b""))

    with served(limits(connections=2), wait) as mock, ExitStack() as stack:
        first = [stack.enter_context(Connection(mock.port)) for _ in range(2)]
        for connection in first:
            connection.send(request())
            assert begun.acquire(timeout=LATE)
        third = stack.enter_context(Connection(mock.port))
        third.send(sent)
        refusal = third.answer()
        assert_envelope(refusal, 503, 503002)
        assert refusal.fields["retry-after"] == "1"
        third.assert_closed()
        over.set()
        assert [connection.answer().status for connection in first] == [200, 200]


def test_a_deadline_passes_once() -> None:
    """A deadline that runs is not put off, and one that has passed or was stopped is in nobody's way."""
    of_all, seen = ConnectionLimits(Limits(linger_seconds=0.01)), []

    async def wait() -> None:
        watching = asyncio.create_task(of_all.watch())
        deadline, over = Deadline(lambda: seen.append("evicted")), asyncio.Event()

        def expired() -> None:
            seen.append("expired")
            over.set()

        of_all.open.add(deadline)
        deadline.start(LATE, expired)
        assert of_all.evict()
        assert not of_all.evict()
        deadline.start(0, expired)
        deadline.start(LATE, expired)
        await asyncio.wait_for(over.wait(), LATE)
        deadline.start(0, expired)
        deadline.stop()
        assert not of_all.evict()
        deadline.expire()
        watching.cancel()

    asyncio.run(wait())
    assert seen == ["evicted", "expired"]


def test_sockets_are_not_left_behind() -> None:
    """Clients that reset their connections at any point leave nothing open."""
    with served(limits(connections=5)) as mock:
        for part in (b"", b"P", HALF_A_HEAD, HALF_A_BODY, request()) * 5:
            with Connection(mock.port) as connection:
                connection.send(part)
                connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        with Connection(mock.port) as connection:
            connection.send(request())
            assert connection.answer().status == 200
