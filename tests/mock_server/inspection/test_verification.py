"""Verifying that requests came, and what is shown if they did not."""

import asyncio
import json
from typing import Any

import pytest
from starlette.types import ASGIApp
from thulium_mock.app import new_spaces
from thulium_mock.inspection.verification import verify as verify_in

from tests.http.asgi import call
from tests.http.messages import START, Response, basic
from tests.journals import exchange, record

START_3 = f"{START}?chat_queue_id=3"


def verify(app: ASGIApp, expectation: Any, space: str = "") -> Response:
    """Ask the control API for a verification."""
    return call(app, "POST", f"/_mock/{space}requests/verify", (), json.dumps(expectation).encode())


def send(app: ASGIApp, *queries: str) -> None:
    """Start conversations, or try to."""
    for query in queries:
        call(app, "POST", f"{START}?{query}", [basic()])


@pytest.mark.parametrize(
    ("count", "verified"),
    [
        (None, True),
        ({"exactly": 2}, True),
        ({"exactly": 1}, False),
        ({"at_least": 2}, True),
        ({"at_least": 3}, False),
        ({"at_most": 2}, True),
        ({"at_most": 1}, False),
        ({"at_least": 1, "at_most": 5}, True),
        ({"at_least": 3, "at_most": 5}, False),
    ],
)
def test_as_many_requests_match_as_expected(app: ASGIApp, count: dict[str, int] | None, verified: bool) -> None:
    """Requests are counted, and compared with what is expected: at least one, if nothing is said."""
    send(app, "chat_queue_id=3", "chat_queue_id=3&client_id=x", "chat_queue_id=4")
    answer = verify(app, {"matcher": {"status": 200}, **({"count": count} if count else {})}).json
    assert (answer["verified"], answer["count"], answer["matching"]) == (verified, 2, [2, 1])
    assert bool(answer["nearest"]) is not verified


def test_the_nearest_misses_are_shown_best_first(app: ASGIApp) -> None:
    """Fewer differences are nearer, then values that look alike, then newer requests; five are shown, in all fields."""
    send(
        app,
        "chat_queue_id=4&client_email=x",
        "chat_queue_id=3&client_email=ewa@example.org",
        "chat_queue_id=3&client_email=jan@example.com",
        "chat_queue_id=3",
        *["chat_queue_id=x"] * 10,
    )
    matcher = {"status": 200, "query": {"client_email": "jan@example.org", "chat_queue_id": 3}}
    answer = verify(app, {"matcher": matcher}).json
    assert [miss["number"] for miss in answer["nearest"]] == [3, 2, 4, 1, 14]
    assert answer["nearest"][0]["differences"] == [
        {"field": "query.client_email", "expected": "jan@example.org", "actual": ["jan@example.com"]}
    ]
    assert answer["nearest"][3]["differences"] == [
        {"field": "status", "expected": 200, "actual": ["400"]},
        {"field": "query.client_email", "expected": "jan@example.org", "actual": ["x"]},
        {"field": "query.chat_queue_id", "expected": 3, "actual": ["4"]},
    ]
    assert answer["explanation"] == {
        "en": "Requests: 14, matching: 0, expected: at least 1.",
        "pl": "Żądań: 14, pasujących: 0, oczekiwano: co najmniej 1.",
    }


def test_too_many_requests_are_shown_themselves(app: ASGIApp) -> None:
    """If more match than expected, the newest of those are shown, since nothing differs."""
    send(app, *["chat_queue_id=3"] * 7)
    answer = verify(app, {"matcher": {"status": 200}, "count": {"exactly": 0}}).json
    assert [miss["number"] for miss in answer["nearest"]] == [7, 6, 5, 4, 3]
    assert all(miss["differences"] == [] for miss in answer["nearest"])
    assert "matching: 7, expected: exactly 0" in answer["explanation"]["en"]


def test_of_many_that_match_the_newest_are_named(app: ASGIApp) -> None:
    """A hundred numbers are enough to look at; the count is of all."""
    send(app, *["chat_queue_id=3"] * 103)
    answer = verify(app, {"matcher": {"status": 200}}).json
    assert (answer["count"], answer["matching"]) == (103, list(range(103, 3, -1)))


def test_why_no_request_came_is_said(app: ASGIApp) -> None:
    """An empty journal: never asked, asked in another space, or emptied; each in both languages."""
    never = verify(app, {"matcher": {}}).json
    assert never["nearest"] == []
    assert never["explanation"]["en"].endswith("base URL is this mock's address with /api.")
    assert "Żądań: 0" in never["explanation"]["pl"]

    call(app, "POST", "/spaces/ewa" + START_3, [basic()])
    elsewhere = verify(app, {"matcher": {}}).json
    assert "Other spaces have requests: ewa (1)." in elsewhere["explanation"]["en"]
    in_space = verify(app, {"matcher": {"status": 500}}, "spaces/jan/").json
    assert in_space["explanation"]["en"].endswith("address with /spaces/jan/api.")

    call(app, "DELETE", "/_mock/spaces/ewa/requests")
    emptied = verify(app, {"matcher": {}}, "spaces/ewa/").json
    assert "before the journal was emptied: 1." in emptied["explanation"]["en"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"matcher": {"verb": "POST"}},
        {"matcher": {"status": None}},
        {"matcher": {"status": 1.5}},
        {"matcher": {"status": {"like": "2*", "absent": True}}},
        {"matcher": {"status": {}}},
        {"matcher": {"query": "x"}},
        {"matcher": {"query": {"x": [[]]}}},
        {"matcher": {}, "count": {}},
        {"matcher": {}, "count": {"exactly": -1}},
        {"matcher": {}, "count": {"more": 1}},
        *(
            {"matcher": {field: value}}
            for field, values in {
                "method": ("post", 1),
                "path": ("start", 1),
                "status": (99, 600, "OK", ["OK"]),
                "state": ("nope", ["nope"], 1),
                "conversation_id": ("6ED7C941-2C8A-411E-95D2-338A9F64800A", 1),
                "customer_id": ("x",),
                "error_code": ("x",),
            }.items()
            for value in values
        ),
    ],
)
def test_a_matcher_that_makes_no_sense_is_refused(app: ASGIApp, body: Any) -> None:
    """What the language does not know is never taken for something that holds."""
    answer = verify(app, body)
    assert (answer.status, set(answer.codes)) == (400, {400003})


def test_a_long_verification_lets_others_have_their_turn() -> None:
    """While a full journal is read, other requests are answered."""
    spaces = new_spaces()
    space = spaces.default

    async def scenario() -> list[str]:
        order = []
        for _ in range(2000):
            await record(space.store, exchange())

        async def verified() -> None:
            assert (await verify_in(space, {"status": 200}, None, spaces)).count == 2000
            order.append("verified")

        async def other() -> None:
            order.append("other")

        await asyncio.gather(verified(), other())
        return order

    assert asyncio.run(scenario()) == ["other", "verified"]
