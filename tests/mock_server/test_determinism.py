"""A seed makes everything that is drawn by lot repeat exactly."""

import json
import time
from typing import Any

import pytest
from starlette.types import ASGIApp
from thulium_mock.app import create_app, new_spaces
from thulium_mock.settings import Settings

from tests.http.asgi import call, start
from tests.http.messages import basic

FLAKY = {"share": 0.5, "answer": {"code": 503}}


def seed(app: ASGIApp, value: int | None, space: str = "") -> Any:
    """Set the seed through the control API."""
    return call(app, "POST", f"/_mock/{space}seed", (), json.dumps({"seed": value}).encode()).json


def session(app: ASGIApp, count: int = 20) -> list[tuple[int, str]]:
    """Send requests of which some are refused, and some fail by a fault; return status and id of each answer."""
    call(app, "POST", "/_mock/faults", (), json.dumps(FLAKY).encode())
    answers = [start(app, "chat_queue_id=3" if number % 4 else "") for number in range(count)]
    return [(each.status, each.json.get("conversation_id") or each.json["request_id"]) for each in answers]


def test_the_same_seed_gives_the_same_answers() -> None:
    """Two mocks with one seed answer alike, ids, request ids and faults; another seed gives others."""
    first, second, other = (
        session(create_app(spaces=new_spaces(settings=Settings(seed=number)))) for number in (7, 7, 8)
    )
    assert first == second
    assert {status for status, _ in first} == {200, 400, 503}
    assert not {each for _, each in first} & {each for _, each in other}
    assert [status for status, _ in first] != [status for status, _ in other]


def test_a_seed_can_be_set_and_taken_away(app: ASGIApp) -> None:
    """From a POST on everything repeats, until null is posted."""
    assert seed(app, 7) == {"seed": 7}
    first = session(app)
    call(app, "POST", "/_mock/reset")
    assert seed(app, 7) == {"seed": 7}
    assert session(app) == first
    call(app, "DELETE", "/_mock/faults")
    assert seed(app, None) == {"seed": None}
    assert start(app).json["conversation_id"] not in {each for _, each in first}
    assert abs(int(start(app, "").json["request_id"][:8], 16) - time.time()) < 100


def test_each_space_has_a_sequence_of_its_own(app: ASGIApp) -> None:
    """What happens in one space does not move the sequence of another."""
    for space in ("", "spaces/ewa/"):
        seed(app, 7, space)
    ids = [start(app).json["conversation_id"] for _ in range(3)]
    found = [
        call(app, "POST", "/spaces/ewa/api/chat_conversations/start?chat_queue_id=3", [basic()]).json["conversation_id"]
        for _ in range(3)
    ]
    assert found == ids


@pytest.mark.parametrize("body", ["{}", '{"seed": "7"}', '{"seed": -1}', '{"seed": 1.5}', '{"seed": 1e15}', "7"])
def test_what_is_no_seed_is_refused(app: ASGIApp, body: str) -> None:
    """A seed is a whole number that every language can read, or null."""
    answer = call(app, "POST", "/_mock/seed", (), body.encode())
    assert (answer.status, set(answer.codes)) == (400, {400003})
