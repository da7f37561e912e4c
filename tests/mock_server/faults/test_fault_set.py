"""Faults: which requests they strike, how often, how long, and what they do; always the same for one seed."""

from typing import Any

import pytest
from thulium_mock.errors import TooManyFaults, UnknownFault, UnknownScenario
from thulium_mock.faults.fault import MAX_DELAY, Effect, FaultAnswer
from thulium_mock.faults.fault_set import LIMIT, Faults

from tests.clock import ManualClock

OUTAGE = {"name": "outage", "answer": {"code": 503}}
SCENARIOS = [{"name": "down", "title": {"en": "Down", "pl": "Nie działa"}, "faults": [OUTAGE]}]


@pytest.fixture
def clock() -> ManualClock:
    """A clock."""
    return ManualClock()


@pytest.fixture
def faults(clock: ManualClock) -> Faults:
    """The faults of a space with a seed."""
    faults = Faults(seed=7)
    faults.clock = clock
    return faults


def strikes(faults: Faults, count: int) -> list[bool]:
    """Return which of the next requests are struck by the faults of every request."""
    return [faults.effect(faults.everywhere) is not None for _ in range(count)]


def delays(faults: Faults, count: int) -> list[float]:
    """Return how long the next requests are delayed by the faults of every request."""
    effects = [faults.effect(faults.everywhere) for _ in range(count)]
    return [effect.delay for effect in effects if effect]


def test_without_faults_nothing_happens(faults: Faults) -> None:
    """There is nothing to look at in every request, and no effect on any parameter."""
    assert faults.everywhere == ()
    assert faults.effect_of({"chat_queue_id": 3}) is None


def test_a_fault_strikes_every_request(faults: Faults) -> None:
    """Without any condition it does so each time, and counts."""
    fault_id = faults.add(OUTAGE)
    assert faults.effect(faults.everywhere) == Effect(("outage",), 0, FaultAnswer(503))
    assert strikes(faults, 3) == [True] * 3
    assert faults[fault_id].hits == 4


@pytest.mark.parametrize(("ttl", "seconds"), [({}, 600), ({"ttl": 5}, 5)])
def test_a_fault_ends_by_itself(faults: Faults, clock: ManualClock, ttl: dict[str, int], seconds: int) -> None:
    """After its time to live it strikes no more, is not listed, and costs nothing."""
    fault_id = faults.add({**OUTAGE, **ttl})
    clock.time += seconds - 0.01
    assert strikes(faults, 1) == [True]
    clock.time += 0.01
    assert list(faults) == []
    with pytest.raises(UnknownFault):
        faults[fault_id]
    assert strikes(faults, 1) == [False]
    assert faults.everywhere == ()


def test_a_fault_is_used_up(faults: Faults) -> None:
    """The next n requests fail, then all succeed."""
    faults.add({**OUTAGE, "times": 2})
    assert strikes(faults, 4) == [True, True, False, False]
    assert (list(faults), faults.everywhere) == ([], ())


def test_a_share_is_drawn_by_the_seed(faults: Faults) -> None:
    """About that many are struck; the seed says which, whatever other faults there are."""
    faults.add({**OUTAGE, "share": 0.3})
    first = strikes(faults, 1000)
    assert 250 < sum(first) < 350
    faults.sow(7)
    assert strikes(faults, 1000) == first
    faults.sow(8)
    assert strikes(faults, 1000) != first
    faults.sow(7)
    faults.add({"name": "slow", "delay": {"from": 1, "to": 9}})
    assert [
        effect is not None and "outage" in effect.names
        for effect in (faults.effect(faults.everywhere) for _ in range(1000))
    ] == first


def test_without_a_seed_nobody_can_foresee_it(faults: Faults) -> None:
    """Two sequences without a seed differ."""
    faults.add({**OUTAGE, "share": 0.5})
    faults.sow(None)
    first = strikes(faults, 200)
    faults.sow(None)
    assert strikes(faults, 200) != first


@pytest.mark.parametrize("share", [0, 0.0])
def test_no_share_strikes_nobody(faults: Faults, share: float) -> None:
    """A share of nothing is nothing."""
    faults.add({**OUTAGE, "share": share})
    assert not any(strikes(faults, 100))


def test_times_counts_what_was_struck(faults: Faults) -> None:
    """Requests that a share spares do not use a fault up."""
    faults.add({**OUTAGE, "share": 0.2, "times": 3})
    assert sum(strikes(faults, 1000)) == 3


def test_a_quota_lets_some_through_in_each_window(faults: Faults, clock: ManualClock) -> None:
    """Beyond the number it is 429, with the rest of the window as Retry-After; the next window begins anew."""
    faults.add({"quota": {"requests": 2, "seconds": 10}})
    assert strikes(faults, 2) == [False, False]
    clock.time += 3.5
    effect = faults.effect(faults.everywhere)
    assert effect is not None
    assert effect.answer == FaultAnswer(429, None, 7)
    clock.time += 6.5
    assert strikes(faults, 3) == [False, False, True]


@pytest.mark.parametrize(
    ("given", "answer", "connection"),
    [
        ({"answer": {"code": 503}}, FaultAnswer(503, None, 10), None),
        ({"answer": {"code": 429, "retry_after": 1}}, FaultAnswer(429, None, 1), None),
        ({"connection": "drop"}, None, "drop"),
    ],
)
def test_a_quota_can_answer_otherwise(
    faults: Faults, given: dict[str, Any], answer: FaultAnswer | None, connection: str | None
) -> None:
    """What the fault says beside the quota counts for what is too much."""
    faults.add({"name": "quota", "quota": {"requests": 0, "seconds": 10}, **given})
    assert faults.effect(faults.everywhere) == Effect(("quota",), 0, answer, connection)


def test_delays(faults: Faults) -> None:
    """A fixed delay is the same each time, a range is even, a log-normal one has half below its median and a tail."""
    fixed = faults.add({"delay": {"milliseconds": 400}})
    assert delays(faults, 3) == [0.4] * 3
    faults.remove(fixed)
    ranged = faults.add({"delay": {"from": 100, "to": 300}})
    drawn = delays(faults, 2000)
    assert 0.1 <= min(drawn) < 0.102
    assert 0.298 < max(drawn) <= 0.3
    assert 0.195 < sum(drawn) / 2000 < 0.205
    faults.remove(ranged)
    faults.add({"delay": {"median": 200, "sigma": 1}})
    drawn = sorted(delays(faults, 2000))
    assert 0.18 < drawn[1000] < 0.22
    assert 0.47 < drawn[1683] < 0.63
    assert drawn[-1] > 2


def test_a_delay_has_an_end(faults: Faults) -> None:
    """However long the tail and however many the faults, nobody waits for more than a minute."""
    for _ in range(3):
        faults.add({"delay": {"median": 60_000, "sigma": 5}})
    assert max(delays(faults, 200)) == MAX_DELAY


def test_delays_add_up_until_something_answers(faults: Faults) -> None:
    """The first fault that answers or ends the connection decides; those behind it do not happen."""
    faults.add({"name": "a", "delay": {"milliseconds": 100}})
    faults.add({"name": "b", "delay": {"milliseconds": 200}, "answer": {"code": 500}})
    behind = faults.add({"name": "c", "delay": {"milliseconds": 400}, "connection": "drop"})
    assert faults.effect(faults.everywhere) == Effect(("a", "b"), 0.30000000000000004, FaultAnswer(500))
    assert faults[behind].hits == 0


def test_a_fault_of_parameters(faults: Faults) -> None:
    """It strikes when all of them have its values, of whichever parameter it is found by."""
    faults.add({"name": "both", "when": {"chat_queue_id": 3, "client_email": "a@b.pl"}, "answer": {"code": 500}})
    faults.add({"name": "queue", "when": {"chat_queue_id": 4}, "answer": {"code": 429}})
    faults.add({"name": "mail", "when": {"client_email": "a@b.pl"}, "answer": {"code": 503}})
    assert faults.everywhere == ()

    def struck(**arguments: Any) -> tuple[str, ...]:
        effect = faults.effect_of(arguments)
        return effect.names if effect else ()

    assert struck(chat_queue_id=3) == ()
    assert struck(chat_queue_id=3, client_email="a@b.pl") == ("both",)
    assert struck(chat_queue_id=4, client_email="a@b.pl") == ("queue",)
    assert struck(chat_queue_id=5, client_email="a@b.pl") == ("mail",)
    assert struck(chat_queue_id=5, client_email="A@b.pl") == ()
    assert struck() == ()


def test_set_faults_count_before_the_scenario_and_the_rules(faults: Faults) -> None:
    """Of several that answer, the one that was set decides, then the scenario's, then the rule."""
    when = {"chat_queue_id": 3}
    scenario = {"name": "s", "title": {}, "faults": [{"name": "of scenario", "when": when, "answer": {"code": 500}}]}
    rule = {"name": "rule", "when": when, "answer": {"code": 404}}
    faults.replace_fixtures({"rules": [rule], "scenarios": [scenario]})

    def struck() -> tuple[str, ...]:
        effect = faults.effect_of(when)
        return effect.names if effect else ()

    assert struck() == ("rule",)
    faults.switch("s")
    assert struck() == ("of scenario",)
    fault_id = faults.add({"name": "set", "when": when, "answer": {"code": 503}})
    assert struck() == ("set",)
    faults.remove(fault_id)
    faults.switch(None)
    assert struck() == ("rule",)


def test_a_scenario_is_switched_on_and_off(faults: Faults, clock: ManualClock) -> None:
    """Its faults strike while it is on; it ends by itself, and at the switch to none."""
    faults.replace_fixtures({"scenarios": SCENARIOS})
    assert (faults.active, strikes(faults, 1)) == (None, [False])
    faults.switch("down", 60)
    assert faults.active == (SCENARIOS[0], 60)
    assert strikes(faults, 1) == [True]
    clock.time += 60
    assert (faults.active, strikes(faults, 1)) == (None, [False])
    faults.switch("down")
    clock.time += 599
    assert strikes(faults, 1) == [True]
    faults.switch(None)
    assert (faults.active, strikes(faults, 1)) == (None, [False])


def test_an_unknown_scenario_changes_nothing(faults: Faults) -> None:
    """The error lists those that there are."""
    faults.replace_fixtures({"scenarios": SCENARIOS})
    faults.switch("down")
    with pytest.raises(UnknownScenario, match=r"use one of down\."):
        faults.switch("up")
    assert faults.active is not None


def test_new_fixtures_change_the_active_scenario(faults: Faults, clock: ManualClock) -> None:
    """It goes on as it now is for the time that it had left, and ends if it is gone."""
    faults.replace_fixtures({"scenarios": SCENARIOS})
    faults.switch("down", 60)
    clock.time += 20
    changed = {**SCENARIOS[0], "faults": [{"name": "worse", "answer": {"code": 500}}]}
    faults.replace_fixtures({"scenarios": [changed]})
    assert faults.active == (changed, 40)
    effect = faults.effect(faults.everywhere)
    assert effect is not None
    assert effect.names == ("worse",)
    faults.replace_fixtures({})
    assert (faults.active, faults.everywhere) == (None, ())


def test_faults_are_bounded(faults: Faults, clock: ManualClock) -> None:
    """There are at most a thousand; those that are over make room."""
    for _ in range(LIMIT):
        faults.add({**OUTAGE, "ttl": 10})
    with pytest.raises(TooManyFaults):
        faults.add(OUTAGE)
    clock.time += 10
    faults.add(OUTAGE)
    assert len(list(faults)) == 1


def test_ids_begin_anew_when_all_are_taken_away(faults: Faults) -> None:
    """An id is never given twice while there may be somebody who knows it, and the first one is 1 after a reset."""
    assert [faults.add(OUTAGE), faults.add(OUTAGE)] == [1, 2]
    faults.remove(2)
    assert faults.add(OUTAGE) == 3
    faults.clear()
    assert faults.add(OUTAGE) == 1


def test_a_fault_without_a_name_is_called_by_what_it_does(faults: Faults) -> None:
    """The journal and the console have something to show."""
    for given in (
        {"answer": {"code": 503}, "delay": {"milliseconds": 1}},
        {"connection": "drop"},
        {"quota": {"requests": 1, "seconds": 1}},
    ):
        faults.add(given)
    assert [fault.name for _, fault in faults] == ["answer 503, delay", "drop", "quota"]
