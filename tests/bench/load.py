"""Load on a server, made by wrk: 16 connections that are kept alive, from one thread."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.probe import Probe
from tests.bench.processes import cpu_seconds, cpu_seconds_of_children
from tests.servers import RunningServer

CONNECTIONS = 16
SCRIPT = Path(__file__).with_name("wrk.lua")

_GRACE = 30
"""Seconds until the timeout of wrk, beyond the duration of its run."""


class WrongAnswers(Exception):
    """Run that is no result, since not every answer was the right one."""


@dataclass(frozen=True)
class Load:
    """Result of one run of wrk. ``generator`` and ``server`` are CPU seconds, the server's of all its processes."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    generator: float
    server: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds

    @property
    def rate_of_cpu(self) -> float:
        """Requests for each CPU second of the server."""
        return self.requests / max(self.server, 0.001)


def wrk(
    url: str, headers: Sequence[str], seconds: float, targets: Sequence[str] = (), connections: int = CONNECTIONS
) -> Mapping[str, int]:
    """Send POST for some seconds, to each of ``targets`` of the server in turn if there are any, else to ``url``.

    Returns what wrk counted (see ``wrk.lua``).
    """
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s", "-s", str(SCRIPT)]
    command += [*(part for header in headers for part in ("-H", header)), url, "--", *targets]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=seconds + _GRACE, check=True)
    counted: Mapping[str, int] = json.loads(ran.stdout.splitlines()[-1])
    return counted


def load(server: RunningServer, probe: Probe, seconds: float, connections: int = CONNECTIONS) -> Load:
    """Ask a server the ``probe`` for some seconds; raises `WrongAnswers` unless every answer was right.

    One answer is looked at closely before and after; of the others wrk counts how many were refused or broken, and how
    many bytes they had together, which shows one that is unlike the rest.
    """
    first = probe.check(server.base_url)
    before, spent = cpu_seconds(server.process.pid), cpu_seconds_of_children()
    counted = wrk(server.base_url + probe.target, probe.headers, seconds, connections=connections)
    generator, used = cpu_seconds_of_children() - spent, cpu_seconds(server.process.pid) - before
    judge(counted, probe, (first + probe.check(server.base_url)) / 2, connections)
    seconds, p50_ms, p99_ms = counted["microseconds"] / 1e6, counted["p50"] / 1e3, counted["p99"] / 1e3
    return Load(counted["requests"], seconds, p50_ms, p99_ms, generator, used)


def judge(counted: Mapping[str, int], probe: Probe, size: float, connections: int = CONNECTIONS) -> None:
    """Raise `WrongAnswers` unless what wrk ``counted`` says that all answers were right, of ``size`` bytes each."""
    requests, refused = counted["requests"], counted["refused"]
    if counted["broken"] or not requests:
        raise WrongAnswers(f"{counted['broken']} requests were not answered, {requests} were")
    if refused != (requests if probe.status >= 400 else 0):
        raise WrongAnswers(f"{refused} of {requests} answers were errors, where {probe.status} is right")
    # Of the answers on their way when wrk ends it has the bytes, but does not count the request.
    if abs(counted["bytes"] - requests * size) > (0.01 * requests + connections) * size:
        raise WrongAnswers(f"answers had {counted['bytes'] / requests:.1f} bytes, the right one has {size:.1f}")
