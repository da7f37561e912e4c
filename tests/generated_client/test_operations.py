"""The operations of a conversation's life: what they send, return and raise, and when they are tried again."""

import json
import pickle
import uuid
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from thulium_chat import (
    ArgumentError,
    Chat,
    ChatList,
    UnexpectedResponseError,
    Webhook,
)

from tests.generated_client.support import CONVERSATION_ID, STARTED, Call, Recorder

EMPTY = httpx.Response(200)
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
URL = HOOK["subscription_url"]
CREATED_AT = datetime(2017, 12, 11, 10, 23, 4, 318000, ZoneInfo("Europe/Warsaw"))

# What is called, with which arguments, and the method, target and JSON that are sent.
SENT: list[tuple[str, tuple[Any, ...], dict[str, Any], str, str, Any]] = [
    *(
        (
            "send_message",
            (given, "Zażółć\n"),
            {},
            "POST",
            f"/chat_conversations/{CONVERSATION_ID}/message",
            {"text": "Zażółć\n"},
        )
        for given in (CONVERSATION_ID, uuid.UUID(CONVERSATION_ID))
    ),
    (
        *("send_message", ("2", "a"), {"external_chatbot_id": uuid.UUID(CONVERSATION_ID)}),
        *("POST", "/chat_conversations/2/message", {"text": "a", "external_chatbot_id": CONVERSATION_ID}),
    ),
    ("stop_conversation", ("a/b?",), {}, "POST", "/chat_conversations/a%2Fb%3F/stop", None),
    (
        *("stop_conversation", ("2",), {"external_chatbot_id": CONVERSATION_ID}),
        *("POST", f"/chat_conversations/2/stop?external_chatbot_id={CONVERSATION_ID}", None),
    ),
    ("remove_texts", ("2", "both"), {}, "DELETE", "/chat_conversations/content/2/both", None),
    (
        "chats_page",
        (),
        {"limit": 5, "offset": 10, "status": "CLOSED"},
        "GET",
        "/chats?limit=5&offset=10&status=CLOSED",
        None,
    ),
    (
        "chats_page",
        (),
        {"include_files": True, "include_messages": False},
        "GET",
        "/chats?include_messages=false&include_files=true",
        None,
    ),
    ("chats_page", (), {"date_from": date(2014, 7, 4)}, "GET", "/chats?date_from=2014-07-04", None),
    *(
        ("chats_page", (), {"date_to": given}, "GET", f"/chats?date_to=2014-07-14+12%3A34{seconds}", None)
        for given, seconds in [
            ("2014-07-14 12:34", ""),
            (datetime(2014, 7, 14, 12, 34), ""),
            (datetime(2014, 7, 14, 12, 34, 5, 999999), "%3A05"),
            (datetime(2014, 7, 14, 10, 34, tzinfo=UTC), ""),
            (datetime(2014, 7, 14, 16, 34, tzinfo=timezone(timedelta(hours=6))), ""),
        ]
    ),
    ("webhooks", (), {}, "GET", "/webhooks", None),
    ("create_webhook", (("A", "B"), URL), {}, "POST", "/webhooks", {"actions": ["A", "B"], "subscription_url": URL}),
    (
        *("create_webhook", (["A"], URL), {"http_auth_user": "u", "http_auth_password": "ż"}, "POST", "/webhooks"),
        {"actions": ["A"], "subscription_url": URL, "http_auth_user": "u", "http_auth_password": "ż"},
    ),
]

ANSWERS = {"chats_page": {"count": 0, "result": []}, "webhooks": [], "create_webhook": HOOK}


@pytest.mark.parametrize(("method", "given", "named", "verb", "target", "body"), SENT)
def test_requests(
    call: Call, method: str, given: tuple[Any, ...], named: dict[str, Any], verb: str, target: str, body: Any
) -> None:
    """Arguments go where the document has them, as the vendor writes them."""
    answer = httpx.Response(200, json=ANSWERS[method]) if method in ANSWERS else EMPTY
    call(method, recorder := Recorder(answer), *given, **named)
    request = recorder.request
    assert (request.method, request.url.raw_path.decode()) == (verb, f"/api{target}")
    assert (json.loads(request.content) if request.content else None) == body
    assert request.headers.get_list("Content-Type") == (["application/json"] if body else [])


@pytest.mark.parametrize(
    "answer", [EMPTY, httpx.Response(204), httpx.Response(201, text="OK"), httpx.Response(200, json=[])]
)
def test_empty_answers(call: Call, answer: httpx.Response) -> None:
    """Any success is one, whatever is in the body."""
    assert call("send_message", Recorder(answer), CONVERSATION_ID, "a") is None


def test_results(call: Call) -> None:
    """Lists are tuples of results; what a chat lacks is None; numbers and times may be spelled otherwise."""
    odd = {"chat_queue_id": "3", "created_at": "2017-12-11T09:23:04.318Z", "status": "NEW", "messages": [1]}
    page = call("chats_page", Recorder(httpx.Response(200, json={"count": 7, "result": [CHAT, odd]})))
    assert isinstance(page, ChatList)
    first, second = page.result
    assert first == Chat(
        3,
        "andrzej.nowak@example.org",
        "Andrzej Nowak",
        2,
        uuid.UUID(CONVERSATION_ID),
        CREATED_AT,
        None,
        "IN_PROGRESS",
        "jkowalski",
    )
    assert second == Chat(
        3, created_at=CREATED_AT.astimezone(UTC), status="NEW", additional_properties={"messages": [1]}
    )
    assert first.to_dict() == {name: value for name, value in CHAT.items() if value is not None}
    assert (page.count, first.response.json()["count"], pickle.loads(pickle.dumps(page))) == (7, 7, page)
    (hook,) = call("webhooks", Recorder(httpx.Response(200, json=[HOOK])))
    assert hook == call("create_webhook", Recorder(httpx.Response(201, json=HOOK)), ["A"], URL)
    assert (hook.actions, isinstance(hook, Webhook), hook.to_dict()) == (("CHAT_CONVERSATION_CREATED",), True, HOOK)


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


@pytest.mark.parametrize(
    ("method", "given", "answer", "reason"),
    [
        ("send_message", ("2", "a"), httpx.Response(200, text="OK"), "the body is not empty"),
        ("send_message", ("2", "a"), httpx.Response(204), "does not have this status"),
        ("chats_page", (), httpx.Response(200, json={"count": 1, "result": [{**CHAT, "status": "NEW"}]}), "CREATED"),
        (
            "chats_page",
            (),
            httpx.Response(200, json={"count": 1, "result": [{**CHAT, "created_at": None}]}),
            "created_at",
        ),
        ("webhooks", (), httpx.Response(200, json=[{**HOOK, "id": True}]), r"\[0\].id, which must be a whole number"),
    ],
)
def test_strict(call: Call, method: str, given: tuple[Any, ...], answer: httpx.Response, reason: str) -> None:
    """With strict=True an answer is as the document has it, to the letter."""
    with pytest.raises(UnexpectedResponseError, match=reason):
        call(method, Recorder(answer), *given, settings={"strict": True})
    for sound, name, arguments in (
        (EMPTY, "stop_conversation", ("2",)),
        (httpx.Response(200, json=[HOOK]), "webhooks", ()),
    ):
        call(name, Recorder(sound), *arguments, settings={"strict": True})


@pytest.mark.parametrize(
    ("method", "given", "sentence"),
    [
        ("send_message", (None, "a"), "conversation_id is required"),
        ("send_message", ("..", "a"), "conversation_id cannot be a part of the path"),
        ("send_message", ("", "a"), "conversation_id cannot be a part of the path"),
        ("send_message", (2, "a"), "conversation_id must be a text, not int"),
        ("send_message", ("2", ""), "text must have at least 1 characters"),
        ("send_message", ("2", "\ud800"), "text must be text that UTF-8 can write"),
        ("remove_texts", ("2", "agent"), "participant must be 'user' or 'customer' or 'both'"),
        ("create_webhook", ("A", URL), "actions must be a list, not str: pass a list of str"),
        ("create_webhook", ([], URL), "actions must have at least 1 items"),
        ("create_webhook", (["A", 1], URL), "actions has \\[1\\], which must be a text"),
    ],
)
def test_refusals(call: Call, method: str, given: tuple[Any, ...], sentence: str) -> None:
    """What cannot be meant is refused before anything is sent."""
    with pytest.raises(ArgumentError, match=sentence):
        call(method, None, *given)


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ({"limit": 101}, "limit must be at most 100: pass an int from 1 to 100"),
        ({"limit": 0}, "limit must be at least 1"),
        ({"offset": -1}, "offset must be at least 0"),
        ({"status": "OPEN"}, "status must be 'CREATED' or 'IN_PROGRESS' or 'CLOSED'"),
        ({"include_files": 1}, "include_files must be true or false, not int"),
        ({"date_from": 20140704}, "date_from must be a text, not int"),
    ],
)
def test_refused_filters(call: Call, named: dict[str, Any], sentence: str) -> None:
    """Filters are checked when a list is asked for, not when it is read."""
    with pytest.raises(ArgumentError, match=sentence):
        call("chats_page", None, **named)


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


@pytest.mark.parametrize(
    ("pages", "offsets", "found"),
    [
        ([numbered(0, 2, 5), numbered(2, 2, 5), numbered(4, 1, 5)], [None, "2", "4"], 5),
        ([numbered(0, 2, 2)], [None], 2),
        ([numbered(0, 0, 0)], [None], 0),
        ([numbered(0, 2, 4), numbered(0, 0, 4)], [None, "2"], 2),
    ],
    ids=["three pages", "one page", "none", "fewer than counted"],
)
def test_iteration(call: Call, pages: list[httpx.Response], offsets: list[str | None], found: int) -> None:
    """Iterating asks for page after page, until there are no more, with the same filters."""
    recorder = Recorder(*pages)
    chats = call("chats", recorder, status="CLOSED", date_to=date(2014, 7, 14))
    assert [each.customer_id for each in chats] == list(range(found))
    params = [each.url.params for each in recorder.requests]
    assert [each.get("offset") for each in params] == offsets
    assert {(each["status"], each["date_to"], each.get("limit")) for each in params} == {("CLOSED", "2014-07-14", None)}


def test_pages_come_when_needed() -> None:
    """A page is asked for when the one before it has been read; filters are checked at once."""
    from thulium_chat import ThuliumChat

    recorder = Recorder(numbered(0, 2, 4), numbered(2, 2, 4))
    with ThuliumChat("s", "u", "p", transport=httpx.MockTransport(recorder)) as chat:
        chats = chat.chats()
        assert recorder.requests == []
        assert [next(chats).customer_id, next(chats).customer_id, len(recorder.requests)] == [0, 1, 1]
        assert [next(chats).customer_id, len(recorder.requests)] == [2, 2]
        with pytest.raises(ArgumentError, match="status must be"):
            chat.chats(status="OPEN")  # type: ignore[arg-type]


def test_start_is_as_it_was(call: Call) -> None:
    """Starting a conversation has no body."""
    call("start_conversation", recorder := Recorder(httpx.Response(200, json=STARTED)), 3)
    assert recorder.request.content == b""
