"""An app in a real browser, served from an origin of its own, talks to the mock."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from selenium.webdriver import Chrome

from tests.browser.conftest import running_chromium
from tests.servers import RunningServer

UUID = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
START = "/chat_conversations/start?"
EXPOSED = ("WWW-Authenticate", "Content-Language", "Retry-After", "Allow")

FETCH = """
const [url, options, exposed] = arguments;
return fetch(url, options).then(async answer => ({
  status: answer.status,
  body: await answer.json(),
  headers: Object.fromEntries(exposed.map(name => [name, answer.headers.get(name)])),
}), error => ({failed: String(error)}));
"""

Fetch = Callable[..., Any]


@pytest.fixture
def fetch(browser: Chrome, app_origin: str) -> Fetch:
    """Call `fetch` in a page of the app's origin; return status, JSON and exposed headers, or why it failed."""
    browser.get(app_origin)

    def called(url: str, **options: Any) -> Any:
        return browser.execute_script(FETCH, url, {"method": "POST", **options}, EXPOSED)

    return called


def basic(password: str = "api_pass") -> str:
    """Return JavaScript's way to make credentials, done here."""
    return httpx.BasicAuth("api_user", password)._auth_header


@pytest.mark.parametrize("credentials", ["same-origin", "include", "omit"])
def test_a_page_of_another_origin_starts_a_conversation(
    fresh_mock: RunningServer, fetch: Fetch, credentials: str
) -> None:
    """`fetch` with credentials in a header, for which the browser asks first, gets the id of the conversation."""
    answer = fetch(
        f"{fresh_mock.base_url}{START}chat_queue_id=3&client_id=1234",
        headers={"Authorization": basic(), "Content-Type": "application/json", "X-Requested-With": "an app"},
        credentials=credentials,
        body=json.dumps([]),
    )
    assert answer.get("status") == 200, answer
    assert re.fullmatch(UUID, answer["body"]["conversation_id"])
    (stored,) = httpx.get(f"{fresh_mock.origin}/_mock/conversations").json()["result"]
    assert (stored["conversation_id"], stored["customer_id"]) == (answer["body"]["conversation_id"], 1)


def test_a_page_of_another_origin_reads_an_error(mock: RunningServer, fetch: Fetch) -> None:
    """Status, codes, and the headers that go with them."""
    answer = fetch(f"{mock.base_url}{START}chat_queue_id=3", headers={"Authorization": basic("wrong")})
    assert (answer["status"], answer["body"]["errors"][0]["code"]) == (401, 401003)
    assert answer["headers"]["WWW-Authenticate"].startswith("Basic realm=")
    assert answer["headers"]["Content-Language"] == "en"
    assert re.fullmatch("[0-9a-f]{13}", answer["body"]["request_id"])


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("POST", "/nowhere", 404), ("GET", START, 405), ("DELETE", START, 405), ("POST", f"{START}x={'x' * 64_000}", 414)],
)
def test_a_mistaken_url_is_told_and_not_hidden(
    mock: RunningServer, fetch: Fetch, method: str, path: str, status: int
) -> None:
    """A wrong path, method or length is an answer that the page reads, not "Failed to fetch"."""
    answer = fetch(f"{mock.base_url}{path}", method=method, headers={"Authorization": basic()})
    assert answer.get("status") == status, answer
    assert answer["headers"]["Allow"] == ("POST" if status == 405 else None)


def test_a_page_from_a_public_address_needs_a_permission(mock: RunningServer, app_origin: str, tmp_path: Path) -> None:
    """Local Network Access: refused where nobody can be asked, and over plain HTTP; then the mock answers."""
    address = urlsplit(app_origin).netloc
    with running_chromium(tmp_path, f"--ip-address-space-overrides={address}=public") as browser:

        def status_in_page_of(origin: str) -> Any:
            browser.get(origin)
            answer = browser.execute_script(FETCH, f"{mock.base_url}{START}", {"method": "POST"}, EXPOSED)
            return answer.get("status") or answer["failed"]

        assert status_in_page_of(app_origin) == "TypeError: Failed to fetch"
        assert status_in_page_of(app_origin.replace("127.0.0.1", "app.test")) == "TypeError: Failed to fetch"
        browser.execute_cdp_cmd("Browser.grantPermissions", {"origin": app_origin, "permissions": ["loopbackNetwork"]})
        assert status_in_page_of(app_origin) == 401
