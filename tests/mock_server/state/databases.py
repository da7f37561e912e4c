"""Databases for tests: the URLs of a new one of each kind, and the processes that share one."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers import RunningServer

KINDS = ("file", "postgresql")

NewDatabase = Callable[[], str]


def new_database(kind: str, folder: Path, request: pytest.FixtureRequest) -> str:
    """Return the URL of an empty database; ``request`` has the fixture `postgresql`, which is started if asked for."""
    if kind == "file":
        return f"sqlite:///{folder}/{len(list(folder.glob('*.db')))}.db"
    url: str = request.getfixturevalue("postgresql").new_database()
    return url


def processes(mock: RunningServer) -> list[int]:
    """Return the workers of a mock, of which those that were just killed may be missing."""
    while True:
        children = Path(f"/proc/{mock.process.pid}/task/{mock.process.pid}/children").read_text().split()
        if children:
            return list(map(int, children))


def mount(*arguments: str | Path) -> None:
    """Mount a file system."""
    subprocess.run(["mount", *arguments], check=True)


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[Path]:
    """Yield a folder on a file system of its own."""
    if os.geteuid():
        pytest.skip("only root may mount a small disk")
    folder.mkdir()
    mount("-t", "tmpfs", "-o", options, "tmpfs", folder)
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)
