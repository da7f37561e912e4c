"""The magic inputs and scenarios of the built-in fixtures: each does what its table in the docs says."""

import asyncio
from typing import Any

import pytest
from thulium_mock.app import create_app, new_spaces
from thulium_mock.errors import NoAnswer
from thulium_mock.faults.chosen_answers import ChosenAnswers
from thulium_mock.openapi.documents import vendor_document
from thulium_mock.state.fixtures import default_fixtures

from tests.clock import ManualClock
from tests.http.asgi import start
from tests.http.messages import Response
from tests.journals import exchanges

RULES = default_fixtures()["rules"]
SCENARIOS = default_fixtures()["scenarios"]
STATUSES = {name: status for status, names in ChosenAnswers(vendor_document()).examples().items() for name in names}


class SeededMock:
    """A mock with a seed, and with a clock that only moves when a fault delays."""

    def __init__(self) -> None:
        spaces = new_spaces()
        self.space = spaces.default
        self.clock = ManualClock()
        self.space.clock = self.clock
        asyncio.run(self.space.set_seed(1))
        self.app = create_app(spaces=spaces)

    def ask(self, when: dict[str, Any]) -> Response | None:
        """Return what a request with these parameters is answered, None for nothing."""
        try:
            return start(self.app, "&".join(f"{name}={value}" for name, value in {"chat_queue_id": 3, **when}.items()))
        except NoAnswer:
            return None


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["name"])
def test_each_magic_input_does_what_it_says(rule: dict[str, Any]) -> None:
    """Its queue exists, and a request with it is struck, for whatever else it has."""
    mock = SeededMock()
    if "chat_queue_id" in rule["when"]:
        assert rule["when"]["chat_queue_id"] in {queue["id"] for queue in default_fixtures()["queues"]}
    answers = [mock.ask(rule["when"]) for _ in range(20)]
    struck = [each.faults == (rule["name"],) for each in exchanges(mock.space)]
    if "share" in rule:
        assert 5 < sum(struck) < 15
    elif "quota" in rule:
        allowed = rule["quota"]["requests"]
        assert struck == [False] * allowed + [True] * (20 - allowed)
    else:
        assert all(struck)
    for answer, hit in zip(answers, struck, strict=True):
        if not hit or "delay" in rule:
            assert answer is not None
            assert answer.status == 200
        elif "connection" not in rule:
            assert answer is not None
            assert answer.status == STATUSES[rule.get("answer", {"example": "too-many-requests"})["example"]]
        elif rule["connection"] in ("drop", "reset", "truncate"):
            assert answer is None
    if "delay" in rule:
        assert mock.clock.slept == [rule["delay"]["milliseconds"] / 1000] * 20


def test_no_two_magic_inputs_are_alike() -> None:
    """Each parameter's value leads to one thing."""
    inputs = [tuple(rule["when"].items()) for rule in RULES]
    assert len(set(inputs)) == len(inputs)


def test_the_closed_queue_says_so() -> None:
    """It is told apart from an unknown one by its code."""
    answer = SeededMock().ask({"chat_queue_id": 404})
    assert answer is not None
    assert (answer.status, answer.codes) == (404, [404004])


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario["name"])
def test_each_scenario_makes_something_go_wrong(scenario: dict[str, Any]) -> None:
    """Of two hundred requests some are struck, by each of its faults; the same ones again with the same seed."""
    seen = []
    for _ in range(2):
        mock = SeededMock()
        asyncio.run(mock.space.switch_scenario(scenario["name"], 86400))
        for _ in range(200):
            mock.ask({})
        seen.append([each.faults for each in exchanges(mock.space)])
    assert {name for names in seen[0] for name in names} == {fault["name"] for fault in scenario["faults"]}
    assert seen[0] == seen[1]
