"""Cold starts, idle memory, and how soon the pytest fixture is ready."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.bench.plan import Plan
from tests.bench.processes import Memory, cpu_seconds, memory
from tests.bench.question import ACCEPTED
from tests.bench.results import AT_MOST, Bar, Results, Row
from tests.bench.rounds import interleaved, ratios, spread
from tests.servers import BIN, ROOT, prism_command, reserved_port, running

SECTION = "start"

_LONGEST = 60.0
"""Seconds that a start may take."""


@dataclass(frozen=True)
class Start:
    """From the command to the first answer: seconds, seconds of CPU time, and the memory then."""

    seconds: float
    cpu: float
    memory: Memory


def steps(plan: Plan) -> int:
    """Return how many steps of progress it has."""
    return 4 * plan.starts


def measure(plan: Plan, results: Results) -> None:
    """Start ours and Prism in turn, and pytest with the fixture."""
    found = interleaved(
        {"ours": _ours, "prism": _prism, "prism by npx": lambda: _prism(npx=True)},
        plan.starts,
        plan.progress,
        SECTION,
    )
    ours, prism, npx = (
        [each.seconds for each in found["ours"]],
        [each.seconds for each in found["prism"]],
        [each.seconds for each in found["prism by npx"]],
    )
    results.rows += [
        Row(SECTION, "cold start to the first answer", "s", spread(ours)),
        Row(SECTION, "… over that of Prism, run by node itself", "×", ratios(ours, prism), Bar(AT_MOST, 0.5)),
        Row(SECTION, "… over that of Prism, run by npx", "×", ratios(ours, npx)),
        Row(SECTION, "CPU time of a cold start", "s", spread([each.cpu for each in found["ours"]]), Bar(AT_MOST, 0.6)),
        Row(SECTION, "… of Prism, run by node itself", "s", spread([each.cpu for each in found["prism"]])),
        *_memory_rows([each.memory for each in found["ours"]], [each.memory for each in found["prism"]]),
    ]
    ready = interleaved({"pytest": _fixture}, plan.starts, plan.progress, "fixture")["pytest"]
    what = "fixture thulium_mock ready after its import"
    results.rows += [
        Row(SECTION, what, "ms", spread([wall for wall, _ in ready]), Bar(AT_MOST, 100)),
        Row(SECTION, "… CPU time", "ms", spread([cpu for _, cpu in ready])),
    ]


def _memory_rows(ours: list[Memory], prism: list[Memory]) -> list[Row]:
    return [
        Row(SECTION, "idle memory, resident", "MiB", spread([each.resident for each in ours])),
        Row(
            SECTION,
            "… over that of Prism, run by node itself",
            "×",
            ratios([each.resident for each in ours], [each.resident for each in prism]),
            Bar(AT_MOST, 1),
        ),
        Row(
            SECTION,
            "… the same, shared pages divided",
            "×",
            ratios([each.proportional for each in ours], [each.proportional for each in prism]),
            Bar(AT_MOST, 1),
        ),
    ]


def _ours() -> Start:
    with reserved_port() as port:
        return _started([str(BIN / "thulium-mock"), "serve", "--port", str(port)], f"http://127.0.0.1:{port}/api", {})


def _prism(npx: bool = False) -> Start:
    with reserved_port() as port:
        command, environment = prism_command(port)
        if not npx:
            script = ROOT / "node_modules/@stoplight/prism-cli/dist/index.js"
            command = [str(ROOT / "node_modules/.bin/node"), str(script), *command[3:]]
        return _started(command, f"http://127.0.0.1:{port}", environment)


def _started(command: list[str], base_url: str, environment: Mapping[str, str]) -> Start:
    begun = time.perf_counter()
    with running(command, dict(environment)) as (process, _):
        while True:
            try:
                ACCEPTED.check(base_url)
                break
            except ConnectionRefusedError:
                assert time.perf_counter() - begun < _LONGEST, f"{command} did not answer"
                time.sleep(0.005)
        seconds = time.perf_counter() - begun
        return Start(seconds, sum(cpu_seconds(process.pid).values()), memory(process.pid))


_TEST = """
import json, os, time
import thulium_mock.app, thulium_mock.server.server

def test_fixture(request):
    begun, cpu = time.perf_counter(), time.process_time()
    request.getfixturevalue("thulium_mock")
    with open(os.environ["READY"], "w") as file:
        json.dump([time.perf_counter() - begun, time.process_time() - cpu], file)
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
        return [1000 * each for each in json.loads(ready.read_text("utf-8"))]
