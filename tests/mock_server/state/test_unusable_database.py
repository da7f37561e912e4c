"""A database that cannot be used, or not yet: the sentence says why and what to do, and nothing is lost."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select
from thulium_mock.state import sql_database, sql_schema
from thulium_mock.state.directory import Fixtures
from thulium_mock.state.sql_store import SqlStore
from thulium_mock.state.sql_transfer import transfer
from thulium_mock.state.store import UnusableDatabase

from tests.mock_server.state.databases import KINDS, mount, mounted, new_database

FIXTURES: Fixtures = {"users": [], "queues": [], "customers": []}


async def refusal(path: Path) -> str:
    """Return the sentence with which a store refuses a file."""
    store = SqlStore(f"sqlite:///{path}", FIXTURES)
    try:
        with pytest.raises(UnusableDatabase) as refused:
            await store.start()
    finally:
        await store.close()
    return str(refused.value)


def execute(path: Path, statement: str) -> None:
    """Change a file as another program does."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


@pytest.fixture
async def kept(tmp_path: Path) -> Path:
    """A file that a store has made."""
    store = SqlStore(f"sqlite:///{tmp_path}/mock.db", FIXTURES)
    await store.start()
    await store.close()
    return tmp_path / "mock.db"


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("CREATE TABLE spaces (name)", "it has tables of another program: give the mock a database of its own"),
        (None, "file is not a database: name another file, or move this one away"),
    ],
)
async def test_a_file_of_another_program_is_left_alone(tmp_path: Path, content: str | None, sentence: str) -> None:
    """The sentence says why and what to do, and the file is as it was."""
    path = tmp_path / "mock.db"
    if content is None:
        path.write_bytes(b"no database" * 99)
    else:
        execute(path, content)
    before = path.read_bytes()
    assert await refusal(path) == sentence
    assert path.read_bytes() == before


ADD = "ALTER TABLE conversations ADD COLUMN note TEXT"
"""A step to another version of the tables."""


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a new database of each kind."""
    return new_database(request.param, tmp_path, request)


async def opened(url: str) -> tuple[int, list[str]]:
    """Open a database with a store; return the version of its tables, and the spaces, of which it makes another one."""
    store = SqlStore(url, FIXTURES)
    try:
        await store.start()
        names = await store.spaces()
        await store.open_space(f"s{len(names)}", FIXTURES, 9)
    finally:
        await store.close()
    version = await transfer(
        url, lambda each: each.scalars(select(sql_schema.database.c.schema_version)).one(), writes=False
    )
    return version, names


@pytest.mark.anyio
async def test_tables_of_an_earlier_version_are_upgraded(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each missing step once, by the first who opens it, and no row is lost; with a step that fails, all stays."""
    assert await opened(url) == (1, ["default"])
    monkeypatch.setattr(sql_schema, "VERSION", 3)
    monkeypatch.setattr(sql_schema, "UPGRADES", [lambda each: each.exec_driver_sql(ADD)] * 2)
    with pytest.raises(UnusableDatabase, match=r"duplicate column|already exists"):
        await opened(url)
    monkeypatch.setattr(sql_schema, "VERSION", 2)
    monkeypatch.setattr(sql_schema, "UPGRADES", [lambda each: each.exec_driver_sql(ADD)])
    assert await opened(url) == (2, ["default", "s1"])
    assert await opened(url) == (2, ["default", "s1", "s2"])
    monkeypatch.undo()
    with pytest.raises(UnusableDatabase, match="a newer thulium-mock has made it"):
        await opened(url)


@pytest.mark.anyio
async def test_a_file_of_a_newer_mock_is_left_alone(kept: Path) -> None:
    """An older one would not know what it has."""
    execute(kept, "UPDATE thulium_mock SET schema_version = 99")
    assert await refusal(kept) == "a newer thulium-mock has made it (version 99 of its tables): use that one"


@pytest.mark.anyio
async def test_a_file_that_another_program_uses_is_told(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After some time, in which it may come free."""
    monkeypatch.setattr(sql_database, "SECONDS", 1.2)
    with closing(sqlite3.connect(kept, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        assert await refusal(kept) == "database is locked: end the program that uses it"


@pytest.mark.anyio
async def test_a_file_that_may_not_be_written_is_told(tmp_path: Path, kept: Path) -> None:
    """On a disk that is mounted so, which holds root too."""
    with mounted(tmp_path / "disk", "size=1m") as disk:
        shutil.copy(kept, disk)
        mount("-o", "remount,ro", disk)
        assert (await refusal(disk / "mock.db")).endswith("let the user of the mock write there")
