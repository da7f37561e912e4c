"""Throughput of a mock with many conversations and customers, over that of an empty one."""

import time

import httpx

from tests.bench.load import Load, load
from tests.bench.plan import Plan
from tests.bench.probe import ACCEPTED
from tests.bench.results import AT_LEAST, Bar, Results, Row
from tests.bench.rounds import LOG, interleaved, ratios
from tests.servers import RunningServer, running_mock

SECTION = "filled"

_PIECE = 5.0
_LONGEST = 900.0
"""Timeout of filling, in seconds."""


def measure(plan: Plan, results: Results) -> None:
    """Fill one mock through its API, and ask it and an empty one in turn."""
    LOG.info(f"{SECTION}: start {plan.fill:,} conversations")
    keep = ("--keep-conversations", str(10 * plan.fill))
    with running_mock(*keep) as full, running_mock(*keep) as empty:
        _add_customers(full, plan.customers)
        held = _fill(full, plan.fill)
        jobs = {"full": lambda: _load(full, plan), "empty": lambda: _load(empty, plan, reset=True)}
        loads = interleaved(jobs, plan.rounds, SECTION)
    found = ratios([each.rate for each in loads["full"]], [each.rate for each in loads["empty"]])
    what = f"throughput after {held:,} conversations, with {plan.customers:,} customers, over an empty mock"
    results.rows.append(Row(SECTION, what, "×", found, Bar(AT_LEAST, 0.9)))


def _load(server: RunningServer, plan: Plan, reset: bool = False) -> Load:
    if reset:
        httpx.post(f"{server.origin}/_mock/reset").raise_for_status()
    return load(server, ACCEPTED, plan.seconds)


def _fill(server: RunningServer, conversations: int) -> int:
    """Start so many, and return how many the mock holds."""
    begun, held = time.monotonic(), 0
    while held < conversations and time.monotonic() - begun < _LONGEST:
        load(server, ACCEPTED, _PIECE)
        answer = httpx.get(f"{server.origin}/_mock/conversations?limit=1", timeout=60).raise_for_status()
        held = answer.json()["count"]
    return held


def _add_customers(server: RunningServer, customers: int) -> None:
    """Give the mock's fixtures so many customers."""
    with httpx.Client(base_url=f"{server.origin}/_mock", timeout=60) as client:
        fixtures = client.get("fixtures").raise_for_status().json()
        fixtures["customers"] += [
            {"id": number, "client_id": f"id-{number}", "name": f"Name {number}", "email": f"{number}@example.org"}
            for number in range(100_000, 100_000 + customers - len(fixtures["customers"]))
        ]
        client.put("fixtures", json=fixtures).raise_for_status()
