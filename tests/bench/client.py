"""What the client adds to bare httpx: for each call, and when it is imported."""

import asyncio
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import httpx
from thulium_chat import AsyncThuliumChat, ThuliumChat

from tests.bench.plan import Plan
from tests.bench.results import AT_MOST, Bar, Results, Row
from tests.bench.rounds import LOG, interleaved, ratios, spread
from tests.servers import CREDENTIALS, running

SECTION = "client"

_BATCH = 20
_BARS = {"call": Bar(AT_MOST, 1.15), "import": Bar(AT_MOST, 1.3)}
_HEADERS = {"accept": "application/json", "accept-encoding": "identity"}
"""What the client asks for."""

_IMPORTS = {"client": "from thulium_chat import ThuliumChat", "httpx": "import httpx"}
_ALONE = "import sys; sys.modules['click'] = sys.modules['rich'] = None"
"""Lets httpx find nothing of what its own command needs, which a program that only calls an API does not install."""


class Cost(NamedTuple):
    """Microseconds a call, of time and of CPU time."""

    wall: float
    cpu: float


def measure(plan: Plan, results: Results) -> None:
    """Call a server that takes next to no time, with and without the client in turn; import both in turn."""
    with running([sys.executable, "-m", "tests.bench.fast_server"]) as (_, output):
        port = int(output.read_until(r"port \d+\n").split()[-1])
        base_url = f"http://127.0.0.1:{port}/api"
        _sync(base_url, plan, results)
        _async(base_url, plan, results)
    for what, before in (("", ""), (", httpx installed alone", _ALONE)):
        found = interleaved(
            {name: partial(_import, f"{before}\n{code}") for name, code in _IMPORTS.items()},
            plan.starts,
            f"{SECTION}: import",
        )
        over = ratios(found["client"], found["httpx"])
        results.rows.append(
            Row(SECTION, f"CPU time of importing thulium_chat, over httpx{what}", "×", over, _BARS["import"])
        )


def _sync(base_url: str, plan: Plan, results: Results) -> None:
    user, password = CREDENTIALS
    with (
        ThuliumChat(base_url=base_url, user=user, password=password) as chat,
        httpx.Client(base_url=base_url, auth=CREDENTIALS, headers=_HEADERS, timeout=30) as bare,
    ):

        def ours() -> None:
            for _ in range(_BATCH):
                chat.start_conversation(chat_queue_id=3, client_id="1234")

        def theirs() -> None:
            for _ in range(_BATCH):
                bare.post("/chat_conversations/start", params={"chat_queue_id": 3, "client_id": "1234"})

        _compare("sync", ours, theirs, plan, results)


def _async(base_url: str, plan: Plan, results: Results) -> None:
    user, password = CREDENTIALS
    with asyncio.Runner() as runner:
        chat = AsyncThuliumChat(base_url=base_url, user=user, password=password)
        bare = httpx.AsyncClient(base_url=base_url, auth=CREDENTIALS, headers=_HEADERS, timeout=30)

        async def ours() -> None:
            for _ in range(_BATCH):
                await chat.start_conversation(chat_queue_id=3, client_id="1234")

        async def theirs() -> None:
            for _ in range(_BATCH):
                await bare.post("/chat_conversations/start", params={"chat_queue_id": 3, "client_id": "1234"})

        _compare("async", lambda: runner.run(ours()), lambda: runner.run(theirs()), plan, results)
        runner.run(chat.aclose())
        runner.run(bare.aclose())


def _compare(kind: str, ours: Callable[[], None], theirs: Callable[[], None], plan: Plan, results: Results) -> None:
    """Add the rows of both, in small batches that take turns: each round gives the ratio of its medians."""
    by_wall, by_cpu, costs = [], [], []
    for number in range(plan.rounds):
        LOG.info(f"{SECTION}: {kind}, round {number + 1} of {plan.rounds}")
        pairs = [(_cost(ours), _cost(theirs)) for _ in range(plan.calls // _BATCH)]
        wall, cpu = ([spread([pair[side][index] for pair in pairs]).median for side in (0, 1)] for index in (0, 1))
        by_wall.append(wall[0] / wall[1])
        by_cpu.append(cpu[0] / cpu[1])
        costs.append(wall[0])
    results.rows += [
        Row(SECTION, f"a {kind} call", "µs", spread(costs)),
        Row(SECTION, "… time, over the same with bare httpx", "×", spread(by_wall), _BARS["call"]),
        Row(SECTION, "… CPU time, over the same with bare httpx", "×", spread(by_cpu), _BARS["call"]),
    ]


def _cost(batch: Callable[[], None]) -> Cost:
    wall, cpu = time.perf_counter(), time.process_time()
    batch()
    return Cost(1e6 * (time.perf_counter() - wall) / _BATCH, 1e6 * (time.process_time() - cpu) / _BATCH)


def _import(code: str) -> float:
    """Return the CPU time of a fresh interpreter that runs ``code``."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
