"""A mock that holds many conversations and customers, against an empty one."""

import json
import tempfile
import time
from pathlib import Path

import httpx
import yaml

from tests.bench.load import Load, load
from tests.bench.plan import Plan
from tests.bench.question import ACCEPTED
from tests.bench.results import AT_LEAST, Bar, Results, Row
from tests.bench.rounds import LOG, interleaved, ratios
from tests.servers import ROOT, RunningServer, running_mock

SECTION = "filled"

_PIECE = 5.0
_LONGEST = 900.0
"""Seconds that filling may take."""


def measure(plan: Plan, results: Results) -> None:
    """Fill one mock through its API, and ask it and an empty one in turn."""
    LOG.info(f"{SECTION}: start {plan.fill:,} conversations")
    with tempfile.TemporaryDirectory() as folder:
        fixtures = Path(folder, "fixtures.json")
        fixtures.write_text(json.dumps(_fixtures(plan.customers)), "utf-8")
        keep = str(10 * plan.fill)
        with (
            running_mock("--fixtures", str(fixtures), "--keep-conversations", keep) as full,
            running_mock("--keep-conversations", keep) as empty,
        ):
            held = _fill(full, plan.fill)
            loads = interleaved(
                {"full": lambda: _load(full, plan), "empty": lambda: _load(empty, plan, reset=True)},
                plan.rounds,
                SECTION,
            )
    found = ratios([each.rate for each in loads["full"]], [each.rate for each in loads["empty"]])
    what = f"throughput after {held:,} conversations, with {plan.customers:,} customers, over an empty mock"
    results.rows.append(Row(SECTION, what, "×", found, Bar(AT_LEAST, 0.9)))


def _load(server: RunningServer, plan: Plan, reset: bool = False) -> Load:
    if reset:
        httpx.post(f"{server.origin}/_mock/reset").raise_for_status()
    return load(server.base_url, server.process.pid, ACCEPTED, plan.seconds)


def _fill(server: RunningServer, conversations: int) -> int:
    """Start so many, and return how many the mock holds."""
    begun = time.monotonic()
    while (held := _count(server)) < conversations and time.monotonic() - begun < _LONGEST:
        load(server.base_url, server.process.pid, ACCEPTED, _PIECE)
    return held


def _count(server: RunningServer) -> int:
    answer = httpx.get(f"{server.origin}/_mock/conversations?limit=1", timeout=60).raise_for_status()
    return int(answer.json()["count"])


def _fixtures(customers: int) -> dict[str, object]:
    """Return the default fixtures with so many customers."""
    fixtures: dict[str, list[object]] = yaml.safe_load(
        (ROOT / "mock_server/thulium_mock/fixtures.yaml").read_text("utf-8")
    )
    more = [
        {"id": number, "client_id": f"id-{number}", "name": f"Name {number}", "email": f"{number}@example.org"}
        for number in range(100_000, 100_000 + customers - len(fixtures["customers"]))
    ]
    return {**fixtures, "customers": [*fixtures["customers"], *more]}
