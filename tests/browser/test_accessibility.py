"""The console for those who use no mouse, colours of their own, or a screen reader, as far as axe-core can tell."""

from typing import Any

import httpx
import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.console import Console
from tests.browser.test_console_look import VIEWS, emulated, screen
from tests.servers import ROOT

AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
FOUND = """
return axe.run(document, {resultTypes: ["violations"]}).then(({violations}) =>
  violations.flatMap(({id, nodes}) => nodes.map(({html}) => `${id}: ${html}`)));
"""
FOCUSED = """
const {activeElement: each} = document;
return each === document.body ? "body" : each.id || each.dataset.scenario || each.className;
"""
LOOK = """
const style = getComputedStyle(document.querySelector(arguments[0]));
return [style.outlineStyle, style.outlineColor, style.backgroundColor];
"""
# One of each range between the widths at which the page changes; 1280 pixels at a zoom of 200 % are 640.
WIDTHS = (1280, 640, 360)


def violations(console: Console) -> list[str]:
    """Return what axe-core finds in the page as it is."""
    if not console.run("return 'axe' in window"):
        console.run(AXE)
    found: list[str] = console.run(FOUND)
    return found


def violations_by_width(console: Console) -> dict[int, list[str]]:
    """Return what axe-core finds in the page as it is, by the width of the screen."""
    found = {}
    for width in WIDTHS:
        with screen(console, width, 740):
            found[width] = violations(console)
    return {width: each for width, each in found.items() if each}


def focus(console: Console) -> str:
    """Return what has the focus."""
    name: str = console.run(FOCUSED)
    return name


def test_an_empty_console_breaks_no_rule(console: Console) -> None:
    """Nor does any other view, at any width, before a request has come."""
    console.open()
    console.shows("#empty")
    for view in VIEWS:
        console.run("location.hash = arguments[0]", f"#/{view}")
        console.shows(f"#view-{view} *")
        assert violations_by_width(console) == {}


def test_a_console_in_use_breaks_no_rule(console: Console) -> None:
    """With requests, one of them open, a scenario, and the list of keys."""
    for query in ("chat_queue_id=3&client_id=1234", "chat_queue_id=999", "chat_queue_id=9001"):
        console.send(query)
    httpx.put(f"{console.origin}/_mock/scenario", json={"name": "outage"}).raise_for_status()
    console.open()
    console.row(2)
    for view, content in VIEWS.items():
        console.run("location.hash = arguments[0]", f"#/{view}")
        console.shows(content)
        assert violations_by_width(console) == {}
    console.run("location.hash = '#/requests'")
    console.open_row(1)
    assert violations_by_width(console) == {}
    console.click("#help")
    console.shows("#keys")
    assert violations_by_width(console) == {}


@pytest.mark.parametrize("view", ["requests", "behaviour"])
def test_a_scenario_is_switched_off_by_the_next_key(console: Console, view: str) -> None:
    """The focus stays on the scenario that was chosen, beside which it is switched off, in each view that offers it."""
    console.open(view)
    place = "#view-behaviour" if view == "behaviour" else "#quick-scenarios"
    console.until(lambda: console.all(f"{place} .scenario"), "the scenarios")
    console.run("document.querySelector(arguments[0]).focus()", f'{place} [data-scenario="outage"]')
    console.press(Keys.SPACE)
    console.shows("#sign")
    console.until(lambda: console.all(f'{place} [data-scenario="outage"][aria-pressed="true"]'), "it to be chosen")
    assert focus(console) == "outage"
    console.press(Keys.TAB)
    assert console.run("return document.activeElement.textContent") == "Switch off"
    console.press(Keys.ENTER)
    console.gone("#sign")
    assert focus(console) != "body"


def test_the_sign_is_switched_off_from_the_top_of_the_page(console: Console) -> None:
    """It is the second thing there, and what has the focus then is in the page."""
    httpx.post(f"{console.origin}/_mock/faults", json={"answer": {"code": 500}}).raise_for_status()
    console.open()
    console.shows("#sign")
    console.press(Keys.TAB, Keys.TAB)
    assert focus(console) == "sign-off"
    console.press(Keys.ENTER)
    console.gone("#sign")
    console.until(lambda: focus(console) == "main", "the focus on the view")


def test_saving_and_discarding_lead_back_to_the_field(console: Console) -> None:
    """Whoever saves goes on where they were."""
    console.open("queues")
    for button in (".save-all", ".discard"):
        console.fill("#queues-0-name", "Nocna zmiana")
        console.run("document.querySelector(arguments[0]).focus()", f"#view-queues {button}")
        console.press(Keys.ENTER)
        console.gone("#view-queues .save")
        console.until(lambda: focus(console) == "queues-0-name", "the focus on the field")


def test_what_is_removed_leaves_the_focus_beside_it(console: Console) -> None:
    """A row, a fault and an example that was clicked on are gone, and the keyboard goes on from their place."""
    console.open("queues")
    console.until(lambda: console.all("#view-queues .remove"), "the queues")
    count = len(console.all("#view-queues .remove"))
    console.run("document.querySelectorAll('#view-queues .remove')[1].focus()")
    console.press(Keys.ENTER)
    console.until(lambda: len(console.all("#view-queues .remove")) == count - 1, "the row to go")
    assert console.run("return document.activeElement === document.querySelectorAll('#view-queues .remove')[1]")

    console.show("behaviour")
    for _ in range(2):
        console.click('[data-fault="broken"]')
    console.until(lambda: len(console.all(".faults li")) == 2, "two faults")
    console.run("document.querySelector('.faults button').focus()")
    console.press(Keys.ENTER)
    console.until(lambda: len(console.all(".faults li")) == 1, "one fault")
    assert console.run("return document.activeElement.closest('.faults') !== null")
    console.press(Keys.ENTER)
    console.until(lambda: not console.all(".faults li"), "no fault")
    assert focus(console) != "body"

    console.show("requests")
    console.run("document.querySelector('[data-example=known]').focus()")
    console.press(Keys.ENTER)
    console.row_says("200")
    console.until(lambda: focus(console) != "body", "the focus in the page")


def test_no_key_of_one_character_sends_a_request(console: Console) -> None:
    """Speech and slips press such keys; the example takes two at once, wherever the focus is not in a text."""
    console.open()
    console.press("t", "T")
    console.press("?")
    console.shows("#keys")
    console.press(Keys.ESCAPE)
    console.gone("#keys")
    assert httpx.get(f"{console.origin}/_mock/requests").json()["count"] == 0
    console.run("document.getElementById('list').focus()")
    console.browser.execute_cdp_cmd(
        "Input.dispatchKeyEvent", {"type": "keyDown", "key": "Enter", "code": "Enter", "modifiers": 2}
    )
    console.row_says("200")


def test_keys_of_one_character_can_be_switched_off(console: Console) -> None:
    """For good, in the list of keys, which the button opens; other keys go on working."""
    for _ in range(2):
        console.send()
    console.open()
    console.row(1)
    console.press("?")
    console.click("#single-keys")
    console.press(Keys.ESCAPE)
    console.gone("#keys")
    for _ in range(2):
        console.press("6", "?", "p", "j")
        assert console.run("return location.hash") == "#/requests"
        assert console.all('#keys, #rows [aria-selected="true"], #pause[aria-pressed="true"]') == []
        console.press(Keys.ARROW_DOWN)
        console.until(lambda: console.all('#rows [aria-selected="true"]'), "a row to be selected")
        console.open()
        console.row(1)
    console.click("#help")
    console.click("#single-keys")
    console.press(Keys.ESCAPE)
    console.gone("#keys")
    console.press("6")
    console.shows("#view-customers")


def test_what_is_selected_shows_in_colours_of_the_system(console: Console) -> None:
    """Forced colours take backgrounds and shadows away, so that an outline marks the row, the view and the scenario."""
    for _ in range(2):
        console.send()
    with emulated(console, forced_colors="active"):
        console.open()
        console.row(1)
        console.press("j")
        console.until(lambda: console.all('#rows [aria-selected="true"]'), "a row to be selected")
        for chosen, other in (
            ('#rows .row[aria-selected="true"]', '#rows .row[aria-selected="false"]'),
            ("#nav a[aria-current]", "#nav a:not([aria-current])"),
            ('#quick-scenarios [aria-pressed="true"]', '#quick-scenarios [aria-pressed="false"]'),
        ):
            assert console.run(LOOK, chosen)[0] == "solid" != console.run(LOOK, other)[0]


def test_the_documents_fit_a_telephone_in_the_colours_of_the_system(console: Console) -> None:
    """Nothing sticks out of 360 pixels, an operation in full, and a dark system gets a dark page."""
    with screen(console, 360, 740):
        console.browser.get(f"{console.origin}/docs")
        console.click(".opblock-summary-control")
        console.shows(".responses-table")
        assert console.run("return document.documentElement.scrollWidth") <= 360
        outside: list[Any] = console.run(
            "return [...document.querySelectorAll('#swagger-ui *')]"
            ".filter((each) => each.checkVisibility() && each.getBoundingClientRect().right > 361)"
            ".map((each) => each.className)"
        )
        assert outside == []
        for scheme, expected in (("light", range(201, 256)), ("dark", range(70))):
            with emulated(console, prefers_color_scheme=scheme):
                image = console.browser.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})["data"]
                assert int(console.run(BRIGHTNESS, image)) in expected


# How bright a picture is on the whole, from 0 to 255.
BRIGHTNESS = """
const bytes = Uint8Array.from(atob(arguments[0]), (each) => each.charCodeAt(0));
return createImageBitmap(new Blob([bytes], {type: "image/png"})).then((image) => {
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  return (red + green + blue) / 3;
});
"""
