"""The two clients: what they send, what they give back, and how they behave as objects."""

import asyncio
import gc
from collections.abc import Callable
from typing import Any
from unittest import mock

import httpx
import pytest
import thulium_chat
from thulium_chat import (
    AsyncThuliumChat,
    ThuliumChat,
    ThuliumConnectionError,
    ThuliumTimeoutError,
    UnexpectedResponseError,
)
from thulium_chat._exchange import Exchange

from tests.generated_client.support import (
    CONVERSATION_ID,
    PASSWORD,
    Recorder,
    Start,
    raw_server,
)
from tests.http.recorder import answering, serving

OK = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 58\r\n\r\n"
    b'{"conversation_id":"6ed7c941-2c8a-411e-95d2-338a9f64800a"}'
)


def test_request_line(start: Start) -> None:
    """All parameters travel in the query string of a POST without a body, in the document's order."""
    recorder = Recorder()
    start(
        recorder,
        customer_id=1,
        client_id="1234",
        client_email="jan.kowalski@example.org",
        client_surname="Kowalski",
        client_name="Jan",
    )
    assert recorder.request.method == "POST"
    assert str(recorder.request.url) == (
        "https://your-system-name.thulium.com/api/chat_conversations/start?chat_queue_id=3&client_name=Jan"
        "&client_surname=Kowalski&client_email=jan.kowalski%40example.org&client_id=1234&customer_id=1"
    )
    assert recorder.request.content == b""
    assert recorder.request.headers["Content-Length"] == "0"


def test_headers(start: Start) -> None:
    """Each request says who calls, that it wants plain JSON, and nothing of a language."""
    recorder = Recorder()
    start(recorder)
    headers = recorder.request.headers
    assert headers["User-Agent"].startswith(f"thulium-chat/{thulium_chat.__version__} httpx/")
    assert headers["Accept"] == "application/json"
    assert headers["Accept-Encoding"] == "identity"
    assert "Accept-Language" not in headers
    assert "Cookie" not in headers


def test_over_the_network(start: Start) -> None:
    """A real connection is used when no transport is given."""
    with raw_server(OK) as base_url:
        assert str(start_over_network(start, base_url).conversation_id) == CONVERSATION_ID


def test_no_connection(start: Start) -> None:
    """Nothing was started when no connection could be made."""
    with raw_server() as base_url:
        pass
    with pytest.raises(ThuliumConnectionError, match=r"could not be made.*Nothing was started") as caught:
        start_over_network(start, base_url)
    assert not caught.value.maybe_started


@pytest.mark.parametrize(
    "answer", [b"", b"HTTP/1.1 ", b"rubbish\r\n\r\n", b"\x16\x03\x01\x02\x00\x01", b"HTTP/1.1 2000 OK\r\n\r\n"]
)
def test_broken_connection(start: Start, answer: bytes) -> None:
    """Whether anything was started is not known when the connection breaks or does not speak HTTP."""
    with raw_server(answer) as base_url, pytest.raises(ThuliumConnectionError, match="not known") as caught:
        start_over_network(start, base_url)
    assert caught.value.maybe_started


def test_no_answer_in_time(start: Start) -> None:
    """Whether anything was started is not known when no answer comes in time."""
    with (
        raw_server(b"", hold=True) as base_url,
        pytest.raises(ThuliumTimeoutError, match="not known") as caught,
    ):
        start_over_network(start, base_url, timeout=0.05)
    assert caught.value.maybe_started


def test_no_body_in_time(start: Start) -> None:
    """An answer whose body does not end in time is a timeout."""
    with (
        raw_server(OK[:-1], hold=True) as base_url,
        pytest.raises(ThuliumTimeoutError, match="not complete") as caught,
    ):
        start_over_network(start, base_url, timeout=0.05)
    assert caught.value.maybe_started


@pytest.mark.parametrize(
    "answer",
    [
        OK[:-1],
        OK[:-58],
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    ],
)
def test_truncated_body(start: Start, answer: bytes) -> None:
    """A body that breaks off is an unexpected answer, with what came of it."""
    with raw_server(answer) as base_url, pytest.raises(UnexpectedResponseError, match="broke off") as caught:
        start_over_network(start, base_url)
    assert caught.value.status == 200
    assert OK[-58:].startswith(caught.value.response.content)


def test_endless_body(start: Start) -> None:
    """A body is read up to a mebibyte, even when its length is not announced."""
    endless = httpx.ByteStream(b" " * (2 * 1024 * 1024))
    handler = Recorder(httpx.Response(200, stream=endless, headers={"Content-Type": "application/json"}))
    with pytest.raises(UnexpectedResponseError, match="longer than 1048576 bytes"):
        start(handler)


@pytest.mark.parametrize("location", ["https://elsewhere.example.org/", "/api", "http://host:port/", "//", ""])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect(start: Start, status: int, location: str) -> None:
    """A redirect is never followed, wherever it leads: it is an unexpected answer."""
    recorder = Recorder(httpx.Response(status, headers={"Location": location}))
    with pytest.raises(UnexpectedResponseError) as caught:
        start(recorder)
    assert len(recorder.requests) == 1
    assert caught.value.status == status
    assert caught.value.response.headers["Location"] == location


def test_repr() -> None:
    """The repr of a client names its address and no credentials."""
    with ThuliumChat("your-system-name", "api_user", PASSWORD) as chat:
        assert repr(chat) == "<ThuliumChat https://your-system-name.thulium.com/api>"
    chat_async = AsyncThuliumChat("your-system-name", "api_user", PASSWORD)
    assert repr(chat_async) == "<AsyncThuliumChat https://your-system-name.thulium.com/api>"
    asyncio.run(chat_async.aclose())


def test_both_clients_are_alike() -> None:
    """Both clients take the same arguments."""
    pairs: list[tuple[Callable[..., Any], Callable[..., Any]]] = [
        (ThuliumChat.start_conversation, AsyncThuliumChat.start_conversation),
        (ThuliumChat.__init__, AsyncThuliumChat.__init__),
    ]
    for one, other in pairs:
        names = [name for name in one.__annotations__ if name != "transport"]
        assert {name: one.__annotations__[name] for name in names} == {
            name: other.__annotations__[name] for name in names
        }
        assert (one.__defaults__, one.__kwdefaults__) == (other.__defaults__, other.__kwdefaults__)


def start_over_network(start: Start, base_url: str, **arguments: Any) -> thulium_chat.Conversation:
    """Start a conversation without a transport of the test's own."""
    return start(None, {"base_url": base_url}, **arguments)


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_exception_of_a_signal() -> None:
    """After an exception from outside, as of a time limit or Ctrl-C, at a step where httpcore loses a connection."""

    def interrupted(_: Exchange, event: str, __: object) -> None:
        if event.endswith(".response_closed.started"):
            raise KeyboardInterrupt

    with (
        serving(answering(OK)) as server,
        ThuliumChat(base_url=server.base_url, user="u", password="p", limits=httpx.Limits(max_connections=1)) as chat,
    ):
        with mock.patch.object(Exchange, "trace", interrupted), pytest.raises(KeyboardInterrupt):
            chat.start_conversation(3)
        assert chat.start_conversation(3, timeout=60)
    gc.collect()
