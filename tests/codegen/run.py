"""Running the cases with a generated client."""

import json
import subprocess
from collections.abc import Callable
from typing import Any

from tests.codegen.cases import cases
from tests.codegen.compilers import ENVIRONMENT, program
from tests.codegen.exchanges import front
from tests.codegen.table import Generator
from tests.codegen.verdict import verdict
from tests.servers import ROOT, RunningServer

Ask = Callable[[str], Any]
"""Takes a call as a line of JSON, and returns the outcome."""


def run(generator: Generator, mock: RunningServer) -> dict[str, str]:
    """Run all cases with the driver of a generator in a process of its own; return what is wrong, by case."""
    with subprocess.Popen(
        program(generator), cwd=ROOT, env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        lines, answers = process.stdin, process.stdout

        def ask(line: str) -> Any:
            print(line, file=lines, flush=True)
            return json.loads(answers.readline())

        try:
            return run_with(ask, generator.name, mock)
        finally:
            lines.close()


def run_with(ask: Ask, space: str, mock: RunningServer) -> dict[str, str]:
    """Run all cases in a space of the mock; return what is wrong, by case."""
    found = {}
    with front(mock, space) as served:
        for case in cases():
            served.begin(case)
            given = served.given(case)
            outcome = ask(case.line(served.base_url, given))
            found[case.name] = verdict(case, given, served.exchanges, outcome)
    return {name: text for name, text in found.items() if text}
