"""Requests in the console: as they come, in full, filtered, copied, and by keyboard."""

import os
import subprocess
from urllib.parse import urlsplit

import httpx
from selenium.webdriver.common.keys import Keys
from thulium_contract.http.connection import Connection

from tests.browser.console import Console
from tests.http.messages import Request, basic
from tests.servers import CREDENTIALS

IMG = "<img src=x onerror=document.title='run'>"


def test_a_request_appears_as_it_comes(console: Console) -> None:
    """Its status, its parameters and the customer it was matched to are there without a reload."""
    console.open()
    assert console.send("chat_queue_id=3&client_id=1234") == 200
    console.row_says("200")
    console.row_says("client_id=1234")
    console.row_says("Jan Kowalski")
    console.says("#count-requests", "1")
    console.until(lambda: console.text("#count-conversations") == "1", "the conversation to be counted")


def test_the_newest_request_is_on_top_with_the_reason_of_its_refusal(console: Console) -> None:
    """Why a request was refused stands beside it, with the code."""
    console.open()
    console.send()
    assert console.send("chat_queue_id=999") == 404
    console.row_says("There is no chat queue with this chat_queue_id")
    console.row_says("404")
    console.row_says("200", place=1)


def test_a_first_visitor_sends_a_request_from_the_page(console: Console) -> None:
    """One click on the button, or on an example, and a request appears."""
    console.open()
    console.click("#try")
    console.row_says("Jan Kowalski")
    console.click("#forget")
    console.shows("#empty")
    console.click('[data-example="anonymous"]')
    console.row_says("401")


def test_a_pending_request_is_seen_and_what_becomes_of_it(console: Console) -> None:
    """It is a row as soon as it came, whether the page was open or not, and the same row once its client gave up."""
    target = "/api/chat_conversations/start?chat_queue_id=3&__delay=60000&client_name="
    port = urlsplit(console.origin).port or 0
    with Connection(port) as before, Connection(port) as after:
        before.send(Request(f"{target}before", headers=(basic(),)).octets("localhost"))
        console.open()
        console.row_says("Not answered yet")
        console.send("chat_queue_id=2")
        after.send(Request(f"{target}after", headers=(basic(),)).octets("localhost"))
        console.row_says("client_name=after")
        console.row_says("Not answered yet")
        console.open_row()
        console.says("#detail", "NOT ANSWERED YET")
        after.close()
        console.says("#detail", "THE CLIENT GAVE UP")
        before.close()
        console.row_says("The client gave up", place=2)
        console.row_says("200", place=1)
        console.row_says("The client gave up")
        console.says("#count-requests", "3")


def test_details_say_all_that_is_known(console: Console) -> None:
    """Parameters, headers, the answer and why it is what it is."""
    console.open()
    console.send("chat_queue_id=3&client_email=x&customer_id=abc", **{"X-App": "checkout"})
    console.row_says("400")
    console.open_row()
    detail = console.text("#detail")
    assert "400046" in detail
    assert "400064" in detail
    assert "x-app" in detail.lower()
    assert "checkout" in detail
    assert '"errors": [' in detail
    assert "Basic" not in detail
    console.click("#detail .close")
    console.gone("#detail")


def test_what_is_copied_repeats_the_request(console: Console) -> None:
    """The cURL line on the clipboard, run in a shell, sends the request again."""
    console.open()
    console.browser.execute_cdp_cmd(
        "Browser.grantPermissions", {"permissions": ["clipboardReadWrite"], "origin": console.origin}
    )
    console.send("chat_queue_id=2&client_name=Żaneta 'Ż'")
    console.row_says("Żaneta")
    console.open_row()
    console.click("#copy-curl")
    console.until(lambda: console.all(".toast"), "a word that it is copied")
    line = console.run("return navigator.clipboard.readText()")
    assert line.startswith("curl ")
    user, password = CREDENTIALS
    environment = {**os.environ, "THULIUM_USER": user, "THULIUM_PASSWORD": password}
    subprocess.run(["bash", "-c", line], env=environment, check=True, capture_output=True, timeout=60)
    console.until(lambda: console.text("#count-requests") == "2", "the request again")
    console.row_says("Żaneta 'Ż'")
    console.row_says("200")


def test_the_filter_finds_requests_by_text_and_status(console: Console) -> None:
    """Words and classes of status narrow the list, and one key widens it again."""
    console.open()
    for query in ("chat_queue_id=3&client_id=1234", "chat_queue_id=999", "chat_queue_id=1"):
        console.send(query)
    console.row_says("chat_queue_id=1")
    console.press("/", "k", "o", "w", "a", "l", "s", "k", "i")
    console.says("#shown", "1 of 3")
    console.row_says("Jan Kowalski")
    console.press(Keys.ESCAPE, Keys.ESCAPE)
    console.says("#shown", "3 requests")
    console.click('#classes [data-class="4"]')
    console.says("#shown", "1 of 3")
    console.row_says("404")


def test_a_paused_list_stands_still(console: Console) -> None:
    """What comes in is counted, and shown when the list goes on."""
    console.open()
    console.send("chat_queue_id=1")
    console.row_says("chat_queue_id=1")
    console.click("#pause")
    console.send("chat_queue_id=2")
    console.says("#pause", "1 new")
    console.row_says("chat_queue_id=1")
    console.click("#pause")
    console.row_says("chat_queue_id=2")


def test_the_keyboard_is_enough(console: Console) -> None:
    """Keys move, open, close, and tell about themselves."""
    console.open()
    for queue in (1, 2, 3):
        console.send(f"chat_queue_id={queue}")
    console.row_says("chat_queue_id=3")
    console.until(lambda: len(console.all("#rows .row:not([hidden])")) == 3, "three rows")

    def selected() -> str:
        return console.find('#rows [aria-selected="true"]').text

    console.press("j", "j")
    console.until(lambda: "chat_queue_id=2" in selected(), "the second row to be selected")
    console.press("k", Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ENTER)
    console.says("#detail", "#1")
    console.press(Keys.ESCAPE)
    console.gone("#detail")
    console.press("?")
    console.shows("#keys")
    console.press(Keys.ESCAPE)
    console.gone("#keys")
    console.press("6")
    console.shows("#view-customers")


def test_what_a_request_holds_is_only_text(console: Console) -> None:
    """Markup in parameters, paths, headers and fixtures is shown as it was sent, and never run."""
    fixtures = httpx.get(f"{console.origin}/_mock/fixtures").json()
    fixtures["customers"].append({"id": 77, "name": IMG, "client_id": "evil"})
    fixtures["queues"].append({"id": 78, "name": IMG})
    httpx.put(f"{console.origin}/_mock/fixtures", json=fixtures).raise_for_status()
    console.open()
    console.send(f"chat_queue_id=78&client_name={IMG}&client_id=evil", **{"X-App": IMG})
    console.row_says(IMG)
    console.open_row()
    console.until(lambda: console.text("#detail").count(IMG) >= 3, "the details")
    console.send(path=f"/api/{IMG}".replace(" ", "%20").replace("<", "%3C").replace(">", "%3E"))
    console.row_says(f"/api/{IMG}")
    console.fill("#filter", IMG)
    for view in ("conversations", "customers", "queues", "behaviour"):
        console.show(view)
    assert console.all("img") == []
    assert console.run("return document.querySelectorAll('[onerror], [onclick], main script').length") == 0
    assert console.browser.title != "run"


def test_conversations_are_listed_page_by_page(console: Console) -> None:
    """The newest are on the first page, with the customer's name."""
    for _ in range(51):
        console.send("chat_queue_id=3&client_id=1234")
    console.send("chat_queue_id=1&client_name=Ewa")
    console.open("conversations")
    console.says("#view-conversations tbody", "Ewa")
    console.until(lambda: len(console.all("#view-conversations tbody tr")) == 50, "the first page")
    console.says("#view-conversations .pages", "1–50 of 52")
    console.click("#view-conversations .next")
    console.until(lambda: len(console.all("#view-conversations tbody tr")) == 2, "the second page")
    console.says("#view-conversations tbody", "Jan Kowalski")
