"""The console in a browser: finding what a person sees there, and waiting until it is there."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit

from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    NoSuchElementException,
    StaleElementReferenceException,
)
from selenium.webdriver import Chrome
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait
from thulium_contract.http.connection import Connection
from thulium_contract.http.reader import ProtocolError

from tests.browser.pages import SECONDS
from tests.http.messages import Request, basic

START = "chat_conversations/start"

# What is asked of an element may come before it is there, while it is drawn anew, or while something is over it.
_NOT_YET = (
    NoSuchElementException,
    StaleElementReferenceException,
    ElementNotInteractableException,
    ElementClickInterceptedException,
)

_ROW = '#rows [aria-rowindex="{}"]:not([hidden])'

# A script in the page takes a tenth of what the driver's own commands do, which bring scripts along.
_STATE = "return document.getElementById('link')?.dataset.state"
_TEXT = "const found = document.querySelector(arguments[0]); return found?.checkVisibility() ? found.innerText : ''"
_SEEN = """
return [...document.querySelectorAll(arguments[0])].map((each) => {
  const { width, height } = each.getBoundingClientRect();
  return width > 0 && height > 0 && each.checkVisibility({ opacityProperty: true, visibilityProperty: true });
});
"""

_REFUSED = re.compile(r"http://[^ ]+/(?:api|_mock)/[^ ]* - Failed to load resource: the server responded with a status")


class Console:
    """The console of the mock at ``origin``, in the space of this name."""

    def __init__(self, browser: Chrome, origin: str, space: str = "default") -> None:
        self.browser = browser
        self.origin = origin
        self.space = space

    def open(self, view: str = "requests", fragment: str | None = None) -> "Console":
        """Open the page, and wait until it follows the mock."""
        self.visit(fragment if fragment is not None else f"/{view}")
        self.until(lambda: self.state() == "live", "the page to be live")
        return self

    def state(self) -> str | None:
        """Return how the page follows the mock, such as ``live``."""
        state: str | None = self.run(_STATE)
        return state

    def follows(self) -> bool:
        """Tell whether the page follows the mock, by the stream or by polling."""
        return self.state() in {"live", "polling"}

    def visit(self, fragment: str) -> None:
        """Open the page as if for the first time."""
        query = "" if self.space == "default" else f"?space={self.space}"
        page = f"{self.origin}/{query}"
        if self.browser.current_url.partition("#")[0] == page:
            self.browser.get("about:blank")
        self.browser.get(f"{page}#{fragment}")

    def show(self, view: str) -> None:
        """Go to another view."""
        self.click(f'#nav [href="#/{view}"]')
        self.shows(f"#view-{view}")

    def until(self, condition: Callable[[], Any], what: str) -> Any:
        """Wait until ``condition`` is true, and return what it returns."""
        wait = WebDriverWait(self.browser, SECONDS, poll_frequency=0.05, ignored_exceptions=_NOT_YET)
        return wait.until(lambda _: condition(), f"waited in vain for {what}")

    def find(self, selector: str) -> WebElement:
        """Return the first element that a CSS selector finds."""
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        """Return all elements that a CSS selector finds."""
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def click(self, selector: str) -> None:
        """Click on what a CSS selector finds, once it is there."""
        # It may be drawn anew between being found and being clicked on.
        self.until(lambda: self._clicked(selector), f"{selector} to click on")

    def _clicked(self, selector: str) -> bool:
        self.find(selector).click()
        return True

    def fill(self, selector: str, text: str) -> None:
        """Put a text in the place of what a field holds, once it is there."""
        self.until(lambda: self._filled(selector, text), f"{selector} to fill in")

    def _filled(self, selector: str, text: str) -> bool:
        # Typed over, since `clear` takes the focus away, whereupon the page may fill in a default.
        self.find(selector).send_keys(Keys.CONTROL, "a", Keys.NULL, text)
        return True

    def press(self, *keys: str) -> None:
        """Press keys one after the other, wherever the focus is."""
        actions = ActionChains(self.browser)
        for key in keys:
            actions.send_keys(key)
        actions.perform()

    def text(self, selector: str) -> str:
        """Return the text in sight of the first element that a CSS selector finds."""
        text: str = self.run(_TEXT, selector)
        return text

    def says(self, selector: str, text: str) -> None:
        """Wait until what a CSS selector finds holds a text."""
        self.until(lambda: text in self.text(selector), f"{text!r} in {selector}")

    def row(self, place: int = 0) -> WebElement:
        """Wait for the row at a place of the list, the newest first, and return it."""
        element: WebElement = self.until(lambda: self.find(_ROW.format(place + 2)), f"row {place}")
        return element

    def row_says(self, text: str, place: int = 0) -> None:
        """Wait until the row at a place holds a text."""
        self.says(_ROW.format(place + 2), text)

    def open_row(self, place: int = 0) -> None:
        """Click on the row at a place, and wait for all that is known of its request."""
        self.click(_ROW.format(place + 2))
        self.until(lambda: self.all("#detail h2"), "the details")

    def gone(self, selector: str) -> None:
        """Wait until nothing that a CSS selector finds is in sight."""
        self.until(lambda: not any(self.run(_SEEN, selector)), f"{selector} to go")

    def shows(self, selector: str) -> None:
        """Wait until the first element that a CSS selector finds is in sight."""
        self.until(lambda: any(self.run(_SEEN, selector)[:1]), selector)

    def run(self, script: str, *arguments: Any) -> Any:
        """Run a script in the page, and wait for its promise."""
        return self.browser.execute_script(script, *arguments)

    def errors(self) -> list[str]:
        """Return what the browser complained of since it was asked last, but for refusals that a test has asked for."""
        log: list[dict[str, Any]] = self.browser.get_log("browser")  # type: ignore[no-untyped-call]
        complaints = [entry["message"] for entry in log if entry["level"] in {"SEVERE", "WARNING"}]
        return [each for each in complaints if not _REFUSED.match(each)]

    def send(self, query: str = "chat_queue_id=3", path: str | None = None, **headers: str) -> int:
        """Send a request to the vendor's API as an app would, and return the status; 0 if there was no answer."""
        prefix = "" if self.space == "default" else f"/spaces/{self.space}"
        target = f"{prefix}{path or f'/api/{START}'}?{quote(query, safe='=&%')}"
        address = urlsplit(self.origin)
        request = Request(target, headers=tuple({**dict([basic()]), **headers}.items()))
        with Connection(address.port or 80, address.hostname or "", limit=SECONDS) as connection:
            try:
                return connection.ask(request, address.netloc).status
            except (ProtocolError, ConnectionError):
                return 0
