"""The mock of this checkout against that of another one, such as an earlier commit's."""

import subprocess
from functools import partial

from tests.bench.load import load
from tests.bench.plan import Plan
from tests.bench.probe import ACCEPTED
from tests.bench.results import AT_LEAST, Bar, Results, Row
from tests.bench.rounds import interleaved, ratios
from tests.servers import running_mock

SECTION = "against"


def measure(plan: Plan, results: Results) -> None:
    """Ask both mocks in turn, if there is another checkout."""
    if plan.against is None:
        return
    with running_mock() as ours, running_mock(program=plan.against / ".venv/bin/thulium-mock") as other:
        for server in (ours, other):
            load(server, ACCEPTED, plan.warm_up)
        servers = {"ours": ours, "other": other}
        jobs = {name: partial(load, server, ACCEPTED, plan.seconds) for name, server in servers.items()}
        loads = interleaved(jobs, plan.rounds, SECTION)
    command = ["git", "-C", str(plan.against), "describe", "--always", "--dirty"]
    commit = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip() or "the other checkout"
    by_time = ratios([each.rate for each in loads["ours"]], [each.rate for each in loads["other"]])
    by_cpu = ratios([each.rate_of_cpu for each in loads["ours"]], [each.rate_of_cpu for each in loads["other"]])
    results.rows += [
        Row(SECTION, f"throughput, over that of {commit}", "×", by_time, Bar(AT_LEAST, 1)),
        Row(SECTION, "… for each CPU second", "×", by_cpu),
    ]
