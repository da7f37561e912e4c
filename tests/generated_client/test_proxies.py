"""Proxies: which variables name one, when it is passed by, and that errors name it."""

import os
import re
import socket
from typing import Any

import httpx
import pytest
from thulium_chat import ApiError, ConfigurationError, ThuliumConnectionError, ThuliumError, UnexpectedResponseError
from thulium_chat._proxies import find_proxy

from tests.generated_client.support import CONVERSATION_ID, OK, Start, raw_server

_NO_HOSTS = ("http://", "http://a:0", "http://a:99999", f"http://{'a' * 64}:1")
REFUSED = b"HTTP/1.1 407 Proxy Authentication Required"
HTTP, HTTPS = "http://chat.example.org/api", "https://your-system-name.thulium.com/api"


@pytest.mark.parametrize(
    ("base_url", "variables", "proxy"),
    [
        (HTTP, {}, None),
        (HTTP, {"HTTP_PROXY": "http://a:1"}, "http://a:1 (HTTP_PROXY)"),
        (HTTP, {"http_proxy": "http://a:1"}, "http://a:1 (http_proxy)"),
        (HTTP, {"HTTP_PROXY": "a:1"}, "http://a:1 (HTTP_PROXY)"),
        (HTTP, {"HTTP_PROXY": ""}, None),
        (HTTP, {"HTTPS_PROXY": "http://a:1"}, None),
        (HTTPS, {"HTTP_PROXY": "http://a:1"}, None),
        (HTTPS, {"HTTPS_PROXY": "http://a:1"}, "http://a:1 (HTTPS_PROXY)"),
        (HTTPS, {"https_proxy": "http://b:2", "HTTPS_PROXY": "http://a:1"}, "http://b:2 (https_proxy)"),
        (HTTPS, {"ALL_PROXY": "http://a:1"}, "http://a:1 (ALL_PROXY)"),
        (HTTPS, {"ALL_PROXY": "http://a:1", "HTTPS_PROXY": "http://b:2"}, "http://b:2 (HTTPS_PROXY)"),
        (HTTPS, {"ALL_PROXY": "http://u:s3cret@a:1"}, "http://a:1 (ALL_PROXY)"),
    ],
)
def test_variables(
    monkeypatch: pytest.MonkeyPatch, base_url: str, variables: dict[str, str], proxy: str | None
) -> None:
    """The proxy is that of the scheme, else the one for all; its credentials are not shown."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    found = find_proxy(base_url, None, True)
    assert (None if found is None else str(found)) == (None if proxy is None else f"the proxy {proxy}")
    assert find_proxy(base_url, None, False) is None


@pytest.mark.parametrize(
    ("host", "entries"),
    [
        *(
            ("127.0.0.1", each)
            for each in ("127.0.0.1", "127.0.0.0/8", "*", "localhost,127.0.0.1", " 127.0.0.1 ,", "a 127.0.0.1")
        ),
        *(("127.0.0.1", each) for each in ("127.0.0.1:80", "http://127.0.0.1", "all://127.0.0.1")),
        *(("[::1]", each) for each in ("::1", "[::1]", "::1/128", "[::1]:80", "[::1]/128", "0:0:0:0:0:0:0:1", "::/0")),
        *(("localhost", each) for each in ("localhost", "LOCALHOST", "localhost,::1/128", "localhost:80")),
        *(("a.example.org", each) for each in ("a.example.org", "example.org", ".example.org", "*.example.org", "org")),
        ("example.org", "example.org"),
        ("A.Example.ORG", "EXAMPLE.org"),
    ],
)
def test_no_proxy(monkeypatch: pytest.MonkeyPatch, host: str, entries: str) -> None:
    """NO_PROXY has names with their subdomains, addresses, and networks, also as Docker writes them."""
    monkeypatch.setenv("ALL_PROXY", "http://a:1")
    monkeypatch.setenv("NO_PROXY", entries)
    assert find_proxy(f"http://{host}/api", None, True) is None


@pytest.mark.parametrize(
    ("host", "entries"),
    [
        *(("127.0.0.1", each) for each in ("127.0.0.2", "10.0.0.0/8", "::1/128", "[::1]", "127.0.0.1:81", "")),
        *(("127.0.0.1", each) for each in ("https://127.0.0.1", "/", "[", "]", ":", "//", "a b", "[::1", "::1/999")),
        *(("[::1]", each) for each in ("::2", "127.0.0.1", "[::1]:81", "::2/128", "localhost")),
        *(("example.org", each) for each in ("a.example.org", ".example.org", "ample.org", "example.com")),
        ("notexample.org", "example.org"),
    ],
)
def test_not_in_no_proxy(monkeypatch: pytest.MonkeyPatch, host: str, entries: str) -> None:
    """What NO_PROXY does not name goes through the proxy; what it cannot mean is passed over."""
    monkeypatch.setenv("ALL_PROXY", "http://a:1")
    monkeypatch.setenv("NO_PROXY", entries)
    assert find_proxy(f"http://{host}/api", None, True) is not None


@pytest.mark.parametrize("given", [{}, {"proxy": True}])
def test_refused_connection(start: Start, monkeypatch: pytest.MonkeyPatch, given: dict[str, Any]) -> None:
    """When the proxy cannot be reached, the error names it, and where it was set."""
    with socket.create_server(("127.0.0.1", 0)) as bound:
        proxy = f"http://u:s3cret@127.0.0.1:{bound.getsockname()[1]}"
    settings = {"base_url": HTTP, **({"proxy": proxy} if given else {})}
    monkeypatch.setenv("HTTP_PROXY", proxy)
    with pytest.raises(ThuliumConnectionError, match="through the proxy") as caught:
        start(None, settings)
    assert f"{proxy.replace('u:s3cret@', '')} ({'proxy' if given else 'HTTP_PROXY'})" in str(caught.value)
    assert "s3cret" not in str(caught.value)
    assert not caught.value.maybe_started


@pytest.mark.parametrize(
    ("base_url", "answer", "kind", "sentence"),
    [
        (HTTP, b"HTTP/1.1 200 OK\r\nContent-Type: text/html", UnexpectedResponseError, "came through the proxy"),
        (HTTP, REFUSED, ApiError, "^status 407: the answer names no error"),
        (HTTPS, REFUSED, ThuliumConnectionError, r"407.*\. Nothing was started"),
    ],
    ids=["page", "error", "no tunnel"],
)
def test_answer_of_the_proxy(
    start: Start, monkeypatch: pytest.MonkeyPatch, base_url: str, answer: bytes, kind: type[ThuliumError], sentence: str
) -> None:
    """When the proxy answers in the system's place, or refuses a tunnel, the error names it."""
    with raw_server(answer + b"\r\nContent-Length: 0\r\n\r\n") as proxy:
        origin = proxy.removesuffix("/api")
        monkeypatch.setenv(f"{base_url.partition(':')[0].upper()}_PROXY", origin)
        with pytest.raises(kind, match=sentence) as caught:
            start(None, {"base_url": base_url})
    assert re.search(rf"the proxy {origin} \(HTTPS?_PROXY", str(caught.value))


@pytest.mark.parametrize(
    "address", ["gopher://a", "socks5://u:s3cret@a:1", "http://u:s3cret@a:port", "http://[::1", *_NO_HOSTS]
)
@pytest.mark.parametrize("origin", ["proxy", "ALL_PROXY"])
def test_unusable_proxy(start: Start, monkeypatch: pytest.MonkeyPatch, address: str, origin: str) -> None:
    """A proxy that cannot be used is named by its argument or its variable, without its credentials."""
    monkeypatch.setenv("ALL_PROXY" if origin == "ALL_PROXY" else "UNUSED", address)
    with pytest.raises(ConfigurationError, match=f"^{origin} names a proxy that cannot be used") as caught:
        start(None, {"base_url": HTTP, **({"proxy": address} if origin == "proxy" else {})})
    assert "s3cret" not in str(caught.value)


def test_environment_that_is_replaced(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that puts another mapping in the place of os.environ is heeded, by clients made before and after."""
    start(lambda _: httpx.Response(200, json={"conversation_id": CONVERSATION_ID}))
    with raw_server(OK) as base_url:
        replaced = {"THULIUM_BASE_URL": base_url, "THULIUM_USER": "other", "THULIUM_PASSWORD": "p"}
        monkeypatch.setattr(os, "environ", replaced)
        found = start(None, {"base_url": None, "user": None, "password": None})
    assert str(found.conversation_id) == CONVERSATION_ID
