"""Engines: which one a setting names, and what is missing for it."""

import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from thulium_contract import Options, check
from thulium_contract.targets.sockets import SocketTarget
from thulium_mock.app import new_spaces
from thulium_mock.settings import Settings
from thulium_mock.state.store import UnusableDatabase

from tests.forked import forked_mock
from tests.servers import BIN

START = """
import sys
from thulium_mock.app import new_spaces
from thulium_mock.runner import runner
new_spaces()
print({'sqlalchemy', 'sqlite3'} & set(sys.modules))
"""


@pytest.mark.parametrize(
    ("url", "module", "extra"),
    [("sqlite:///mock.db", "sqlalchemy", "sqlite"), ("postgresql://u:geheim@h/d", "asyncpg", "postgresql")],
)
def test_a_missing_driver_is_told(monkeypatch: pytest.MonkeyPatch, url: str, module: str, extra: str) -> None:
    """With what installs it, and without the password of the URL, which settings do not show either."""
    monkeypatch.delitem(sys.modules, "thulium_mock.state.sql_store", raising=False)
    monkeypatch.setitem(sys.modules, module, None)
    settings = Settings(database=url)
    with pytest.raises(
        UnusableDatabase, match=re.escape(f"{module} is missing: pip install 'thulium-chat-mock[{extra}]'")
    ):
        new_spaces(settings=settings)
    assert "geheim" not in repr(settings)


def test_memory_needs_no_database() -> None:
    """A mock that keeps its state in memory imports nothing of databases."""
    assert subprocess.check_output([BIN / "python", "-c", START], text=True) == "set()\n"


def test_a_file_keeps_the_contract(tmp_path: Path) -> None:
    """The contract suite and its model of the state find nothing broken; PostgreSQL is checked with two replicas."""
    with (
        forked_mock("--database", f"sqlite:///{tmp_path}/mock.db") as mock,
        closing(SocketTarget(mock.base_url)) as target,
    ):
        report = check(target, Options(examples=1, every=5000))
    assert (report.broken, report.held, report.unfinished) == ([], True, "")
