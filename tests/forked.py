"""The mock's command in a process forked off one that has imported it, since importing takes a second of CPU."""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import IO

from thulium_mock.cli.main import main

from tests.servers import ROOT, Output, RunningServer, ending, serving_mock

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(
    [__name__, "tests.compiled", "thulium_mock.runner.runner", "thulium_mock.state.sql_store"]
)


class Forked:
    """A process that runs the command with these arguments and this environment."""

    def __init__(self, arguments: tuple[str, ...], environment: dict[str, str]) -> None:
        self.args = ["thulium-mock", *arguments]
        reader, writer = multiprocessing.Pipe(duplex=False)
        with reader, writer:
            self._process = _CONTEXT.Process(target=_run, args=(arguments, environment, writer))
            self._process.start()
            self.stdout: IO[str] | None = os.fdopen(os.dup(reader.fileno()))
        self.pid = self._process.pid or 0

    def poll(self) -> int | None:
        """Return the exit status, None as long as the process runs."""
        return self._process.exitcode

    def wait(self, timeout: float) -> int:
        """Wait for the end, and return the exit status; raises `subprocess.TimeoutExpired`."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired(self.args, timeout)
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Send a signal."""
        os.kill(self.pid, number)


@contextmanager
def forked(*arguments: str, environment: dict[str, str] | None = None) -> Iterator[tuple[Forked, Output]]:
    """Run ``thulium-mock`` with these arguments until the block ends, as `running` runs any command."""
    process = Forked(arguments, {**os.environ, **(environment or {})})
    with ending(process) as output:
        yield process, output


@contextmanager
def forked_mock(*arguments: str, environment: dict[str, str] | None = None) -> Iterator[RunningServer]:
    """Run ``thulium-mock serve --port 0`` with further arguments until the block ends, as `running_mock` does."""
    with forked("serve", "--port", "0", *arguments, environment=environment) as (process, output):
        yield serving_mock(process, output)


def _run(arguments: tuple[str, ...], environment: dict[str, str], output: Connection) -> None:
    """Run the command as a shell does, in a process group of its own."""
    os.setsid()
    for number in (1, 2):
        os.dup2(output.fileno(), number)
    output.close()
    # The streams that were there may be those of a file, which can do less or more than a pipe.
    sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w", buffering=1)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    sys.exit(main(arguments))
