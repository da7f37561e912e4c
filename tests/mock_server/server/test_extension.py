"""Answers that go wrong below HTTP, over real sockets, with and without TLS."""

import contextlib
import json
import socket
from collections.abc import Iterator
from functools import partial

import httpx
import pytest
from thulium_contract.http.connection import Connection, any_certificate

from tests.http.lines import AUTHORIZATION, request
from tests.servers import RunningServer


@pytest.fixture(params=["http", "https"])
def connection(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """A connection to a mock."""
    tls = request.param == "https"
    server: RunningServer = request.getfixturevalue("tls_mock" if tls else "fresh_mock")
    with Connection(server.port, tls=any_certificate() if tls else None) as connection:
        yield connection


def spoilt(how: str, *headers: str) -> bytes:
    """Return a request for an answer that goes wrong."""
    return request(AUTHORIZATION, f"Prefer: fault={how}", *headers)


def head_and_rest(connection: Connection) -> tuple[bytes, bytes]:
    """Read all until the end of the connection, and return the head of the answer and what came after it."""
    received = b""
    while piece := connection.socket.recv(65536):
        received += piece
    head, _, rest = received.partition(b"\r\n\r\n")
    return head, rest


@pytest.mark.parametrize(
    ("sent", "statuses", "rest"),
    [
        pytest.param(spoilt("drop"), [], b"", id="alone"),
        pytest.param(request() + spoilt("drop") + request(), [200], b"", id="pipelined"),
        pytest.param(spoilt("drop", "Expect: 100-continue", "Content-Length: 2"), [100], b"[]", id="waits for 100"),
        # Closed before the body is read, the connection would be reset.
        pytest.param(
            spoilt("drop", "Content-Length: 200000") + b"x" * 100_000, [], b"x" * 100_000, id="after the body is read"
        ),
    ],
)
def test_a_dropped_connection_ends_without_a_byte(
    connection: Connection, sent: bytes, statuses: list[int], rest: bytes
) -> None:
    """The client sees the end of the connection where the answer should be, and that of what was pipelined behind."""
    connection.send(sent)
    assert [connection.answer().status for _ in statuses] == statuses
    connection.send(rest)
    assert connection.socket.recv(1) == b""


def test_a_reset_connection_is_reset(connection: Connection) -> None:
    """The client gets an error of the network, not an end."""
    connection.send(spoilt("reset"))
    # Read below TLS, where Python makes an end of the file of it; what comes first are TLS session tickets.
    with pytest.raises(ConnectionResetError):
        list(iter(partial(socket.socket.recv, connection.socket, 65536), b""))


def test_a_truncated_answer_promises_more_than_it_sends(connection: Connection) -> None:
    """Content-Length is that of the whole body; the connection ends in the middle of it."""
    connection.send(spoilt("truncate"))
    head, body = head_and_rest(connection)
    assert head.startswith(b"HTTP/1.1 200 OK")
    assert b"content-length: 58" in head
    assert len(body) == 29
    assert body.startswith(b'{"conversation_id":"')


def test_an_empty_answer_leaves_the_connection_open(connection: Connection) -> None:
    """It is a whole answer, after which the next request is answered as ever."""
    connection.send(spoilt("empty"))
    answer = connection.answer()
    assert (answer.status, answer.body, answer.fields["content-length"]) == (200, b"", "0")
    connection.send(request())
    assert json.loads(connection.answer().body)


def test_malformed_json_leaves_the_connection_open(connection: Connection) -> None:
    """HTTP is in order, only the JSON is not."""
    connection.send(spoilt("malformed"))
    answer = connection.answer()
    with pytest.raises(json.JSONDecodeError):
        json.loads(answer.body)
    connection.send(request())
    assert json.loads(connection.answer().body)


def test_a_trickling_answer_comes_byte_by_byte(connection: Connection) -> None:
    """Each piece of the body is one byte, however much the client would take."""
    connection.send(spoilt("trickle"))
    received = connection.socket.recv(65536)
    if received.endswith(b"\r\n\r\n"):
        received += connection.socket.recv(65536)
    assert received.endswith(b"\r\n\r\n{")
    assert [connection.socket.recv(65536) for _ in range(3)] == [b'"', b"c", b"o"]


def test_the_mock_says_nothing_of_it(fresh_mock: RunningServer) -> None:
    """What happens on purpose is no error in its log, and the journal shows it."""
    for how in ("drop", "reset", "truncate"):
        with Connection(fresh_mock.port) as connection:
            connection.send(spoilt(how))
            with contextlib.suppress(ConnectionResetError):
                head_and_rest(connection)
    requests = httpx.get(f"{fresh_mock.origin}/_mock/requests").json()["result"]
    assert [(each["status"], each["faults"]) for each in requests] == [
        (200, ["truncate"]),
        (None, ["reset"]),
        (None, ["drop"]),
    ]
    assert "Traceback" not in fresh_mock.output.text
    assert "ASGI" not in fresh_mock.output.text
