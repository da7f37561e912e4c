"""Conversations as timelines in which somebody plays the agent, webhooks, and deliveries of events to them."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from selenium.webdriver.common.keys import Keys
from thulium_mock.webhooks.receiver import Receiver

from tests.browser.console import Console
from tests.browser.test_accessibility import violations
from tests.browser.test_console_look import FAINT, OUTSIDE, emulated, screen
from tests.servers import CREDENTIALS

CREATED = "CHAT_CONVERSATION_CREATED"
SIDEWAYS = "const each = document.querySelector(arguments[0]); return each.scrollWidth - each.clientWidth"
TABLE = "#view-webhooks tbody"


@contextmanager
def api(console: Console) -> Iterator[httpx.Client]:
    """A client of the vendor's API."""
    with httpx.Client(base_url=f"{console.origin}/api", auth=CREDENTIALS) as client:
        yield client


def started(client: httpx.Client, **query: str) -> str:
    """Start a conversation, and return its id."""
    identifier: str = client.post("/chat_conversations/start", params={"chat_queue_id": 3, **query}).json()[
        "conversation_id"
    ]
    return identifier


def write(client: httpx.Client, identifier: str, text: str) -> None:
    """Write as the client."""
    client.post(f"/chat_conversations/{identifier}/message", json={"text": text})


def subscribe(client: httpx.Client, url: str) -> None:
    """Have a target told of new conversations."""
    hook = {"actions": [CREATED], "subscription_url": url, "http_auth_user": "u", "http_auth_password": "s3cret"}
    client.post("/webhooks", json=hook).raise_for_status()


def kinds(console: Console) -> list[str]:
    """Return what stands in the timeline, in its order."""
    script = """return [...document.querySelectorAll(".timeline > li")].map(({className, dataset}) =>
      dataset.kind ?? dataset.who ?? (dataset.request ? "request" : "delivery"))"""
    found: list[str] = console.run(script)
    return found


def focus_on(console: Console, selector: str) -> None:
    """Give the focus to what a CSS selector finds, once it is there."""
    console.shows(selector)
    console.run("document.querySelector(arguments[0]).focus()", selector)


def test_the_agent_is_played_with_the_keyboard(console: Console) -> None:
    """From the list into a conversation, which is taken, answered and ended, and back; each step is in the timeline."""
    with api(console) as client:
        identifier = started(client)
        started(client)
    console.open("conversations")
    console.shows(f'[data-conversation="{identifier}"]')
    console.press("j", "j", "k", Keys.ARROW_DOWN, Keys.ENTER)
    console.until(lambda: kinds(console) == ["request", "created"], "its start")
    console.fill("#agent-login", "ewa")
    console.press(Keys.TAB, "Dzień dobry", Keys.ENTER)
    console.until(lambda: kinds(console)[2:] == ["assigned", "agent"], "the reply")
    assert console.find("#agent-text").get_attribute("value") == ""
    console.says(".message[data-who=agent]", "Dzień dobry")
    console.says(f'#view-conversations tr:has([data-conversation="{identifier}"])', "in progress")
    console.press("x", Keys.ESCAPE)
    console.until(lambda: console.run("return document.activeElement === document.body"), "the field to be left")
    focus_on(console, "#agent-close")
    console.press(Keys.ENTER)
    console.says(".agent-form .note", "has ended")
    assert kinds(console)[4:] == ["closed"]
    console.press(Keys.ESCAPE)
    console.gone("#timeline")
    assert console.run("return document.activeElement.dataset.conversation") == identifier
    shown = httpx.get(f"{console.origin}/_mock/conversations/{identifier}").json()
    assert (shown["user_login"], shown["status"]) == ("ewa", "CLOSED")


def test_a_timeline_follows_what_happens(console: Console, thulium_mock_receiver: Receiver) -> None:
    """Messages, refused requests and deliveries come by themselves, and what is typed stays."""
    with api(console) as client:
        subscribe(client, thulium_mock_receiver.url)
        identifier = started(client, client_name="Ewa")
        console.open("conversations")
        console.click(f'[data-conversation="{identifier}"]')
        console.until(lambda: kinds(console) == ["request", "created", "delivery"], "its start")
        console.fill("#agent-text", "half a")
        write(client, identifier, "<img src=x onerror=alert(1)>")
        write(client, identifier, "")
        httpx.post(f"{console.origin}/_mock/conversations/{identifier}/agent", json={"text": "odpowiedź"})
        expected = ["request", "client", "request", "assigned", "agent"]
        console.until(lambda: kinds(console)[3:] == expected, "what happened")
        console.says(".message[data-who=client] .text", "<img src=x")
        console.says(".technical .reason", thulium_mock_receiver.url)
        client.delete(f"/chat_conversations/content/{identifier}/user")
        console.says(".message[data-who=agent]", "was removed")
    assert console.find("#agent-text").get_attribute("value") == "half a"
    console.click(".technical[data-request='3'] button")
    console.says("#detail .title", "#3")
    console.says("#detail", '"text": "<img src=x')
    console.click("#converse")
    console.shows("#timeline")
    httpx.post(f"{console.origin}/_mock/reset").raise_for_status()
    console.gone("#timeline")


def test_a_webhook_is_added_and_its_deliveries_come(console: Console, thulium_mock_receiver: Receiver) -> None:
    """They are filtered, shown in full without a password, sent again, and lead to their conversation."""
    thulium_mock_receiver.status = 503
    console.open("webhooks")
    console.says(TABLE, "Nothing was sent yet.")
    console.click("#subscribe")
    console.fill("#webhook-url", thulium_mock_receiver.url)
    console.fill("#webhook-user", "u")
    console.fill("#webhook-password", "s3cret")
    console.click("#dialog-yes")
    console.says(".hooks", thulium_mock_receiver.url)
    with api(console) as client:
        identifier = started(client, client_name="Ewa")
    console.says(TABLE, "503")
    thulium_mock_receiver.status = 200
    console.click(f"{TABLE} [data-delivery]")
    console.says("#delivery", "client_name=Ewa")
    console.says("#delivery", "has not received it")
    console.click("#again")
    console.until(lambda: len(console.all("#delivery .attempts button")) == 2, "another attempt")
    console.says("#delivery .attempts", "200")
    assert "s3cret" not in console.run("return document.documentElement.outerHTML")
    console.click('#view-webhooks [data-state="failed"]')
    console.until(lambda: len(console.all(f"{TABLE} tr")) == 1, "the one that failed")
    console.says("#view-webhooks .shown", "1 of 2")
    console.fill("#delivery-filter", "nothing like it")
    console.says(TABLE, "No delivery matches the filter.")
    console.click("#delivery dd .copyable")
    console.says("#timeline .bar", identifier[:8])


def test_a_webhook_that_is_refused_says_why(console: Console) -> None:
    """A webhook without an event is told by the API itself."""
    console.open("webhooks")
    console.click("#subscribe")
    console.fill("#webhook-url", "http://127.0.0.1:1/")
    console.run("document.querySelectorAll('dialog [type=checkbox]').forEach((each) => each.click())")
    console.click("#dialog-yes")
    console.says("#toasts", "/actions")


def test_events_and_operations_go_wrong_as_the_form_says(console: Console) -> None:
    """The form for faults has the operations, and the kinds of deliveries, of one queue if it is chosen."""
    console.open("behaviour")
    console.click("#fault-operation [value=sendMessage]")
    console.click("#add-fault")
    console.says(".faults", "answers 503 · sendMessage")
    console.click("#fault-kind [value=delivery]")
    console.click("#fault-delivery [value=twice]")
    console.click("#fault-queue [value='3']")
    console.click("#add-fault")
    console.says(".faults", "events: twice")
    first, second = httpx.get(f"{console.origin}/_mock/faults").json()["result"]
    assert first["operation"] == "sendMessage"
    assert (second["delivery"], second["when"], "operation" in second) == ("twice", {"chat_queue_id": 3}, False)


@pytest.mark.parametrize("width", [400, 1600])
def test_both_places_fit_and_break_no_rule(console: Console, width: int) -> None:
    """Long texts, in Polish, light and dark: legible, inside the window, and sound for a screen reader."""
    with api(console) as client:
        subscribe(client, "http://127.0.0.1:1/" + "long" * 100)
        identifier = started(client, client_name="long" * 50)
        write(client, identifier, "long" * 200)
        write(client, identifier, "")
    action = {"login": "long" * 20, "text": "tak"}
    httpx.post(f"{console.origin}/_mock/conversations/{identifier}/agent", json=action).raise_for_status()
    with screen(console, width, 740):
        console.open("conversations")
        console.click("#language")
        console.click(f'[data-conversation="{identifier}"]')
        console.until(lambda: "delivery" in kinds(console), "the timeline")
        for view, selector in (("conversations", "#timeline"), ("webhooks", "#delivery")):
            console.run("location.hash = arguments[0]", f"#/{view}")
            if view == "webhooks":
                console.says(TABLE, "błąd")
                console.click(f"{TABLE} [data-delivery]")
            console.shows(f"{selector} .close")
            assert violations(console) == []
            assert console.run("return document.documentElement.scrollWidth") <= width
            assert console.run(SIDEWAYS, selector) <= 0
            assert console.run(OUTSIDE, width) == []
            for scheme in ("light", "dark"):
                with emulated(console, prefers_color_scheme=scheme):
                    assert console.run(FAINT) == []
        console.click("#delivery .close")
        console.click("#subscribe")
        console.shows("#webhook-url")
        assert violations(console) == []
