"""Replicas: two stores on one database know and count the same, as if there were one."""

import asyncio
from collections.abc import AsyncIterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from thulium_mock.errors import TooManySpaces, UnknownSpace
from thulium_mock.state.directory import Fixtures
from thulium_mock.state.journal import Exchange
from thulium_mock.state.spaces import Spaces
from thulium_mock.state.sql_store import SqlStore
from thulium_mock.state.store import DEFAULT

from tests.journals import pending, record
from tests.mock_server.state.databases import KINDS, new_database

pytestmark = pytest.mark.anyio

OUTAGE = {"name": "outage", "answer": {"code": 503}}
FIXTURES: Fixtures = {
    "users": [],
    "queues": [{"id": 7}],
    "customers": [],
    "scenarios": [{"name": "down", "title": {}, "faults": [OUTAGE]}],
}
NOW = 1000.0

Replicas = tuple[SqlStore, SqlStore]


@pytest.fixture(params=KINDS)
async def replicas(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Replicas]:
    """Two stores on one database, which watch each other."""
    url = new_database(request.param, tmp_path, request)
    first, second = SqlStore(url, FIXTURES, seed=7), SqlStore(url, FIXTURES, seed=7)
    await asyncio.gather(first.start(), second.start())
    watching = [asyncio.create_task(each.watch()) for each in (first, second)]
    # A connection whose opening is cancelled is left unclosed by asyncpg.
    with first.changes.subscribe(DEFAULT) as one, second.changes.subscribe(DEFAULT) as other:
        assert await one.wait(60)
        assert await other.wait(60)
    yield first, second
    for task in watching:
        task.cancel()
    await asyncio.gather(*watching, return_exceptions=True)
    await asyncio.gather(first.close(), second.close())


async def came(store: SqlStore, space: str = DEFAULT) -> Exchange:
    """Let a request come to a replica, and be written."""
    request = pending()
    await store.record_request(space, request)
    await store.journal(space)
    return request


async def test_requests_are_numbered_once(replicas: Replicas) -> None:
    """The numbers of all replicas together have neither gaps nor doubles, and each finds the requests of all."""
    await asyncio.gather(*(came(each) for each in replicas * 50))
    for each in replicas:
        assert [found.number for found in await each.exchanges(DEFAULT, 0, 200)] == list(range(1, 101))


async def test_a_change_is_in_force_with_the_next_request(replicas: Replicas) -> None:
    """Whichever replica it comes to: the fixtures, faults, scenario and seed that it meets are those of the change."""
    first, second = replicas
    await came(second)
    before = await second.faults(DEFAULT)
    await first.replace_fixtures(DEFAULT, {**FIXTURES, "queues": []})
    await first.switch_scenario(DEFAULT, "down", NOW)
    await first.set_seed(DEFAULT, 8)
    await came(second)
    assert (await second.fixtures(DEFAULT))["queues"] == []
    assert (await second.faults(DEFAULT) is not before, await second.seed(DEFAULT)) == (True, 8)
    assert [each.name for each in (await second.faults(DEFAULT)).faults] == ["outage"]


@pytest.mark.parametrize(
    ("given", "strikes"), [({"times": 7}, 7), ({"quota": {"requests": 30, "seconds": 9}}, 10), ({"share": 0.5}, None)]
)
async def test_faults_strike_as_often_in_all_as_told(
    replicas: Replicas, given: dict[str, Any], strikes: int | None
) -> None:
    """Once for each of so many requests, whichever replicas they come to at the same time."""
    await replicas[0].add_fault(DEFAULT, {**OUTAGE, **given}, NOW + 9, NOW)
    await asyncio.gather(*map(came, replicas))
    struck = [
        each for each in await asyncio.gather(*(each.strike(DEFAULT, "1", NOW) for each in replicas * 20)) if each
    ]
    if strikes is None:
        # The draws of both are those that one would have drawn.
        await replicas[0].set_seed(DEFAULT, 7)
        alone = await asyncio.gather(*(replicas[0].strike(DEFAULT, "1", NOW) for _ in range(40)))
        assert sorted(each.draw for each in struck) == sorted(each.draw for each in alone if each)
    else:
        assert len(struck) == strikes


async def test_each_draw_of_a_seed_is_given_out_once(replicas: Replicas) -> None:
    """So no two conversations have the same id, and the ids are those of the sequence."""
    draws = await asyncio.gather(*(each.next_draw(DEFAULT, "x") for each in replicas * 20))
    assert sorted(each.number for each in draws) == list(range(1, 41))
    await replicas[1].set_seed(DEFAULT, None)
    await asyncio.gather(*map(came, replicas))
    unforeseen = await asyncio.gather(*(each.next_draw(DEFAULT, "x") for each in replicas * 20))
    assert len({each.bits for each in chain(draws, unforeseen)}) == 80
    webhooks = await asyncio.gather(*(each.next_webhook(DEFAULT) for each in replicas * 20))
    assert sorted(webhooks) == list(range(1, 41))


async def test_spaces_are_limited_in_all(replicas: Replicas) -> None:
    """However many are opened at the same time."""
    names = [f"s{number}" for number in range(10)]
    opened = [each.open_space(name, FIXTURES, 6) for name in names for each in replicas]
    refused = [each for each in await asyncio.gather(*opened, return_exceptions=True) if each]
    assert set(map(type, refused)) == {TooManySpaces}
    assert len(await replicas[0].spaces()) == 7


async def test_a_space_that_another_replica_has_removed_is_made_anew(replicas: Replicas) -> None:
    """For whoever uses it next, with nothing of what was in it."""
    first, second = (Spaces(each, FIXTURES) for each in replicas)
    await record(replicas[0], pending(), (), (await first.open("a")).name)
    await (await second.enter("a", pending())).set_seed(9)
    await first.remove("a")
    with pytest.raises(UnknownSpace):
        await replicas[1].record_request("a", pending())
    space = await second.enter("a", pending())
    assert ([each.number for each in await space.exchanges(0, 9)], await space.seed()) == ([1], 7)


async def test_an_answer_to_a_request_of_before_a_reset_leaves_no_trace(replicas: Replicas) -> None:
    """Also where another replica was told to reset."""
    request = await came(replicas[0])
    await replicas[1].reset(DEFAULT)
    await replicas[0].record_answer(DEFAULT, request)
    assert (await replicas[0].journal(DEFAULT)).kept == 0


async def test_subscribers_hear_of_what_comes_to_other_replicas(replicas: Replicas) -> None:
    """Of requests and of changes, by name, and of the end of their space."""
    first, second = replicas
    await first.open_space("a", FIXTURES, 1)
    await second.open_space("a", FIXTURES, 1)
    with second.changes.subscribe("a") as subscriber:
        await came(first, "a")
        assert await subscriber.wait(60)
        await first.add_fault("a", OUTAGE, NOW + 9, NOW)
        while not (parts := subscriber.take()):
            assert await subscriber.wait(60)
        assert parts == ["faults"]
        await first.remove_space("a")
        while not subscriber.closed:
            assert await subscriber.wait(60)
        assert subscriber.take() == ["removed"]


async def test_what_was_kept_is_there_at_the_next_start(replicas: Replicas) -> None:
    """Also the fixtures of the control API, unless a start brings other ones."""
    first, second = replicas
    await came(first)
    await first.replace_fixtures(DEFAULT, {**FIXTURES, "queues": []})
    await second.start()
    spaces = Spaces(second, FIXTURES)
    await spaces.replace_fixtures(FIXTURES)
    assert (await spaces.default.fixtures())["queues"] == []
    assert (await second.journal(DEFAULT)).count == 1
    await spaces.replace_fixtures({**FIXTURES, "queues": [{"id": 9}]})
    assert (await spaces.default.fixtures())["queues"] == [{"id": 9}]
