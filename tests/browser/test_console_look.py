"""How the console looks: light and dark, legible, and fit for narrow and wide screens."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.browser.console import Console

# Each view, and what is in it once it is drawn.
VIEWS = {
    "requests": "#rows .row",
    "conversations": "#view-conversations .copyable",
    "webhooks": "#view-webhooks .toolbar",
    "behaviour": "#view-behaviour .scenario",
    "queues": "#view-queues tbody input",
    "customers": "#view-customers tbody input",
    "users": "#view-users tbody input",
}

# WCAG 2.1, success criterion 1.4.3 (level AA): 4.5 to 1, or 3 to 1 for large text.
FAINT = """
const channels = (text) => text.match(/[\\d.]+/g).map(Number);
const luminance = (rgb) => {
  const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const [r, g, b] = rgb.slice(0, 3).map((each) => linear(each / 255));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
function behind(element) {
  for (let each = element; each; each = each.parentElement) {
    const colour = channels(getComputedStyle(each).backgroundColor);
    if (colour.length < 4 || colour[3] === 1) return colour;
    if (colour[3] > 0) throw new Error(`half transparent: ${each.className}`);
  }
  return channels(getComputedStyle(document.documentElement).backgroundColor);
}
const faint = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const { parentElement: element, textContent } = walker.currentNode;
  if (!textContent.trim() || !element.checkVisibility()) continue;
  if (element.closest(".unseen, option, script, noscript")) continue;
  const style = getComputedStyle(element);
  const [a, b] = [luminance(channels(style.color)), luminance(behind(element))];
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const size = parseFloat(style.fontSize);
  const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
  if (ratio < (large ? 3 : 4.5)) faint.push(`${textContent.trim()} (${ratio.toFixed(2)})`);
}
return faint;
"""


OUTSIDE = """
return [...document.querySelectorAll(":is(main, .top, .sign) :is(button, input, select, a)")]
  .filter((each) => each.checkVisibility() && each.getBoundingClientRect().right > arguments[0] + 1)
  .map((each) => each.outerHTML);
"""

SIGNS = """
return [...document.querySelectorAll("#rows .row:not([hidden]) .badge")]
  .map((each) => getComputedStyle(each, "::before").content);
"""


@contextmanager
def emulated(console: Console, **features: str) -> Iterator[None]:
    """Have the system ask for something, such as dark colours, until the block ends."""
    media = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
    console.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": media})
    try:
        yield
    finally:
        console.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


@contextmanager
def screen(console: Console, width: int, height: int) -> Iterator[None]:
    """Have a screen of this size until the block ends."""
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    console.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    try:
        yield
    finally:
        console.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def brightness(console: Console) -> float:
    """Return how bright the page's ground is, from 0 to 255."""
    script = "return getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/g).map(Number)"
    channels: list[int] = console.run(script)
    return sum(channels[:3]) / 3


def test_it_is_dark_where_the_system_is_and_can_be_switched(console: Console) -> None:
    """The switch wins over the system, and is remembered."""

    def light() -> None:
        console.until(lambda: brightness(console) > 200, "a light page")

    def dark() -> None:
        console.until(lambda: brightness(console) < 50, "a dark page")

    console.open()
    light()
    with emulated(console, prefers_color_scheme="dark"):
        dark()
        console.click("#theme")
        light()
        console.open()
        light()
        console.click("#theme")
        dark()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_is_legible(console: Console, scheme: str) -> None:
    """Text of each kind, in each view, has the contrast that WCAG asks for."""
    for query in ("chat_queue_id=3&client_id=1234", "chat_queue_id=9001", "chat_queue_id=500", "chat_queue_id=x", ""):
        console.send(query)
    httpx.put(f"{console.origin}/_mock/scenario", json={"name": "slow"}).raise_for_status()
    httpx.post(f"{console.origin}/_mock/faults", json={"answer": {"code": 503}}).raise_for_status()
    with emulated(console, prefers_color_scheme=scheme):
        console.open()
        console.row_says("400")
        console.open_row(2)
        console.press("j")
        for view, content in VIEWS.items():
            console.show(view)
            console.shows(content)
            console.shows("#sign")
            assert console.run(FAINT) == []
        console.press("?")
        console.shows("#keys")
        assert console.run(FAINT) == []


@pytest.mark.parametrize("width", [360, 768, 2000])
def test_it_fits_the_screen(console: Console, width: int) -> None:
    """Nothing sticks out of the window, on a telephone as on a wide screen, and every button can be reached."""
    console.send("chat_queue_id=3&client_name=" + "long" * 200)
    httpx.put(f"{console.origin}/_mock/scenario", json={"name": "flaky"}).raise_for_status()
    with screen(console, width, 740):
        console.open()
        for view, content in VIEWS.items():
            console.run("location.hash = arguments[0]", f"#/{view}")
            console.shows(content)
            assert console.run("return document.documentElement.scrollWidth") <= width
            assert console.run(OUTSIDE, width) == []


@pytest.mark.parametrize("width", [1024, 1280])
def test_the_toolbar_is_one_line_in_polish_too(console: Console, width: int) -> None:
    """Polish words are longer; the search gives way, each button has a name, and nothing scrolls sideways."""
    console.send()
    with screen(console, width, 700):
        console.open()
        console.click("#language")
        console.says("#try", "Wypróbuj")
        middles = [each.rect["y"] + each.rect["height"] / 2 for each in console.all(".requests .toolbar > :not(.gap)")]
        assert max(middles) - min(middles) < 2
        assert all(each.accessible_name for each in console.all(".requests .toolbar button"))
        assert (
            console.run(
                "return document.getElementById('nav').scrollWidth - document.getElementById('nav').clientWidth"
            )
            == 0
        )


def test_parameters_count_more_than_the_path_on_a_telephone(console: Console) -> None:
    """The path is nearly always the same; the value of the queue is there to be read."""
    console.send("chat_queue_id=12345")
    with screen(console, 390, 700):
        console.open()
        console.row_says("chat_queue_id=12345")
        cut = "const each = document.querySelector('#rows .parameters'); return each.scrollWidth - each.clientWidth"
        assert console.run(cut) <= 0


def test_statuses_differ_without_colour(console: Console) -> None:
    """Each class of status has a sign of its own."""
    for query in ("chat_queue_id=3", "chat_queue_id=999", "chat_queue_id=500", "chat_queue_id=9001"):
        console.send(query)
    console.open()
    console.row(3)
    console.until(lambda: len(set(console.run(SIGNS))) == 4, "four signs")


def test_nothing_moves_for_those_who_want_it_still(console: Console) -> None:
    """Animations are off where the system asks for it."""
    with emulated(console, prefers_reduced_motion="reduce"):
        console.open()
        console.click("#try")
        console.row_says("200")
        assert console.run("return document.getAnimations().length") == 0


def test_it_can_be_used_without_seeing_it(console: Console) -> None:
    """The list is a grid with counts and the selected row, and news is announced; axe-core asks for the names."""
    console.open()
    console.send()
    console.row_says("200")
    console.press("j")
    console.until(lambda: console.find("#list").get_attribute("aria-activedescendant"), "the selected row to be told")
    console.until(lambda: console.find("#list").get_attribute("aria-rowcount") == "2", "the count to be told")
    told = "return document.getElementById('live').textContent"
    console.until(lambda: "200" in console.run(told), "the request to be announced")
