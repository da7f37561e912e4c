"""The site: its links lead somewhere, it needs nothing from elsewhere, and it can be read on a phone and a desk."""

import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from selenium.webdriver import Chrome

from tests.browser.conftest import running_chromium
from tests.servers import ROOT

SITE = ROOT / "dist/site"
REDOC = ("api.html", "control.html")
READ = [
    "",
    "guides/first-conversation/",
    "kill-matrix/",
    "reference/document/",
    "reference/api.html",
    "pl/guides/front-end/",
    "pl/reference/errors/",
]


@pytest.fixture(scope="module", autouse=True)
def site() -> None:
    """Build the site as `make site` does, which fails on a link or a heading that is not there."""
    shutil.rmtree(SITE, ignore_errors=True)
    subprocess.run([sys.executable, "docs/site/build.py"], cwd=ROOT, capture_output=True, check=True, timeout=300)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Chrome, str]]:
    """A browser, and the address of the site."""
    files = partial(SimpleHTTPRequestHandler, directory=str(SITE))
    with (
        ThreadingHTTPServer(("127.0.0.1", 0), files) as server,
        running_chromium(tmp_path_factory.mktemp("profile")) as browser,
    ):
        threading.Thread(target=server.serve_forever).start()
        yield browser, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_pages_load_nothing_from_elsewhere() -> None:
    """Scripts, styles, fonts and images are the site's own; only links lead away."""
    pages = [page.read_text("utf-8") for page in SITE.rglob("*.html") if page.name not in REDOC]
    assert len(pages) > 30
    loading = re.compile(r"<(?:script|img|iframe|source)\b[^>]*\bsrc=.?https?:|<link\b[^>]*\bhref=.?https?:")
    assert [found for page in pages for found in loading.findall(page)] == []
    styles = "".join(style.read_text("utf-8") for style in SITE.rglob("*.css"))
    assert "url(http" not in styles
    assert all("Content-Security-Policy" in (SITE / "reference" / name).read_text("utf-8") for name in REDOC)


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_pages_fit_the_screen(reader: tuple[Chrome, str], width: int, scheme: str) -> None:
    """Nothing is wider than a phone or a desk, and both schemes have their own colours."""
    browser, origin = reader
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    preference = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": preference})
    for page in READ:
        browser.get(f"{origin}/{page}")
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width, page
    browser.get(origin)
    red = browser.execute_script("return parseInt(getComputedStyle(document.body).backgroundColor.match(/[0-9]+/)[0])")
    assert (red > 128) == (scheme == "light")


def test_polish_readers_find_polish_pages(reader: tuple[Chrome, str]) -> None:
    """What a front-end team needs first is in Polish, and its links stay there."""
    browser, origin = reader
    browser.get(f"{origin}/pl/")
    assert browser.execute_script("return document.documentElement.lang") == "pl"
    browser.get(browser.execute_script("return document.querySelector('article a[href*=front-end]').href"))
    assert browser.current_url.startswith(f"{origin}/pl/guides/front-end/")
    assert "zespołów" in browser.execute_script("return document.querySelector('h1').textContent")


def test_each_guide_is_in_the_navigation() -> None:
    """A page that is written can be found."""
    start = (SITE / "index.html").read_text("utf-8")
    for page in sorted((ROOT / "docs").glob("*/*.md")):
        if page.parent.name in ("guides", "reference") and not page.name.endswith(".pl.md"):
            assert f'href="{page.parent.name}/{page.stem}/"' in start
