"""Faults and scenarios through the control API."""

import asyncio
import copy
import json
from typing import Any

import pytest
from starlette.types import ASGIApp
from thulium_mock.app import create_app, new_spaces
from thulium_mock.clock import Clock
from thulium_mock.openapi.documents import vendor_document
from thulium_mock.state.fixtures import FixturesError, checked, default_fixtures
from thulium_mock.state.spaces import Spaces

from tests.clock import ManualClock
from tests.http.asgi import call, start
from tests.http.messages import Response, basic


def control(app: ASGIApp, method: str, path: str, body: Any = None) -> Response:
    """Ask the control API."""
    return call(app, method, f"/_mock/{path}", [], b"" if body is None else json.dumps(body).encode())


def test_a_fault_of_an_operation_strikes_no_other(app: ASGIApp) -> None:
    """Nor does it count the others, or paths without an operation."""
    given = {"operation": "listChats", "answer": {"code": 503}, "times": 1}
    assert control(app, "POST", "faults", given).json["operation"] == "listChats"
    assert (start(app).status, call(app, "GET", "/api/nope").status) == (200, 404)
    assert [call(app, "GET", "/api/chats", [basic()]).status for _ in range(2)] == [503, 200]


def test_a_fault_of_a_conversation_strikes_its_id_in_any_case(app: ASGIApp) -> None:
    """The operations take it in both."""
    conversation_id = start(app).json["conversation_id"]
    given = {"when": {"conversation_id": conversation_id.upper()}, "answer": {"code": 503}}
    assert control(app, "POST", "faults", given).status == 201
    paths = [f"/api/chat_conversations/{each}/stop" for each in (conversation_id, conversation_id.upper())]
    assert [call(app, "POST", path, [basic()]).status for path in paths] == [503, 503]


def test_a_fault_of_a_truth_value_strikes_it_alone(app: ASGIApp) -> None:
    """Parameters of every type can be a condition."""
    assert control(app, "POST", "faults", {"when": {"include_files": True}, "answer": {"code": 503}}).status == 201
    paths = [f"/api/chats?include_files={each}" for each in ("true", "false")]
    assert [call(app, "GET", path, [basic()]).status for path in paths] == [503, 200]


def test_a_quota_answers_with_the_error_that_the_document_shows() -> None:
    """Whatever its example is called."""
    document = copy.deepcopy(vendor_document())
    content = document["components"]["responses"]["TooManyRequests"]["content"]["application/json"]
    example = content["examples"]["slow-down"] = content["examples"].pop("too-many-requests")
    example["value"]["errors"][0]["code"] = 42
    app = create_app(document=document)
    control(app, "POST", "faults", {"quota": {"requests": 0, "seconds": 9}})
    answer = start(app)
    assert (answer.status, answer.codes, answer.fields["retry-after"]) == (429, [42], "9")


def test_a_fault_is_set_shown_and_taken_away(app: ASGIApp, spaces: Spaces) -> None:
    """What was set is shown with its id, how often it struck, and how long it lasts."""
    clock = spaces.default.clock = ManualClock()
    given = {"when": {"chat_queue_id": 3}, "answer": {"code": 503}, "times": 2, "ttl": 30}
    answer = control(app, "POST", "faults", given)
    shown = {**given, "fault_id": 1, "name": "answer 503", "hits": 0, "expires_in": 30.0}
    assert (answer.status, answer.json) == (201, shown)
    assert start(app).status == 503
    clock.time += 10
    shown = {**shown, "hits": 1, "expires_in": 20.0}
    assert control(app, "GET", "faults/1").json == shown
    assert control(app, "GET", "faults").json == {"count": 1, "result": [shown]}
    assert control(app, "DELETE", "faults/1").status == 204
    assert control(app, "GET", "faults").json == {"count": 0, "result": []}
    assert control(app, "DELETE", "faults/1").codes == control(app, "GET", "faults/1").codes == [404010]
    assert start(app).status == 200


def test_a_fault_that_ends_while_it_is_shown_has_no_time_left() -> None:
    """Not less than none, which the document does not allow."""
    spaces, times = new_spaces(), [1000.0, 1005.0, 1015.0]
    spaces.default.clock = Clock(now=lambda: times.pop(0) if len(times) > 1 else times[0])
    asyncio.run(spaces.default.add_fault({"answer": {"code": 503}, "ttl": 10}))
    (shown,) = control(create_app(spaces=spaces), "GET", "faults").json["result"]
    assert shown["expires_in"] == 0


def test_faults_are_taken_away_all_at_once(app: ASGIApp) -> None:
    """The scenario stays."""
    control(app, "PUT", "scenario", {"name": "maintenance"})
    control(app, "POST", "faults", {"answer": {"code": 429}})
    assert start(app).status == 429
    assert control(app, "DELETE", "faults").status == 204
    assert start(app).status == 503


@pytest.mark.parametrize(
    ("body", "messages"),
    [
        ({}, ["/: required answer or required delay or required connection or required quota or required delivery."]),
        ({"name": "nothing", "ttl": 5}, ["/: required answer or"]),
        (
            {"conection": "drop", "delay": {"milliseconds": 1}},
            ["/: only name, operation, when, share, times, quota, ttl, answer,"],
        ),
        ({"answer": {"code": 418}}, ["/answer/code: one of 200, 400, 401, 403, 404, 409, 414, 429, 500, 503"]),
        ({"answer": {"code": 404, "example": "x"}}, ["/answer/example: one of unknown-queue, closed-queue"]),
        ({"connection": "drop", "when": {"queue": 3}}, ["/when: one of chat_queue_id, client_name, client_surname,"]),
        ({"connection": "drop", "when": {"chat_queue_id": "3"}}, ["/when/chat_queue_id: type integer"]),
        ({"connection": "drop", "when": {"client_id": 3, "x": 1}}, ["/when/client_id: type string", "/when: one of"]),
        ({"connection": "explode"}, ["/connection: one of drop, reset, empty, truncate, malformed, trickle."]),
        ({"connection": "drop", "ttl": 0}, ["/ttl: minimum 1"]),
        ({"connection": "drop", "ttl": 86401}, ["/ttl: maximum 86400"]),
        ({"connection": "drop", "times": 0}, ["/times: minimum 1"]),
        ({"connection": "drop", "share": 1.1}, ["/share: maximum 1"]),
        ({"delay": {"milliseconds": 60001}}, ["/delay/milliseconds: maximum 60000."]),
        ({"delay": {"from": 1}}, ["/delay: required to."]),
        ({"delay": 400}, ["/delay: type object."]),
        ({"delay": {}}, ["/delay: required milliseconds."]),
        ({"delay": {"median": 60001, "sigma": 6}}, ["/delay/median: maximum", "/delay/sigma: maximum 5."]),
        ({"name": "x" * 201, "delay": {"milliseconds": 1}}, ["/name: maxLength 200."]),
        ({"delay": {"from": 900, "to": 100}}, ["/delay/to: no less than from."]),
        ({"quota": {"requests": 1}}, ["/quota: required seconds"]),
    ],
)
def test_a_broken_fault_is_refused(app: ASGIApp, body: Any, messages: list[str]) -> None:
    """With every place that is wrong, and what may stand there; nothing is set."""
    answer = control(app, "POST", "faults", body)
    assert (answer.status, answer.codes) == (400, [400003] * len(messages))
    for told, message in zip(answer.messages, messages, strict=True):
        assert message in told
    assert control(app, "GET", "faults").json["count"] == 0


def test_scenarios_are_listed_and_switched(app: ASGIApp) -> None:
    """Those of the fixtures; the active one is shown with the time that it has left."""
    listed = control(app, "GET", "scenarios").json
    assert listed["result"] == default_fixtures()["scenarios"]
    assert listed["count"] == len(listed["result"])
    active = control(app, "PUT", "scenario", {"name": "outage", "ttl": 3600}).json
    assert (active["name"], active["title"]["pl"]) == ("outage", "System nie działa")
    assert 3590 < active["expires_in"] <= 3600
    assert control(app, "GET", "scenario").json["name"] == "outage"
    assert start(app).status == 503
    assert control(app, "PUT", "scenario", {"name": None}).json == {"name": None, "title": None, "expires_in": None}
    assert start(app).status == 200


def test_an_unknown_scenario_is_told_the_known_ones(app: ASGIApp) -> None:
    """In the envelope; the active one stays."""
    control(app, "PUT", "scenario", {"name": "outage"})
    answer = control(app, "PUT", "scenario", {"name": "fire"})
    assert (answer.status, answer.codes) == (404, [404011])
    assert "use one of outage, maintenance, broken," in answer.messages[0]
    assert control(app, "GET", "scenario").json["name"] == "outage"


def test_rules_and_scenarios_are_replaced_with_the_fixtures(app: ASGIApp) -> None:
    """They are shown as they were given, and count at once."""
    fixtures = {
        **control(app, "GET", "fixtures").json,
        "rules": [{"when": {"client_id": "1234"}, "answer": {"code": 403}}],
        "scenarios": [{"name": "odd", "title": {"en": "Odd", "pl": "Dziwnie"}, "faults": []}],
    }
    assert control(app, "PUT", "fixtures", fixtures).json == fixtures
    assert start(app, "chat_queue_id=3&client_id=1234").status == 403
    assert start(app, "chat_queue_id=404").status == 200
    assert control(app, "GET", "scenarios").json["count"] == 1
    del fixtures["rules"], fixtures["scenarios"]
    assert control(app, "PUT", "fixtures", fixtures).json == fixtures
    assert start(app, "chat_queue_id=3&client_id=1234").status == 200


SCENARIO = {"name": "a", "title": {"en": "A", "pl": "A"}, "faults": []}

BROKEN = [
    ({"rules": [{"answer": {"code": 503}}]}, "/rules/0"),
    ({"rules": [{"when": {"chat_queue_id": 3}}]}, "/rules/0"),
    ({"rules": [{"when": {"chat_queue_id": 3}, "connection": "drop", "ttl": 5}]}, "/rules/0"),
    ({"rules": [{"when": {"chat_queue_id": 3}, "answer": {"code": 418}}]}, "/rules/0/answer/code"),
    ({"scenarios": [{**SCENARIO, "title": {"en": "A"}}]}, "/scenarios/0/title"),
    ({"scenarios": [SCENARIO] * 2}, "/scenarios/1/name"),
    (
        {"scenarios": [{**SCENARIO, "faults": [{"answer": {"code": 200, "example": "x"}}]}]},
        "/scenarios/0/faults/0/answer/example",
    ),
]


@pytest.mark.parametrize(("broken", "where"), BROKEN)
def test_broken_rules_and_scenarios_change_nothing(app: ASGIApp, broken: dict[str, Any], where: str) -> None:
    """Fixtures with such are refused whole, by the control API and in a file."""
    fixtures = {**default_fixtures(), **broken}
    answer = control(app, "PUT", "fixtures", fixtures)
    assert (answer.status, answer.codes) == (400, [400003])
    assert f"{where}:" in answer.messages[0]
    assert control(app, "GET", "scenarios").json["result"] == default_fixtures()["scenarios"]
    with pytest.raises(FixturesError, match=f"{where}[:,.]"):
        checked(fixtures, document=vendor_document())
