"""Databases for tests: the URLs of a new one of each kind, and the processes that share one."""

from collections.abc import Callable
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
