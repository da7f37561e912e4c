"""The control API: looking at what was stored, and putting the mock into a known state."""

import json
from typing import Any

import pytest
from starlette.types import ASGIApp
from thulium_mock import __version__
from thulium_mock.app import create_app, new_spaces
from thulium_mock.openapi.documents import operations, vendor_document
from thulium_mock.settings import Settings
from thulium_mock.state.fixtures import default_fixtures

from tests.http.asgi import call, start
from tests.http.messages import START, Response, basic


def get(app: ASGIApp, path: str) -> Response:
    """GET a path of the control API."""
    return call(app, "GET", f"/_mock/{path}")


def put_fixtures(app: ASGIApp, fixtures: Any) -> Response:
    """PUT fixtures."""
    return call(app, "PUT", "/_mock/fixtures", [("Content-Type", "application/json")], json.dumps(fixtures).encode())


def test_health_tells_what_is_served(app: ASGIApp) -> None:
    """Health names the versions of the mock and of its document, and the operations."""
    assert get(app, "health").json == {
        "status": "ready",
        "reason": None,
        "version": __version__,
        "document_version": "1.0.0",
        "operations": [operation["operationId"] for _, _, operation in operations(vendor_document())],
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
        "full_name": "Żaneta",
        "email": "jan.kowalski@example.org",
        "status": "CREATED",
        "user_login": None,
        "assigned_at": None,
        "closed_at": None,
        "messages": [],
    }


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        (
            "requests?statsu=404",
            "The query has a parameter that is not known here: "
            "use limit, offset, after, status, method, path, conversation_id.",
        ),
        ("fixtures?pretty", "There are no query parameters here: leave out the query."),
    ],
)
def test_a_parameter_that_is_misspelt_is_refused(app: ASGIApp, path: str, sentence: str) -> None:
    """It would be no help to show all requests to somebody who asks for some of them."""
    answer = get(app, path)
    assert answer.status == 400
    assert [each["message"] for each in answer.json["errors"]] == [sentence]


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
        (b'{"users": [], "queues": [], "customers": [], "agents": [{"login": "a", "queues": [1]}]}', [400003]),
    ],
)
def test_broken_fixtures_change_nothing(app: ASGIApp, body: bytes, codes: list[int]) -> None:
    """Fixtures that break the document are refused whole, with every fault."""
    answer = call(app, "PUT", "/_mock/fixtures", [], body)
    assert (answer.status, answer.codes) == (400, codes)
    assert start(app).status == 200


def numbers(app: ASGIApp, query: str = "") -> list[int]:
    """Return the numbers of the requests that are listed."""
    answer = get(app, f"requests?{query}").json
    found = [each["number"] for each in answer["result"]]
    assert answer["count"] >= len(found)
    return found


def test_requests_are_listed_and_filtered(app: ASGIApp) -> None:
    """The newest first, in pages; those that fit all that is asked for."""
    first = start(app).json["conversation_id"]
    start(app, "")
    start(app, "chat_queue_id=4")
    call(app, "GET", START)
    call(app, "POST", "/spaces/ewa" + START)
    assert numbers(app) == [4, 3, 2, 1]
    assert numbers(app, "limit=2&offset=1") == [3, 2]
    assert get(app, "requests?limit=1").json["count"] == 4
    assert numbers(app, "after=2") == [4, 3]
    assert numbers(app, "status=400") == [2]
    assert numbers(app, "status=200&method=GET") == []
    assert numbers(app, "method=GET") == [4]
    assert numbers(app, "path=*/start&method=POST") == [3, 2, 1]
    assert numbers(app, f"path={START}") == [4, 3, 2, 1]
    assert numbers(app, "path=/api") == []
    assert numbers(app, f"conversation_id={first}") == [1]
    assert numbers(app, "conversation_id=6ed7c941-2c8a-411e-95d2-338a9f64800a") == []


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("status=99&after=x", [400544, 400565]),
        ("method=post", [400576]),
        ("path=api", [400586]),
        ("conversation_id=x", [400596]),
    ],
)
def test_filters_that_make_no_sense_are_refused(app: ASGIApp, query: str, codes: list[int]) -> None:
    """All faults at once, as everywhere."""
    assert get(app, f"requests?{query}").codes == codes


def test_one_request_is_shown_with_all_that_is_known(app: ASGIApp) -> None:
    """What was asked and answered, why it was refused, whom it matched, and how to repeat it."""
    identifier = start(app, "chat_queue_id=3&client_id=1234").json["conversation_id"]
    refused = start(app, "chat_queue_id=x&customer_id=0", ("Accept-Language", "pl"))
    shown = get(app, "requests/1").json
    assert (shown["conversation_id"], shown["errors"]) == (identifier, [])
    assert shown["customer"] == {"id": 1, "name": "Jan", "surname": "Kowalski", "matched_by": "client_id"}
    shown = get(app, "requests/2").json
    assert (shown["status"], shown["errors"]) == (400, refused.json["errors"])
    assert (shown["conversation_id"], shown["customer"]) == (None, None)
    assert shown["answer"] == refused.body.decode()
    assert 'curl -X POST -u "$THULIUM_USER:$THULIUM_PASSWORD"' in shown["curl"]
    assert 0 <= shown["duration_ms"] < 60_000
    assert shown["started"].endswith("Z")
    assert get(app, "requests/3").codes == [404007]
    assert get(app, "requests/0").codes == [400605]
    assert get(app, "requests/02").codes == [400604]
    assert get(app, "requests/x").codes == [404001]


def test_a_request_shows_the_customer_whom_it_matched() -> None:
    """Also when the conversation is no longer kept, and the customer no longer known."""
    app = create_app(spaces=new_spaces(settings=Settings(keep_conversations=1)))
    for _ in range(2):
        start(app, "chat_queue_id=3&client_id=1234")
    put_fixtures(app, {"users": [], "queues": [], "customers": []})
    for number in (1, 2):
        shown = get(app, f"requests/{number}").json
        customer = {"id": 1, "name": "Jan", "surname": "Kowalski", "matched_by": "client_id"}
        assert (shown["status"], shown["customer"]) == (200, customer)


def test_the_journal_can_be_emptied(app: ASGIApp) -> None:
    """Conversations stay, and numbers go on until a reset."""
    start(app)
    assert call(app, "DELETE", "/_mock/requests").status == 204
    assert (numbers(app), get(app, "conversations").json["count"]) == ([], 1)
    start(app)
    assert numbers(app) == [2]
    call(app, "POST", "/_mock/reset")
    start(app)
    assert numbers(app) == [1]
