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

import httpx
import pytest
from thulium_mock.app import create_app
from thulium_mock.state import sql_deliveries
from thulium_mock.state.conversations import Conversation, Message
from thulium_mock.state.fixtures import default_fixtures
from thulium_mock.state.journal import Exchange
from thulium_mock.state.spaces import Spaces
from thulium_mock.state.sql_store import SqlStore
from thulium_mock.webhooks.deliverer import AT_ONCE
from thulium_mock.webhooks.receiver import Receiver

from tests.forked import forked_mock
from tests.mock_server.state.databases import KINDS, new_database, processes

KILLS = {"file": 35, "postgresql": 15}
"""How many processes are killed with each kind of database: 50 in all, of which those of PostgreSQL are dear."""

CLIENTS = 2
SPACE = "/spaces/kept"
MANY = 1_000_000
AGENT = {
    "login": "ewa",
    "takes_after": {"from": 0, "to": 0.5},
    "answers": ["a"],
    "answers_after": 0.2,
    "closes_after": 0.2,
}
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
    twice of those that were being delivered by a process that was killed. The agent answers each once and ends it.
    """
    database = new_database(kind, tmp_path, request)
    options = ("--database", database, "--journal-size", "100000")
    rng = random.Random(len(KILLS))
    with Receiver() as receiver, forked_mock(*options, "--workers", "2") as mock:
        fixtures = {**default_fixtures(), "agents": [AGENT]}
        httpx.put(f"{mock.origin}/_mock{SPACE}/fixtures", json=fixtures, timeout=60).raise_for_status()
        webhook = {"actions": ["CHAT_CONVERSATION_CREATED"], "subscription_url": receiver.url}
        httpx.post(f"{mock.origin}{SPACE}/api/webhooks", json=webhook, headers=HEADERS, timeout=60).raise_for_status()
        load = Load(mock.port)
        for _ in range(KILLS[kind]):
            load.wait_for(rng.randrange(1, 12))
            os.kill(rng.choice(processes(mock)), signal.SIGKILL)
        load.wait_for(20)
        os.killpg(mock.process.pid, signal.SIGKILL)
        load.end()
        later = time.time() + sql_deliveries.LEASE
        monkeypatch.setattr(sql_deliveries, "time", SimpleNamespace(time=lambda: later))
        conversations, messages, exchanges = asyncio.run(finished(database))
    kept = Counter(each.conversation_id for each in conversations)
    recorded = Counter(each.conversation_id for each in exchanges if each.state == "answered" and each.conversation_id)
    delivered = Counter(each["conversation_id"] for each in receiver.events)
    assert set(load.acknowledged) <= kept.keys()
    assert len(set(load.acknowledged)) == len(load.acknowledged)
    assert set(kept.values()) == {1}
    # A conversation and the answer with its id are kept together or not at all.
    assert recorded == kept
    assert [each.number for each in exchanges] == list(range(1, len(exchanges) + 1))
    assert delivered.keys() == kept.keys()
    assert delivered.total() - len(kept) <= AT_ONCE * (KILLS[kind] + 2)
    assert [[each.text for each in of_one] for of_one in messages] == [AGENT["answers"]] * len(kept)


async def finished(database: str) -> tuple[list[Conversation], list[list[Message]], list[Exchange]]:
    """Deliver and do what the killed processes have left, as another replica, and return what is kept at the end."""
    spaces = Spaces(SqlStore(database, {"users": [], "queues": [], "customers": []}), {})
    create_app(spaces=spaces)
    await spaces.start()
    space = await spaces.open(SPACE.rpartition("/")[2])
    watching = asyncio.create_task(spaces.store.watch())
    with space.subscribe() as subscriber:
        while True:
            _, conversations = await space.conversations(MANY, 0)
            open_ones = [each for each in conversations if each.status != "CLOSED"]
            if not open_ones and not (await space.delivery_status()).pending:
                break
            assert await subscriber.wait(60)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    messages = [await space.messages(each.conversation_id) for each in conversations]
    exchanges = await space.exchanges(0, MANY)
    await spaces.store.close()
    return conversations, messages, exchanges
