"""A hostile page in a real browser tries to drive the mock."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.pages import SECONDS
from tests.forked import forked_mock
from tests.servers import CREDENTIALS, RunningServer

TRY = """
const [url, options] = arguments;
return fetch(url, options).then(answer => answer.type === 'opaque' ? 'opaque' : answer.text(), error => 'failed');
"""
SUBMIT = """
const [url] = arguments;
document.body.innerHTML = `<iframe name=frame></iframe><form method=post target=frame action="${url}"></form>`;
return new Promise(done => {
  document.querySelector('iframe').onload = () => done('loaded');
  document.querySelector('form').submit();
});
"""


@pytest.fixture
def busy_mock(fresh_mock: RunningServer) -> RunningServer:
    """A mock in which one conversation was started."""
    url = f"{fresh_mock.base_url}/chat_conversations/start?chat_queue_id=3"
    httpx.post(url, auth=CREDENTIALS).raise_for_status()
    return fresh_mock


def conversations(mock: RunningServer) -> int:
    """Return how many conversations the mock has."""
    count: int = httpx.get(f"{mock.origin}/_mock/conversations").raise_for_status().json()["count"]
    return count


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
@pytest.mark.parametrize(
    ("options", "outcome"),
    [
        ({"method": "POST"}, "failed"),
        ({"method": "POST", "mode": "no-cors"}, "opaque"),
        ({"method": "POST", "mode": "no-cors", "body": "x=1", "credentials": "include"}, "opaque"),
        ({"method": "POST", "headers": {"X-Any": "1"}}, "failed"),
        ({"method": "DELETE"}, "failed"),
    ],
)
def test_a_page_of_another_origin_cannot_reset_the_mock(
    browser: Chrome, app_origin: str, busy_mock: RunningServer, host: str, options: dict[str, Any], outcome: str
) -> None:
    """Neither with the permission that it does not get, nor with requests that need none."""
    browser.get(app_origin)
    url = f"{busy_mock.origin.replace('127.0.0.1', host)}/_mock/reset"
    assert browser.execute_script(TRY, url, options) == outcome
    assert conversations(busy_mock) == 1


def test_a_form_of_another_origin_cannot_reset_the_mock(
    browser: Chrome, app_origin: str, busy_mock: RunningServer
) -> None:
    """A form that is submitted needs no permission either, and does nothing."""
    browser.get(app_origin)
    assert browser.execute_script(SUBMIT, f"{busy_mock.origin}/_mock/reset") == "loaded"
    assert conversations(busy_mock) == 1


def test_a_page_of_another_origin_cannot_read_the_control_api(
    browser: Chrome, app_origin: str, busy_mock: RunningServer
) -> None:
    """What was stored is not told to it."""
    browser.get(app_origin)
    assert browser.execute_script(TRY, f"{busy_mock.origin}/_mock/conversations", {}) == "failed"
    assert browser.execute_script(TRY, f"{busy_mock.origin}/_mock/conversations", {"mode": "no-cors"}) == "opaque"


def test_our_own_page_can_reset_the_mock(browser: Chrome, busy_mock: RunningServer) -> None:
    """What is refused to others is allowed to a page of the mock itself, whichever of its names it has."""
    browser.get(f"{busy_mock.origin.replace('127.0.0.1', 'localhost')}/_mock/health")
    assert browser.execute_script(TRY, "/_mock/reset", {"method": "POST"}) == ""
    assert conversations(busy_mock) == 0


@pytest.fixture(scope="module")
def rebound() -> Iterator[RunningServer]:
    """A mock to which one name was made to lead that it does not know, and one that it does."""
    with forked_mock("--allow-host", "friend.test") as mock:
        yield mock


def test_a_name_made_to_lead_here_does_not_drive_the_mock(browser: Chrome, rebound: RunningServer) -> None:
    """After DNS rebinding the page is of the same origin, so that only its name tells that it is not ours."""
    port = urlsplit(rebound.origin).port
    for name, allowed in (("evil.test", False), ("friend.test", True)):
        url = f"{rebound.base_url}/chat_conversations/start?chat_queue_id=3"
        httpx.post(url, auth=CREDENTIALS).raise_for_status()
        # An answer of the vendor's API is the page, as anyone's server could have sent it from that name before.
        browser.get(f"http://{name}:{port}/api/nowhere")
        WebDriverWait(browser, SECONDS).until(lambda page: "404001" in page.page_source)
        answer = browser.execute_script(TRY, "/_mock/reset", {"method": "POST"})
        assert ("403002" in answer) is not allowed
        assert (conversations(rebound) == 0) is allowed
