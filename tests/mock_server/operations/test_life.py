"""The vendor's operations on a conversation that was started, its lists, and webhooks."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from freezegun import freeze_time
from starlette.types import ASGIApp
from thulium_mock.app import create_app, new_spaces
from thulium_mock.settings import Settings
from thulium_mock.state.conversations import Change, Message
from thulium_mock.state.spaces import Spaces

from tests.http.asgi import call, start
from tests.http.messages import Response, basic

BOT = "a779146f-4df3-49c1-826a-7caa6a5e653a"


@pytest.fixture
def spaces() -> Spaces:
    """Spaces whose ids are known."""
    return new_spaces(settings=Settings(seed=7))


@pytest.fixture
def app(spaces: Spaces) -> Iterator[ASGIApp]:
    """A mock at a time that stands still."""
    with freeze_time("2026-07-01T10:00:00.250Z"):
        yield create_app(spaces=spaces)


@pytest.fixture
def started(app: ASGIApp) -> str:
    """The id of a conversation with a client of the CRM."""
    identifier: str = start(app, "chat_queue_id=3&client_id=1234").json["conversation_id"]
    return identifier


def send(app: ASGIApp, method: str, path: str, body: Any = None) -> Response:
    """Send a request with JSON."""
    return call(app, method, f"/api/{path}", [basic()], b"" if body is None else json.dumps(body).encode())


def message(app: ASGIApp, identifier: str, body: Any) -> Response:
    """Write into a conversation."""
    return send(app, "POST", f"chat_conversations/{identifier}/message", body)


def test_messages_are_kept_with_who_wrote_them(app: ASGIApp, started: str, spaces: Spaces) -> None:
    """The client, or a chat bot; an empty id is none, and further fields are passed over."""
    by_bot = {"text": " ", "external_chatbot_id": BOT}
    given = [{"text": "Cześć\n"}, by_bot, {"text": "b", "external_chatbot_id": "", "x": 1}]
    now = "2026-07-01T10:00:00.250Z"
    for body in given:
        answer = message(app, started, body)
        assert (answer.status, answer.body, answer.fields["content-length"]) == (200, b"", "0")
    assert asyncio.run(spaces.default.messages(started)) == [
        Message("customer", None, "Cześć\n", now),
        Message("customer", BOT, " ", now),
        Message("customer", None, "b", now),
    ]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({}, "The body is invalid at /: required text."),
        ({"text": ""}, "The body is invalid at /text: minLength 1."),
        ({"text": None}, "The body is invalid at /text: type string."),
        ([], "The body is invalid at /: type object."),
        ({"text": "a", "external_chatbot_id": "1"}, f"/external_chatbot_id: it must be a UUID such as {BOT}."),
        (None, "The body is not JSON: send a JSON document in UTF-8."),
    ],
)
def test_a_message_without_a_text_is_refused(app: ASGIApp, started: str, body: Any, sentence: str) -> None:
    """The error says where the body is wrong, and how."""
    answer = message(app, started, body)
    assert answer.status == 400
    assert sentence in answer.json["errors"][0]["message"]


def test_a_conversation_ends_once(app: ASGIApp, started: str) -> None:
    """Stopping it again is no error and changes nothing; there are no messages after the end."""
    for query in ("", f"?external_chatbot_id={BOT}"):
        answer = send(app, "POST", f"chat_conversations/{started}/stop{query}", [])
        assert (answer.status, answer.body) == (200, b"")
    assert [each["closed_at"] for each in send(app, "GET", "chats").json["result"]] == ["2026-07-01 12:00:00.250"]
    answer = message(app, started, {"text": "a"})
    assert (answer.status, answer.codes) == (409, [409002])


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("POST", "{}/message", {"text": "a"}), ("POST", "{}/stop", None), ("DELETE", "content/{}/both", None)],
)
@pytest.mark.parametrize("identifier", ["2", "6ed7c941-2c8a-411e-95d2-338a9f64800a", "%20", "x" * 1000])
def test_an_unknown_conversation_is_not_found(app: ASGIApp, method: str, path: str, body: Any, identifier: str) -> None:
    """Whether its id looks like one or not."""
    answer = send(app, method, f"chat_conversations/{path.format(identifier)}", body)
    assert (answer.status, answer.codes) == (404, [404003])


@pytest.mark.parametrize(
    ("participant", "left"), [("customer", [None, "b", None]), ("user", ["a", None, "c"]), ("both", [None, None, None])]
)
def test_texts_are_removed_by_side(app: ASGIApp, started: str, spaces: Spaces, participant: str, left: Any) -> None:
    """Those of the agent, of the client with their chat bot, or all; also after the end, and the messages stay."""
    now = "2026-07-01T10:00:00.250Z"
    message(app, started, {"text": "a"})
    asyncio.run(spaces.default.change_conversation(Change(started, now, Message("user", "ewa", "b", now))))
    message(app, started, {"text": "c", "external_chatbot_id": BOT})
    send(app, "POST", f"chat_conversations/{started}/stop")
    answer = send(app, "DELETE", f"chat_conversations/content/{started.upper()}/{participant}")
    assert (answer.status, answer.body) == (200, b"")
    assert [each.text for each in asyncio.run(spaces.default.messages(started))] == left


def test_a_participant_that_is_none_is_refused(app: ASGIApp, started: str) -> None:
    """The error names those that there are."""
    answer = send(app, "DELETE", f"chat_conversations/content/{started}/agent")
    assert (answer.status, answer.codes) == (400, [400117])
    assert "give one of user, customer, both" in answer.messages[0]


def test_chats_are_listed_as_the_vendor_shows_them(app: ASGIApp, started: str) -> None:
    """With the full name and the address of the client, as sent or else as the CRM has them, in local time."""
    start(app, "chat_queue_id=1&client_name=Ewa&client_surname=%C5%81&client_email=e@x")
    answer = send(app, "GET", "chats?include_messages=true&include_files=false&include_client_data=")
    common = {"created_at": "2026-07-01 12:00:00.250", "closed_at": None, "status": "CREATED", "user_login": None}
    *_, first = answer.json["result"]
    assert (answer.json["count"], len(answer.json["result"])) == (2, 2)
    assert first == {
        "conversation_id": started,
        "chat_queue_id": 3,
        "customer_id": 1,
        "client_name": "Jan Kowalski",
        "client_email": "jan.kowalski@example.org",
        **common,
    }
    assert {key: answer.json["result"][0][key] for key in ("client_name", "client_email", "customer_id")} == {
        "client_name": "Ewa Ł",
        "client_email": "e@x",
        "customer_id": None,
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 1),
        ("status=CREATED&chat_queue_id=3", 1),
        ("status=CLOSED", 0),
        ("chat_queue_id=9", 0),
        ("date_from=2026-07-01&date_to=2026-07-01", 1),
        ("date_from=2026-07-01+12:00:00&date_to=2026-07-01+12:00", 1),
        ("date_from=2026-07-01%2012:01", 0),
        ("date_to=2026-07-01+11:59:59", 0),
        ("limit=1&offset=1", 1),
    ],
)
def test_chats_are_filtered(app: ASGIApp, started: str, query: str, found: int) -> None:
    """By status, queue, and the local time of the start; the count is of all that match."""
    assert send(app, "GET", f"chats?{query}").json["count"] == found


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("limit=0&offset=-1", [400135, 400145]),
        ("limit=101&status=closed", [400135, 400177]),
        ("date_from=2026-13-01&date_to=2026-07-01T12:00", [400156, 400166]),
        ("include_messages=1&include_files=TRUE&include_client_data=%FF", [400197, 400207, 400213]),
    ],
)
def test_filters_that_cannot_be_meant_are_refused(app: ASGIApp, query: str, codes: list[int]) -> None:
    """All at once."""
    assert send(app, "GET", f"chats?{query}").codes == codes


def test_webhooks_are_listed_as_they_were_made(app: ASGIApp) -> None:
    """With ids that rise, and empty texts for the credentials that were not given."""
    given = {"actions": ["CHAT_CONVERSATION_CLOSED", "OTHER"], "subscription_url": "https://example.org/a?b"}
    made = [
        send(app, "POST", "webhooks", {**given, **credentials}).json
        for credentials in ({}, {"http_auth_user": "u", "http_auth_password": "p"})
    ]
    assert made == [
        {"id": 1, **given, "http_auth_user": "", "http_auth_password": ""},
        {"id": 2, **given, "http_auth_user": "u", "http_auth_password": "p"},
    ]
    assert send(app, "GET", "webhooks").json == made


@pytest.mark.parametrize(
    "change",
    [{"actions": []}, {"actions": "A"}, {"actions": [""]}, {"subscription_url": "example.org"}, {"http_auth_user": 1}],
)
def test_a_webhook_that_cannot_be_meant_is_refused(app: ASGIApp, change: dict[str, Any]) -> None:
    """Without actions, or with an URL that nothing can be sent to."""
    body = {"actions": ["A"], "subscription_url": "http://127.0.0.1:1/", **change}
    answer = send(app, "POST", "webhooks", body)
    assert (answer.status, answer.codes, send(app, "GET", "webhooks").json) == (400, [400003], [])
