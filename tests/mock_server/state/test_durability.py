"""Durability: what was answered is kept, whenever a process of the mock is killed."""

import http.client
import json
import os
import random
import signal
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.mock_server.state.databases import KINDS, new_database, processes
from tests.servers import RunningServer, running_mock

KILLS = 25
"""How many processes are killed with each kind of database."""

CLIENTS = 6
SPACE = "/spaces/kept"
HEADERS = {"Authorization": "Basic YXBpX3VzZXI6YXBpX3Bhc3M="}


class Load:
    """Clients that start conversations one after another, and note the ids that they were answered."""

    def __init__(self, port: int) -> None:
        self.acknowledged: list[str] = []
        self.ended = threading.Event()
        self._port = port
        self._answered = threading.Semaphore(0)
        self._threads = [threading.Thread(target=self._run) for _ in range(CLIENTS)]
        for each in self._threads:
            each.start()

    def wait_for(self, count: int) -> None:
        """Wait until so many more conversations were answered."""
        for _ in range(count):
            assert self._answered.acquire(timeout=60)

    def end(self) -> None:
        """Stop asking."""
        self.ended.set()
        for each in self._threads:
            each.join(60)

    def _run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        while not self.ended.is_set():
            try:
                connection.request("POST", f"{SPACE}/api/chat_conversations/start?chat_queue_id=3", headers=HEADERS)
                answer = connection.getresponse()
                content = answer.read()
            except (OSError, http.client.HTTPException):
                connection.close()
                continue
            if answer.status == 200:
                self.acknowledged.append(json.loads(content)["conversation_id"])
                self._answered.release()
        connection.close()


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_was_answered_is_lost(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Processes are killed at random moments under load, at the end all of them at once; nothing is kept by halves."""
    options = ("--database", new_database(kind, tmp_path, request), "--journal-size", "100000")
    rng = random.Random(KILLS)
    with running_mock(*options, "--workers", "2") as mock:
        load = Load(mock.port)
        for _ in range(KILLS):
            load.wait_for(rng.randrange(1, 12))
            os.kill(rng.choice(processes(mock)), signal.SIGKILL)
        load.wait_for(20)
        os.killpg(mock.process.pid, signal.SIGKILL)
        load.end()
    with running_mock(*options) as mock:
        kept = Counter(each["conversation_id"] for each in listed(mock, "conversations"))
        exchanges = listed(mock, "requests")
    recorded = Counter(each["conversation_id"] for each in exchanges if each["state"] == "answered")
    assert set(load.acknowledged) <= kept.keys()
    assert len(set(load.acknowledged)) == len(load.acknowledged)
    assert set(kept.values()) == {1}
    # A conversation and the answer with its id are kept together or not at all.
    assert recorded == kept
    assert sorted(each["number"] for each in exchanges) == list(range(1, len(exchanges) + 1))


def listed(mock: RunningServer, what: str) -> list[dict[str, Any]]:
    """Return all conversations or requests of the space."""
    found: list[dict[str, Any]] = []
    while True:
        query = {"limit": 1000, "offset": len(found)}
        page = httpx.get(f"{mock.origin}/_mock{SPACE}/{what}", params=query, timeout=60).json()["result"]
        found += page
        if not page:
            return found
