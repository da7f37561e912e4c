"""Many tabs of the console at once: a browser has six connections to an origin, and the app needs some."""

from collections.abc import Iterator

import httpx
import pytest

from tests.browser.console import START, Console

MANY = 8

FETCH = """
return fetch(arguments[0], {method: "POST", credentials: "omit", signal: AbortSignal.timeout(20000)})
  .then((answer) => answer.status, (error) => String(error));
"""


@pytest.fixture
def tabs(console: Console) -> Iterator[list[str]]:
    """The tabs of the browser, by handle; the first is the console's, and it is the only one left in the end."""
    first = console.browser.current_window_handle
    handles = [first]
    for _ in range(MANY - 1):
        console.browser.switch_to.new_window("tab")
        handles.append(console.browser.current_window_handle)
    yield handles
    for handle in console.browser.window_handles:
        if handle != first:
            console.browser.switch_to.window(handle)
            console.browser.close()
    console.browser.switch_to.window(first)


def test_tabs_of_one_space_share_a_stream(console: Console, tabs: list[str]) -> None:
    """All of them are live, the app's own requests get through, and whichever tab goes, the others go on."""
    for handle in tabs:
        console.browser.switch_to.window(handle)
        console.open()
    assert console.run(FETCH, f"{console.origin}/api/{START}?chat_queue_id=3") == 401
    while len(tabs) > 2:
        console.send(f"chat_queue_id=1&client_name=n{len(tabs)}")
        for handle in (tabs[-1], tabs[0], tabs[1]):
            console.browser.switch_to.window(handle)
            console.row_says(f"client_name=n{len(tabs)}")
            assert console.state() == "live"
        # The first of all is the one that reads the stream.
        for handle in (tabs.pop(0), tabs.pop()):
            console.browser.switch_to.window(handle)
            console.browser.get("about:blank")
    console.browser.switch_to.window(tabs[0])
    console.until(lambda: console.text("#count-requests") == "4", "each request once")
    httpx.post(f"{console.origin}/_mock/reset").raise_for_status()
    console.send("chat_queue_id=2")
    for handle in tabs:
        console.browser.switch_to.window(handle)
        console.row_says("chat_queue_id=2")
        console.until(lambda: console.text("#count-requests") == "1", "the requests of before to go")


def test_tabs_of_many_spaces_leave_connections_to_the_app(console: Console, tabs: list[str]) -> None:
    """Beyond a few streams they poll, so that all of them show what comes."""
    pages = [Console(console.browser, console.origin, space=f"tab{place}") for place in range(MANY)]
    for page, handle in zip(pages, tabs, strict=True):
        console.browser.switch_to.window(handle)
        page.visit("/requests")
        page.until(page.follows, "the page to follow")
    assert console.run(FETCH, f"{console.origin}/api/{START}?chat_queue_id=3") == 401
    for page, handle in zip(pages, tabs, strict=True):
        console.browser.switch_to.window(handle)
        page.send("chat_queue_id=2")
        page.row_says("chat_queue_id=2")
    for page in pages:
        httpx.delete(f"{console.origin}/_mock/spaces/{page.space}").raise_for_status()
