"""A database that is away or unusable: what the mock answers meanwhile, that it goes on by itself, and what it says."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import select
from thulium_mock.state import sql_database, sql_schema
from thulium_mock.state.directory import Fixtures
from thulium_mock.state.sql_store import SqlStore
from thulium_mock.state.sql_transfer import transfer
from thulium_mock.state.store import UnusableDatabase

from tests.envelope import assert_envelope
from tests.forked import forked_mock
from tests.mock_server.state.databases import KINDS, new_database
from tests.postgresql import PostgreSQL
from tests.servers import CREDENTIALS, RunningServer

FIXTURES: Fixtures = {"users": [], "queues": [], "customers": []}
BOUND = 2 * sql_database.SECONDS + 5
"""Seconds after which there is an answer, whatever the database does: that of the transaction before, and its own."""


class Wire:
    """TCP proxy in front of the database: it passes bytes on, is silent, or cuts its connections and refuses others."""

    def __init__(self, port: int) -> None:
        self.target = port
        self.mode = "pass"
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self._sockets: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """End all connections, and each that comes."""
        self.mode = "cut"
        for each in list(self._sockets):
            with suppress(OSError):  # It has ended meanwhile.
                each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End."""
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            if self.mode == "cut":
                client.close()
                continue
            server = socket.create_connection(("127.0.0.1", self.target))
            self._sockets |= {client, server}
            for pair in ((client, server), (server, client)):
                threading.Thread(target=self._pump, args=pair, daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                if self.mode == "pass":
                    target.sendall(data)
            target.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        finally:
            self._sockets.discard(source)
            source.close()


@pytest.fixture
def wire(postgresql: PostgreSQL) -> Iterator[Wire]:
    """A proxy in front of PostgreSQL."""
    wire = Wire(postgresql.port)
    yield wire
    wire.close()


def start(mock: RunningServer) -> httpx.Response:
    """Start a conversation."""
    url = f"{mock.base_url}/chat_conversations/start?chat_queue_id=3"
    return httpx.post(url, auth=CREDENTIALS, timeout=BOUND)


def health(mock: RunningServer) -> tuple[int, str, str | None]:
    """Return status, state and reason of the health."""
    answer = httpx.get(f"{mock.origin}/_mock/health", timeout=BOUND)
    return answer.status_code, answer.json()["status"], answer.json()["reason"]


def until(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def assert_away(mock: RunningServer, reason: str) -> None:
    """Assert that the mock refuses for the time being, in the form of all errors, and says why in its health."""
    answer = start(mock)
    assert answer.headers["retry-after"] == "1"
    assert_envelope(answer, 503, 503003)
    status, state, told = health(mock)
    assert (status, state) == (503, "degraded")
    assert reason in str(told)


@pytest.mark.parametrize("mode", ["cut", "silent"])
def test_a_database_that_is_away_is_waited_for(postgresql: PostgreSQL, wire: Wire, mode: str) -> None:
    """Cut off, or accepting connections and never answering: nothing that was answered is lost, and it goes on."""
    url = postgresql.new_database().replace(str(postgresql.port), str(wire.port))
    with forked_mock("--database", url) as mock:
        assert (start(mock).status_code, health(mock)) == (200, (200, "ready", None))
        if mode == "cut":
            wire.cut()
            assert_away(mock, "")
        else:
            wire.mode = "silent"
            assert_away(mock, "no answer within")
        # The health stays bad while nobody asks for anything else.
        assert health(mock)[1] == "degraded"
        wire.mode = "pass"
        until(lambda: health(mock)[1] == "ready")
        assert start(mock).status_code == 200
        assert httpx.get(f"{mock.origin}/_mock/conversations").json()["count"] == 2
        output = mock.output
        mock.process.send_signal(signal.SIGTERM)
        assert mock.process.wait(60) == 0
    assert str(urlsplit(url).password) not in (text := output.finish())
    assert "The database is away: " in text


def test_a_restart_of_postgresql_is_survived_under_load(postgresql: PostgreSQL) -> None:
    """Each request is answered, with 200 or 503, and what was answered with 200 is kept."""
    with forked_mock("--database", postgresql.new_database()) as mock:
        answers: list[httpx.Response] = []
        ended = threading.Event()

        def ask() -> None:
            while not ended.is_set():
                answers.append(start(mock))

        clients = [threading.Thread(target=ask) for _ in range(3)]
        for each in clients:
            each.start()
        try:
            until(lambda: len(answers) > 10)
            postgresql.stop()
            postgresql.start()
            before = len(answers)
            until(lambda: any(each.status_code == 200 for each in answers[before:]))
        finally:
            ended.set()
            for each in clients:
                each.join()
        kept = httpx.get(f"{mock.origin}/_mock/conversations?limit=1000").json()["result"]
    assert {each.status_code for each in answers} <= {200, 503}
    started = {each.json()["conversation_id"] for each in answers if each.status_code == 200}
    assert started <= {each["conversation_id"] for each in kept}


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


def test_a_full_disk_is_told_until_there_is_room(tmp_path: Path) -> None:
    """The mock answers 503, says why, and goes on once there is room."""
    with (
        mounted(tmp_path / "disk", "size=400k") as disk,
        forked_mock("--database", f"sqlite:///{disk}/mock.db") as mock,
    ):
        assert start(mock).status_code == 200
        ballast = disk / "ballast"
        with suppress(OSError):
            ballast.write_bytes(b"x" * 400 * 1024)
        until(lambda: start(mock).status_code == 503)
        assert_away(mock, "full")
        ballast.unlink()
        until(lambda: start(mock).status_code == 200)
        assert health(mock)[1] == "ready"


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
