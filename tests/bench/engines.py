"""Throughput of the engines and of several processes, over that of the mock in memory; each with everything on."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.load import Load, load
from tests.bench.plan import Plan
from tests.bench.probe import ACCEPTED
from tests.bench.processes import cpu_seconds, cpu_seconds_of_family
from tests.bench.results import AT_LEAST, Bar, Results, Row
from tests.bench.rounds import interleaved, ratios
from tests.cluster import configuration
from tests.postgresql import PostgreSQL, running_postgresql
from tests.proxies import running_nginx
from tests.servers import RunningServer, reserved_port, running_mock

SECTION = "engines"

CONNECTIONS = 64


@dataclass(frozen=True)
class Variant:
    """Way to keep the state: kind of database, workers of each replica, and replicas behind nginx if there are any."""

    database: str = ""
    workers: int = 1
    replicas: int = 0
    bar: Bar | None = None


VARIANTS = {
    "memory": Variant(),
    "a file": Variant("file", bar=Bar(AT_LEAST, 0.5)),
    "a file, 2 workers": Variant("file", 2),
    "PostgreSQL": Variant("postgresql", bar=Bar(AT_LEAST, 0.35)),
    "PostgreSQL, 2 workers": Variant("postgresql", 2),
    "PostgreSQL, nginx, 1 replica": Variant("postgresql", replicas=1),
    "PostgreSQL, nginx, 2 replicas": Variant("postgresql", replicas=2),
}
_ONE, _TWO = list(VARIANTS)[-2:]


@dataclass(frozen=True)
class _Running:
    """Variant that runs: where it answers, and the mock's processes."""

    front: RunningServer
    mocks: Sequence[RunningServer]


@dataclass(frozen=True)
class _Cost:
    """Load, with the CPU seconds of the mock's processes and of PostgreSQL for each of its requests."""

    load: Load
    mock: float
    database: float


def measure(plan: Plan, results: Results) -> None:
    """Ask all variants in turn."""
    with ExitStack() as stack:
        postgresql = stack.enter_context(running_postgresql())
        running = {name: stack.enter_context(_started(each, postgresql)) for name, each in VARIANTS.items()}
        for each in running.values():
            load(each.front, ACCEPTED, plan.warm_up, CONNECTIONS)
        jobs = {name: partial(_cost, each, postgresql, plan.seconds) for name, each in running.items()}
        costs = interleaved(jobs, plan.rounds, SECTION)
    memory = costs.pop("memory")
    for name, found in costs.items():
        rates = ratios([each.load.rate for each in found], [each.load.rate for each in memory])
        results.rows += [
            Row(SECTION, f"throughput of {name}, over memory", "×", rates, VARIANTS[name].bar),
            Row(SECTION, "… CPU time of the mock", "×", ratios(*_times(found, memory))),
        ]
        if VARIANTS[name].database == "postgresql":
            database = ratios([each.database for each in found], [each.mock for each in memory])
            results.rows.append(Row(SECTION, "… CPU time of PostgreSQL, over the mock's in memory", "×", database))
    # Each replica has a core of its own then.
    capacity = ratios([2 * each.mock for each in costs[_ONE]], [each.mock for each in costs[_TWO]])
    what = "requests for a CPU second of each of 2 replicas together, over 1 replica"
    results.rows.append(Row(SECTION, what, "×", capacity, Bar(AT_LEAST, 1.5)))


def _times(found: Sequence[_Cost], others: Sequence[_Cost]) -> tuple[list[float], list[float]]:
    return [each.mock for each in found], [each.mock for each in others]


def _cost(running: _Running, postgresql: PostgreSQL, seconds: float) -> _Cost:
    assert postgresql.process
    before = _cpu(running), cpu_seconds_of_family(postgresql.process.pid)
    found = load(running.front, ACCEPTED, seconds, CONNECTIONS)
    after = _cpu(running), cpu_seconds_of_family(postgresql.process.pid)
    mock, database = ((new - old) / found.requests for new, old in zip(after, before, strict=True))
    return _Cost(found, mock, database)


def _cpu(running: _Running) -> float:
    return sum(cpu_seconds(each.process.pid) for each in running.mocks)


@contextmanager
def _started(variant: Variant, postgresql: PostgreSQL) -> Iterator[_Running]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        urls = {"": "memory", "file": f"sqlite:///{folder}/mock.db"}
        url = urls.get(variant.database) or postgresql.new_database()
        options = ("--database", url, "--workers", str(variant.workers))
        mocks = [stack.enter_context(running_mock(*options)) for _ in range(variant.replicas or 1)]
        front = mocks[0]
        if variant.replicas:
            port = stack.enter_context(reserved_port())
            servers = configuration(port, mocks)
            origin = stack.enter_context(running_nginx(folder, port, servers=servers))
            front = RunningServer(f"{origin}/thulium/api", front.process, front.output)
        yield _Running(front, mocks)
