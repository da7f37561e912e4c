"""The matcher language."""

import asyncio
import json
from typing import Any

import pytest
from starlette.types import ASGIApp
from thulium_mock.app import create_app, new_spaces
from thulium_mock.inspection.matching import Difference, conditions, differences, nearness
from thulium_mock.state.spaces import Spaces

from tests.http.asgi import call
from tests.http.messages import START, basic


@pytest.fixture
def spaces() -> Spaces:
    """Spaces in which one request of a known customer and one that was refused have come."""
    spaces = new_spaces()
    app: ASGIApp = create_app(spaces=spaces)
    query = "chat_queue_id=3&client_id=1234&client_name=Jan+%C5%BB&tag=a&tag=b&empty="
    call(app, "POST", f"{START}?{query}", [basic(), ("X-Trace", "1"), ("X-Trace", "2"), ("Accept", "text/html")])
    call(app, "POST", f"{START}?customer_id=x&chat_queue_id=", [basic()])
    return spaces


def differing(spaces: Spaces, matcher: dict[str, Any], number: int = 1) -> list[str]:
    """Return the fields in which a request differs from ``matcher``."""
    exchange = asyncio.run(spaces.default.exchange(number))
    return [each.field for each in differences(exchange, conditions(matcher))]


@pytest.mark.parametrize(
    "matcher",
    [
        {},
        {"method": "POST", "path": START, "status": 200},
        {"status": "200", "query": {"chat_queue_id": 3, "client_id": "1234"}},
        {"query": {"chat_queue_id": "3", "client_name": "Jan Ż", "empty": ""}},
        {"query": {"client_name": {"like": "J*Ż"}, "client_surname": {"absent": True}, "empty": {"absent": False}}},
        {"query": {"tag": "a"}},
        {"query": {"tag": {"like": "b*"}}},
        {"query": {"tag": ["a", {"like": "*"}]}},
        {"headers": {"accept": "text/html", "X-Trace": ["1", "2"], "cookie": {"absent": True}}},
        {"headers": {"Authorization": {"absent": True}}},
        {"customer_id": 1, "error_code": {"absent": True}, "conversation_id": {"like": "*-*-4*"}},
    ],
)
def test_what_holds(spaces: Spaces, matcher: dict[str, Any]) -> None:
    """A request matches if each field that is asked for is as asked for."""
    assert differing(spaces, matcher) == []


@pytest.mark.parametrize(
    ("matcher", "fields"),
    [
        ({"method": "post", "path": "/", "status": 20}, ["method", "path", "status"]),
        ({"query": {"client_id": "123", "client_name": "jan Ż"}}, ["query.client_id", "query.client_name"]),
        ({"query": {"client_id": 12345, "chat_queue_id": "03"}}, ["query.client_id", "query.chat_queue_id"]),
        ({"query": {"tag": ["a"], "client_id": ["1234", "1234"]}}, ["query.tag", "query.client_id"]),
        ({"query": {"tag": ["b", "a"]}}, ["query.tag"]),
        ({"query": {"other": "", "CLIENT_ID": "1234"}}, ["query.other", "query.CLIENT_ID"]),
        ({"query": {"client_id": {"absent": True}, "other": {"absent": False}}}, ["query.client_id", "query.other"]),
        ({"headers": {"ACCEPT": "text/*"}}, ["headers.accept"]),
        ({"customer_id": 2, "error_code": 400012}, ["customer_id", "error_code"]),
    ],
)
def test_what_does_not_hold(spaces: Spaces, matcher: dict[str, Any], fields: list[str]) -> None:
    """Each field that is not as asked for is named."""
    assert differing(spaces, matcher) == fields


def test_a_refused_request_is_found_by_its_errors(spaces: Spaces) -> None:
    """One of the codes is enough; a list asks for all of them."""
    assert differing(spaces, {"error_code": 400064}, 2) == []
    assert differing(spaces, {"error_code": [400011, 400064]}, 2) == []
    assert differing(spaces, {"error_code": [400064]}, 2) == ["error_code"]
    assert differing(spaces, {"customer_id": {"absent": True}, "conversation_id": {"absent": True}}, 2) == []


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"text": {"like": "Dzień*"}, "external_chatbot_id": {"absent": True}}, []),
        ({"tags": ["a", "b"], "count": 3, "deep": '{"a": null}', "flag": "true"}, []),
        ({"text": "dzień dobry", "tags": ["a"]}, ["body.text", "body.tags"]),
    ],
)
def test_a_request_is_found_by_its_body(spaces: Spaces, body: dict[str, Any], fields: list[str]) -> None:
    """A list has its values, and what is neither text nor list is like its JSON."""
    sent = {"text": "Dzień dobry", "tags": ["a", "b"], "count": 3, "deep": {"a": None}, "flag": True}
    call(create_app(spaces=spaces), "POST", "/api/chat_conversations/x/message", [basic()], json.dumps(sent).encode())
    assert differing(spaces, {"body": body}, 3) == fields
    assert differing(spaces, {"body": {"text": {"absent": True}}}, 1) == []


def test_the_nearer_text_is_nearer() -> None:
    """Of two values that are both wrong, the one that looks like the expected one counts for more."""
    near, far = (Difference("f", "jan@example.org", [text]) for text in ("jan@example.com", "x"))
    assert 1 > nearness(near) > nearness(far)
    assert nearness(Difference("f", "jan", [])) == nearness(Difference("f", {"absent": True}, ["jan"])) == 0
    assert nearness(Difference("f", [{"like": "jan*"}, 3], ["jana"])) > 0.7
    assert nearness(Difference("f", "x" * 100_000, ["x" * 99_999])) > 0.9
