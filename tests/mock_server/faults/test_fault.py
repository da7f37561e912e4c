"""A fault: when its counter lets it strike, and its effect then."""

import random
from typing import Any

import pytest
from thulium_mock.faults.fault import MAX_DELAY, Counter, Effect, Fault, FaultAnswer, Strike

NOW = 1000.0


def strike(given: dict[str, Any], draw: int = 0, window_ends: float = NOW) -> Effect:
    """Return the effect of a fault that strikes."""
    return Fault.read("1", given).effect(Strike(draw, window_ends), NOW)


def delays(delay: dict[str, float], count: int = 2000) -> list[float]:
    """Return the delays of so many draws, in order."""
    rng = random.Random(7)
    return sorted(strike({"delay": delay}, rng.getrandbits(128)).delay for _ in range(count))


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"answer": {"code": 503}, "delay": {"milliseconds": 1}}, "answer 503, delay"),
        ({"answer": {"example": "closed-queue"}}, "answer closed-queue"),
        ({"connection": "drop"}, "drop"),
        ({"quota": {"requests": 1, "seconds": 1}}, "quota"),
        ({"name": "mine", "connection": "drop"}, "mine"),
    ],
)
def test_a_fault_without_a_name_is_called_by_what_it_does(given: dict[str, Any], name: str) -> None:
    """The journal and the console have something to show."""
    assert Fault.read("1", given).name == name


@pytest.mark.parametrize(
    ("share", "bits", "hit"),
    [(0, 0, False), (0.0, 0, False), (0.5, 1 << 127, False), (0.5, (1 << 126), True), (1, (1 << 128) - 1, True)],
)
def test_a_share_is_compared_with_the_draw(share: float, bits: int, hit: bool) -> None:
    """A share of nothing strikes nobody, and one of all strikes everybody."""
    assert bool(Counter(Fault.read("1", {"share": share, "connection": "drop"})).strike(bits, NOW)) is hit


def test_only_what_is_drawn_needs_a_draw() -> None:
    """A sequence does not move for a fault that is the same each time."""
    given: list[dict[str, Any]] = [
        {"delay": {"milliseconds": 1}},
        {"quota": {"requests": 1, "seconds": 1}},
        {"connection": "drop", "share": 0.5},
        {"delay": {"from": 1, "to": 2}},
        {"delay": {"median": 1, "sigma": 2}},
    ]
    assert [Fault.read("1", each).draws for each in given] == [False, False, True, True, True]


@pytest.mark.parametrize(
    ("given", "answer", "connection"),
    [
        ({}, FaultAnswer(retry_after=7), None),
        ({"answer": {"code": 503}}, FaultAnswer(503, None, 7), None),
        ({"answer": {"code": 429, "retry_after": 1}}, FaultAnswer(429, None, 1), None),
        ({"connection": "drop"}, None, "drop"),
    ],
)
def test_a_quota_answers_429_unless_told_otherwise(
    given: dict[str, Any], answer: FaultAnswer | None, connection: str | None
) -> None:
    """With the rest of the window, in whole seconds, as Retry-After."""
    quota = {"name": "quota", "quota": {"requests": 0, "seconds": 10}, **given}
    assert strike(quota, window_ends=NOW + 6.5) == Effect(("quota",), 0, answer, connection)


def test_delays() -> None:
    """A fixed delay is the same each time, a range is even, a log-normal one has half below its median and a tail."""
    assert delays({"milliseconds": 400}, 3) == [0.4] * 3
    even = delays({"from": 100, "to": 300})
    assert 0.1 <= even[0] < 0.102
    assert 0.298 < even[-1] <= 0.3
    assert 0.195 < sum(even) / 2000 < 0.205
    skewed = delays({"median": 200, "sigma": 1})
    assert 0.18 < skewed[1000] < 0.22
    assert 0.47 < skewed[1683] < 0.63
    assert skewed[-1] > 2


def test_a_delay_has_an_end() -> None:
    """However long the tail and however many the faults, nobody waits for more than a minute."""
    assert delays({"median": 60_000, "sigma": 5})[-1] == MAX_DELAY
    assert Effect((), MAX_DELAY).then(Effect(("a",), 1)).delay == MAX_DELAY


def test_effects_add_up() -> None:
    """Names and delays do; the answer or end is that of the last."""
    whole = Effect(("a",), 0.25).then(Effect(("b",), 0.5, FaultAnswer(500), "empty"))
    assert whole == Effect(("a", "b"), 0.75, FaultAnswer(500), "empty")
