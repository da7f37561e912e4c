"""Throughput of refused requests, over that of accepted ones."""

from functools import partial

from tests.bench.load import load
from tests.bench.plan import Plan
from tests.bench.probe import ACCEPTED, REFUSED
from tests.bench.results import AT_LEAST, Bar, Results, Row
from tests.bench.rounds import interleaved, ratios
from tests.servers import running_mock

SECTION = "refusals"


def measure(plan: Plan, results: Results) -> None:
    """Ask one mock all probes in turn."""
    with running_mock() as server:
        load(server, ACCEPTED, plan.warm_up)
        probes = {"accepted": ACCEPTED, **REFUSED}
        jobs = {name: partial(load, server, probe, plan.seconds) for name, probe in probes.items()}
        loads = interleaved(jobs, plan.rounds, SECTION)
    accepted = [each.rate for each in loads["accepted"]]
    for name in REFUSED:
        found = ratios([each.rate for each in loads[name]], accepted)
        what = f"throughput of refused requests ({name}), over accepted ones"
        results.rows.append(Row(SECTION, what, "×", found, Bar(AT_LEAST, 0.8)))
