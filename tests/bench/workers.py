"""Two worker processes against one, if the mock has such an option."""

import subprocess

from tests.bench.load import Load, load
from tests.bench.plan import Plan
from tests.bench.question import ACCEPTED
from tests.bench.results import AT_LEAST, Bar, Results, Row
from tests.bench.rounds import interleaved, ratios, spread
from tests.servers import BIN, RunningServer, running_mock

SECTION = "workers"

_BAR = Bar(AT_LEAST, 1.7)


def steps(plan: Plan) -> int:
    """Return how many steps of progress it has."""
    return 2 * plan.rounds if _known() else 0


def measure(plan: Plan, results: Results) -> None:
    """Ask a mock with one worker and one with two in turn.

    The load generator needs CPU time too. Where it has no core of its own, the servers get less than both cores, and
    throughput alone says too little: so requests for each second of CPU time of the busiest worker are told as well.
    """
    if not _known():
        return
    with running_mock("--workers", "1") as one, running_mock("--workers", "2") as two:
        for server in (one, two):
            _load(server, plan.warm_up)
        jobs = {"one": lambda: _load(one, plan.seconds), "two": lambda: _load(two, plan.seconds)}
        loads = interleaved(jobs, plan.rounds, plan.progress, SECTION)
    single, double = loads["one"], loads["two"]
    by_wall = ratios([each.rate for each in double], [each.rate for each in single])
    by_cpu = ratios([each.rate_of_busiest for each in double], [each.rate_of_busiest for each in single])
    share = spread([each.generator / each.seconds for each in double])
    results.rows += [
        Row(SECTION, "throughput of two workers, over one", "×", by_wall, _BAR),
        Row(SECTION, "the same, for each CPU second of the busiest worker", "×", by_cpu, _BAR),
        Row(SECTION, "CPU of the load generator beside two workers", "cores", share),
    ]


def _load(server: RunningServer, seconds: float) -> Load:
    return load(server.base_url, server.process.pid, ACCEPTED, seconds)


def _known() -> bool:
    shown = subprocess.run([BIN / "thulium-mock", "serve", "--help"], capture_output=True, text=True, check=True)
    return "--workers" in shown.stdout
