"""What users of other SDKs expect: derived clients, httpx clients and pools of their own, who calls."""

import asyncio
import copy
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
import thulium_chat
from thulium_chat import AsyncThuliumChat, RateLimitError, ThuliumChat, ThuliumConnectionError, ThuliumError

from tests.generated_client.echo import echo_server
from tests.generated_client.support import CONVERSATION_ID, ENVELOPE, PASSWORD, STARTED, Recorder, Start


def test_with_options() -> None:
    """A derived client has other settings, and the rest of the first; the first keeps its own."""
    recorder = Recorder()
    with ThuliumChat(
        "s", "u", "p", headers={"X-A": "1", "X-B": "1"}, timeout=5, transport=httpx.MockTransport(recorder)
    ) as chat:
        other = chat.with_options(timeout=7, language="pl", headers={"x-b": "2"})
        for each in (other, chat, chat.with_options()):
            each.start_conversation(3)
    sent = [
        (
            each.extensions["timeout"]["read"],
            each.headers.get("Accept-Language"),
            each.headers["X-A"],
            each.headers["X-B"],
        )
        for each in recorder.requests
    ]
    assert sent == [(7, "pl", "1", "2"), (5, None, "1", "1"), (5, None, "1", "1")]
    assert type(other) is ThuliumChat
    assert other.base_url == chat.base_url


def test_with_options_checks_them() -> None:
    """The settings of a derived client are checked like those of the first."""
    with ThuliumChat("s", "u", "p") as chat:
        for name, value in (("timeout", 0), ("language", "\n"), ("headers", {"Host\n": "a"}), ("retries", -1)):
            with pytest.raises(ThuliumError, match=f"^{name} "):
                chat.with_options(**{name: value})  # type: ignore[arg-type]


@pytest.mark.parametrize("take", [pickle.dumps, copy.deepcopy])
def test_a_client_stays_where_it_was_made(take: Callable[[object], object]) -> None:
    """It can be copied, but not taken to another process or thought to be another one."""
    with ThuliumChat("s", "u", PASSWORD, transport=httpx.MockTransport(Recorder())) as chat:
        assert copy.copy(chat).start_conversation(3)
        with pytest.raises(TypeError, match="a ThuliumChat cannot be pickled or copied deeply: make one where"):
            take(chat)


def test_derived_clients_share_connections() -> None:
    """A derived client uses the connections of the first, and is closed with it."""
    with echo_server() as server:
        chat = ThuliumChat(base_url=server.base_url, user="u", password=PASSWORD)
        chat.start_conversation(3)
        derived = chat.with_options(retries=2)
        derived.start_conversation(4)
        assert server.connections == 1
        derived.close()
        assert (chat.is_closed, derived.is_closed) == (True, True)
        with pytest.raises(ThuliumError, match="closed"):
            chat.start_conversation(5)


def test_with_options_of_the_async_client() -> None:
    """The asynchronous client derives others too."""
    recorder = Recorder(
        httpx.Response(429, json=ENVELOPE, headers={"Retry-After": "0"}), httpx.Response(200, json=STARTED)
    )

    async def run() -> None:
        async with AsyncThuliumChat("s", "u", "p", transport=httpx.MockTransport(recorder)) as chat:
            await chat.with_options(retries=1).start_conversation(3)

    asyncio.run(run())
    assert len(recorder.requests) == 2


def test_properties() -> None:
    """A client tells its address and whether it is closed."""
    chat = ThuliumChat(base_url="https://Chat.example.org/api/", user="u", password="p")
    assert (chat.base_url, chat.is_closed) == ("https://chat.example.org/api", False)
    chat.close()
    assert chat.is_closed
    for name in ("base_url", "is_closed"):
        with pytest.raises(AttributeError):
            setattr(chat, name, "x")


def test_httpx_client_of_the_caller() -> None:
    """Calls go through an httpx client of the caller with the client's own headers, and it stays open."""
    recorder = Recorder(httpx.Response(200, json=STARTED, headers={"Set-Cookie": "a=b"}))
    mine = httpx.Client(
        transport=httpx.MockTransport(recorder),
        auth=("other", "other"),
        headers={"User-Agent": "mine"},
        base_url="https://elsewhere.example.org/",
        params={"page": "2"},
        cookies={"c": "d"},
        follow_redirects=True,
    )
    with ThuliumChat("your-system-name", "api_user", PASSWORD, http_client=mine) as chat:
        assert str(chat.start_conversation(3).conversation_id) == CONVERSATION_ID
    request = recorder.request
    assert str(request.url) == "https://your-system-name.thulium.com/api/chat_conversations/start?chat_queue_id=3"
    assert request.headers["Authorization"] == "Basic YXBpX3VzZXI6czNjcmV0LWFwaS1wYXNz"
    assert request.headers["User-Agent"].startswith("thulium-chat/")
    assert "Cookie" not in request.headers
    assert (chat.is_closed, mine.is_closed) == (True, False)


def test_httpx_client_that_is_closed() -> None:
    """A client whose httpx client was closed says so before anything is sent."""
    mine = httpx.Client()
    chat = ThuliumChat("s", "u", "p", http_client=mine)
    mine.close()
    assert chat.is_closed
    with pytest.raises(ThuliumError, match="closed"):
        chat.start_conversation(3)


def test_redirect_through_an_httpx_client_of_the_caller() -> None:
    """A redirect is refused there as well, even where that client would follow it."""
    recorder = Recorder(httpx.Response(307, headers={"Location": "https://elsewhere.example.org/"}))
    mine = httpx.Client(transport=httpx.MockTransport(recorder), follow_redirects=True)
    with ThuliumChat("s", "u", "p", http_client=mine) as chat, pytest.raises(ThuliumError, match="redirect"):
        chat.start_conversation(3)
    assert len(recorder.requests) == 1


def test_async_httpx_client_of_the_caller() -> None:
    """The asynchronous client takes an asynchronous one."""
    recorder = Recorder()

    async def run() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(recorder)) as mine:
            async with AsyncThuliumChat("s", "u", "p", http_client=mine) as chat:
                await chat.start_conversation(3)
            assert not mine.is_closed

    asyncio.run(run())
    assert len(recorder.requests) == 1


def test_app_info(start: Start) -> None:
    """The calling program is named at the end of User-Agent."""
    recorder = Recorder()
    start(recorder, {"app_info": "my-shop/1.2"})
    assert recorder.request.headers["User-Agent"].endswith(" my-shop/1.2")
    assert recorder.request.headers["User-Agent"].startswith("thulium-chat/")


def test_trust_env(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without trust in the environment, proxies and certificates that it names are not read."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("SSL_CERT_FILE", "/no/file")
    with echo_server() as server:
        start(None, {"base_url": server.base_url, "trust_env": False})
        with pytest.raises(ThuliumError, match=r"^SSL_CERT_FILE"):
            start(None, {"base_url": server.base_url})


def test_closed_during_a_call() -> None:
    """A client that is closed while a call is under way gives a connection error."""

    def closing(request: httpx.Request) -> httpx.Response:
        chat.close()
        raise RuntimeError("the pool is closed")

    chat = ThuliumChat("s", "u", "p", transport=httpx.MockTransport(closing))
    with pytest.raises(ThuliumConnectionError, match="closed during the call") as caught:
        chat.start_conversation(3)
    assert caught.value.maybe_started


def test_rate_limit_stays_with_the_caller() -> None:
    """A derived client without retries raises at once."""
    recorder = Recorder(httpx.Response(429, json=ENVELOPE))
    chat = ThuliumChat("s", "u", "p", retries=3, transport=httpx.MockTransport(recorder))
    with chat, pytest.raises(RateLimitError):
        chat.with_options(retries=0).start_conversation(3)
    assert len(recorder.requests) == 1


def test_vendored_copy(tmp_path: Path) -> None:
    """A copy within another package is whole: it takes neither code nor metadata from an installed one."""
    folder = tmp_path / "shop" / "vendor"
    folder.mkdir(parents=True)
    (folder / "thulium_chat").symlink_to(Path(thulium_chat.__file__).parent)
    code = (
        "import sys, importlib.metadata as metadata\n"
        f"sys.path.insert(0, {str(tmp_path)!r})\n"
        "def missing(name): raise metadata.PackageNotFoundError(name)\n"
        "metadata.version = metadata.distribution = missing\n"
        "from shop.vendor.thulium_chat import ThuliumChat, __version__\n"
        "ThuliumChat('s', 'u', 'p').close()\n"
        "assert not [name for name in sys.modules if name.startswith('thulium_chat')]\n"
        "print(__version__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{thulium_chat.__version__}\n", "")
