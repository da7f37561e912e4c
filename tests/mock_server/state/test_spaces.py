"""Spaces: separate state in one mock, and the handles through which it is used."""

import pytest
from starlette.types import ASGIApp
from thulium_mock.app import new_spaces
from thulium_mock.errors import UnknownFault, UnknownRequest
from thulium_mock.faults.fault import Effect, FaultAnswer
from thulium_mock.settings import Settings
from thulium_mock.state.directory import Fixtures
from thulium_mock.state.spaces import Space

from tests.clock import ManualClock
from tests.http.asgi import call
from tests.http.messages import basic
from tests.journals import exchange, record

OTHER = "/spaces/ewa/api/chat_conversations/start?chat_queue_id=3"
OUTAGE = {"name": "outage", "answer": {"code": 503}}
NOTHING: Fixtures = {"users": [], "queues": [], "customers": []}


@pytest.fixture
def clock() -> ManualClock:
    """The clock of the space."""
    return ManualClock()


@pytest.fixture
def space(clock: ManualClock) -> Space:
    """A space with a seed, and without rules."""
    space = new_spaces(NOTHING, Settings(seed=7, journal_size=3)).default
    space.clock = clock
    return space


async def effects(space: Space, count: int) -> list[Effect | None]:
    """Return the effects of the faults of every request on the next requests."""
    return [await space.strike((await space.faults()).everywhere) for _ in range(count)]


@pytest.mark.parametrize("name", ["Ewa", "-", "a%20b", "ż", "a" * 64, ""])
def test_a_name_that_is_none_is_refused(app: ASGIApp, name: str) -> None:
    """A space is named with letters, digits, hyphens and underscores; the error says so."""
    assert call(app, "POST", OTHER.replace("ewa", name), [basic()]).codes == [404006]


@pytest.mark.anyio
async def test_fixtures_are_compiled_once_for_each_version(space: Space) -> None:
    """A request finds the directory and the set of faults that there are, until they change."""
    directory, faults = await space.directory(), await space.faults()
    assert (await space.directory() is directory, await space.faults() is faults) == (True, True)
    await space.replace_fixtures({**NOTHING, "queues": [{"id": 8}], "rules": [OUTAGE]})
    assert 8 in (await space.directory()).queues
    assert [fault.name for fault in (await space.faults()).everywhere] == ["outage"]


@pytest.mark.anyio
async def test_a_request_is_found_by_its_number(space: Space) -> None:
    """As long as it is kept; afterwards, and before, it is unknown."""
    for _ in range(5):
        await record(space.store, exchange())
    assert [(await space.exchange(number)).number for number in (3, 4, 5)] == [3, 4, 5]
    for number in (0, 2, 6):
        with pytest.raises(UnknownRequest):
            await space.exchange(number)


@pytest.mark.anyio
async def test_delays_add_up_until_something_answers(space: Space) -> None:
    """The first fault that answers or ends the connection decides; those behind it do not happen."""
    await space.add_fault({"name": "a", "delay": {"milliseconds": 100}})
    await space.add_fault({"name": "b", "delay": {"milliseconds": 200}, "answer": {"code": 500}})
    behind = await space.add_fault({"name": "c", "delay": {"milliseconds": 400}, "connection": "drop"})
    assert await effects(space, 1) == [Effect(("a", "b"), 0.30000000000000004, FaultAnswer(500))]
    assert (await space.fault(behind))[1] == 0


@pytest.mark.anyio
@pytest.mark.parametrize(("ttl", "seconds"), [({}, 600), ({"ttl": 5}, 5)])
async def test_what_is_set_ends_by_itself(space: Space, clock: ManualClock, ttl: dict[str, int], seconds: int) -> None:
    """After its time to live a fault strikes no more, is not listed, and costs nothing; nor does a scenario."""
    await space.replace_fixtures({**NOTHING, "scenarios": [{"name": "down", "title": {}, "faults": [OUTAGE]}]})
    fault_id = await space.add_fault({**OUTAGE, **ttl})
    await space.switch_scenario("down", **ttl)
    clock.time += seconds - 0.5
    assert [each and each.names for each in await effects(space, 1)] == [("outage",)]
    assert await space.scenario() == ("down", clock.time + 0.5)
    clock.time += 0.5
    assert (await space.added_faults(), await space.scenario()) == ([], None)
    for unknown in (space.fault(fault_id), space.remove_fault(fault_id)):
        with pytest.raises(UnknownFault):
            await unknown
    assert await effects(space, 1) == [None]
    assert (await space.faults()).everywhere == ()
