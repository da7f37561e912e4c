"""The contract suite's own speed."""

import subprocess
import sys
import time
from collections.abc import Sequence

from tests.bench.plan import Plan
from tests.bench.results import AT_LEAST, AT_MOST, Bar, Results, Row
from tests.bench.rounds import spread
from tests.servers import ROOT

SECTION = "suite"

_LONGEST = 300
"""Seconds that one run may take."""

_IN_PROCESS = "tests.bench.corpus_speed"


def steps(plan: Plan) -> int:
    """Return how many steps of progress it has."""
    return 2 * plan.checks


def measure(plan: Plan, results: Results) -> None:
    """Run the suite in a process with the mock, and as `make contract` does."""
    rates, seconds, rate_of_all = [], [], []
    for number in range(plan.checks):
        plan.progress.step(f"{SECTION}: in process, run {number + 1} of {plan.checks}")
        corpus, whole = _run(["-m", _IN_PROCESS]).split()
        rates.append(float(corpus))
        rate_of_all.append(float(whole))
        plan.progress.step(f"{SECTION}: make contract, run {number + 1} of {plan.checks}")
        begun = time.perf_counter()
        _run(["-m", "tests.contract"])
        seconds.append(time.perf_counter() - begun)
    results.rows += [
        Row(SECTION, "checked cases of the corpus, in process", "a second", spread(rates), Bar(AT_LEAST, 1000)),
        Row(SECTION, "checked requests of a whole run, in process", "a second", spread(rate_of_all)),
        Row(SECTION, "make contract, with start and end", "s", spread(seconds), Bar(AT_MOST, 20)),
    ]


def _run(arguments: Sequence[str]) -> str:
    ran = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=_LONGEST, check=True
    )
    return ran.stdout
