"""Webhooks from a shell."""

import argparse
import json
import time
from unittest.mock import Mock

import httpx
import pytest
from thulium_mock.cli.client import Client
from thulium_mock.cli.deliveries import run_deliveries
from thulium_mock.webhooks.receiver import Receiver

from tests.mock_server.shell import Command, start
from tests.servers import RunningServer


def test_deliveries_are_shown_and_sent_again(
    command: Command, fresh_mock: RunningServer, thulium_mock_receiver: Receiver
) -> None:
    """One line each, or one of JSON."""
    hook = {"actions": ["CHAT_CONVERSATION_CREATED"], "subscription_url": thulium_mock_receiver.url}
    httpx.post(f"{fresh_mock.origin}/api/webhooks", json=hook, auth=("api_user", "api_pass"))
    start(fresh_mock, "chat_queue_id=3")
    thulium_mock_receiver.wait()
    status, out, _ = command("deliveries")
    number, action, url, *_ = out.split("  ")
    assert (status, action, url) == (0, "CHAT_CONVERSATION_CREATED", thulium_mock_receiver.url)
    assert command("deliveries", "--again", number) == (0, "", "")
    shown = [json.loads(line) for line in command("deliveries", "--json")[1].splitlines()]
    assert len(shown) == 2
    assert shown[0]["event"] == shown[1]["event"]
    assert command("verify", "--deliveries", "event.action=*_CREATED", "--count=2") == (
        0,
        "verified: 2 deliveries match\n",
        "",
    )
    status, out, _ = command("verify", "--deliveries", "status=500")
    assert (status, f"{action}  {url}" in out, "status: expected" in out) == (1, True, True)
    assert command("verify", "--deliveries", "method=POST")[0] == 2
    assert command("deliveries", "--again", "999999999")[0] == 2


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1)])
def test_an_example_is_triggered(command: Command, thulium_mock_receiver: Receiver, status: int, code: int) -> None:
    """The exit status says whether it was received."""
    thulium_mock_receiver.status = status
    options = (f"--url={thulium_mock_receiver.url}", "--user=u", "--set", "agent_login=ewa")
    assert command("trigger", "CHAT_AGENT_ASSIGNED", *options) == (code, f"{status}\n", "")
    (event,) = thulium_mock_receiver.events
    assert (event["action"], event["agent_login"], event["chat_queue_id"]) == ("CHAT_AGENT_ASSIGNED", "ewa", "3")
    assert thulium_mock_receiver.authorizations == ["Basic dTo="]


def test_what_cannot_be_triggered_says_why(command: Command) -> None:
    """An unknown action, and a target that is not there."""
    status, _, err = command("trigger", "CHAT", "--url=http://127.0.0.1:1/")
    assert (status, "give one of CHAT_CONVERSATION_CREATED" in err) == (2, True)
    for url, reason in (
        ("http://127.0.0.1:1/", "no connection"),
        ("http://[::1", "the URL cannot be read (Invalid IPv6 URL)"),
        ("127.0.0.1:80", "the URL cannot be read (give one such as https://example.org/thulium)"),
        ("ftp://127.0.0.1/", "the URL cannot be read (give one such as"),
    ):
        status, out, _ = command("trigger", "CHAT_CONVERSATION_CLOSED", f"--url={url}")
        assert (status, reason in out) == (1, True)


def test_following_deliveries_begins_with_the_newest(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Older ones than were asked for are not shown later, and pending ones once they are over."""
    monkeypatch.setattr(time, "sleep", lambda _: None)
    old, new = [{"number": each, "state": "delivered"} for each in (1, 2)], {"number": 3, "state": "delivered"}
    pages = [[old[1]], [{**new, "state": "pending"}, *reversed(old)], [new, *reversed(old)]]
    client = Mock(Client, **{"get.side_effect": [*({"result": page} for page in pages), KeyboardInterrupt]})
    run_deliveries(client, argparse.Namespace(again=None, limit=1, follow=True, json=True))
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [old[1], new]
