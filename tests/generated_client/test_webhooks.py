"""Webhooks: requests of the system as typed events, and their credentials."""

import base64
import json
import pickle
import uuid
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from thulium_chat import ArgumentError, InvalidWebhookError, webhooks
from thulium_chat.webhooks import AgentAssigned, ConversationClosed, ConversationCreated, UnknownEvent

ID = "6ed7c941-2c8a-411e-95d2-338a9f64800a"
FORM = "application/x-www-form-urlencoded"
COMMON = {"conversation_id": ID, "date": "2016-04-20 09:46:24", "chat_queue_id": "3"}
CREATED = {"action": "CHAT_CONVERSATION_CREATED", **COMMON}
CLOSED = {"action": "CHAT_CONVERSATION_CLOSED", **COMMON}
READ = (uuid.UUID(ID), datetime(2016, 4, 20, 7, 46, 24, tzinfo=UTC), 3)


@pytest.mark.parametrize("content_type", [FORM, "application/json; charset=utf-8", "text/plain", None])
@pytest.mark.parametrize(
    ("fields", "event"),
    [
        (
            {**CREATED, "client_name": "Zażółć Gęślą", "client_email": "null"},
            ConversationCreated(*READ, client_name="Zażółć Gęślą"),
        ),
        ({**CREATED, "client_name": "", "client_email": "a@b.pl"}, ConversationCreated(*READ, client_email="a@b.pl")),
        (CREATED, ConversationCreated(*READ)),
        (
            {**CREATED, "action": "CHAT_AGENT_ASSIGNED", "agent_login": "jkowalski"},
            AgentAssigned(*READ, agent_login="jkowalski"),
        ),
        (CLOSED, ConversationClosed(*READ)),
        (
            {**CLOSED, "reason": "left", "note": "null"},
            ConversationClosed(*READ, additional_properties={"reason": "left"}),
        ),
        (
            {**CLOSED, "conversation_id": ID.upper(), "date": "2016-04-20T07:46:24+00:00"},
            ConversationClosed(*READ),
        ),
        (
            {"action": "CHAT_RATED", "stars": "5", "text": ""},
            UnknownEvent("CHAT_RATED", additional_properties={"stars": "5", "text": None}),
        ),
        ({"action": "null"}, UnknownEvent(None)),
        ({"stars": "5"}, UnknownEvent(None, additional_properties={"stars": "5"})),
        (
            {**CLOSED, "date": "yesterday"},
            UnknownEvent(CLOSED["action"], additional_properties={**COMMON, "date": "yesterday"}),
        ),
    ],
)
def test_events(fields: dict[str, Any], event: webhooks.Event, content_type: str | None) -> None:
    """A form and JSON give the same event: texts that are empty or null are None, and nothing is lost."""
    as_json = json.dumps(fields, ensure_ascii=False)
    for body in (as_json, as_json.encode(), b"\xef\xbb\xbf" + as_json.encode()):
        assert webhooks.parse(body, "application/json" if content_type == FORM else content_type) == event
    if "json" not in (content_type or ""):
        assert webhooks.parse(urlencode(fields), content_type) == event
        assert webhooks.parse(urlencode(fields).encode(), content_type) == event
    assert pickle.loads(pickle.dumps(event)) == event


def test_values_of_json() -> None:
    """JSON that has numbers and null says the same."""
    body = json.dumps({**CREATED, "chat_queue_id": 3, "client_name": None, "tags": ["a"]})
    assert webhooks.parse(body) == ConversationCreated(*READ, additional_properties={"tags": ["a"]})


def test_dictionary() -> None:
    """An event is told as it came."""
    event = webhooks.parse(urlencode({**CLOSED, "reason": "left"}))
    assert event.to_dict() == {**CLOSED, "chat_queue_id": 3, "reason": "left"}


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        *((b"", FORM), ("&&", None), ("a=1&" * 1001, FORM)),
        *((b"action=x", "application/json"), ("[]", "application/json"), (b"{}", None), ("{", None)),
        ('{"a":' * 100_000, None),
    ],
    ids=lambda each: str(each)[:20],
)
def test_unreadable(body: Any, content_type: str | None) -> None:
    """A body without fields is an error of its own, and its message does not repeat the body."""
    with pytest.raises(InvalidWebhookError, match=r"^the (body|form) ") as caught:
        webhooks.parse(body, content_type)
    assert caught.value.__cause__ is None
    assert len(str(caught.value)) < 70


def test_bytes_that_are_no_text() -> None:
    """Bytes that are not UTF-8 cost only themselves."""
    event = webhooks.parse(urlencode({**CREATED, "client_email": "a@b.pl"}).encode() + b"&client_name=Ja%B1n\xb1")
    assert isinstance(event, ConversationCreated)
    assert (event.client_name, event.client_email) == ("Ja\ufffdn\ufffd", "a@b.pl")


def basic(text: str, encoding: str = "utf-8") -> str:
    """Return the token of the credentials."""
    return base64.b64encode(text.encode(encoding)).decode()


@pytest.mark.parametrize(
    ("authorization", "expected"),
    [
        *((f"Basic {basic('żółw:zaż:ółć')}", True), (f"basic  {basic('żółw:zaż:ółć')} ", True)),
        *((None, False), ("", False), ("Basic", False), (basic("żółw:zaż:ółć"), False)),
        *((f"Bearer {basic('żółw:zaż:ółć')}", False), (f"Basic {basic('żółw:zaż:ółć', 'iso-8859-2')}", False)),
        *((f"Basic {basic('żółw')}", False), (f"Basic {basic('żółw:')}", False), (f"Basic {basic(':zaż:ółć')}", False)),
        *((f"Basic {basic('żółw:zaż:ółć')[:-1]}", False), ("Basic ====", False), ("Basic żółw:zaż:ółć", False)),
        (f"Basic {basic('żółw:zaż:ółć')}\0", False),
    ],
)
def test_credentials(authorization: str | None, expected: bool) -> None:
    """Only the credentials of the subscription are right, whatever the header is."""
    assert webhooks.is_authorized(authorization, "żółw", "zaż:ółć") is expected


def test_no_password() -> None:
    """An empty password, as of a variable that was forgotten, would let everybody in."""
    with pytest.raises(ArgumentError, match="password is empty"):
        webhooks.is_authorized(f"Basic {basic(':')}", "", "")
