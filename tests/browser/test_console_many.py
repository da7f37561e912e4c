"""The console with ten thousand requests in the journal."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.keys import Keys
from thulium_contract.http.connection import Connection

from tests.browser.console import START, Console
from tests.browser.pages import SECONDS
from tests.http.messages import Request, basic
from tests.servers import RunningServer

MANY = 10_000
FEW = 300


@pytest.fixture(scope="module")
def spaces(mock: RunningServer) -> Iterator[str]:
    """The origin of a mock with ten thousand requests in one space and few in another."""
    for name, count in (("crowded", MANY), ("quiet", FEW)):
        fill(mock.origin, name, count)
    yield mock.origin
    for name in ("crowded", "quiet"):
        httpx.delete(f"{mock.origin}/_mock/spaces/{name}").raise_for_status()


@pytest.fixture
def crowded(browser: Chrome, spaces: str) -> Iterator[Console]:
    """The console of the space with ten thousand requests."""
    yield Console(browser, spaces, space="crowded")
    browser.get("about:blank")


def fill(origin: str, space: str, count: int) -> None:
    """Send so many requests to a space, a hundred at a time; each hundredth names a queue that does not exist."""
    url, path = urlsplit(origin), f"/spaces/{space}/api/{START}"
    with Connection(url.port or 80, url.hostname or "", limit=SECONDS) as connection:
        for first in range(1, count + 1, 100):
            numbers = range(first, min(first + 100, count + 1))
            targets = [f"{path}?chat_queue_id={3 if number % 100 else 999}&client_name=n{number}" for number in numbers]
            requests = [Request(target, headers=(basic(),)).octets(url.netloc) for target in targets]
            connection.send(b"".join(requests))
            for _ in requests:
                connection.read()


def drawn(console: Console) -> int:
    """Return how many rows are in the page."""
    count: int = console.run("return document.querySelectorAll('#rows .row').length")
    return count


def cost_of_scrolling(console: Console) -> float:
    """Return how much of the processor's time thirty screens take, in seconds, however busy the machine is."""

    def spent() -> float:
        metrics: dict[str, Any] = console.browser.execute_cdp_cmd("Performance.getMetrics", {})
        return float(next(each["value"] for each in metrics["metrics"] if each["name"] == "TaskDuration"))

    console.browser.execute_cdp_cmd("Performance.enable", {"timeDomain": "threadTicks"})
    before = spent()
    console.run(
        """
        const list = document.getElementById("list");
        return (async () => {
          for (let screen = 0; screen < 30; screen += 1) {
            const bottom = list.scrollHeight - list.clientHeight;
            // To and fro, where there are few.
            list.scrollTop = ((screen * 1.07) % 1) * bottom;
            await new Promise(requestAnimationFrame);
          }
        })();
        """
    )
    cost = spent() - before
    console.browser.execute_cdp_cmd("Performance.disable", {})
    return cost


def test_ten_thousand_requests_are_smooth(crowded: Console) -> None:
    """All of them are there, few are drawn, and the page does no more work for them than for a few."""
    console = crowded.open()
    console.row_says(f"n{MANY}")
    console.says("#shown", "10,000 requests")
    rows = drawn(console)
    assert rows < 60

    console.run("document.getElementById('list').focus()")
    console.press(Keys.END)
    console.row_says("client_name=n1", place=MANY - 1)
    assert drawn(console) <= rows + 1
    console.press(Keys.HOME)
    console.row_says(f"n{MANY}")

    console.fill("#filter", "client_name=n4321")
    console.says("#shown", "1 of 10,000")
    console.row_says("n4321")
    console.fill("#filter", "chat_queue_id=999")
    console.says("#shown", "100 of 10,000")
    console.press(Keys.ESCAPE, Keys.ESCAPE)
    console.says("#shown", "10,000 requests")

    many = cost_of_scrolling(console)
    assert drawn(console) <= rows + 1
    quiet = Console(console.browser, console.origin, space="quiet").open()
    quiet.says("#shown", f"{FEW} requests")
    assert many < 3 * cost_of_scrolling(quiet)


def test_a_flood_keeps_the_newest(crowded: Console) -> None:
    """What comes in beyond ten thousand takes the place of the oldest; whoever looks further down keeps their place."""
    console = crowded.open()
    console.says("#shown", "10,000 requests")
    console.run("document.getElementById('list').scrollTop = 5000")
    # Right after scrolling no row is drawn there yet.
    seen = "return document.elementFromPoint(700, 500)?.closest('.row')?.dataset.number"
    number = console.until(lambda: console.run(seen), "a row in the middle")
    place = int(console.find(f'#rows [data-number="{number}"]').get_attribute("aria-rowindex") or 0)
    fill(console.origin, "crowded", 1000)
    further_down = f'#rows [data-number="{number}"][aria-rowindex="{place + 1000}"]'
    console.until(lambda: console.all(further_down), "the same row a thousand places further down")
    console.until(lambda: console.run(seen) == number, "the same row in sight")
    console.says("#shown", "10,000 requests")
    console.run("document.getElementById('list').focus()")
    console.press(Keys.HOME)
    console.until(
        lambda: console.find('#rows [aria-rowindex="2"]').get_attribute("data-number") == str(MANY + 1000), "the newest"
    )
    assert drawn(console) < 60
