"""Many spaces at once, over sockets: none of them sees another."""

import asyncio
from typing import Any

import httpx

from tests.envelope import assert_envelope
from tests.forked import forked_mock
from tests.servers import CREDENTIALS

COUNT = 20


def fixtures(number: int) -> dict[str, Any]:
    """Return a queue and a customer that only one space knows."""
    user = {"name": CREDENTIALS[0], "password": CREDENTIALS[1], "methods": ["*"]}
    customer = {"id": number + 1, "client_id": "1234", "name": f"s{number}"}
    return {"users": [user], "queues": [{"id": 1000 + number}], "customers": [customer]}


async def used(client: httpx.AsyncClient, number: int) -> list[str]:
    """Use a space, in some of which a fault strikes once; return the ids of its conversations."""
    ids, control = [], f"/_mock/spaces/s{number}"
    (await client.put(f"{control}/fixtures", json=fixtures(number))).raise_for_status()
    (await client.post(f"{control}/seed", json={"seed": number})).raise_for_status()
    if number % 3 == 0:
        (await client.post(f"{control}/faults", json={"times": 1, "answer": {"code": 503}})).raise_for_status()
    for queue, status in ((number, 503 if number % 3 == 0 else 200), (number, 200), (number + 1, 404), (number, 200)):
        url = f"/spaces/s{number}/api/chat_conversations/start?chat_queue_id={1000 + queue}&client_id=1234"
        answer = await client.post(url)
        assert answer.status_code == status, answer.text
        ids += [answer.json()["conversation_id"]] if status == 200 else []
    return ids


async def check(client: httpx.AsyncClient, number: int, ids: list[str]) -> None:
    """Assert that a space has what was done in it and nothing else, and reset it while others still have theirs."""
    control = f"/_mock/spaces/s{number}"
    conversations = (await client.get(f"{control}/conversations")).json()["result"]
    assert [(each["conversation_id"], each["customer_id"]) for each in conversations] == [
        (each, number + 1) for each in reversed(ids)
    ]
    requests = (await client.get(f"{control}/requests")).json()["result"]
    assert [each["number"] for each in requests] == [4, 3, 2, 1]
    assert {each["customer"]["name"] for each in requests if each["customer"]} == {f"s{number}"}
    assert all(each["path"].startswith(f"/spaces/s{number}/") for each in requests)
    await client.post(f"{control}/reset")
    assert (await client.get(f"{control}/requests")).json()["count"] == 0


async def use_all(origin: str) -> None:
    """Use all spaces at the same time, and then look at each and remove it."""
    async with httpx.AsyncClient(base_url=origin, auth=CREDENTIALS, timeout=60) as client:
        found = await asyncio.gather(*(used(client, number) for number in range(COUNT)))
        assert len({each for ids in found for each in ids}) == sum(map(len, found))
        spaces = (await client.get("/_mock/spaces")).json()
        assert (spaces["count"], spaces["result"][0]["requests"]) == (COUNT + 1, 0)
        for number, ids in enumerate(found):
            await check(client, number, ids)
            assert (await client.delete(f"/_mock/spaces/s{number}")).status_code == 204
        assert (await client.get("/_mock/spaces")).json()["count"] == 1


def test_spaces_that_are_used_at_once_do_not_see_each_other() -> None:
    """Conversations, journal, fixtures, faults, seed and numbers belong to one space each."""
    with forked_mock() as mock:
        asyncio.run(use_all(mock.origin))


def test_a_space_too_many_is_refused() -> None:
    """Whoever names spaces by mistake meets a limit that says what to do, and removing one helps."""
    with forked_mock("--max-spaces", "2") as mock, httpx.Client(base_url=mock.origin, auth=CREDENTIALS) as client:
        for name, status in (("a", 200), ("b", 200), ("c", 429), ("a", 200)):
            answer = client.post(f"/spaces/{name}/api/chat_conversations/start?chat_queue_id=3")
            assert answer.status_code == status
        assert_envelope(client.get("/_mock/spaces/c/requests"), 429, 429002)
        assert client.delete("/_mock/spaces/a").status_code == 204
        assert client.get("/_mock/spaces/c/requests").status_code == 200
        assert_envelope(client.delete("/_mock/spaces/default"), 409, 409001)
