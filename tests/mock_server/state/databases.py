"""Databases for tests: the URLs of a new one of each kind."""

from collections.abc import Callable
from pathlib import Path

import pytest

KINDS = ("file", "postgresql")

NewDatabase = Callable[[], str]


def new_database(kind: str, folder: Path, request: pytest.FixtureRequest) -> str:
    """Return the URL of an empty database; ``request`` has the fixture `postgresql`, which is started if asked for."""
    if kind == "file":
        return f"sqlite:///{folder}/{len(list(folder.glob('*.db')))}.db"
    url: str = request.getfixturevalue("postgresql").new_database()
    return url
