"""The contract of `Store`, which every engine keeps: spaces, fixtures, resets, seeds, and the news of changes."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from thulium_mock.errors import (
    TooManySpaces,
    UnknownSpace,
)
from thulium_mock.state.conversations import Change
from thulium_mock.state.journal import JournalStatus
from thulium_mock.state.store import DEFAULT, Store

from tests.journals import of, pending, record
from tests.mock_server.state.records import (
    FIXTURES,
    HOOK,
    LATER,
    NOW,
    OTHER,
    OUTAGE,
    NewStore,
    came,
    conversation,
    exchange,
    in_force,
    numbers,
    record_some,
)

pytestmark = pytest.mark.anyio


async def test_spaces_are_opened_once_up_to_the_limit(store: Store) -> None:
    """The default one is there from the start and counts for nothing; opening one again changes nothing."""
    await store.open_space("b", FIXTURES, 2)
    await record(store, exchange(), space="b")
    await store.open_space("a", FIXTURES, 2)
    await store.open_space("b", OTHER, 2)
    with pytest.raises(TooManySpaces):
        await store.open_space("c", FIXTURES, 2)
    assert await store.spaces() == [DEFAULT, "b", "a"]
    assert (await store.journal("b")).kept == 1
    assert await store.fixtures("b") == FIXTURES


async def test_a_removed_space_keeps_nothing(store: Store) -> None:
    """It is unknown, and makes room for another one."""
    await store.open_space("a", FIXTURES, 1)
    await record(store, exchange(), (conversation(1),), "a")
    await store.remove_space("a")
    for call in (
        *(store.remove_space("a"), store.fixtures("a"), store.faults("a"), store.next_draw("a", "x")),
        store.record_request("a", pending()),
    ):
        with pytest.raises(UnknownSpace):
            await call
    await store.open_space("a", FIXTURES, 1)
    assert ((await store.journal("a")).count, await store.conversations("a", 9, 0)) == (0, (0, []))


async def test_spaces_do_not_see_each_other(store: Store) -> None:
    """Fixtures, conversations, journal, faults, scenario and seed belong to one space."""
    await store.open_space("a", FIXTURES, 1)
    await store.replace_fixtures("a", {**FIXTURES, "queues": []})
    await record(store, exchange(), (conversation(1),), "a")
    await store.add_fault("a", OUTAGE, NOW + 1, NOW)
    await store.switch_scenario("a", "down", NOW + 1)
    await store.set_seed("a", 9)
    assert await store.fixtures(DEFAULT) == FIXTURES
    assert (await store.journal(DEFAULT)).count == (await store.conversations(DEFAULT, 0, 0))[0] == 0
    assert (await in_force(store), await store.scenario(DEFAULT, NOW)) == (["rule"], None)
    assert await store.seed(DEFAULT) == 7


async def test_fixtures_come_out_as_they_went_in(store: Store) -> None:
    """Nothing is lost, added or sorted; each are compiled once."""
    directory = await store.directory(DEFAULT)
    assert (await store.fixtures(DEFAULT), await store.directory(DEFAULT) is directory) == (FIXTURES, True)
    await record(store, exchange(), (conversation(1),))
    given = {**OTHER, "queues": [{"id": 8}]}
    await store.replace_fixtures(DEFAULT, given)
    given["queues"].append({"id": 9})
    assert (await store.fixtures(DEFAULT), await store.directory(DEFAULT) is directory) == (OTHER, False)
    assert await store.conversation(DEFAULT, "id-1") == conversation(1)


async def test_a_reset_restores_the_start(store: Store) -> None:
    """The baseline is back, nothing is kept or set, and draws and numbers begin anew."""
    first = await store.next_draw(DEFAULT, "x")
    await store.replace_fixtures(DEFAULT, {**OTHER, "scenarios": FIXTURES["scenarios"]})
    await record(store, exchange(), (conversation(1),))
    await store.add_fault(DEFAULT, OUTAGE, NOW + 9, NOW)
    await store.switch_scenario(DEFAULT, "down", NOW + 9)
    before = await store.faults(DEFAULT)
    await store.reset(DEFAULT)
    assert await store.fixtures(DEFAULT) == FIXTURES
    assert await store.conversations(DEFAULT, 9, 0) == (0, [])
    assert await store.journal(DEFAULT) == JournalStatus(resets=1)
    assert (await in_force(store), await store.faults(DEFAULT) is not before) == (["rule"], True)
    assert await store.scenario(DEFAULT, NOW) is None
    assert (await store.seed(DEFAULT), await store.next_draw(DEFAULT, "x")) == (7, first)
    assert await store.add_fault(DEFAULT, OUTAGE, NOW + 9, NOW) == "1"
    await record_some(store, 1)
    assert await numbers(store) == [1]


async def test_a_reset_restores_the_newest_baseline(store: Store) -> None:
    """The fixtures of a file that has changed since are those of the start."""
    await store.replace_fixtures(DEFAULT, OTHER, baseline=True)
    await store.replace_fixtures(DEFAULT, FIXTURES)
    await store.reset(DEFAULT)
    assert await store.fixtures(DEFAULT) == OTHER


@pytest.mark.parametrize("end", ["reset", "remove_space"])
async def test_what_began_before_a_space_began_anew_leaves_no_trace(store: Store, end: str) -> None:
    """A request that is answered after a reset or a removal, whatever else has come since."""
    for again in range(3):
        await store.open_space("a", FIXTURES, 1)
        before = [await came(store, space="a") for _ in range(2)]
        await getattr(store, end)("a")
        await store.record_answer("a", of(before[0], exchange()), (conversation(1),))
        await store.open_space("a", FIXTURES, 1)
        for _ in range(again):
            await came(store, "/new", "a")
        await store.record_answer("a", of(before[1], exchange()), (conversation(1),))
        assert [(each.path, each.state) for each in await store.exchanges("a", 0, 9)] == [("/new", "pending")] * again
        assert await store.conversations("a", 9, 0) == (0, [])
        await store.remove_space("a")


async def test_a_draw_follows_from_seed_sequence_and_number(new_store: NewStore) -> None:
    """Two stores draw the same from one seed, other sequences and seeds give others, and each draw is 128 bits."""
    first, second = [await new_store(FIXTURES, seed=seed) for seed in (7, 8)]
    drawn = [await first.next_draw(DEFAULT, "x") for _ in range(3)]
    assert [number for number, _ in drawn] == [1, 2, 3]
    assert [await (await new_store(FIXTURES, seed=7)).next_draw(DEFAULT, "x")] == drawn[:1]
    await second.next_draw(DEFAULT, "y")
    others = [await second.next_draw(DEFAULT, "x"), await first.next_draw(DEFAULT, "y")]
    await second.set_seed(DEFAULT, 7)
    assert await second.next_draw(DEFAULT, "x") == drawn[0]
    assert len({bits for _, bits in (*drawn, *others)}) == 5
    assert max(bits for _, bits in drawn).bit_length() > 100


async def test_without_a_seed_nobody_can_foresee_a_draw(new_store: NewStore) -> None:
    """Neither another store, nor another space, nor a reset, nor taking the seed away again repeats one."""
    store, other = await new_store(FIXTURES), await new_store(FIXTURES)
    await store.open_space("a", FIXTURES, 1)
    found = [await each.next_draw(space, "x") for each, space in ((store, DEFAULT), (other, DEFAULT), (store, "a"))]
    for change in (store.reset(DEFAULT), store.set_seed(DEFAULT, None)):
        await change
        found.append(await store.next_draw(DEFAULT, "x"))
    assert len({bits for _, bits in found}) == len(found)
    assert await store.seed(DEFAULT) is None


async def test_a_space_begins_with_the_seed_of_the_store(store: Store) -> None:
    """It draws what the default one draws."""
    await store.open_space("a", FIXTURES, 1)
    assert (await store.seed("a"), await store.next_draw("a", "x")) == (7, await store.next_draw(DEFAULT, "x"))


async def test_changes_are_published_to_the_subscribers_of_the_space(store: Store) -> None:
    """Each change wakes them, and names the part of the state, but for a request and its answer."""
    await store.open_space("a", FIXTURES, 1)
    await record(store, exchange(), (conversation(1),))
    changes: list[tuple[Callable[[], Awaitable[Any]], str | None]] = [
        (lambda: store.replace_fixtures(DEFAULT, FIXTURES), "fixtures"),
        (lambda: store.add_fault(DEFAULT, OUTAGE, NOW + 9, NOW), "faults"),
        (lambda: store.remove_fault(DEFAULT, "1"), "faults"),
        (lambda: store.remove_faults(DEFAULT), "faults"),
        (lambda: store.switch_scenario(DEFAULT, "down", NOW), "scenario"),
        (lambda: store.set_seed(DEFAULT, 3), "seed"),
        (lambda: store.forget_exchanges(DEFAULT), "requests"),
        (lambda: store.add_delivery(DEFAULT, HOOK, {}), "deliveries"),
        (lambda: store.change_conversation(DEFAULT, Change("id-1", LATER, user_login="ewa")), "conversations"),
        (lambda: store.reset(DEFAULT), "reset"),
        (lambda: came(store), None),
        (lambda: record(store, exchange()), None),
    ]
    with store.changes.subscribe(DEFAULT) as subscriber, store.changes.subscribe("a") as other:
        for change, part in changes:
            await change()
            assert await subscriber.wait(60)
            assert subscriber.take() == ([part] if part else [])
        assert not await other.wait(0)


async def test_the_subscribers_of_a_removed_space_are_closed(store: Store) -> None:
    """After they were told that it is removed."""
    await store.open_space("a", FIXTURES, 1)
    with store.changes.subscribe("a") as subscriber:
        await store.remove_space("a")
        assert (subscriber.take(), subscriber.closed) == (["removed"], True)
