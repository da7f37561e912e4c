"""What the suite sees of an answer below HTTP libraries, and when it sends the next request."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from thulium_contract.document.documents import document
from thulium_contract.expected.expectation import Judge
from thulium_contract.http.exchange import Exchange, Request
from thulium_contract.rules.findings import Memory, findings
from thulium_contract.targets.sockets import SocketTarget
from thulium_contract.targets.target import LATE
from thulium_contract.targets.watch import Late, Watch

from tests.contract.world import KNOWN
from tests.http.recorder import Recording, answering, serving

HEAD = b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n"
REQUEST = Request("/api/x", "GET")
CLOSING = Request("/api/x", "GET", (("Connection", "close"),))


@contextmanager
def asking(*answers: bytes | None, limit: float = 5.0) -> Iterator[tuple[Recording, SocketTarget]]:
    """Run a server that gives these answers in turn, None for no answer, and a target that asks it."""
    with serving(answering(*answers)) as server, closing(SocketTarget(server.base_url, time_limit=limit)) as target:
        yield server, target


@pytest.mark.parametrize(
    ("answer", "request_", "problem"),
    [
        (HEAD + b"{}{}", REQUEST, "follows the end of the answer"),
        (HEAD + b"{}", Request("/api/x", "HEAD"), "follows the end of the answer"),
        (HEAD + b"{}", CLOSING, "stays open"),
        (HEAD.replace(b"Length: 2", b"Length: 2\r\nContent-Length: 2") + b"{}", REQUEST, "Content-Length is"),
        (HEAD.replace(b"Type", b"Type ") + b"{}", REQUEST, "is not HTTP"),
        (
            b"HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            Request("/api/x", "GET", version="1.0"),
            "for HTTP/1.0",
        ),
    ],
    ids=["too much", "a body of HEAD", "kept open", "two lengths", "a space before the colon", "chunks for HTTP/1.0"],
)
def test_framing(answer: bytes, request_: Request, problem: str) -> None:
    """What is no answer of HTTP to the request is told as its problem."""
    with asking(answer, limit=0.5) as (_, target):
        assert problem in target.send(request_).problem


@pytest.mark.parametrize(
    ("field", "rule"),
    [
        (HEAD.replace(b"Not Found", b"OK"), "framing"),
        (HEAD.replace(b"Content-Type", b"Date: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Type"), "framing"),
        (HEAD.replace(b"Content-Type", b"Content-Encoding: gzip\r\nContent-Type"), "framing"),
        (HEAD.replace(b"Content-Type", b"Retry-After: 1\r\nContent-Type"), "plain-answers"),
    ],
    ids=["another phrase", "an old date", "compressed", "asks to wait"],
)
def test_headers(field: bytes, rule: str) -> None:
    """A status line and headers that are not right break a rule."""
    judge = Judge(document(), KNOWN)
    with asking(field + b"{}") as (_, target):
        exchange = Exchange(REQUEST, target.send(REQUEST))
    memory = Memory(2, 10, time.time)
    assert dict(findings(exchange, judge.expect(REQUEST), memory))[rule].detail
    sound = Exchange(REQUEST, exchange.response.__class__(404, received=time.time(), reason="Not Found"))
    assert not dict(findings(sound, judge.expect(REQUEST), memory))[rule].detail


def test_asks_again_before_it_says_late() -> None:
    """An answer that comes when it is asked for again is an answer, and no other is said to be late."""
    with asking(None, HEAD + b"{}", limit=0.5) as (_, target):
        response = target.send(REQUEST)
        assert (response.status, response.repeated, response.problem) == (404, True, "")
        assert not target.send(REQUEST).repeated
    with asking(None, limit=0.5) as (server, target):
        assert target.send(REQUEST).problem.startswith(LATE)
        assert len(server.requests) == 2


def test_sends_the_next_before_the_last_is_judged() -> None:
    """When an answer is handed on the next request is on its way, in the order of the requests, on one connection."""
    with asking(HEAD + b"{}") as (server, target):
        requests = [Request(f"/api/{number}", "GET") for number in range(4)]
        found = [(request.target, response.status) for request, response in target.each(requests)]
        assert found == [(f"/api/{number}", 404) for number in range(4)]
        assert [each.target for each in server.requests] == [request.target for request in requests]
        assert server.connections == 1


def test_row() -> None:
    """Requests in a row are sent on one connection at once, and their answers come in order."""
    with asking(HEAD + b"{}", HEAD + b"[]", HEAD + b"{}") as (server, target):
        assert [each.body for each in target.row([REQUEST] * 3)] == [b"{}", b"[]", b"{}"]
        assert server.connections == 1


def test_row_is_sent_once() -> None:
    """A row has a connection of its own, and is not sent again, whether its answer is late or the server hangs up."""
    with asking(HEAD + b"{}", None, limit=0.5) as (server, target):
        target.send(REQUEST)
        assert target.row([REQUEST])[0].problem.startswith(LATE)
        assert (len(server.requests), server.connections) == (2, 2)


def test_chunks() -> None:
    """A body goes out in chunks where the headers say so, and then has no Content-Length."""
    with asking(HEAD + b"{}") as (server, target):
        target.send(Request("/api/x", "POST", (("Transfer-Encoding", "chunked"),), b"12345"))
        assert not server.requests[0].values("content-length")
        assert server.requests[0].body == b"12345"


def test_watch_ends_what_blocks() -> None:
    """What blocks the thread is ended, and the clock stands still while this process does not run."""
    watch = Watch()
    try:
        with pytest.raises(Late), watch.at_most(0.2):
            threading.Event().wait(30)
        assert 0.2 <= watch.now() < 5
    finally:
        watch.close()
