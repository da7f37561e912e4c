"""Memory of a mock with everything on: requests of all kinds to many spaces, faults, and a watched event stream."""

import itertools
import threading
from urllib.parse import quote

import httpx

from tests.bench.load import WrongAnswers, wrk
from tests.bench.plan import Plan
from tests.bench.probe import ACCEPTED, START
from tests.bench.processes import memory
from tests.bench.results import AT_LEAST, AT_MOST, Bar, Results, Row
from tests.bench.rounds import LOG, Spread
from tests.servers import RunningServer, running_mock

SECTION = "memory"

_SPACES = ["", *(f"/spaces/s{number}" for number in range(20))]
_BOUNDS = ("--journal-size", "500", "--keep-conversations", "500")
"""What each space keeps: so little that all spaces are full when the mock has settled."""

_FAULTS = [
    {"name": "outage", "share": 0.05, "ttl": 86400, "answer": {"code": 503}},
    {"name": "slow", "share": 0.01, "ttl": 86400, "delay": {"milliseconds": 5}},
    {"name": "dropped", "share": 0.001, "ttl": 86400, "connection": "drop"},
]
_QUERIES = [
    *(f"chat_queue_id=3&client_id=id-{number}&client_name={quote('Żółć')}" for number in range(97)),
    *("chat_queue_id=3&client_id=1234", "chat_queue_id=3&client_email=jan.kowalski@example.org"),
    *("chat_queue_id=x&customer_id=0", "chat_queue_id=4", "", f"chat_queue_id=3&client_name={'x' * 2000}"),
]


def measure(plan: Plan, results: Results) -> None:
    """Compare the memory when the mock has settled with what it has until the end."""
    with running_mock("--seed", "1", *_BOUNDS) as server:
        _set_faults(server)
        threading.Thread(target=_watch, args=(server,), daemon=True).start()
        sent, found = 0, []
        while sent < plan.requests:
            sent += _send(server, plan.seconds)
            _look(server)
            if sent >= plan.settled:
                found.append(memory(server.process.pid).resident)
            LOG.info("%s: %s of %s requests", SECTION, f"{sent:,}", f"{plan.requests:,}")
    change = Spread(found[-1] / found[0], min(found) / found[0], max(found) / found[0])
    what = f"resident memory after {plan.requests:,} requests, over that after {plan.settled:,}"
    results.rows += [
        Row(SECTION, f"resident memory after {plan.settled:,} requests", "MiB", Spread(found[0], found[0], found[0])),
        Row(SECTION, what, "×", change, Bar(AT_MOST, 1.1)),
        Row(SECTION, "… the same", "×", change, Bar(AT_LEAST, 0.9)),
    ]


def _send(server: RunningServer, seconds: float) -> int:
    """Send requests of all kinds, half of them to other spaces than the default one; return how many."""
    spaces = itertools.cycle(_SPACES)
    targets = [f"{space}/api{START}?{query}" for query in _QUERIES for space in ("", next(spaces))]
    counted = wrk(server.origin, ACCEPTED.headers, seconds, [*targets, "/unknown"])
    if not 0 < counted["refused"] < counted["requests"]:
        raise WrongAnswers(f"{counted['refused']} of {counted['requests']} answers were errors, where some are right")
    return counted["requests"]


def _set_faults(server: RunningServer) -> None:
    for fault, space in itertools.product(_FAULTS, _SPACES[:4]):
        httpx.post(f"{server.origin}/_mock{space}/faults", json=fault).raise_for_status()


def _watch(server: RunningServer) -> None:
    """Read the event stream until the mock ends."""
    with httpx.stream("GET", f"{server.origin}/_mock/stream", timeout=None) as answer:
        for _ in answer.iter_raw():
            pass


def _look(server: RunningServer) -> None:
    """Request every view of the journal and of the state."""
    with httpx.Client(base_url=f"{server.origin}/_mock", timeout=120) as client:
        for path in ("requests?limit=1000", "conversations?limit=1000", "har", "spaces", "fixtures"):
            client.get(path).raise_for_status()
        matcher = {"query": {"client_email": {"like": "nobody*"}}, "customer_id": 1}
        client.post("requests/verify", json={"matcher": matcher}).raise_for_status()
