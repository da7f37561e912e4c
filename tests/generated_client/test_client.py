"""The two clients: what they send, what they give back, and how they behave as objects."""

import asyncio
import base64
import itertools
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
import thulium_chat
from thulium_chat import (
    AsyncThuliumChat,
    ThuliumChat,
    ThuliumConnectionError,
    ThuliumError,
    ThuliumTimeoutError,
    UnexpectedResponseError,
)

from tests.generated_client.support import (
    CONVERSATION_ID,
    PASSWORD,
    SECRETS,
    STARTED,
    Recorder,
    Start,
    raw_server,
)

OK = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 58\r\n\r\n"
    b'{"conversation_id":"6ed7c941-2c8a-411e-95d2-338a9f64800a"}'
)


def test_conversation_id(start: Start) -> None:
    """The conversation's id is a UUID."""
    assert start(Recorder()).conversation_id == uuid.UUID(CONVERSATION_ID)


def test_unknown_fields(start: Start) -> None:
    """Fields that the document does not name are kept."""
    conversation = start(Recorder(httpx.Response(200, json={**STARTED, "queue": {"id": 3}})))
    assert conversation.additional_properties == {"queue": {"id": 3}}


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


def test_none_is_not_sent(start: Start) -> None:
    """An optional parameter that is None is not sent."""
    recorder = Recorder()
    start(recorder, client_name=None, client_id=None, customer_id=None)
    assert recorder.request.url.query == b"chat_queue_id=3"


@pytest.mark.parametrize(
    "text", ["Łukasz Żółć", "a&b=c#d?e/f%20g+h;i", "  Jan ", "😀", "100%", "'\"<>\\", "x" * 3000, "\u00a0", "\u2028"]
)
def test_text_arrives_whole(start: Start, text: str) -> None:
    """Text arrives on the wire as it was given."""
    recorder = Recorder()
    start(recorder, client_name=text)
    assert recorder.request.url.params["client_name"] == text


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


@pytest.mark.parametrize("password", ["api_pass", "a:b c", "zażółć", " "])
def test_credentials(start: Start, password: str) -> None:
    """User and password are sent with HTTP Basic, in UTF-8."""
    recorder = Recorder()
    start(recorder, {"user": "użytkownik", "password": password})
    scheme, _, token = recorder.request.headers["Authorization"].partition(" ")
    assert scheme == "Basic"
    assert base64.b64decode(token).decode() == f"użytkownik:{password}"


def test_netrc_is_not_read(start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials of the .netrc file never take the place of the given ones."""
    (tmp_path / ".netrc").write_text("default login other password other\n")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    recorder = Recorder()
    start(recorder)
    assert recorder.request.headers["Authorization"] == f"Basic {SECRETS[1]}"


def test_language(start: Start) -> None:
    """The client's language is sent, and a call's language wins over it."""
    recorder = Recorder()
    start(recorder, {"language": "pl"})
    start(recorder, {"language": "pl"}, language="en-GB,en;q=0.5")
    assert [each.headers["Accept-Language"] for each in recorder.requests] == ["pl", "en-GB,en;q=0.5"]


def test_own_headers(start: Start) -> None:
    """A call's headers win over the client's, and these over the defaults, whatever the case of their names."""
    recorder = Recorder()
    start(
        recorder,
        {"headers": {"X-A": "client", "X-B": "client", "USER-agent": "mine/1"}},
        headers={"x-b": "call", "X-C": "call"},
    )
    sent = recorder.request.headers
    assert (sent["X-A"], sent["X-B"], sent["X-C"], sent["User-Agent"]) == ("client", "call", "call", "mine/1")
    assert len(sent.get_list("X-B")) == 1
    assert len(sent.get_list("User-Agent")) == 1


def test_call_leaves_no_trace() -> None:
    """Headers, language and timeout of one call do not reach the next, nor do cookies."""
    recorder = Recorder(httpx.Response(200, json=STARTED, headers={"Set-Cookie": "PHPSESSID=1; Path=/"}))
    with ThuliumChat("s", "u", "p", transport=httpx.MockTransport(recorder)) as chat:
        chat.start_conversation(3, headers={"X-Once": "1"}, language="pl", timeout=1)
        chat.start_conversation(3)
    second = recorder.requests[1]
    assert not {"X-Once", "Accept-Language", "Cookie"} & {name.title() for name in second.headers}
    assert second.extensions["timeout"]["read"] == 30.0


@pytest.mark.parametrize(
    ("client", "call", "used"), [({}, {}, 30.0), ({"timeout": 5}, {}, 5.0), ({}, {"timeout": 0.25}, 0.25)]
)
def test_timeout(start: Start, client: dict[str, Any], call: dict[str, Any], used: float) -> None:
    """The timeout is 30 s, that of the client, or that of the call."""
    recorder = Recorder()
    start(recorder, client, **call)
    assert recorder.request.extensions["timeout"] == dict.fromkeys(("connect", "read", "write", "pool"), used)


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


def test_dripping_body(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """A body that comes in pieces, each in time, is a timeout when the whole is not."""
    now = itertools.count()
    monkeypatch.setattr("thulium_chat._exchange.monotonic", lambda: float(next(now)))
    pieces = b"".join(b"1\r\n%c\r\n" % byte for byte in b" " * 20)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    with raw_server(head + pieces) as base_url, pytest.raises(ThuliumTimeoutError, match="not complete"):
        start_over_network(start, base_url, timeout=15)


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


def test_closed_client() -> None:
    """A closed client says that it is closed."""
    chat = ThuliumChat("s", "u", "p")
    chat.close()
    chat.close()
    with pytest.raises(ThuliumError, match="closed"):
        chat.start_conversation(3)

    async def run() -> None:
        async with AsyncThuliumChat("s", "u", "p") as closed:
            pass
        with pytest.raises(ThuliumError, match="closed"):
            await closed.start_conversation(3)

    asyncio.run(run())


def test_threads() -> None:
    """One client serves many threads, each call with its own arguments and answer."""
    with ThuliumChat("s", "u", "p", transport=httpx.MockTransport(_echo)) as chat, ThreadPoolExecutor(8) as pool:
        started = pool.map(lambda n: chat.start_conversation(n, headers={"X-N": str(n)}, timeout=n), range(1, 101))
        assert [each.conversation_id.int for each in started] == list(range(1, 101))


def test_tasks() -> None:
    """One async client serves many tasks, each call with its own arguments and answer."""

    async def run() -> None:
        async with AsyncThuliumChat("s", "u", "p", transport=httpx.MockTransport(_echo)) as chat:
            calls = [chat.start_conversation(n, headers={"X-N": str(n)}, timeout=n) for n in range(1, 101)]
            assert [each.conversation_id.int for each in await asyncio.gather(*calls)] == list(range(1, 101))

    asyncio.run(run())


def test_proxy_from_environment(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that the environment names is used."""
    with raw_server(OK) as base_url:
        monkeypatch.setenv("HTTP_PROXY", base_url.removesuffix("/api"))
        conversation = start_over_network(start, "http://chat.example.org/api")
    assert str(conversation.conversation_id) == CONVERSATION_ID


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


def _echo(request: httpx.Request) -> httpx.Response:
    number = request.url.params["chat_queue_id"]
    assert request.headers["X-N"] == number
    assert request.extensions["timeout"]["read"] == float(number)
    return httpx.Response(200, json={"conversation_id": str(uuid.UUID(int=int(number)))})
