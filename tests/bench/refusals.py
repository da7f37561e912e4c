"""Requests that are refused, against the one that is accepted."""

from functools import partial

from tests.bench.load import load
from tests.bench.plan import Plan
from tests.bench.question import ACCEPTED, REFUSED
from tests.bench.results import AT_LEAST, Bar, Results, Row
from tests.bench.rounds import interleaved, ratios
from tests.servers import running_mock

SECTION = "refusals"


def measure(plan: Plan, results: Results) -> None:
    """Ask one mock all questions in turn."""
    with running_mock() as server:
        load(server, ACCEPTED, plan.warm_up)
        questions = {"accepted": ACCEPTED, **REFUSED}
        jobs = {name: partial(load, server, question, plan.seconds) for name, question in questions.items()}
        loads = interleaved(jobs, plan.rounds, SECTION)
    accepted = [each.rate for each in loads["accepted"]]
    for name in REFUSED:
        found = ratios([each.rate for each in loads[name]], accepted)
        what = f"throughput of refused requests ({name}), over accepted ones"
        results.rows.append(Row(SECTION, what, "×", found, Bar(AT_LEAST, 0.8)))
