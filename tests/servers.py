"""Servers for tests: started as a user starts them, on a free loopback port, and stopped by their own process id."""

import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CREDENTIALS = ("api_user", "api_pass")

_START_SECONDS = 60
_STOP_SECONDS = 60


class Process(Protocol):
    """A process of its own group, as `subprocess.Popen` has it."""

    args: Any
    pid: int
    stdout: IO[str] | None

    def poll(self) -> int | None:
        """Return the exit status, None as long as the process runs."""

    def wait(self, timeout: float) -> int:
        """Wait for the end, and return the exit status; raises `subprocess.TimeoutExpired`."""

    def send_signal(self, number: int) -> None:
        """Send a signal."""


@dataclass(frozen=True)
class RunningServer:
    """A server that answers; ``base_url`` is what a client of the vendor's API is given."""

    base_url: str
    process: Process
    output: "Output"
    banner: str = ""

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return self.base_url.removesuffix("/api")

    @property
    def port(self) -> int:
        """The port."""
        return urlsplit(self.base_url).port or 0


@contextmanager
def running_mock(
    *arguments: str, environment: dict[str, str] | None = None, program: Path = BIN / "thulium-mock"
) -> Iterator[RunningServer]:
    """Run ``thulium-mock serve --port 0`` with further ``arguments`` until the block ends."""
    command = [str(program), "serve", "--port", "0", *arguments]
    with running(command, environment) as (process, output):
        yield serving_mock(process, output)


def serving_mock(process: Process, output: "Output") -> RunningServer:
    """Return the mock that a process runs, once it serves."""
    banner = output.read_until(r"serving +(?P<url>\S+)\n(.+\n)*\n")
    return RunningServer(re.findall(r"serving +(\S+)", banner)[0], process, output, banner)


@contextmanager
def running_prism(document: Path = ROOT / "openapi/openapi.yaml") -> Iterator[RunningServer]:
    """Run Prism as ``make prism`` does, on a free port, until the block ends. It serves at ``/``."""
    command, environment = prism_command(0, document)
    with running(command, environment) as (process, output):
        banner = output.read_until(r"Prism is listening on http://\S+:\d+")
        yield RunningServer(re.findall(r"listening on (http://[0-9.]+:\d+)", banner)[0], process, output, banner)


def node_tool(name: str) -> list[str]:
    """Return the command that runs a tool of ``node_modules``, without npx, which takes half a second of CPU."""
    return [str(ROOT / "node_modules/.bin" / each) for each in ("node", name)]


def prism_command(port: int, document: Path = ROOT / "openapi/openapi.yaml") -> tuple[list[str], dict[str, str]]:
    """Return the command that serves ``document`` with Prism on ``port``, 0 for a free one, and its environment."""
    command = [*node_tool("prism"), "mock", "--port", str(port), str(document)]
    return command, {"NODE_OPTIONS": "--max-http-header-size=131072"}


@contextmanager
def running_asgi(application: str, *arguments: str) -> Iterator[RunningServer]:
    """Run an ASGI application, named as uvicorn wants it, on stock uvicorn until the block ends. It serves ``/api``."""
    command = [str(BIN / "python"), "-m", "uvicorn", application, "--port", "0", "--no-access-log", *arguments]
    with running([*command, "--loop", "uvloop", "--http", "httptools"]) as (process, output):
        banner = output.read_until(r"running on (http://\S+)")
        yield RunningServer(re.findall(r"running on (http://\S+)", banner)[0] + "/api", process, output, banner)


class Output:
    """What a process prints, read as it comes, so that the process never waits for a reader."""

    def __init__(self, process: Process) -> None:
        self.text = ""
        self._process = process
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def read_until(self, pattern: str, seconds: float = _START_SECONDS) -> str:
        """Return all that was printed up to the line that completes ``pattern``."""
        deadline = time.monotonic() + seconds
        while not re.search(pattern, self.text):
            try:
                line = self._lines.get(timeout=max(0, deadline - time.monotonic()))
            except queue.Empty:
                line = ""
            if not line:
                raise AssertionError(f"{self._process.args!r} did not print {pattern!r} but:\n{self.text}")
            self.text += line
        return self.text

    def finish(self) -> str:
        """Return all that was printed, once the process has ended."""
        self._reader.join(_STOP_SECONDS)
        # Joined at once: a server that logs has printed a line for each of many requests.
        rest = []
        while not self._lines.empty():
            rest.append(self._lines.get())
        self.text += "".join(rest)
        return self.text

    def _read(self) -> None:
        assert self._process.stdout
        with self._process.stdout as stdout:
            for line in stdout:
                self._lines.put(line)
        self._lines.put("")


@contextmanager
def running(
    command: list[str], environment: dict[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[str], Output]]:
    """Run ``command`` in a process group of its own and end the group with the block."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    with ending(process) as output:
        yield process, output


@contextmanager
def ending(process: Process) -> Iterator[Output]:
    """End the group of a process with the block, which SIGTERM must do; yield what it prints."""
    output = Output(process)
    try:
        yield output
    finally:
        # Workers end with the group. A forked process that has just ended is no more.
        if process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        finally:
            process.wait(_STOP_SECONDS)
            output.finish()


@contextmanager
def reserved_port() -> Iterator[int]:
    """Keep a port on which nobody listens: until the block ends, only who asks for it by its number gets it.

    The system gives a port that is bound to nobody else, neither to a server that takes any nor to a client; a server
    that is to use it may, since both sides allow that an address is used again.
    """
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", 0))
        port: int = holder.getsockname()[1]
        yield port


def has_ipv6() -> bool:
    """Tell whether this machine has an IPv6 loopback address."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True
