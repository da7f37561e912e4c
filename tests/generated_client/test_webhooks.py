"""Webhooks: more than the tables of tests/contract/client_suite/operations.yaml have."""

import pickle
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from thulium_chat import ArgumentError, InvalidWebhookError, webhooks
from thulium_chat.webhooks import ConversationCreated

ID = "6ed7c941-2c8a-411e-95d2-338a9f64800a"
FORM = "application/x-www-form-urlencoded"
COMMON = {"conversation_id": ID, "date": "2016-04-20 09:46:24", "chat_queue_id": "3"}
CREATED = {"action": "CHAT_CONVERSATION_CREATED", **COMMON}
CLOSED = {"action": "CHAT_CONVERSATION_CLOSED", **COMMON}


def test_dictionary() -> None:
    """An event is told as it came, and survives pickling."""
    event = webhooks.parse(urlencode({**CLOSED, "reason": "left"}))
    assert event.to_dict() == {**CLOSED, "chat_queue_id": 3, "reason": "left"}
    assert pickle.loads(pickle.dumps(event)) == event


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


@pytest.mark.parametrize(
    ("call", "given", "sentence"),
    [
        (webhooks.is_authorized, ("Basic Og==", "", ""), "password is empty"),
        (webhooks.is_authorized, (b"Basic dTpw", "u", "p"), "authorization must be the text of the header, not bytes"),
        (webhooks.parse, ({"action": "x"},), "body must be the body as it came, not dict: pass bytes or str"),
        (webhooks.parse, (None,), "body must be the body as it came, not NoneType"),
    ],
)
def test_misuse(call: Callable[..., object], given: tuple[object, ...], sentence: str) -> None:
    """An empty password, as of a variable that was forgotten, would let everybody in; other types are named."""
    with pytest.raises(ArgumentError, match=sentence):
        call(*given)
