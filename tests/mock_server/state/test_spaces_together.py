"""Many spaces at once, over sockets: none of them sees another."""

import asyncio
import json
import random

import httpx
from thulium_mock.settings import Settings

from tests.envelope import assert_envelope
from tests.forked import forked_mock
from tests.servers import CREDENTIALS, RunningServer

COUNT = 50
SECONDS = 120


class UsedSpace:
    """One space, and what is expected of it."""

    def __init__(self, client: httpx.AsyncClient, number: int) -> None:
        self.client = client
        self.number = number
        self.name = f"space-{number}"
        self.control = f"/_mock/spaces/{self.name}"
        self.started: list[str] = []
        self.queue = 1000 + number
        self.fails = number % 3 == 0

    async def prepare(self) -> None:
        """Put fixtures, and faults in some spaces: each space knows only its own queue and customer."""
        fixtures = {
            "users": [{"name": CREDENTIALS[0], "password": CREDENTIALS[1], "methods": ["*"]}],
            "queues": [{"id": self.queue}],
            "customers": [{"id": self.number + 1, "client_id": "1234", "name": self.name}],
        }
        (await self.client.put(f"{self.control}/fixtures", json=fixtures)).raise_for_status()
        await self.client.post(f"{self.control}/seed", json={"seed": self.number})

    async def use(self, rng: random.Random) -> None:
        """Start conversations, the others being at it too; one fails where a fault is set."""
        for _ in range(3):
            await self.start(self.queue, 200)
            await asyncio.sleep(rng.random() / 100)
        await self.start(self.queue + 1, 404)
        if self.fails:
            fault = {"name": f"fault of {self.name}", "times": 1, "answer": {"code": 503}}
            (await self.client.post(f"{self.control}/faults", json=fault)).raise_for_status()
            await self.start(self.queue, 503)
        await self.start(self.queue, 200)

    async def start(self, queue: int, status: int) -> None:
        """Start a conversation with an answer of this status."""
        url = f"/spaces/{self.name}/api/chat_conversations/start?chat_queue_id={queue}&client_id=1234"
        answer = await self.client.post(url, auth=CREDENTIALS)
        assert answer.status_code == status, (self.name, answer.text)
        if status == 200:
            self.started.append(answer.json()["conversation_id"])

    async def check(self) -> None:
        """Assert that the space has what was done in it, and nothing else."""
        conversations = (await self.client.get(f"{self.control}/conversations")).json()
        assert [each["conversation_id"] for each in conversations["result"]] == self.started[::-1]
        assert {each["customer_id"] for each in conversations["result"]} == {self.number + 1}
        requests = (await self.client.get(f"{self.control}/requests")).json()
        statuses = [200, 200, 200, 404, *([503] if self.fails else []), 200]
        assert [each["status"] for each in requests["result"]][::-1] == statuses
        assert [each["number"] for each in requests["result"]] == list(range(len(statuses), 0, -1))
        assert {each["customer"]["name"] for each in requests["result"] if each["customer"]} == {self.name}
        assert f"/spaces/space-{self.number + 1}/" not in json.dumps(requests)
        await self.client.post(f"{self.control}/reset")
        assert (await self.client.get(f"{self.control}/requests")).json()["count"] == 0


async def scenario(mock: RunningServer) -> None:
    """Use all spaces at the same time, and then look at them, reset each, and remove them."""
    limits = httpx.Limits(max_connections=20)
    async with httpx.AsyncClient(base_url=mock.origin, timeout=SECONDS, limits=limits) as client:
        used = [UsedSpace(client, number) for number in range(COUNT)]
        rng = random.Random(4)
        await asyncio.gather(*(space.prepare() for space in used))
        await asyncio.gather(*(space.use(rng) for space in used))
        identifiers = {each for space in used for each in space.started}
        assert len(identifiers) == 4 * COUNT
        spaces = (await client.get("/_mock/spaces")).json()
        assert spaces["count"] == COUNT + 1
        assert [each["requests"] for each in spaces["result"] if each["name"] == "default"] == [0]
        # One space is looked at and reset while others still have theirs.
        for space in used:
            await space.check()
        for space in used:
            assert (await client.delete(f"/_mock/spaces/{space.name}")).status_code == 204
        assert (await client.get("/_mock/spaces")).json()["count"] == 1


def test_fifty_spaces_at_once_do_not_see_each_other() -> None:
    """Conversations, journal, fixtures, faults, seed and numbers belong to one space each."""
    with forked_mock() as mock:
        asyncio.run(scenario(mock))


def test_a_space_too_many_is_refused() -> None:
    """Whoever names spaces by mistake meets a limit that says what to do, and removing one helps."""
    with forked_mock("--max-spaces", "2") as mock:
        start = "/api/chat_conversations/start?chat_queue_id=3"
        for name, status in (("a", 200), ("b", 200), ("c", 429), ("a", 200)):
            answer = httpx.post(f"{mock.origin}/spaces/{name}{start}", auth=CREDENTIALS)
            assert answer.status_code == status
        assert_envelope(httpx.get(f"{mock.origin}/_mock/spaces/c/requests"), 429, 429002)
        assert httpx.delete(f"{mock.origin}/_mock/spaces/a").status_code == 204
        assert httpx.get(f"{mock.origin}/_mock/spaces/c/requests").status_code == 200
        assert_envelope(httpx.delete(f"{mock.origin}/_mock/spaces/default"), 409, 409001)
    assert Settings().max_spaces == 200
