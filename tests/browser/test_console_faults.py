"""Scenarios, faults, the seed and the reset in the console."""

import httpx

from tests.browser.console import Console


def test_a_scenario_is_switched_on_and_off(console: Console) -> None:
    """One click, and the page says so plainly; the next request meets it; one click ends it."""
    console.open()
    icon = console.find("#icon").get_attribute("href")
    console.click('#quick-scenarios [data-scenario="outage"]')
    console.shows("#sign")
    console.until(lambda: console.browser.title.startswith("⚠"), "the title to warn")
    console.until(lambda: console.find("#icon").get_attribute("href") != icon, "the icon to warn")
    console.says("#sign", "left")
    assert console.send() == 503
    console.row_says("503")
    console.row_says("outage")
    console.click("#sign-off")
    console.gone("#sign")
    console.until(lambda: console.browser.title == "Thulium mock", "the title to be as before")
    console.until(lambda: console.find("#icon").get_attribute("href") == icon, "the icon to be as before")
    assert console.send() == 200
    console.row_says("200")


def test_a_usual_fault_takes_one_click(console: Console) -> None:
    """It is listed with its remaining time, and can be taken away by itself."""
    console.open("behaviour")
    console.click('[data-fault="broken"]')
    console.until(lambda: console.all(".faults li"), "the fault to be listed")
    console.until(lambda: ":" in console.text(".faults .left"), "its remaining time")
    assert console.send() == 500
    console.click(".faults button")
    console.gone("#sign")
    assert console.send() == 200


def test_a_fault_of_ones_own(console: Console) -> None:
    """A form makes one for the next request of one queue; once used up, it is gone from the page."""
    console.open("behaviour")
    console.click('#fault-code option[value="429"]')
    console.click('#fault-queue option[value="2"]')
    console.fill("#fault-times", "none")
    console.click("#add-fault")
    console.says("#problem-times", "whole number")
    console.fill("#fault-times", "1")
    console.fill("#fault-retry_after", "7")
    console.click("#add-fault")
    console.shows("#sign")
    console.says(".faults", "chat_queue_id=2")
    assert [console.send(f"chat_queue_id={queue}") for queue in (3, 2, 2)] == [200, 429, 200]
    console.gone("#sign")


def test_a_fault_that_others_set_shows(console: Console) -> None:
    """A fault that a script has set is on the page at once."""
    console.open()
    httpx.post(f"{console.origin}/_mock/faults", json={"connection": "drop", "name": "cable"}).raise_for_status()
    console.shows("#sign")
    assert console.send() == 0
    console.row_says("cable")
    console.until(lambda: console.row().get_attribute("data-class") == "0", "a row without a status")
    httpx.delete(f"{console.origin}/_mock/faults").raise_for_status()
    console.gone("#sign")


def test_what_comes_in_leaves_the_focus_where_it_is(console: Console) -> None:
    """A button that has not changed is not drawn anew, so that it keeps the focus, and a click that has begun ends."""
    console.open("behaviour")
    button = '#view-behaviour [data-scenario="outage"]'
    console.shows(button)
    console.run("document.querySelector(arguments[0]).focus()", button)
    httpx.post(f"{console.origin}/_mock/faults", json={"answer": {"code": 500}}).raise_for_status()
    console.until(lambda: console.all(".faults li"), "the fault to be listed")
    assert console.run("return document.activeElement.dataset.scenario") == "outage"


def test_reset_asks_first(console: Console) -> None:
    """Nothing is lost before the question is answered; then everything is as at the start."""
    console.open()
    console.send("chat_queue_id=3&client_id=1234")
    console.row_says("200")
    console.show("behaviour")
    console.click("#reset")
    console.click("dialog .cancel")
    assert httpx.get(f"{console.origin}/_mock/conversations").json()["count"] == 1
    console.click("#reset")
    console.click("#dialog-yes")
    console.until(lambda: console.text("#count-requests") == "", "the requests to go")
    console.until(lambda: console.text("#count-conversations") == "", "the conversations to go")
    assert httpx.get(f"{console.origin}/_mock/conversations").json()["count"] == 0


def test_a_seed_makes_ids_repeat(console: Console) -> None:
    """The same seed set twice leads to the same conversation twice."""
    console.open("behaviour")
    rows: list[str] = []
    for _ in range(2):
        console.fill("#seed", "42")
        console.click("#view-behaviour .line button")
        console.until(lambda: console.all(".toast"), "a word that it is set")
        console.send()
        console.says("#count-requests", str(len(rows) + 1))
        rows.append(httpx.get(f"{console.origin}/_mock/requests?limit=1").json()["result"][0]["answer"])
        console.run("document.querySelectorAll('.toast').forEach((each) => each.remove())")
    assert rows[0] == rows[1]
