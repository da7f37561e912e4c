"""Cost of the client over bare httpx: of each call, and of the import."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from functools import partial

import httpx
from thulium_chat import AsyncThuliumChat, ThuliumChat

from tests.bench.plan import Plan
from tests.bench.processes import cpu_seconds_of_children
from tests.bench.results import AT_MOST, Bar, Results, Row
from tests.bench.rounds import LOG, interleaved, ratios, spread
from tests.servers import CREDENTIALS, running

SECTION = "client"

_BATCH = 20
_PARAMETERS: dict[str, str | int] = {"chat_queue_id": 3, "client_id": "1234"}
_BARS = {"call": Bar(AT_MOST, 1.15), "import": Bar(AT_MOST, 1.3)}
_HEADERS = {"accept": "application/json", "accept-encoding": "identity"}
"""Headers of the client's requests."""

_IMPORTS = {"client": "from thulium_chat import ThuliumChat", "httpx": "import httpx"}
_ALONE = "import sys; sys.modules['click'] = sys.modules['rich'] = None"
"""Hides what only the command of httpx needs, and a program that calls an API does not install."""


def measure(plan: Plan, results: Results) -> None:
    """Call a server that takes next to no time, with and without the client in turn; import both in turn."""
    with running([sys.executable, "-m", "tests.bench.fast_server"]) as (_, output):
        port = int(output.read_until(r"port \d+\n").split()[-1])
        _calls(f"http://127.0.0.1:{port}/api", plan, results)
    for what, before in (("", ""), (", httpx installed alone", _ALONE)):
        jobs = {name: partial(_import, f"{before}\n{code}") for name, code in _IMPORTS.items()}
        found = interleaved(jobs, plan.starts, f"{SECTION}: import")
        over = ratios(found["client"], found["httpx"])
        title = f"CPU time of importing thulium_chat, over httpx{what}"
        results.rows.append(Row(SECTION, title, "×", over, _BARS["import"]))


def _calls(base_url: str, plan: Plan, results: Results) -> None:
    """Compare calls of both faces with the same requests of httpx."""
    (user, password), start = CREDENTIALS, "/chat_conversations/start"
    with (
        ThuliumChat(base_url=base_url, user=user, password=password) as chat,
        httpx.Client(base_url=base_url, auth=CREDENTIALS, headers=_HEADERS, timeout=30) as bare,
    ):
        ours = partial(chat.start_conversation, chat_queue_id=3, client_id="1234")
        theirs = partial(bare.post, start, params=_PARAMETERS)
        _compare("sync", partial(_repeat, ours), partial(_repeat, theirs), plan, results)
    with asyncio.Runner() as runner:
        chats = AsyncThuliumChat(base_url=base_url, user=user, password=password)
        bares = httpx.AsyncClient(base_url=base_url, auth=CREDENTIALS, headers=_HEADERS, timeout=30)
        mine = partial(chats.start_conversation, chat_queue_id=3, client_id="1234")
        its = partial(bares.post, start, params=_PARAMETERS)
        _compare("async", lambda: runner.run(_awaited(mine)), lambda: runner.run(_awaited(its)), plan, results)
        runner.run(chats.aclose())
        runner.run(bares.aclose())


def _repeat(call: Callable[[], object]) -> None:
    for _ in range(_BATCH):
        call()


async def _awaited(call: Callable[[], Awaitable[object]]) -> None:
    for _ in range(_BATCH):
        await call()


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
        Row(SECTION, f"{kind} call", "µs", spread(costs)),
        Row(SECTION, "… time, over the same with bare httpx", "×", spread(by_wall), _BARS["call"]),
        Row(SECTION, "… CPU time, over the same with bare httpx", "×", spread(by_cpu), _BARS["call"]),
    ]


def _cost(batch: Callable[[], None]) -> tuple[float, float]:
    """Return the microseconds of a call, and those of CPU time."""
    wall, cpu = time.perf_counter(), time.process_time()
    batch()
    return 1e6 * (time.perf_counter() - wall) / _BATCH, 1e6 * (time.process_time() - cpu) / _BATCH


def _import(code: str) -> float:
    """Return the CPU time of a fresh interpreter that runs ``code``."""
    before = cpu_seconds_of_children()
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    return cpu_seconds_of_children() - before
