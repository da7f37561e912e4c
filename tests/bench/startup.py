"""Cold starts, idle memory, and the setup time of the pytest fixture."""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.plan import Plan
from tests.bench.probe import ACCEPTED
from tests.bench.processes import Memory, cpu_seconds, memory
from tests.bench.results import AT_MOST, Bar, Results, Row
from tests.bench.rounds import interleaved, ratios, spread
from tests.servers import BIN, prism_command, reserved_port, running

SECTION = "start"

_LONGEST = 60.0
"""Timeout of a start, in seconds."""


@dataclass(frozen=True)
class Start:
    """Cold start, from the command to the first answer: seconds, CPU seconds, and the memory then."""

    seconds: float
    cpu: float
    memory: Memory


def measure(plan: Plan, results: Results) -> None:
    """Start ours and Prism in turn, and pytest with the fixture."""
    jobs = {"ours": _ours, "prism": _prism, "prism by npx": lambda: _prism(npx=True)}
    starts = interleaved(jobs, plan.starts, SECTION)
    ready = interleaved({"pytest": _fixture}, plan.starts, "fixture")["pytest"]
    seconds = {name: [each.seconds for each in found] for name, found in starts.items()}
    cpu = {name: [each.cpu for each in found] for name, found in starts.items()}
    resident = {name: [each.memory.resident for each in found] for name, found in starts.items()}
    shared = {name: [each.memory.proportional for each in found] for name, found in starts.items()}
    by_node = "… over that of Prism, run by node itself"
    for what, unit, found, bar in (
        ("cold start to the first answer", "s", spread(seconds["ours"]), None),
        (by_node, "×", ratios(seconds["ours"], seconds["prism"]), 0.6),
        ("… over that of Prism, run by npx", "×", ratios(seconds["ours"], seconds["prism by npx"]), None),
        ("CPU time of a cold start", "s", spread(cpu["ours"]), 0.6),
        ("… of Prism, run by node itself", "s", spread(cpu["prism"]), None),
        ("idle memory, resident", "MiB", spread(resident["ours"]), None),
        (by_node, "×", ratios(resident["ours"], resident["prism"]), 1),
        ("… the same, shared pages divided", "×", ratios(shared["ours"], shared["prism"]), 1),
        ("fixture thulium_mock ready after its import", "ms", spread([wall for wall, _ in ready]), 100),
        ("… CPU time", "ms", spread([used for _, used in ready]), None),
    ):
        results.rows.append(Row(SECTION, what, unit, found, Bar(AT_MOST, bar) if bar else None))


def _ours() -> Start:
    with reserved_port() as port:
        return _started([str(BIN / "thulium-mock"), "serve", "--port", str(port)], f"http://127.0.0.1:{port}/api", {})


def _prism(npx: bool = False) -> Start:
    with reserved_port() as port:
        command, environment = prism_command(port)
        if npx:
            command = ["npx", "--no-install", "prism", *command[2:]]
        return _started(command, f"http://127.0.0.1:{port}", environment)


def _started(command: list[str], base_url: str, environment: dict[str, str]) -> Start:
    begun = time.perf_counter()
    with running(command, environment) as (process, _):
        while True:
            try:
                ACCEPTED.check(base_url)
                break
            except ConnectionRefusedError:
                assert time.perf_counter() - begun < _LONGEST, f"{command} did not answer"
                time.sleep(0.005)
        seconds = time.perf_counter() - begun
        return Start(seconds, cpu_seconds(process.pid), memory(process.pid))


_TEST = """
import json, os, time
import thulium_mock.app, thulium_mock.server

def test_fixture(request):
    begun, cpu = time.perf_counter(), time.process_time()
    request.getfixturevalue("thulium_mock")
    with open(os.environ["READY"], "w") as file:
        json.dump([1000 * (time.perf_counter() - begun), 1000 * (time.process_time() - cpu)], file)
"""


def _fixture() -> list[float]:
    """Return the milliseconds, and those of CPU time, until the fixture is ready in a pytest that imported the mock."""
    with tempfile.TemporaryDirectory() as folder:
        test, ready = Path(folder, "test_ready.py"), Path(folder, "ready.json")
        test.write_text(_TEST, "utf-8")
        subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", folder, str(test)],
            cwd=folder,
            env={**os.environ, "READY": str(ready)},
            capture_output=True,
            timeout=_LONGEST,
            check=True,
        )
        found: list[float] = json.loads(ready.read_text("utf-8"))
        return found
