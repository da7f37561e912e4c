"""How much memory a server takes, as the system sees it."""

import re
from pathlib import Path

import pytest

from tests.servers import RunningServer


def peak(server: RunningServer) -> int:
    """Return the most memory that the server has had so far, in bytes."""
    return _read(server, "VmHWM")


def resident(server: RunningServer) -> int:
    """Return the memory that the server has now, in bytes."""
    return _read(server, "VmRSS")


def _read(server: RunningServer, name: str) -> int:
    status = Path(f"/proc/{server.process.pid}/status")
    if not status.exists():
        pytest.skip("memory is read from /proc, which this system does not have")
    return int(re.findall(rf"{name}:\s+(\d+) kB", status.read_text())[0]) * 1024
