"""A database that is away: what the mock answers meanwhile, that it goes on by itself, and what it says."""

import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from thulium_mock.state import sql_database

from tests.envelope import assert_envelope
from tests.forked import forked_mock
from tests.mock_server.state.databases import mounted
from tests.postgresql import PostgreSQL
from tests.servers import CREDENTIALS, RunningServer

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
