"""What a page sees of connections that are dropped on purpose: a browser sends requests again by itself."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from selenium.webdriver import Chrome

from tests.http.messages import basic
from tests.servers import RunningServer

FETCHES = """
const [url, authorization, count] = arguments;
const options = { method: "POST", headers: { Authorization: authorization } };
const seen = [];
for (let each = 0; each < count; each += 1) {
  seen.push(await fetch(url, options).then(({ status }) => status, () => "failed"));
}
return seen;
"""


@pytest.fixture
def statuses(browser: Chrome, app_origin: str, fresh_mock: RunningServer) -> Callable[[int], list[Any]]:
    """Return a function that calls the mock so often from a page, and returns what the page has seen."""
    browser.get(app_origin)
    url = f"{fresh_mock.base_url}/chat_conversations/start?chat_queue_id=3"
    return lambda count: browser.execute_script(FETCHES, url, basic()[1], count)


@pytest.mark.parametrize("how", ["drop", "reset"])
@pytest.mark.parametrize("times", [1, 2])
def test_a_page_sees_each_dropped_connection(
    statuses: Callable[[int], list[Any]], fresh_mock: RunningServer, how: str, times: int
) -> None:
    """On a connection that was used before, too; what the browser repeats by itself is no other strike."""
    assert statuses(1) == [200]
    fault = httpx.post(f"{fresh_mock.origin}/_mock/faults", json={"connection": how, "times": times}).raise_for_status()
    assert fault.json()["hits"] == 0
    assert statuses(times + 1) == ["failed"] * times + [200]
    requests = httpx.get(f"{fresh_mock.origin}/_mock/requests").json()["result"][::-1]
    ends = [each["state"] for each in requests]
    assert (ends[0], ends[-1], set(ends[1:-1])) == ("answered", "answered", {"dropped"})
    assert len(ends) > times + 2
