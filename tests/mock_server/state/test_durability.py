"""Durability: what was answered is kept and delivered, whenever a process of the mock is killed."""

import asyncio
import http.client
import json
import os
import random
import signal
import threading
import time
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from thulium_mock.state import sql_deliveries
from thulium_mock.state.spaces import Spaces
from thulium_mock.state.sql_store import SqlStore
from thulium_mock.webhooks.deliverer import AT_ONCE, Deliverer
from thulium_mock.webhooks.receiver import Receiver

from tests.forked import forked_mock
from tests.mock_server.state.databases import KINDS, new_database, processes
from tests.servers import RunningServer

KILLS = 25
"""How many processes are killed with each kind of database."""

CLIENTS = 2
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
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
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
def test_nothing_that_was_answered_is_lost(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Processes are killed at random moments under load, at the end all of them at once; nothing is kept by halves.

    Of each conversation that is kept the webhook hears, if need be from another process once the claim has expired;
    twice of those that were being delivered by a process that was killed.
    """
    database = new_database(kind, tmp_path, request)
    options = ("--database", database, "--journal-size", "100000")
    rng = random.Random(KILLS)
    with Receiver() as receiver, forked_mock(*options, "--workers", "2") as mock:
        webhook = {"actions": ["CHAT_CONVERSATION_CREATED"], "subscription_url": receiver.url}
        httpx.post(f"{mock.origin}{SPACE}/api/webhooks", json=webhook, headers=HEADERS, timeout=60).raise_for_status()
        load = Load(mock.port)
        for _ in range(KILLS):
            load.wait_for(rng.randrange(1, 12))
            os.kill(rng.choice(processes(mock)), signal.SIGKILL)
        load.wait_for(20)
        os.killpg(mock.process.pid, signal.SIGKILL)
        load.end()
        later = time.time() + sql_deliveries.LEASE
        monkeypatch.setattr(sql_deliveries, "time", SimpleNamespace(time=lambda: later))
        asyncio.run(deliver_rest(database))
    with forked_mock(*options) as mock:
        kept = Counter(each["conversation_id"] for each in listed(mock, "conversations"))
        exchanges = listed(mock, "requests")
    recorded = Counter(each["conversation_id"] for each in exchanges[:-1] if each["state"] == "answered")
    delivered = Counter(each["conversation_id"] for each in receiver.events)
    assert set(load.acknowledged) <= kept.keys()
    assert len(set(load.acknowledged)) == len(load.acknowledged)
    assert set(kept.values()) == {1}
    # A conversation and the answer with its id are kept together or not at all.
    assert recorded == kept
    assert sorted(each["number"] for each in exchanges) == list(range(1, len(exchanges) + 1))
    assert delivered.keys() == kept.keys()
    assert delivered.total() - len(kept) <= AT_ONCE * (KILLS + 2)


async def deliver_rest(database: str) -> None:
    """Deliver what the killed processes have left, as another replica."""
    spaces = Spaces(SqlStore(database, {"users": [], "queues": [], "customers": []}), {})
    await spaces.start()
    space = await spaces.open(SPACE.rpartition("/")[2])
    spaces.store.changes.on_deliveries = Deliverer(spaces).wake
    watching = asyncio.create_task(spaces.store.watch())
    with space.subscribe() as subscriber:
        while (await space.delivery_status()).pending:
            assert await subscriber.wait(60)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    await spaces.store.close()


def listed(mock: RunningServer, what: str) -> list[dict[str, Any]]:
    """Return all conversations or requests of the space."""
    found: list[dict[str, Any]] = []
    while True:
        query = {"limit": 1000, "offset": len(found)}
        page = httpx.get(f"{mock.origin}/_mock{SPACE}/{what}", params=query, timeout=60).json()["result"]
        found += page
        if not page:
            return found
