"""Bodies: public integrations send `[]`, JSON and forms to the endpoint, so any body is ignored, never refused."""

import json
import random
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from thulium_contract.http.connection import Connection

from tests.envelope import assert_envelope
from tests.http.lines import AUTHORIZATION, request
from tests.http.messages import Request, basic
from tests.servers import CREDENTIALS, RunningServer
from tests.vendor_examples.callers import program, run

PATH = "/api/chat_conversations/start?chat_queue_id=3&client_id=1234"
PARAMETERS = {"chat_queue_id": 3, "client_id": "1234"}
UUID = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
MEGABYTES = random.Random(0).randbytes(5_000_000)

BODIES = {
    "nothing": b"",
    "an empty list": b"[]",
    "an empty object": b"{}",
    "null": b"null",
    "parameters in JSON": b'{"chat_queue_id": 999, "customer_id": "x"}',
    "a form": b"chat_queue_id=999&customer_id=0&client_email=nobody",
    "broken JSON": b'{"chat_queue_id": ',
    "bytes that are not UTF-8": b"\xff\xfe\x00\xc3\x28",
    "a line break": b"\r\n",
    "what looks like a request": b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n",
    "what looks like a chunk": b"0\r\n\r\n",
    "deep JSON": b"[" * 100_000,
    "megabytes": MEGABYTES,
}
TYPES = [
    "",
    "application/json; charset=utf-8",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "text/plain; charset=nowhere",
    "application/xml",
    "rubbish",
    "*/*; q=, ;;",
]


@pytest.fixture(scope="module")
def client(mock: RunningServer) -> Iterator[httpx.Client]:
    """A client with the default API user's credentials, which keeps its connection."""
    limits = httpx.Limits(max_connections=1)
    with httpx.Client(base_url=mock.origin, auth=CREDENTIALS, limits=limits, timeout=60) as client:
        yield client


def pieces(body: bytes) -> Iterator[bytes]:
    """Return ``body`` in pieces, which makes the client send chunks."""
    for start in range(0, len(body), 65_521):
        yield body[start : start + 65_521]


def assert_started(client: httpx.Client, response: httpx.Response) -> None:
    """Assert that a conversation was started with the parameters of the query string alone."""
    assert response.status_code == 200, response.text
    conversation = client.get(f"/_mock/conversations/{response.json()['conversation_id']}").raise_for_status().json()
    assert conversation["parameters"] == PARAMETERS
    assert conversation["matched_by"] == "client_id"


@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunked"])
@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        *((name, content_type) for name in BODIES for content_type in (None, "application/json")),
        *(("broken JSON", content_type) for content_type in TYPES),
    ],
)
def test_a_body_is_ignored(client: httpx.Client, name: str, content_type: str | None, chunked: bool) -> None:
    """Any body of any media type, however it is framed, starts the conversation that the query string asks for."""
    body = BODIES[name]
    headers = {} if content_type is None else {"Content-Type": content_type}
    response = client.post(PATH, content=pieces(body) if chunked else body, headers=headers)
    assert_started(client, response)


@pytest.mark.parametrize("name", BODIES)
def test_the_connection_goes_on_after_an_ignored_body(connection: Connection, name: str) -> None:
    """The next request on the connection, and one that is an error, are answered in turn, and on the same socket."""
    for path, status in ((PATH, 200), ("/api/nowhere", 404), (PATH, 200)):
        response = connection.ask(Request(path, headers=(basic(),), body=BODIES[name]))
        assert response.status == status
        assert response.json


@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunked"])
def test_a_body_is_ignored_on_the_last_request_of_a_connection(mock: RunningServer, chunked: bool) -> None:
    """A client that closes the connection afterwards gets to send all of its body, and to read its answer."""
    body = pieces(MEGABYTES) if chunked else MEGABYTES
    call = urllib.request.Request(f"{mock.origin}{PATH}", body, dict([AUTHORIZATION.split(": ", 1)]))
    with urllib.request.urlopen(call, timeout=60) as response:
        assert response.headers["connection"] == "close"
        assert re.fullmatch(UUID, json.load(response)["conversation_id"])


def test_a_body_does_not_cost_an_error_its_answer(client: httpx.Client) -> None:
    """Errors are told before and after megabytes alike."""
    for headers in ({}, {"Connection": "close"}):
        response = client.post("/api/chat_conversations/start", content=MEGABYTES, headers=headers)
        assert_envelope(response, 400, 400011)
        response = client.post(PATH, content=MEGABYTES, headers=headers, auth=("api_user", "wrong"))
        assert_envelope(response, 401, 401003)


def test_there_may_be_no_body_at_all(connection: Connection) -> None:
    """A request without length, chunks and type is complete."""
    for headers in ([AUTHORIZATION], [AUTHORIZATION, "Content-Length: 0"], [AUTHORIZATION, "Content-Type:"]):
        connection.send(request(*headers, target=PATH))
        assert connection.answer().status == 200
    connection.assert_silent()


def test_the_answer_waits_for_the_body(mock: RunningServer, connection: Connection) -> None:
    """A request is complete with its body, although nobody reads that."""
    connection.send(request(AUTHORIZATION, "Content-Length: 10", target=PATH) + b"[")
    # A second connection's answer tells that what the first one sent has been read.
    httpx.get(f"{mock.origin}/_mock/health").raise_for_status()
    assert not connection.readable(0)
    connection.send(b"123456789" + request(target="/nowhere"))
    assert connection.answer().status == 200
    assert_envelope(connection.answer(), 404, 404001)
    connection.assert_silent()


@pytest.mark.parametrize("close", [False, True])
def test_a_client_that_waits_for_100_is_answered(mock: RunningServer, close: bool) -> None:
    """`Expect: 100-continue` is met with 100, and after the body comes the answer."""
    headers = [AUTHORIZATION, "Expect: 100-continue", "Content-Length: 2", *(["Connection: close"] if close else [])]
    with Connection(mock.port) as connection:
        connection.send(request(*headers, target=PATH))
        assert connection.answer().status == 100
        connection.send(b"[]")
        assert connection.answer().status == 200
        if close:
            connection.assert_closed()
        else:
            connection.send(request())
            assert connection.answer().status == 200
            connection.assert_silent()


@pytest.mark.parametrize("expect", [[], ["-H", "Expect: 100-continue"], ["-H", "Expect:"]])
@pytest.mark.parametrize(
    "options", [[], ["-H", "Transfer-Encoding: chunked"], ["-H", "Connection: close"], ["--http1.0"]]
)
def test_curl_sends_megabytes(mock: RunningServer, tmp_path: Path, options: list[str], expect: list[str]) -> None:
    """cURL, which asks before it sends much, gets its answer however it sends, twice in a row."""
    path = tmp_path / "rubbish"
    path.write_bytes(MEGABYTES)
    url = f"{mock.origin}{PATH}"
    call = ["-sS", "-u", ":".join(CREDENTIALS), "-X", "POST", *options, *expect, "--data-binary", f"@{path}", url]
    outcome = run([program("curl", "curl"), *call, "--next", *call])
    assert (outcome.status, outcome.stderr) == (0, ""), outcome
    assert re.fullmatch(rf'({{"conversation_id":"{UUID}"}}){{2}}', outcome.stdout), outcome.stdout
