"""The parts of the benchmark that only reckon."""

import logging
from collections.abc import Callable

import pytest

from tests.bench.load import WrongAnswers, judge
from tests.bench.page import bars, number, table
from tests.bench.probe import ACCEPTED, REFUSED, Probe
from tests.bench.results import AT_LEAST, AT_MOST, Bar, Results, Row
from tests.bench.rounds import Spread, interleaved, ratios, spread

SIZE = 200.0


def test_ratios_are_taken_within_a_round() -> None:
    """A round in which everything was slow changes no ratio."""
    assert ratios([100, 10, 100], [50, 5, 50]) == Spread(2, 2, 2)


def test_each_round_begins_with_another_job(caplog: pytest.LogCaptureFixture) -> None:
    """Each job runs once in each round, none always comes first, and each is a line of the log."""
    caplog.set_level(logging.INFO)
    order: list[str] = []
    jobs: dict[str, Callable[[], int]] = {
        name: lambda name=name: order.append(name) or len(order)  # type: ignore[misc,func-returns-value]
        for name in "abc"
    }
    found = interleaved(jobs, 3, "test")
    assert order == list("abcbcacab")
    assert found == {"a": [1, 6, 8], "b": [2, 4, 9], "c": [3, 5, 7]}
    assert caplog.messages[3] == "test, round 2 of 3: b"


@pytest.mark.parametrize(
    ("bar", "met"), [(Bar(AT_LEAST, 2), True), (Bar(AT_LEAST, 3), False), (Bar(AT_MOST, 2), True), (None, None)]
)
def test_bar_is_compared_with_the_median(bar: Bar | None, met: bool | None) -> None:
    """A row knows whether its bar is met."""
    assert Row("section", "what", "×", spread([1, 2, 9]), bar).met is met


def test_what_was_not_measured_meets_nothing() -> None:
    """A row without a value neither meets its bar nor misses it."""
    results = Results({}, {}, rows=[Row("section", "what", "×", None, Bar(AT_LEAST, 2), "not run: java not found")])
    assert (results.count(True), results.count(False), results.count(None)) == (0, 0, 1)
    assert "not run: java not found" in bars(results)


def counted(**changed: int) -> dict[str, int]:
    """Return what wrk counts where all is well, but for what is ``changed``."""
    return {"requests": 1000, "bytes": 200_000, "refused": 0, "broken": 0, **changed}


def test_right_answers_are_a_result() -> None:
    """Nothing is said against answers that all were right, nor against those that wrk did not wait for."""
    judge(counted(), ACCEPTED, SIZE)
    judge(counted(bytes=203_000), ACCEPTED, SIZE)
    judge(counted(refused=1000), REFUSED["401"], SIZE)


@pytest.mark.parametrize(
    ("probe", "wrong"),
    [
        (ACCEPTED, counted(refused=1)),
        (ACCEPTED, counted(broken=1)),
        (ACCEPTED, counted(requests=0, bytes=0)),
        (ACCEPTED, counted(bytes=230_000)),
        (REFUSED["401"], counted(refused=999)),
    ],
)
def test_fast_error_is_no_result(probe: Probe, wrong: dict[str, int]) -> None:
    """One answer that is not the right one spoils the run."""
    with pytest.raises(WrongAnswers):
        judge(wrong, probe, SIZE)


def test_table_is_markdown_whose_columns_stand_below_each_other() -> None:
    """Numbers end in the same column."""
    assert table([("", "value", ""), ("a", "5", "x"), ("long", "1,234", "y")]) == (
        "|      | value |  |\n| ---- | ----: | --- |\n| a    |     5 | x |\n| long | 1,234 | y |"
    )


@pytest.mark.parametrize(("value", "shown"), [(0.3333, "0.333"), (12.345, "12.3"), (12345.6, "12,346")])
def test_numbers_have_three_digits_that_count(value: float, shown: str) -> None:
    """A number is as exact as the measurement."""
    assert number(value) == shown
