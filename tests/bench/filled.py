"""Throughput of a mock with many conversations and customers, over that of an empty one, with each engine."""

import asyncio
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from thulium_mock.serialization import rfc3339
from thulium_mock.state.conversations import Conversation, Status
from thulium_mock.state.fixtures import default_fixtures
from thulium_mock.state.sql_store import SqlStore
from thulium_mock.state.store import DEFAULT

from tests.bench.load import Load, load
from tests.bench.plan import Plan
from tests.bench.probe import ACCEPTED
from tests.bench.results import AT_LEAST, AT_MOST, Bar, Results, Row
from tests.bench.rounds import LOG, interleaved, ratios, spread
from tests.journals import exchange, record
from tests.postgresql import running_postgresql
from tests.servers import CREDENTIALS, RunningServer, running_mock

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
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        postgresql = stack.enter_context(running_postgresql())
        urls = {"a file": [f"sqlite:///{folder}/{name}.db" for name in ("full", "empty")]}
        urls["PostgreSQL"] = [postgresql.new_database() for _ in range(2)]
        for engine, databases in urls.items():
            results.rows += _measured(engine, databases, plan)


def _measured(engine: str, databases: list[str], plan: Plan) -> list[Row]:
    """Fill the first database, ask mocks on both in turn, and list what the first one has by each filter."""
    LOG.info(f"{SECTION}: store {plan.fill:,} conversations in {engine}")
    asyncio.run(_store(databases[0], plan.fill))
    with ExitStack() as stack:
        keep = ("--keep-conversations", str(10 * plan.fill), "--database")
        full, empty = (stack.enter_context(running_mock(*keep, each)) for each in databases)
        jobs = {"full": partial(_load, full, plan), "empty": partial(_load, empty, plan)}
        loads = interleaved(jobs, plan.rounds, f"{SECTION}, {engine}")
        pages = [_seconds(full, query) * 1000 for query in _QUERIES]
    found = ratios([each.rate for each in loads["full"]], [each.rate for each in loads["empty"]])
    what = f"throughput with {plan.fill:,} conversations in {engine}, over an empty one"
    listed = f"a page of 100 of {plan.fill:,} conversations in {engine}, by each filter"
    return [
        Row(SECTION, what, "×", found, Bar(AT_LEAST, 0.9)),
        Row(SECTION, listed, "ms", spread(pages), Bar(AT_MOST, 20)),
    ]


_STATUSES: tuple[Status, ...] = ("CREATED", "IN_PROGRESS", "CLOSED")
_QUERIES = ("", "&status=CLOSED", "&chat_queue_id=3", "&status=CREATED&chat_queue_id=3", "&date_from=2026-01-03")


async def _store(url: str, count: int) -> None:
    """Store so many conversations, ten of which begin in a second."""
    store = SqlStore(url, default_fixtures(), keep_conversations=10 * count)
    await store.start()
    for first in range(0, count, 1000):
        started = [
            Conversation(f"{each:032x}", each % 5 + 1, None, None, {}, rfc3339(_BEGIN + each / 10))._replace(
                status=_STATUSES[each % 3]
            )
            for each in range(first, min(first + 1000, count))
        ]
        await record(store, exchange(), started, DEFAULT)
    await store.close()


_BEGIN = 1_767_225_600
"""2026-01-01, in UTC."""


def _seconds(server: RunningServer, query: str) -> float:
    """Return how long a page of the list takes, the shortest of some times."""
    times = []
    with httpx.Client(base_url=server.base_url, auth=CREDENTIALS, timeout=60) as client:
        for _ in range(5):
            begun = time.perf_counter()
            client.get(f"/chats?limit=100{query}").raise_for_status()
            times.append(time.perf_counter() - begun)
    return min(times)


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
