"""Results and lists; what the operations send, read and refuse: tests/contract/client_suite/operations.yaml."""

import pickle
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from thulium_chat import (
    ArgumentError,
    Chat,
    ChatList,
    ThuliumChat,
    UnexpectedResponseError,
    Webhook,
)

from tests.generated_client.support import CONVERSATION_ID, Call, Recorder

CHAT = {
    "chat_queue_id": 3,
    "client_email": "andrzej.nowak@example.org",
    "client_name": "Andrzej Nowak",
    "customer_id": 2,
    "conversation_id": CONVERSATION_ID,
    "created_at": "2017-12-11 10:23:04.318",
    "closed_at": None,
    "status": "IN_PROGRESS",
    "user_login": "jkowalski",
}
HOOK = {
    "id": 5,
    "actions": ["CHAT_CONVERSATION_CREATED"],
    "subscription_url": "https://example.org/thulium",
    "http_auth_user": "",
    "http_auth_password": "",
}
FIRST_DAY = {"created_at": "0001-01-01T00:00:00+14:00"}
CREATED_AT = datetime(2017, 12, 11, 10, 23, 4, 318000, ZoneInfo("Europe/Warsaw"))


def test_results(call: Call) -> None:
    """Lists are tuples of results; what a chat lacks is None; numbers and times may be spelled otherwise."""
    odd = {"chat_queue_id": "3", "created_at": "2017-12-11T09:23:04.318Z", "status": "NEW", "messages": [1]}
    page = call("chats_page", Recorder(httpx.Response(200, json={"count": 7, "result": [CHAT, odd]})))
    assert isinstance(page, ChatList)
    first, second = page.result
    assert (first.created_at, second.created_at) == (CREATED_AT, CREATED_AT.astimezone(UTC))
    assert second == Chat(3, created_at=CREATED_AT, status="NEW", additional_properties={"messages": [1]})
    [first_day] = call("chats_page", Recorder(httpx.Response(200, json={"count": 1, "result": [FIRST_DAY]}))).result
    assert first_day.to_dict() == {"created_at": "0001-01-01 00:00:00"}
    assert first.to_dict() == {name: value for name, value in CHAT.items() if value is not None}
    assert (page.count, first.response.json()["count"], pickle.loads(pickle.dumps(page))) == (7, 7, page)
    (hook,) = call("webhooks", Recorder(httpx.Response(200, json=[HOOK])))
    assert hook == call("create_webhook", Recorder(httpx.Response(201, json=HOOK)), ["A"], HOOK["subscription_url"])
    assert (isinstance(hook, Webhook), hook.to_dict()) == (True, HOOK)


@pytest.mark.parametrize(
    ("method", "body", "reason"),
    [
        ("chats_page", {"result": []}, "the body has no count that is of the type integer"),
        ("chats_page", {"count": 1, "result": [1]}, "the body has no result that is of the type list of Chat"),
        ("chats_page", [], "the body is not a JSON object"),
        ("webhooks", {}, "the body is not a JSON array"),
        ("webhooks", [{"id": 1}], "the body has no actions that is of the type list of string"),
    ],
)
def test_unexpected_answers(call: Call, method: str, body: Any, reason: str) -> None:
    """An answer without what is documented is kept on the error, and had no effect."""
    with pytest.raises(UnexpectedResponseError, match=reason) as caught:
        call(method, Recorder(httpx.Response(200, json=body)))
    assert (caught.value.response.json(), caught.value.maybe_done, str(caught.value)[-1]) == (body, False, ".")


@pytest.mark.parametrize("length", [2**20, 2**26])
def test_long_lists(call: Call, length: int) -> None:
    """A list may be longer than other answers, as messages and files may be in it, but not of any length."""
    body = b'{"count": 0, "result": [], "more": "' + b"a" * length + b'"}'
    recorder = Recorder(httpx.Response(200, content=body))
    if length == 2**20:
        assert len(call("chats_page", recorder).additional_properties["more"]) == length
    else:
        with pytest.raises(UnexpectedResponseError, match="the body is longer than 67108864 bytes"):
            call("chats_page", recorder)


def numbered(first: int, number: int, count: int) -> httpx.Response:
    """Return a page of chats of customers with these numbers."""
    chats = [{**CHAT, "customer_id": each} for each in range(first, first + number)]
    return httpx.Response(200, json={"count": count, "result": chats})


def test_pages_come_when_needed() -> None:
    """A page is asked for when the one before it has been read; filters are checked at once."""
    recorder = Recorder(numbered(0, 2, 4), numbered(2, 2, 4))
    with ThuliumChat("s", "u", "p", transport=httpx.MockTransport(recorder)) as chat:
        chats = chat.chats()
        assert recorder.requests == []
        assert [next(chats).customer_id, next(chats).customer_id, len(recorder.requests)] == [0, 1, 1]
        assert [next(chats).customer_id, len(recorder.requests)] == [2, 2]
        with pytest.raises(ArgumentError, match="status must be"):
            chat.chats(status="OPEN")  # type: ignore[arg-type]
