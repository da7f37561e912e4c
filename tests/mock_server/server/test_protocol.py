"""HTTP on the wire: every request gets one well-formed answer, and every error is the vendor's envelope."""

import json
import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest
from thulium_contract.http.connection import Connection

from tests.envelope import assert_envelope
from tests.forked import forked_mock
from tests.http.lines import AUTHORIZATION, START, request
from tests.http.messages import Response
from tests.memory import peak
from tests.servers import RunningServer

CHUNKED = request(AUTHORIZATION, "Transfer-Encoding: chunked")
LIMIT = 64_000
MEGABYTE = 1_000_000


def assert_started(answer: Response) -> None:
    """Assert that ``answer`` gives the id of a new conversation."""
    assert answer.status == 200, answer
    assert answer.fields["content-type"] == "application/json"
    assert re.fullmatch(
        rb'{"conversation_id":"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"}', answer.body
    )


def started(mock: RunningServer) -> int:
    """Return how many conversations were started."""
    count: int = httpx.get(f"{mock.origin}/_mock/conversations").json()["count"]
    return count


def assert_refused(connection: Connection) -> None:
    """Assert that the server refuses what is not HTTP, in whatever words, and ends the connection."""
    answer = connection.answer()
    assert (answer.status, answer.fields["connection"]) == (400, "close")
    assert answer.body
    connection.assert_closed()


MALFORMED = {
    "words": b"hello there\r\n\r\n",
    "bytes": bytes(range(256)),
    "a TLS handshake": bytes.fromhex("16030100c8010000c40303"),
    "HTTP/2 from the start": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "an unknown version": request(version="HTTP/1.2"),
    "no version number": request(version="HTTP/x"),
    "a method in lower case": request(method="post"),
    "an unknown method": request(method="START"),
    "no method": b"/api HTTP/1.1\r\n\r\n",
    "a space in the target": request(target="/api/chat conversations"),
    "a target that is neither path nor URL": request(target="api"),
    "a target that is not ASCII": request(target="/api/\xc4\x85"),
    "CONNECT to elsewhere": request(method="CONNECT", target="localhost:443"),
    "no Host": request().replace(b"Host: localhost\r\n", b""),
    "two Hosts": request("Host: localhost"),
    "bare line feeds": request().replace(b"\r\n", b"\n"),
    "a NUL in a header": request("X-Any: a\0b"),
    "a control character in a header": request("X-Any: a\x01b"),
    "a header without a colon": request("X-Any"),
    "a header without a name": request(": x"),
    "a space after a header's name": request("X-Any : x"),
    "a folded header": request("X-Any: a\r\n b"),
    "a length in words": request("Content-Length: two"),
    "a negative length": request("Content-Length: -1"),
    "a length beyond 64 bits": request("Content-Length: 99999999999999999999"),
    "an empty length": request("Content-Length: "),
    "a list of lengths": request("Content-Length: 2, 2"),
    "two lengths": request("Content-Length: 1", "Content-Length: 2") + b"ab",
    "length and chunks": request("Content-Length: 5", "Transfer-Encoding: chunked") + b"0\r\n\r\n",
    "chunks that are not last": request("Transfer-Encoding: chunked, gzip") + b"0\r\n\r\n",
    "no chunks": request("Transfer-Encoding: gzip") + b"0\r\n\r\n",
    "a chunk without a size": CHUNKED + b"zz\r\n\r\n",
    "a chunk of negative size": CHUNKED + b"-1\r\n\r\n",
    "a chunk that is longer than its size": CHUNKED + b"1\r\nabc\r\n0\r\n\r\n",
    "a chunk size beyond 64 bits": CHUNKED + b"fffffffffffffffff\r\n",
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_not_http_is_refused_once(fresh_mock: RunningServer, name: str) -> None:
    """Bytes that are not a request get an error and the end of the connection, and start nothing."""
    with Connection(fresh_mock.port) as connection:
        connection.send(MALFORMED[name])
        assert_refused(connection)
    assert started(fresh_mock) == 0


@pytest.mark.parametrize("hosts", ["", "Host: localhost\r\nHost: localhost\r\n"])
def test_a_request_names_one_host(connection: Connection, hosts: str) -> None:
    """HTTP that is sound but for its Host is refused in the envelope, in the language asked for."""
    connection.send(request("Accept-Language: pl").replace(b"Host: localhost\r\n", hosts.encode()) + request())
    answer = connection.answer()
    assert_envelope(answer, 400, 400001, language="pl")
    assert answer.fields["connection"] == "close"
    connection.assert_closed()


def test_the_refused_read_their_answer_while_they_send(connection: Connection) -> None:
    """Megabytes after the fault neither block the sender nor cost the answer."""
    connection.send(b"\0" * 5 * MEGABYTE)
    assert_envelope(connection.answer(), 400, 400001)
    connection.assert_closed()


@pytest.mark.parametrize("method", ["GET", "M-SEARCH", "CONNECT"])
def test_other_methods_are_answered_with_405(connection: Connection, method: str) -> None:
    """Every method that HTTP knows is told which one is allowed, and the connection goes on."""
    connection.send(request(method=method) + request())
    answer = connection.answer(method)
    assert_envelope(answer, 405, 405001)
    assert answer.fields["allow"] == "POST"
    if method == "CONNECT":
        # What follows would be for the other end of a tunnel.
        connection.assert_closed()
    else:
        assert_started(connection.answer())


def test_head_gets_no_body(connection: Connection) -> None:
    """The answer to HEAD ends with its headers, errors and the endless stream too."""
    others = (request(method="HEAD", target=target) for target in ("/_mock/health", "/_mock/stream"))
    connection.send(b"".join([request(method="HEAD"), *others, request()]))
    answer = connection.answer("HEAD")
    assert (answer.status, answer.fields["allow"]) == (405, "POST")
    assert int(answer.fields["content-length"]) > 0
    assert [connection.answer("HEAD").status for _ in range(2)] == [200, 200]
    assert_started(connection.answer())


@pytest.mark.parametrize("headers", [[], ["Connection: keep-alive"], ["Content-Length: 2"]])
def test_http_1_0_is_answered_and_closed(connection: Connection, headers: list[str]) -> None:
    """A client of HTTP/1.0 needs no Host and gets its answer, then the end of the connection."""
    old = request(AUTHORIZATION, *headers, version="HTTP/1.0").replace(b"Host: localhost\r\n", b"")
    connection.send(old + (b"[]" if "Content-Length: 2" in headers else b""))
    answer = connection.answer()
    assert_started(answer)
    assert answer.fields["connection"] == "close"
    connection.assert_closed()


def test_http_0_9_is_answered_in_http_1_1(connection: Connection) -> None:
    """A request line without a version gets an answer that says what it is."""
    connection.send(b"GET /nowhere\r\n\r\n")
    assert_envelope(connection.answer(), 404, 404001)
    connection.assert_closed()


def test_a_body_that_breaks_starts_nothing(fresh_mock: RunningServer) -> None:
    """A request is complete with its body, whether or not anybody reads that."""
    with Connection(fresh_mock.port) as connection:
        connection.send(CHUNKED)
        # A second connection's answer tells that the first one's head has been read.
        assert started(fresh_mock) == 0
        connection.send(b"2\r\n[]\r\nzz\r\n")
        assert_refused(connection)
    assert started(fresh_mock) == 0


def test_a_body_that_breaks_while_it_is_read_is_refused_once(fresh_mock: RunningServer) -> None:
    """An operation that waits for its body gives no answer of its own when the body breaks, and does nothing."""
    fixtures = httpx.get(f"{fresh_mock.origin}/_mock/fixtures").json()
    body = json.dumps({**fixtures, "customers": []}).encode()
    with Connection(fresh_mock.port) as connection:
        connection.send(request("Transfer-Encoding: chunked", method="PUT", target="/_mock/fixtures"))
        connection.send(b"%x\r\n%s\r\n" % (len(body), body))
        # A second connection's answer tells that the first one's piece has been read.
        httpx.get(f"{fresh_mock.origin}/_mock/health").raise_for_status()
        connection.send(b"zz\r\n")
        assert_refused(connection)
    assert httpx.get(f"{fresh_mock.origin}/_mock/fixtures").json() == fixtures


def test_a_chunk_may_come_in_pieces(fresh_mock: RunningServer, connection: Connection) -> None:
    """A piece that holds nothing of the body keeps nobody waiting; what follows the last is another request."""
    connection.send(request(AUTHORIZATION, "Transfer-Encoding: chunked"))
    follows = request(AUTHORIZATION, *["X-Any: a"] * 10_001)
    for piece in (b"1", b"\r\n", b"x", b"\r\n0", b"\r\n", b"\r\n" + follows):
        connection.send(piece)
        # What another connection is answered comes after what the server has read of this one.
        httpx.get(f"{fresh_mock.origin}/_mock/health").raise_for_status()
    assert connection.answer().status == 200
    assert_envelope(connection.answer(), 431, 431001)


def test_pipelined_requests_are_answered_in_turn(fresh_mock: RunningServer) -> None:
    """Requests sent at once, more than are read in one piece, get their answers in the same order, one each."""
    with Connection(fresh_mock.port) as connection:
        connection.send((request() + request(target="/nowhere") + request("X-Any: no credentials")) * 500)
        for _ in range(500):
            assert_started(connection.answer())
            assert_envelope(connection.answer(), 404, 404001)
            assert_envelope(connection.answer(), 401, 401001)
        connection.assert_silent()
    assert started(fresh_mock) == 500


@pytest.mark.parametrize("broken", [b"garbage\r\n\r\n", CHUNKED + b"zz\r\n", request("Content-Length: two")])
def test_a_fault_is_answered_after_the_requests_before_it(fresh_mock: RunningServer, broken: bytes) -> None:
    """What was asked properly is answered properly, whatever follows."""
    with Connection(fresh_mock.port) as connection:
        connection.send(request() + request() + broken + request())
        assert_started(connection.answer())
        assert_started(connection.answer())
        assert_refused(connection)
    assert started(fresh_mock) == 2


@pytest.mark.parametrize(
    ("sent", "answers"),
    [
        (request(), 1),
        (request() * 3, 3),
        (request(version="HTTP/1.0"), 1),
        (request(AUTHORIZATION, "Content-Length: 2") + b"[]", 1),
        (CHUNKED + b"2\r\n[]\r\n0\r\n\r\n" + request()[:-2], 1),
        (request(AUTHORIZATION, "Content-Length: 3") + b"[]", 0),
        (CHUNKED + b"2\r\n[", 0),
        (CHUNKED, 0),
        (b"POST", 0),
        (b"", 0),
        (request(AUTHORIZATION, "Prefer: delay=60000"), 0),
    ],
)
def test_whoever_sends_no_more_is_answered(fresh_mock: RunningServer, sent: bytes, answers: int) -> None:
    """A client that has ended its side, like netcat, gets its answers and then the end; it is not waited for."""
    with Connection(fresh_mock.port) as connection:
        connection.send(sent)
        connection.socket.shutdown(socket.SHUT_WR)
        for _ in range(answers):
            assert_started(connection.answer())
        connection.assert_closed()
    state, count = ("given_up", 1) if b"delay" in sent else ("answered", answers)
    expected = {"matcher": {"state": state}, "count": {"exactly": count}, "timeout": 60}
    assert httpx.post(f"{fresh_mock.origin}/_mock/requests/verify", json=expected, timeout=60).json()["verified"]


def test_bytes_beyond_the_length_are_a_request_of_their_own(fresh_mock: RunningServer) -> None:
    """A body that is announced as empty does not cost the request its answer."""
    with Connection(fresh_mock.port) as connection:
        connection.send(request(AUTHORIZATION, "Content-Length: 0") + b"[]")
        assert_started(connection.answer())
        assert_refused(connection)
    assert started(fresh_mock) == 1


def test_nothing_after_the_last_request_is_answered(connection: Connection) -> None:
    """`Connection: close` makes the request the last one."""
    connection.send(request(AUTHORIZATION, "Connection: close") + request())
    assert_started(connection.answer())
    connection.assert_closed()


def test_a_target_may_have_64000_bytes(mock: RunningServer) -> None:
    """The limit counts path and query together, and the last byte below it is accepted."""
    for size, accepted in ((LIMIT, True), (LIMIT + 1, False)):
        with Connection(mock.port) as connection:
            connection.send(request(target=(START + "&x=").ljust(size, "a")))
            if accepted:
                assert_started(connection.answer())
            else:
                assert_envelope(connection.answer(), 414, 414001)
            connection.send(request())
            assert_started(connection.answer())


@pytest.fixture(scope="module")
def small_mock() -> Iterator[RunningServer]:
    """A mock that has not had to take much memory yet."""
    with forked_mock() as mock:
        yield mock


@pytest.mark.parametrize("origin", ["", "http://localhost", f"http://{'a' * 500}"])
@pytest.mark.parametrize("size", [70_000, MEGABYTE, 10 * MEGABYTE])
def test_longer_targets_are_refused_and_not_kept(small_mock: RunningServer, size: int, origin: str) -> None:
    """A target of any length gets 414, costs no memory, and ends the connection."""
    with Connection(small_mock.port) as connection:
        connection.send(request())
        assert_started(connection.answer())
        before = peak(small_mock)
        connection.send(request(target=origin + START + "&client_name=" + "a" * size))
        assert_envelope(connection.answer(), 414, 414001)
        connection.assert_closed()
        assert peak(small_mock) - before < 4 * MEGABYTE


def test_too_long_a_target_is_told_although_the_client_still_sends(connection: Connection) -> None:
    """The last request of a connection has its body read before the connection ends, so that its answer arrives."""
    headers = (AUTHORIZATION, "Connection: close", f"Content-Length: {5 * MEGABYTE}")
    connection.send(request(*headers, target=START + "&x=" + "a" * LIMIT) + b"x" * 5 * MEGABYTE)
    assert_envelope(connection.answer(), 414, 414001)
    connection.assert_closed()


def test_large_headers_are_read_up_to_a_megabyte() -> None:
    """Many and long headers are accepted; more than a megabyte of them is refused and costs no more memory."""
    with forked_mock() as mock:
        with Connection(mock.port) as connection:
            connection.send(request(AUTHORIZATION, *["X-Any: a"] * 5_000, "X-Long: " + "a" * 500_000))
            assert_started(connection.answer())
        before = peak(mock)
        for header in ("X-Long: " + "a" * 20 * MEGABYTE, "\r\n".join(["X-Any: a"] * 2 * MEGABYTE)):
            with Connection(mock.port) as connection:
                connection.send(request(AUTHORIZATION, header))
                assert_envelope(connection.answer(), 431, 431001)
                connection.assert_closed()
        assert peak(mock) - before < 16 * MEGABYTE


def test_options_of_the_server_are_unknown(connection: Connection) -> None:
    """`OPTIONS *` is about the whole server, of which there is nothing to say."""
    connection.send(request(method="OPTIONS", target="*"))
    assert_envelope(connection.answer("OPTIONS"), 404, 404001)


def test_a_target_may_be_a_url(connection: Connection) -> None:
    """The absolute form that proxies send means the same as the path."""
    connection.send(request(target=f"http://localhost{START}"))
    assert_started(connection.answer())


@pytest.mark.parametrize("body", [b"", b"[]"])
@pytest.mark.parametrize(
    "offer",
    [
        ["Upgrade: websocket", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13"],
        ["Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"],
    ],
)
def test_an_offer_to_upgrade_is_passed_over(fresh_mock: RunningServer, offer: list[str], body: bytes) -> None:
    """A request that offers another protocol is answered in this one, body and following requests included."""
    headers = (AUTHORIZATION, "Connection: Upgrade", *offer)
    with Connection(fresh_mock.port) as connection:
        connection.send(request(*headers, f"Content-Length: {len(body)}") + body + request())
        connection.send(request(*headers, "Transfer-Encoding: chunked") + b"2\r\n[]\r\n0\r\n\r\n" + request())
        for _ in range(4):
            assert_started(connection.answer())
        connection.assert_silent()
    assert started(fresh_mock) == 4


def test_an_offer_to_upgrade_keeps_the_body_of_an_operation_that_reads_it(fresh_mock: RunningServer) -> None:
    """A body after an offer is that of the request."""
    fixtures = {**httpx.get(f"{fresh_mock.origin}/_mock/fixtures").json(), "customers": []}
    body = json.dumps(fixtures).encode()
    offer = ("Connection: Upgrade", "Upgrade: h2c", f"Content-Length: {len(body)}")
    with Connection(fresh_mock.port) as connection:
        connection.send(request(*offer, method="PUT", target="/_mock/fixtures") + body)
        answer = connection.answer("PUT")
        assert (answer.status, json.loads(answer.body)) == (200, fixtures)


def test_slow_clients_keep_nobody_waiting(mock: RunningServer) -> None:
    """Requests that stop half-way hold up no others, and are answered once they go on."""
    whole = request(AUTHORIZATION, "Content-Length: 0")
    with ExitStack() as stack:
        slow = [(stack.enter_context(Connection(mock.port)), cut) for cut in range(1, len(whole), 7)]
        for connection, cut in slow:
            connection.send(whole[:cut])
        assert httpx.post(f"{mock.base_url}/nowhere", timeout=60).status_code == 404
        for connection, cut in slow:
            connection.send(whole[cut:])
            assert_started(connection.answer())


def test_a_request_may_come_byte_by_byte(connection: Connection) -> None:
    """How a request is cut into packets makes no difference."""
    for byte in request() + request(target="/nowhere") + b"x\r\n\r\n":
        connection.send(bytes([byte]))
    assert_started(connection.answer())
    assert_envelope(connection.answer(), 404, 404001)
    assert_refused(connection)
