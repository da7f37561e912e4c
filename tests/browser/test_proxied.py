"""The mock behind a reverse proxy: below a prefix of the path, and under a name of its own."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from selenium.webdriver import Chrome

from tests.browser.console import Console
from tests.forked import forked_mock
from tests.mock_server.shell import run
from tests.proxies import running_nginx
from tests.servers import RunningServer


@pytest.fixture
def proxied(fresh_mock: RunningServer, free_port: int, tmp_path: Path) -> Iterator[str]:
    """The URL of the mock below the prefix `/team/mock` of an nginx that compresses and buffers what it may."""
    told = "proxy_set_header X-Forwarded-Host $http_host; proxy_set_header X-Forwarded-Prefix /team/mock;"
    locations = f"location /team/mock/ {{ proxy_pass http://127.0.0.1:{fresh_mock.port}/; {told} }}"
    with running_nginx(tmp_path, free_port, f"{locations} location / {{ return 404; }}") as origin:
        yield f"{origin}/team/mock"


@pytest.fixture
def console(browser: Chrome, proxied: str) -> Iterator[Console]:
    """The console below the prefix; nothing that the page does may be complained of."""
    page = Console(browser, proxied)
    yield page
    assert page.errors() == []
    browser.get("about:blank")


def test_the_console_works_below_a_prefix(console: Console, proxied: str) -> None:
    """Requests come as a stream, examples and spaces go to the same mock, and the base URL is the one to use."""
    console.open()
    console.says("#empty", f"{proxied}/api")
    console.click("#try")
    console.row_says("Jan Kowalski")
    console.click('#quick-scenarios [data-scenario="outage"]')
    console.shows("#sign")
    icon = console.until(lambda: console.find("#icon").get_attribute("href"), "the icon")
    assert httpx.get(icon).headers["content-type"] == "image/svg+xml"
    other = Console(console.browser, proxied, space="below").open()
    other.says("#empty", f"{proxied}/spaces/below/api")
    other.click("#try")
    other.row_says("200")
    other.click("#space-remove")
    other.click("#dialog-yes")
    other.says("#toasts", "The space below is removed.")
    assert other.browser.current_url.startswith(f"{proxied}/")


def test_the_documents_work_below_a_prefix(console: Console, proxied: str) -> None:
    """Both are shown, and an operation that is tried out is answered, in the page and not by the browser's dialog."""
    console.browser.get(f"{proxied}/docs")
    console.click(".opblock-summary-control")
    console.click(".execute")
    console.says(".request-url", f"{proxied}/api/chat_conversations/start")
    console.says(".live-responses-table", "401001")
    path = urlsplit(proxied).path
    console.click(f'.topbar select option[value="{path}/docs/control.json"]')
    console.click("#operations-server-get_health .opblock-summary-control")
    console.click("#operations-server-get_health .execute")
    console.says("#operations-server-get_health .live-responses-table", '"status": "ready"')
    console.click(".home a")
    console.says("h1", "Thulium mock")
    console.errors()


@pytest.mark.parametrize("suffix", ["", "/", "/api", "/spaces/shell/api"])
def test_the_commands_reach_a_mock_below_a_prefix(
    capsys: pytest.CaptureFixture[str], proxied: str, suffix: str
) -> None:
    """As they are given the address of the mock, or the base URL of the API, also in a space."""
    base_url = f"{proxied}/spaces/shell/api" if "spaces" in suffix else f"{proxied}/api"
    assert run(capsys, "wait", f"--url={proxied}{suffix}") == (0, f"ready: {base_url} (document 1.0.0)\n", "")
    httpx.post(f"{base_url}/chat_conversations/start?chat_queue_id=3", auth=("api_user", "api_pass")).raise_for_status()
    status, out, err = run(capsys, "requests", f"--url={proxied}{suffix}")
    assert (status, out.count("200"), err) == (0, 1, "")
    assert run(capsys, "reset", f"--url={proxied}{suffix}")[0] == 0


def test_the_journals_line_goes_through_the_proxy(proxied: str) -> None:
    """It has the prefix that the proxy names, and so has the HAR."""
    httpx.get(f"{proxied}/api/unknown")
    (request,) = httpx.get(f"{proxied}/_mock/requests").json()["result"]
    assert f"{proxied}/api/unknown" in request["curl"]
    (entry,) = httpx.get(f"{proxied}/_mock/har").json()["log"]["entries"]
    assert entry["request"]["url"] == f"{proxied}/api/unknown"


def test_a_command_names_the_whole_address_that_does_not_answer(
    capsys: pytest.CaptureFixture[str], proxied: str
) -> None:
    """Where the proxy has no mock, the sentence has the prefix in it."""
    url = proxied.replace("/team/", "/other/")
    status, out, err = run(capsys, "requests", f"--url={url}")
    assert (status, out) == (2, "")
    assert f"what answers at {url} is no thulium-mock (it answered 404): correct --url or THULIUM_MOCK_URL." in err


@pytest.mark.parametrize("host", ["$proxy_host", "$host"])
def test_the_consoles_buttons_work_behind_a_proxy_that_sets_host(
    browser: Chrome, free_port: int, tmp_path: Path, host: str
) -> None:
    """Over plain HTTP, once the name in the address bar is allowed."""
    with forked_mock("--allow-host", "mock.test") as mock:
        locations = f"location / {{ proxy_pass http://127.0.0.1:{mock.port}; proxy_set_header Host {host}; }}"
        with running_nginx(tmp_path, free_port, locations):
            console = Console(browser, f"http://mock.test:{free_port}").open()
            console.click('#quick-scenarios [data-scenario="outage"]')
            console.shows("#sign")
            assert httpx.get(f"{mock.origin}/_mock/scenario").json()["name"] == "outage"
            console.click("#sign-off")
            console.gone("#sign")
            assert console.errors() == []
