"""The control API: looking at what was stored, and putting the mock into a known state."""

import json
from typing import Any

import pytest
from starlette.types import ASGIApp
from thulium_mock import __version__
from thulium_mock.fixtures import default_fixtures

from tests.asgi import START, Answer, basic, call, start


def get(app: ASGIApp, path: str) -> Answer:
    """GET a path of the control API."""
    return call(app, "GET", f"/_mock/{path}")


def put_fixtures(app: ASGIApp, fixtures: Any) -> Answer:
    """PUT fixtures."""
    return call(app, "PUT", "/_mock/fixtures", [("Content-Type", "application/json")], json.dumps(fixtures).encode())


def test_health_tells_what_is_served(app: ASGIApp) -> None:
    """Health names the versions of the mock and of its document, and the operations."""
    assert get(app, "health").json == {
        "status": "ok",
        "version": __version__,
        "document_version": "1.0.0",
        "operations": ["start_conversation"],
    }


def test_a_conversation_is_shown_with_its_match(app: ASGIApp) -> None:
    """What was sent, the customer that was found, and what found them can be looked up by the id."""
    query = "chat_queue_id=3&client_id=1234&client_name=%C5%BBaneta&client_email=&foo=bar"
    conversation_id = start(app, query).json["conversation_id"]
    shown = get(app, f"conversations/{conversation_id}").json
    created_at = shown.pop("created_at")
    assert created_at.endswith("Z")
    assert shown == {
        "conversation_id": conversation_id,
        "chat_queue_id": 3,
        "customer_id": 1,
        "matched_by": "client_id",
        "client_name": "Żaneta",
        "client_surname": None,
        "client_email": None,
        "client_id": "1234",
        "parameters": {"chat_queue_id": 3, "client_id": "1234", "client_name": "Żaneta"},
    }


def test_conversations_are_listed_in_pages(app: ASGIApp) -> None:
    """The newest come first, within limit and offset."""
    ids = [start(app).json["conversation_id"] for _ in range(3)]
    page = get(app, "conversations?limit=2&offset=1").json
    assert page["count"] == 3
    assert [each["conversation_id"] for each in page["result"]] == [ids[1], ids[0]]
    assert len(get(app, "conversations").json["result"]) == 3


@pytest.mark.parametrize(
    ("path", "status", "codes"),
    [
        ("conversations?limit=0", 400, [400515]),
        ("conversations?limit=1001&offset=-1", 400, [400515, 400525]),
        ("conversations?limit=x", 400, [400514]),
        ("conversations/6ED7C941-2c8a-411e-95d2-338a9f64800a", 400, [400536]),
        ("conversations/6ed7c941-2c8a-411e-95d2-338a9f64800a", 404, [404003]),
        ("conversations/", 404, [404001]),
        ("", 404, [404001]),
        ("reset", 405, [405001]),
    ],
)
def test_wrong_requests_are_answered_in_the_envelope(app: ASGIApp, path: str, status: int, codes: list[int]) -> None:
    """The control API's errors are those of the vendor's envelope."""
    answer = get(app, path)
    assert (answer.status, answer.codes) == (status, codes)


def test_reset_restores_the_start(app: ASGIApp) -> None:
    """After a reset there are no conversations and the fixtures are those of the start."""
    start(app)
    put_fixtures(app, {"users": [], "queues": [], "customers": []})
    assert call(app, "POST", "/_mock/reset").status == 204
    assert get(app, "conversations").json["count"] == 0
    assert start(app).status == 200


def test_fixtures_can_be_read_changed_and_put_back(app: ASGIApp) -> None:
    """What GET answers can be PUT, and new queues, customers and users count at once."""
    fixtures = get(app, "fixtures").json
    assert sorted(fixtures["users"], key=lambda user: user["name"] != "api_user") == default_fixtures()["users"]
    fixtures["queues"].append({"id": 70000})
    fixtures["customers"] = [{"id": 8, "email": "Ewa@Example.org"}]
    fixtures["users"] = [{"name": "ewa", "password": "a:b", "methods": ["*"]}]
    answer = put_fixtures(app, fixtures)
    assert (answer.status, answer.json) == (200, fixtures)
    assert get(app, "fixtures").json == fixtures
    assert start(app).status == 401
    begun = call(app, "POST", f"{START}?chat_queue_id=70000&client_email=ewa@example.org", [basic("ewa", "a:b")]).json[
        "conversation_id"
    ]
    shown = get(app, f"conversations/{begun}").json
    assert (shown["customer_id"], shown["matched_by"]) == (8, "client_email")


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        (b"", [400002]),
        (b"{}", [400003, 400003, 400003]),
        (b'{"users": [], "queues": [{"id": 1}, {"id": 1}], "customers": []}', [400003]),
        (b'{"users": [], "queues": [{"id": "1"}], "customers": [{}]}', [400003, 400003]),
    ],
)
def test_broken_fixtures_change_nothing(app: ASGIApp, body: bytes, codes: list[int]) -> None:
    """Fixtures that break the document are refused whole, with every fault."""
    answer = call(app, "PUT", "/_mock/fixtures", [], body)
    assert (answer.status, answer.codes) == (400, codes)
    assert start(app).status == 200


def test_the_control_api_is_not_under_the_vendors_path(app: ASGIApp) -> None:
    """Below /api there is nothing of it."""
    assert get(app, "health").status == 200
    assert call(app, "GET", "/api/_mock/health").status == 404
    assert call(app, "GET", "/api/health").status == 404
