"""What a connection takes for a response, what it refuses, and what the recording server takes for a request."""

import pytest
from thulium_contract.http.connection import Connection
from thulium_contract.http.reader import ProtocolError

from tests.http.messages import Request, Response
from tests.http.recorder import answering, replying, serving

HEAD = b"HTTP/1.1 200 OK\r\n"
SIZED = HEAD + b"Content-Length: 2\r\n\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
REQUEST = Request("/a?b=%20", "PUT", (("X-A", "1"), ("x-a", "ż".encode().decode("latin-1"))), b"body")


def asked(answer: bytes, request: Request = REQUEST, *, keep: bool = True) -> Response:
    """Return what comes of this answer to a request."""
    with (
        serving(answering(answer, keep=keep)) as server,
        Connection(int(server.origin.rpartition(":")[2]), limit=0.5) as connection,
    ):
        return connection.ask(request)


@pytest.mark.parametrize("answer", [SIZED, CHUNKED + b"2\r\nab\r\n", HEAD], ids=["a length", "a chunk", "a head"])
def test_what_is_not_whole_is_waited_for(answer: bytes) -> None:
    """A response that does not end in time is a timeout; the end of the connection breaks it off."""
    with pytest.raises(TimeoutError):
        asked(answer)
    with pytest.raises(ProtocolError):
        asked(answer, keep=False)


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (SIZED + b"ab", b"ab"),
        (CHUNKED + b"2\r\nab\r\n0\r\n\r\n", b"ab"),
        (CHUNKED + b"1;a=b\r\na\r\n1\r\nb\r\n0\r\nA: b\r\n\r\n", b"ab"),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n" + SIZED + b"ab", b"ab"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", b""),
    ],
    ids=["a length", "chunks", "extensions and trailers", "after an interim one", "no content"],
)
def test_what_is_whole_is_taken(answer: bytes, body: bytes) -> None:
    """A response ends where its length or its last chunk says so."""
    assert asked(answer).body == body


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH\r\n\r\n",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"HTTP/2 200 OK\r\n\r\n",
        SIZED.replace(b": 2", b": 2\r\nContent-Length: 2") + b"ab",
        SIZED.replace(b"2\r", b"-2\r") + b"ab",
        SIZED.replace(b"Length:", b"Length :") + b"ab",
        CHUNKED + b"zz\r\nab\r\n0\r\n\r\n",
        CHUNKED + b"1\r\nab\r\n0\r\n\r\n",
        CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Length: 2\r\n\r\n") + b"2\r\nab\r\n0\r\n\r\n",
    ],
)
def test_what_is_no_response_is_told(answer: bytes) -> None:
    """What is not HTTP, or says its length in two ways, is no response."""
    with pytest.raises(ProtocolError):
        asked(answer)


@pytest.mark.parametrize("coding", [(), (("Transfer-Encoding", "chunked"),)], ids=["a length", "chunks"])
def test_a_request_is_recorded_as_it_was_sent(coding: tuple[tuple[str, str], ...]) -> None:
    """Method, target, headers in their order and case, and body arrive; the answer is what the server makes of them."""
    request = Request(REQUEST.target, REQUEST.method, (*REQUEST.headers, *coding), REQUEST.body)
    with (
        serving(replying(lambda request: Response(201, (("X-Body", request.body.decode()),), b"{}"))) as server,
        Connection(int(server.origin.rpartition(":")[2])) as connection,
    ):
        answers = [connection.ask(request) for _ in range(2)]
    assert [(each.status, each.fields, each.body) for each in answers] == [
        (201, {"x-body": "body", "content-length": "2"}, b"{}")
    ] * 2
    assert server.requests == [Request(request.target, request.method, request.framed("localhost"), request.body)] * 2
    assert server.connections == 1
