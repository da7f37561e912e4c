"""A headless Chromium for tests of what only a real browser can tell."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService

from tests.browser.console import Console
from tests.browser.pages import SECONDS, page_server
from tests.servers import RunningServer

FLAGS = [
    "--no-sandbox",  # it cannot be had as root, nor in most containers
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--lang=en",
    "--window-size=1280,900",
    # One process draws all pages: one more for each visit, and those kept ready or for going back, cost most of a test.
    "--renderer-process-limit=1",
    "--disable-features=BackForwardCache,ProactivelySwapBrowsingInstance,SpareRendererForSitePerProcess",
    # Every name under `.test` leads to this machine, as the owner of a name can have it.
    "--host-resolver-rules=MAP *.test 127.0.0.1",
]


@contextmanager
def running_chromium(profile: Path, *flags: str) -> Iterator[Chrome]:
    """Run the browser, with a new profile in a folder and further flags, until the block ends."""
    binary, driver = shutil.which("chromium-headless-shell"), shutil.which("chromedriver")
    if binary is None or driver is None:
        pytest.skip("a browser is needed: apt-get install chromium-headless-shell chromium-driver")
    options = ChromeOptions()
    # The browser without windows, toolbars and profiles, which took a third of its time.
    options.set_capability("browserName", "chrome-headless-shell")
    options.binary_location = binary
    for flag in (*FLAGS, f"--user-data-dir={profile}", *flags):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    with Chrome(options=options, service=ChromeService(executable_path=driver)) as browser:
        browser.set_page_load_timeout(SECONDS)
        browser.set_script_timeout(SECONDS)
        yield browser


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """The browser, started once; tests use `browser`."""
    with running_chromium(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture
def browser(chromium: Chrome) -> Chrome:
    """The browser on an empty page, without a word in its console; `execute_script` waits for promises."""
    if chromium.current_url != "about:blank":
        chromium.get("about:blank")
    chromium.get_log("browser")  # type: ignore[no-untyped-call] # selenium gives it no types
    return chromium


@pytest.fixture(scope="session")
def app_origin() -> Iterator[str]:
    """The origin of an app under development: it serves an empty page, on a port that is not the mock's."""
    with page_server() as origin:
        yield origin


@pytest.fixture
def console(browser: Chrome, fresh_mock: RunningServer) -> Iterator[Console]:
    """The console of a mock as it is after its start, in English; nothing that the page does may be complained of."""
    browser.get(f"{fresh_mock.origin}/_mock/health")
    browser.execute_script("localStorage.clear(); sessionStorage.clear()")
    page = Console(browser, fresh_mock.origin)
    page.errors()
    yield page
    assert page.errors() == []
    browser.get("about:blank")
