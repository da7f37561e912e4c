"""The contract of `Store`, which every engine keeps: faults and scenarios."""

import asyncio

import pytest
from thulium_mock.errors import (
    TooManyFaults,
    UnknownFault,
    UnknownScenario,
)
from thulium_mock.state import memory_space, sql_transaction
from thulium_mock.state.store import DEFAULT, Store

from tests.mock_server.state.records import (
    FIXTURES,
    NOW,
    OTHER,
    OUTAGE,
    RULE,
    in_force,
    struck,
)

pytestmark = pytest.mark.anyio


async def test_added_faults_count_before_the_scenario_and_the_rules(store: Store) -> None:
    """That is the order of the faults in force, which are compiled once for each change."""
    versions = [await store.faults(DEFAULT)]
    assert await store.add_fault(DEFAULT, {**OUTAGE, "name": "first"}, NOW + 9, NOW) == "1"
    versions.append(await store.faults(DEFAULT))
    await store.switch_scenario(DEFAULT, "down", NOW + 9)
    assert await store.add_fault(DEFAULT, {**OUTAGE, "name": "second"}, NOW + 9, NOW) == "2"
    assert await in_force(store) == ["first", "second", "outage", "rule"]
    versions.append(await store.faults(DEFAULT))
    await store.remove_fault(DEFAULT, "1")
    await store.switch_scenario(DEFAULT, None, NOW)
    assert await in_force(store) == ["second", "rule"]
    versions.append(await store.faults(DEFAULT))
    assert len(set(versions)) == len(versions)
    assert await store.faults(DEFAULT) is versions[-1]


async def test_what_was_given_stays_what_it_was(store: Store) -> None:
    """Whoever changes the fault that they gave changes nothing in the store."""
    given = {"name": "a", "answer": {"code": 503}}
    await store.add_fault(DEFAULT, given, NOW + 9, NOW)
    given["answer"]["code"] = 500  # type: ignore[index]
    ((fault, _),) = await store.added_faults(DEFAULT, NOW)
    assert fault.given == {"name": "a", "answer": {"code": 503}}


async def test_a_fault_is_over_at_its_time(store: Store) -> None:
    """From then on it does not strike, is not shown, and is no longer in force."""
    fault_id = await store.add_fault(DEFAULT, OUTAGE, NOW + 5, NOW)
    assert await struck(store, fault_id, 2, NOW + 4.99) == [True, True]
    assert [(each.expires_at, hits) for each, hits in await store.added_faults(DEFAULT, NOW + 4.99)] == [(NOW + 5, 2)]
    assert await store.added_faults(DEFAULT, NOW + 5) == []
    assert await struck(store, fault_id, 1, NOW + 5) == [False]
    assert await in_force(store) == ["rule"]


async def test_a_fault_is_used_up(store: Store) -> None:
    """It strikes as often as it was told, and is then no longer in force."""
    fault_id = await store.add_fault(DEFAULT, {**OUTAGE, "times": 2}, NOW + 5, NOW)
    assert await struck(store, fault_id, 4) == [True, True, False, False]
    assert (await in_force(store), await store.added_faults(DEFAULT, NOW)) == (["rule"], [])


async def test_a_quota_counts_in_windows(store: Store) -> None:
    """The first requests of each window are spared; a strike tells when the window ends."""
    fault_id = await store.add_fault(DEFAULT, {"quota": {"requests": 1, "seconds": 10}}, NOW + 99, NOW)
    assert await struck(store, fault_id, 1) == [False]
    strike = await store.strike(DEFAULT, fault_id, NOW + 3)
    assert strike is not None
    assert strike.window_ends == NOW + 10
    assert await struck(store, fault_id, 2, NOW + 10) == [False, True]


async def test_a_share_is_drawn_by_the_seed_from_the_faults_own_sequence(store: Store) -> None:
    """About that many are struck; the same ones after the seed is set again, whatever else is drawn."""
    fault_id = await store.add_fault(DEFAULT, {**OUTAGE, "share": 0.3}, NOW + 9, NOW)
    first = await struck(store, fault_id, 300)
    assert 70 < sum(first) < 110
    await store.set_seed(DEFAULT, 7)
    other = await store.add_fault(DEFAULT, {**OUTAGE, "share": 0.3}, NOW + 9, NOW)
    assert await struck(store, other, 300) != first
    await store.next_draw(DEFAULT, "x")
    assert await struck(store, fault_id, 300) == first
    await store.set_seed(DEFAULT, 8)
    assert await struck(store, fault_id, 300) != first


async def test_counters_begin_anew_with_what_they_count(store: Store) -> None:
    """A scenario that is switched to again, rules that are given again, and a fault with an id that is given again."""
    fixtures = {
        **FIXTURES,
        "rules": [{**RULE, "times": 1}],
        "scenarios": [{"name": "down", "title": {}, "faults": [{**OUTAGE, "times": 1, "share": 0.9}]}],
    }
    found = []
    for _ in range(2):
        await store.replace_fixtures(DEFAULT, fixtures)
        await store.switch_scenario(DEFAULT, "down", NOW + 9)
        assert await store.add_fault(DEFAULT, {**OUTAGE, "share": 0.5}, NOW + 9, NOW) == "1"
        found.append([await struck(store, fault_id, 20) for fault_id in ("1", "scenario down 0", "rule 0")])
        await store.remove_faults(DEFAULT)
    assert found[0] == found[1]
    assert found[0][2] == [True] + [False] * 19


async def test_what_is_not_in_force_does_not_strike(store: Store) -> None:
    """A fault may be removed while a request is on its way to it."""
    fault_id = await store.add_fault(DEFAULT, OUTAGE, NOW + 9, NOW)
    await store.remove_fault(DEFAULT, fault_id)
    assert await struck(store, fault_id, 1) == [False]
    for unknown in (fault_id, "rule 0", "2"):
        with pytest.raises(UnknownFault):
            await store.remove_fault(DEFAULT, unknown)


async def test_faults_are_bounded(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """There are at most so many; those that are over make room."""
    for module in (memory_space, sql_transaction):
        monkeypatch.setattr(module, "LIMIT", 20)
    await asyncio.gather(*(store.add_fault(DEFAULT, OUTAGE, NOW + 10, NOW) for _ in range(20)))
    with pytest.raises(TooManyFaults):
        await store.add_fault(DEFAULT, OUTAGE, NOW + 10, NOW)
    assert await store.add_fault(DEFAULT, OUTAGE, NOW + 20, NOW + 10) == "21"
    assert len(await store.added_faults(DEFAULT, NOW + 10)) == 1


async def test_ids_begin_anew_when_all_faults_are_removed(store: Store) -> None:
    """An id is never given twice while there may be somebody who knows it."""
    assert [await store.add_fault(DEFAULT, OUTAGE, NOW + 9, NOW) for _ in range(2)] == ["1", "2"]
    await store.remove_fault(DEFAULT, "2")
    assert await store.add_fault(DEFAULT, OUTAGE, NOW + 9, NOW) == "3"
    await store.remove_faults(DEFAULT)
    assert await store.add_fault(DEFAULT, OUTAGE, NOW + 9, NOW) == "1"


async def test_a_scenario_is_active_until_its_end(store: Store) -> None:
    """Its faults are in force until then; an unknown one changes nothing, and the known ones are told."""
    assert await store.scenario(DEFAULT, NOW) is None
    await store.switch_scenario(DEFAULT, "down", NOW + 5)
    with pytest.raises(UnknownScenario, match=r"use one of down\."):
        await store.switch_scenario(DEFAULT, "up", NOW + 5)
    assert await store.scenario(DEFAULT, NOW + 4.99) == ("down", NOW + 5)
    assert await struck(store, "scenario down 0", 1, NOW + 4.99) == [True]
    assert await store.scenario(DEFAULT, NOW + 5) is None
    assert await struck(store, "scenario down 0", 1, NOW + 5) == [False]
    await store.switch_scenario(DEFAULT, "down", NOW + 9)
    await store.switch_scenario(DEFAULT, None, NOW + 9)
    assert await store.scenario(DEFAULT, NOW) is None


async def test_new_fixtures_change_the_active_scenario(store: Store) -> None:
    """It goes on as it now is until its end, and ends if it is gone."""
    await store.switch_scenario(DEFAULT, "down", NOW + 5)
    changed = [{**FIXTURES["scenarios"][0], "faults": [{"name": "worse", "answer": {"code": 500}}]}]
    await store.replace_fixtures(DEFAULT, {**FIXTURES, "scenarios": changed})
    assert (await store.scenario(DEFAULT, NOW), await in_force(store)) == (("down", NOW + 5), ["worse", "rule"])
    assert await struck(store, "scenario down 0", 1, NOW + 5) == [False]
    await store.replace_fixtures(DEFAULT, OTHER)
    assert (await store.scenario(DEFAULT, NOW), await in_force(store)) == (None, [])
