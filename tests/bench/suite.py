"""Speed of the contract suite."""

import subprocess
import sys
import time

from tests.bench.plan import Plan
from tests.bench.results import AT_LEAST, AT_MOST, Bar, Results, Row
from tests.bench.rounds import interleaved, spread
from tests.servers import ROOT

SECTION = "suite"

_LONGEST = 300
"""Timeout of one run, in seconds."""


def measure(plan: Plan, results: Results) -> None:
    """Run the suite in a process with the mock, and as `make contract` does."""
    found = interleaved({"in process": _in_process, "make contract": _command}, plan.checks, SECTION)
    corpus, whole = zip(*found["in process"], strict=True)
    (seconds,) = zip(*found["make contract"], strict=True)
    results.rows += [
        Row(SECTION, "checked cases of the corpus, in process", "a second", spread(corpus), Bar(AT_LEAST, 1000)),
        Row(SECTION, "checked requests of a whole run, in process", "a second", spread(whole)),
        Row(SECTION, "make contract, with start and end", "s", spread(seconds), Bar(AT_MOST, 20)),
    ]


def _in_process() -> list[float]:
    return [float(each) for each in _run("tests.bench.corpus_speed").split()]


def _command() -> list[float]:
    begun = time.perf_counter()
    _run("tests.contract")
    return [time.perf_counter() - begun]


def _run(module: str) -> str:
    command = [sys.executable, "-m", module]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=_LONGEST, check=True).stdout
