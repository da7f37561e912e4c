"""The console as a page: where it comes from, its languages, its token, and a mock that goes and comes back."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.keys import Keys

from tests.browser.console import Console
from tests.forked import forked_mock
from tests.servers import RunningServer


@contextmanager
def without_stream(console: Console) -> Iterator[None]:
    """Let no stream of events through to any page of the browser."""
    console.browser.execute_cdp_cmd("Network.enable", {})
    console.browser.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*/stream*"]})
    try:
        yield
    finally:
        console.browser.execute_cdp_cmd("Network.setBlockedURLs", {"urls": []})
        console.browser.execute_cdp_cmd("Network.disable", {})
        console.errors()


def test_it_loads_what_it_needs_from_its_own_origin(console: Console) -> None:
    """Nothing is fetched from elsewhere, and a first visitor is told where to send requests."""
    console.open()
    console.says("#empty", f"{console.origin}/api")
    names = console.run("return performance.getEntriesByType('resource').map((each) => each.name)")
    assert len(names) > 20
    assert [name for name in names if not name.startswith(f"{console.origin}/")] == []
    assert console.browser.title == "Thulium mock"


def test_spaces_are_apart(console: Console) -> None:
    """The page of a space shows its requests and no others, and sends its examples there."""
    other = Console(console.browser, console.origin, space="console-test").open()
    console.send("chat_queue_id=1")
    other.send("chat_queue_id=2")
    other.row_says("chat_queue_id=2")
    other.click("#try")
    other.row_says("Jan Kowalski")
    other.until(lambda: other.text("#count-requests") == "2", "both of its requests and no other")
    other.until(lambda: other.find("#space").get_attribute("value") == "console-test", "its name")
    httpx.delete(f"{console.origin}/_mock/spaces/console-test").raise_for_status()


def test_a_space_is_removed_once_it_is_confirmed(console: Console) -> None:
    """The button asks first; then the space is gone, although its page followed it, and the default one is shown."""
    spaces = f"{console.origin}/_mock/spaces"
    other = Console(console.browser, console.origin, space="spent").open()
    other.send()
    other.row_says("200")
    other.click("#space-remove")
    other.click("dialog .cancel")
    other.click("#space-remove")
    other.says("dialog h2", "spent")
    other.click("#dialog-yes")
    other.says("#toasts", "The space spent is removed.")
    console.until(lambda: console.find("#link").get_attribute("data-state") == "live", "the page to be live")
    assert console.run("return location.search") == ""
    assert not console.find("#space-remove").is_displayed()
    assert "spent" not in [each["name"] for each in httpx.get(spaces).json()["result"]]


def test_a_page_does_not_bring_back_a_space_that_others_removed(console: Console) -> None:
    """It says that the space is gone, keeps what it shows, and makes the space anew only if told to."""
    spaces = f"{console.origin}/_mock/spaces"
    other = Console(console.browser, console.origin, space="shared")
    other.send()
    fault = {"connection": "drop", "when": {"chat_queue_id": 1}}
    httpx.post(f"{spaces}/shared/faults", json=fault).raise_for_status()
    other.open()
    other.row_says("200")
    other.shows("#sign")
    # The page asks for the conversations at the start, and again, as the last thing, once it knows of the request. What
    # is still on its way to the mock when the space is removed would make it anew.
    asked = (
        "return performance.getEntriesByType('resource').filter((each) => each.name.includes('/conversations?')).length"
    )
    other.until(lambda: other.run(asked) >= 2, "the page to have asked for everything")
    httpx.delete(f"{spaces}/shared").raise_for_status()
    other.shows("#removed")
    other.gone("#sign")
    other.row_says("200")
    assert "shared" not in [each["name"] for each in httpx.get(spaces).json()["result"]]
    other.click("#anew")
    other.until(lambda: other.find("#link").get_attribute("data-state") == "live", "the page to be live")
    other.shows("#empty")
    assert "shared" in [each["name"] for each in httpx.get(spaces).json()["result"]]


def test_polish(console: Console) -> None:
    """The page speaks Polish at once when told to, and again at the next visit; nothing stays English."""
    console.open()
    console.send("chat_queue_id=3&client_id=1234")
    console.row_says("Jan Kowalski")
    console.click("#language")
    console.says("#nav", "Konwersacje")
    console.until(lambda: console.find("html:lang(pl)"), "the page to be Polish")
    console.says("#shown", "1 żądanie")
    console.visit("/behaviour")
    console.says("#view-behaviour", "Typowe usterki")
    console.until(lambda: console.find("html:lang(pl)"), "the page to be Polish")


def test_the_first_language_is_the_browsers(console: Console) -> None:
    """Somebody whose browser is Polish gets the page in Polish."""
    console.browser.execute_cdp_cmd(
        "Emulation.setUserAgentOverride",
        {"userAgent": console.run("return navigator.userAgent"), "acceptLanguage": "pl-PL"},
    )
    try:
        console.open()
        console.says("#nav", "Żądania")
    finally:
        console.browser.execute_cdp_cmd("Emulation.setUserAgentOverride", {"userAgent": "", "acceptLanguage": "en"})


@pytest.fixture(scope="module")
def locked_mock() -> Iterator[RunningServer]:
    """A mock whose control API asks for a token."""
    with forked_mock("--token", "let-me+in") as server:
        yield server


def test_a_token_is_asked_for_and_kept_for_the_tab(browser: Chrome, locked_mock: RunningServer) -> None:
    """A wrong token is told so; the right one opens the page, also after a reload."""
    console = Console(browser, locked_mock.origin)
    console.visit("/requests")
    console.fill("#token", "wrong" + Keys.ENTER)
    console.says("dialog", "not the token")
    console.fill("#token", "let-me+in" + Keys.ENTER)
    console.until(lambda: console.find("#link").get_attribute("data-state") == "live", "the page to be live")
    console.send()
    console.row_says("200")
    browser.refresh()
    console.row_says("200")
    assert console.all("#token") == []


def test_the_link_of_the_banner_holds_the_token(browser: Chrome, locked_mock: RunningServer) -> None:
    """Nobody who follows it is asked, and the token does not stay in the address."""
    link = next(line.split()[1] for line in locked_mock.banner.splitlines() if line.startswith("  console"))
    browser.get(link)
    console = Console(browser, locked_mock.origin)
    console.until(lambda: console.find("#link").get_attribute("data-state") == "live", "the page to be live")
    assert "let-me" not in browser.current_url
    assert console.run("return Object.keys(localStorage).length") == 0


def test_the_page_says_when_the_mock_is_gone_and_goes_on_when_it_is_back(browser: Chrome, free_port: int) -> None:
    """A mock that is stopped and started again on its port is followed again, from its new first request."""
    options = ("--port", str(free_port))
    with forked_mock(*options) as first:
        console = Console(browser, first.origin).open()
        console.send("chat_queue_id=1")
        console.send("chat_queue_id=1")
        console.row_says("chat_queue_id=1", place=1)
    console.shows("#gone")
    with forked_mock(*options):
        console.gone("#gone")
        console.send("chat_queue_id=2")
        console.row_says("chat_queue_id=2")
        console.until(lambda: console.text("#count-requests") == "1", "the requests of before to go")


def test_it_polls_where_no_stream_gets_through(console: Console) -> None:
    """Behind a proxy that holds events back, requests and faults come all the same."""
    with without_stream(console):
        console.visit("/requests")
        console.until(lambda: console.find("#link").get_attribute("data-state") == "polling", "it to poll")
        console.send("chat_queue_id=1")
        console.send("chat_queue_id=2")
        console.row_says("chat_queue_id=2")
        console.row_says("chat_queue_id=1", place=1)
        httpx.post(f"{console.origin}/_mock/faults", json={"answer": {"code": 500}}).raise_for_status()
        console.shows("#sign")
        httpx.post(f"{console.origin}/_mock/reset").raise_for_status()
        console.shows("#empty")


def test_a_page_that_polls_does_not_bring_back_a_space_either(console: Console) -> None:
    """It asks whether the space is there before it asks anything of the space."""
    spaces = f"{console.origin}/_mock/spaces"
    with without_stream(console):
        other = Console(console.browser, console.origin, space="polled")
        other.send()
        other.visit("/requests")
        other.until(lambda: other.find("#link").get_attribute("data-state") == "polling", "it to poll")

        def removed() -> bool:
            # Between its question and the last request of a poll the page still makes the space anew.
            httpx.delete(f"{spaces}/polled")
            return other.find("#removed").is_displayed()

        other.until(removed, "it to say that the space is gone")
    assert "polled" not in [each["name"] for each in httpx.get(spaces).json()["result"]]
    other.row_says("200")


def test_the_documents_are_shown(console: Console) -> None:
    """Swagger UI shows both documents, from the mock alone, and can try the vendor's operation."""
    console.browser.get(f"{console.origin}/docs")
    console.says("#swagger-ui", "/chat_conversations/start")
    console.click('.topbar select option[value="/docs/control.json"]')
    console.says("#swagger-ui", "/conversations")
    names = console.run("return performance.getEntriesByType('resource').map((each) => each.name)")
    assert [name for name in names if not name.startswith((f"{console.origin}/", "data:"))] == []
