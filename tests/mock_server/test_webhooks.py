"""Webhooks are delivered: each event once, in order, as a form with credentials, beside the answers."""

import asyncio
import base64
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from thulium_mock.pytest_plugin import ThuliumMock
from thulium_mock.state.webhooks import Attempt, Webhook
from thulium_mock.webhooks.receiver import Receiver
from thulium_mock.webhooks.sending import encode, send
from thulium_mock.webhooks.targets import find_target

from tests.forked import forked_mock

ACTIONS = ["CHAT_CONVERSATION_CREATED", "CHAT_AGENT_ASSIGNED", "CHAT_CONVERSATION_CLOSED"]


@pytest.fixture
def client(thulium_mock: ThuliumMock) -> Iterator[httpx.Client]:
    """A client of the vendor's API."""
    with httpx.Client(base_url=thulium_mock.base_url, auth=("api_user", "api_pass"), verify=False) as client:
        yield client


def subscribe(client: httpx.Client, url: str, **credentials: str) -> None:
    """Subscribe to all events."""
    client.post("/webhooks", json={"actions": ACTIONS, "subscription_url": url, **credentials}).raise_for_status()


def started(client: httpx.Client, **query: Any) -> str:
    """Start a conversation."""
    answer = client.post("/chat_conversations/start", params={"chat_queue_id": 3, **query})
    identifier: str = answer.raise_for_status().json()["conversation_id"]
    return identifier


def over(mock: ThuliumMock, count: int) -> list[Any]:
    """Return so many deliveries once they are over."""
    end = time.monotonic() + 10
    while len(found := [each for each in mock.deliveries if each.finished]) < count and time.monotonic() < end:
        time.sleep(0.01)
    return found


def test_events_come_in_order_and_once(
    thulium_mock: ThuliumMock, thulium_mock_receiver: Receiver, client: httpx.Client
) -> None:
    """As forms, with the word null for what is empty, and the credentials of the webhook."""
    subscribe(client, thulium_mock_receiver.url, http_auth_user="ł", http_auth_password="p:")
    identifier = started(client, client_name="Żółw")
    thulium_mock.agent(identifier, login="ewa", text="a")
    client.post(f"/chat_conversations/{identifier}/stop")
    client.post(f"/chat_conversations/{identifier}/stop")
    thulium_mock_receiver.wait("CHAT_CONVERSATION_CLOSED")
    found = over(thulium_mock, 3)
    assert [each["action"] for each in thulium_mock_receiver.events] == ACTIONS
    created = thulium_mock_receiver.events[0]
    assert (created["client_name"], created["client_email"], created["chat_queue_id"]) == ("Żółw", "null", "3")
    assert thulium_mock_receiver.events[1]["agent_login"] == "ewa"
    assert set(thulium_mock_receiver.authorizations) == {f"Basic {base64.b64encode('ł:p:'.encode()).decode()}"}
    assert [each.state for each in found] == ["delivered"] * 3
    assert "ł" not in str(found[0].attempt)


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("http://127.0.0.1:1/", "no connection"),
        ("http://192.0.2.1/", "192.0.2.1 is not this machine: start the mock with --allow-webhook-host 192.0.2.1"),
        ("http://0.0.0.0:1/", "0.0.0.0 is not this machine"),
        ("http://[::ffff:192.0.2.1]/", "is not this machine"),
        ("http://a:99999/", "the URL cannot be read"),
    ],
)
def test_what_cannot_be_delivered_says_why(
    thulium_mock: ThuliumMock, client: httpx.Client, url: str, error: str
) -> None:
    """Nothing is sent to another machine unless that is allowed."""
    subscribe(client, url)
    started(client)
    (delivery,) = over(thulium_mock, 1)
    assert delivery.state == "failed"
    assert error in delivery.attempt.error


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"", "the connection ended without an answer"),
        (b"hello\r\n\r\n", "the answer is not HTTP"),
        (b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n", "the answer is not HTTP"),
    ],
)
def test_a_target_that_does_not_answer_is_told(answer: bytes, error: str) -> None:
    """Whatever it sends, the delivery is over."""

    async def attempt() -> Attempt:
        async def target(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
            writer.close()

        async with await asyncio.start_server(target, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            return await send(Webhook(1, (), f"http://127.0.0.1:{port}/"), {"action": "A"}, ())

    assert asyncio.run(attempt()).error == error


def test_a_refusal_is_kept_and_sent_again(
    thulium_mock: ThuliumMock, thulium_mock_receiver: Receiver, client: httpx.Client
) -> None:
    """A status that is no success is a failure; the same event can be sent once more."""
    thulium_mock_receiver.status = 302
    subscribe(client, thulium_mock_receiver.url)
    started(client)
    (failed,) = over(thulium_mock, 1)
    assert (failed.state, failed.attempt.status) == ("failed", 302)
    thulium_mock_receiver.status = 204
    again = httpx.post(f"{thulium_mock.control_url}/deliveries/{failed.number}/again", verify=False)
    assert again.json()["event"] == failed.event
    assert [each.state for each in over(thulium_mock, 2)] == ["failed", "delivered"]
    shown = httpx.get(f"{thulium_mock.control_url}/deliveries", verify=False).json()
    assert (shown["count"], shown["pending"], shown["lost"]) == (2, 0, 0)


@pytest.mark.parametrize(
    ("fault", "received"),
    [
        ({"delivery": "dropped"}, ACTIONS[2:]),
        ({"delivery": "twice"}, [ACTIONS[0], ACTIONS[0], ACTIONS[2]]),
        ({"delivery": "late", "delay": {"milliseconds": 20}}, [ACTIONS[0], ACTIONS[2]]),
        ({"delivery": "out-of-order", "delay": {"milliseconds": 300}}, [ACTIONS[2], ACTIONS[0]]),
    ],
)
def test_deliveries_go_wrong_on_purpose(
    thulium_mock: ThuliumMock,
    thulium_mock_receiver: Receiver,
    client: httpx.Client,
    fault: dict[str, Any],
    received: list[str],
) -> None:
    """Late, twice, out of order or not at all; requests are left in peace."""
    thulium_mock.fault(**fault, when={"action": ACTIONS[0]}, times=1)
    subscribe(client, thulium_mock_receiver.url)
    client.post(f"/chat_conversations/{started(client)}/stop")
    over(thulium_mock, 3 if len(received) == 3 or fault["delivery"] == "out-of-order" else 2)
    assert sorted(each["action"] for each in thulium_mock_receiver.events) == sorted(received)
    if fault["delivery"] != "twice":
        assert [each["action"] for each in thulium_mock_receiver.events] == received


def test_wrong_credentials_are_sent_on_purpose(
    thulium_mock: ThuliumMock, thulium_mock_receiver: Receiver, client: httpx.Client
) -> None:
    """To see whether the receiver refuses them."""
    thulium_mock.fault(delivery="wrong-credentials")
    subscribe(client, thulium_mock_receiver.url, http_auth_user="u", http_auth_password="p")
    started(client)
    thulium_mock_receiver.wait()
    assert thulium_mock_receiver.authorizations == [f"Basic {base64.b64encode(b'wrong:wrong').decode()}"]


def test_events_may_be_json() -> None:
    """Numbers and null are then what they are."""
    event = {"action": "A", "client_name": None, "chat_queue_id": 3}
    assert encode(event, as_json=True) == ("application/json", b'{"action":"A","client_name":null,"chat_queue_id":3}')
    assert encode(event, as_json=False)[1] == b"action=A&client_name=null&chat_queue_id=3"


@pytest.mark.parametrize(("as_json", "body"), [(True, b'{"agent_login":"a?"}'), (False, b"agent_login=a%3F")])
def test_half_of_a_surrogate_pair_is_sent_as_a_question_mark(as_json: bool, body: bytes) -> None:
    """As an argument of a shell that is no UTF-8 becomes one."""
    assert encode({"agent_login": "a\ud800"}, as_json=as_json)[1] == body


@pytest.mark.parametrize(
    ("matcher", "count"),
    [
        ({}, 3),
        ({"state": "delivered", "status": 200, "webhook_id": 1, "url": {"like": "http://127.*"}}, 2),
        ({"state": "dropped", "fault": "dropped", "status": {"absent": True}, "error": {"absent": True}}, 1),
        ({"event": {"action": {"like": "*_CREATED"}, "client_name": "Jan Kowalski"}}, 2),
        ({"event": {"agent_login": {"absent": True}, "chat_queue_id": 3}}, 3),
    ],
)
def test_deliveries_are_verified(hooked: tuple[ThuliumMock, Receiver], matcher: dict[str, Any], count: int) -> None:
    """By what became of them, and the fields of their events."""
    mock, _ = hooked
    assert len(mock.verify_deliveries(exactly=count, timeout=60, **matcher)) == count


def test_a_delivery_that_is_missed_is_told(hooked: tuple[ThuliumMock, Receiver]) -> None:
    """With those that come nearest, and what cannot be meant is refused."""
    mock, receiver = hooked
    with pytest.raises(AssertionError) as caught:
        mock.verify_deliveries(event={"action": "CHAT_AGENT_ASSIGNED"}, state="delivered")
    text = str(caught.value)
    assert text.startswith("Deliveries: 3, matching: 0, expected: at least 1.\n  delivery ")
    assert f"{receiver.url} -> delivered\n    event.action: expected 'CHAT_AGENT_ASSIGNED', was 'CHAT_CON" in text
    with pytest.raises(ValueError, match="/matcher/state"):
        mock.verify_deliveries(state="answered")


@pytest.fixture
def hooked(
    thulium_mock: ThuliumMock, thulium_mock_receiver: Receiver, client: httpx.Client
) -> tuple[ThuliumMock, Receiver]:
    """A mock that has made three deliveries, one of which a fault has dropped."""
    subscribe(client, thulium_mock_receiver.url)
    for _ in range(2):
        identifier = started(client, client_name="Jan", client_surname="Kowalski")
        over(thulium_mock, 1)
        thulium_mock.fault(delivery="dropped", name="dropped", when={"action": ACTIONS[2]})
    client.post(f"/chat_conversations/{identifier}/stop")
    over(thulium_mock, 3)
    return thulium_mock, thulium_mock_receiver


def test_webhooks_and_deliveries_are_shown_without_secrets(thulium_mock: ThuliumMock, client: httpx.Client) -> None:
    """The control API lists the webhooks without their passwords."""
    subscribe(client, "http://u:s3cret@127.0.0.1:1/", http_auth_user="u", http_auth_password="s3cret")
    started(client)
    (shown,) = httpx.get(f"{thulium_mock.control_url}/webhooks", verify=False).json()["result"]
    assert shown == {"id": 1, "actions": ACTIONS, "subscription_url": "http://127.0.0.1:1/", "http_auth_user": "u"}
    assert "http://127.0.0.1:1/" in (text := httpx.get(f"{thulium_mock.control_url}/deliveries", verify=False).text)
    assert "s3cret" not in text


def test_personal_data_is_masked_in_deliveries(thulium_mock_receiver: Receiver) -> None:
    """With the mask, in the event and in what was sent; the receiver gets all of it."""
    with forked_mock("--mask-personal-data") as mock:
        with httpx.Client(base_url=f"{mock.origin}/api", auth=("api_user", "api_pass")) as client:
            subscribe(client, thulium_mock_receiver.url)
            started(client, client_name="Kowalski")
        assert thulium_mock_receiver.wait(timeout=60)["client_name"] == "Kowalski"
        matcher = {"matcher": {"state": "delivered"}, "timeout": 60}
        assert httpx.post(f"{mock.origin}/_mock/deliveries/verify", json=matcher, timeout=60).json()["verified"]
        missed = {"matcher": {"event": {"client_name": "Nowak"}}}
        assert httpx.post(f"{mock.origin}/_mock/deliveries/verify", json=missed).json()["nearest"] == [
            {"number": 1, "differences": [{"field": "event.client_name", "expected": "Nowak", "actual": ["***"]}]}
        ]
        text = httpx.get(f"{mock.origin}/_mock/deliveries").text
        assert ("Kowalski" in text, "client_name=%2A%2A%2A" in text) == (False, True)


def test_nobody_waits_for_a_resolver_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is being looked up does not keep the mock from ending."""
    begun, release, steps = threading.Event(), threading.Event(), []

    def hang(*_: object, flags: int, **__: object) -> None:
        if flags == 0:
            begun.set()
            release.wait(60)
            steps.append("resolved")
        raise socket.gaierror

    async def give_up() -> None:
        looking_up = asyncio.create_task(find_target("http://slow.example.org/", ()))
        await asyncio.to_thread(begun.wait, 60)
        looking_up.cancel()

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    asyncio.run(give_up())
    steps.append("ended")
    release.set()
    assert steps[0] == "ended"
