"""The contract of `Store`, which every engine keeps."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from thulium_mock.errors import (
    TooManyFaults,
    TooManySpaces,
    UnknownConversation,
    UnknownDelivery,
    UnknownFault,
    UnknownScenario,
    UnknownSpace,
)
from thulium_mock.serialization import rfc3339
from thulium_mock.state import memory_store, sql_store
from thulium_mock.state.conversations import Change, Conversation, ConversationFilters, Duty, Message
from thulium_mock.state.directory import Customer, Fixtures
from thulium_mock.state.journal import Exchange, Filters, JournalStatus
from thulium_mock.state.memory_store import MemoryStore
from thulium_mock.state.spaces import Spaces
from thulium_mock.state.sql_store import SqlStore
from thulium_mock.state.store import DEFAULT, Store
from thulium_mock.state.webhooks import MAX_WEBHOOKS, Attempt, DeliveryStatus, Webhook

from tests.journals import of, pending, record
from tests.mock_server.state.databases import KINDS, new_database

pytestmark = pytest.mark.anyio

NewStore = Callable[..., Awaitable[Store]]

ENGINES = ("memory", *KINDS)

OUTAGE = {"name": "outage", "answer": {"code": 503}}
RULE = {"name": "rule", "when": {"chat_queue_id": 7}, "answer": {"code": 404}}
FIXTURES: Fixtures = {
    "users": [{"name": "ł", "password": "ó:", "methods": ["*", "a"]}],
    "queues": [{"id": 7}, {"id": 1, "name": "Sales"}],
    "customers": [{"id": 5, "client_id": "A", "email": "jan@example.ORG"}],
    "rules": [RULE],
    "scenarios": [{"name": "down", "title": {"en": "Down", "pl": "Nie działa"}, "faults": [OUTAGE]}],
}
OTHER: Fixtures = {"users": [], "queues": [{"id": 8}], "customers": []}
NOW = 1000.0
LATER = "2026-01-09T00:00:00.000Z"


@pytest.fixture(params=ENGINES)
async def new_store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[NewStore]:
    """An engine; it is given the baseline, a ``seed``, and its bounds."""
    stores: list[SqlStore] = []

    async def new(baseline: Fixtures, **options: Any) -> Store:
        if request.param == "memory":
            return MemoryStore(baseline, **options)
        stores.append(SqlStore(new_database(request.param, tmp_path, request), baseline, **options))
        await stores[-1].start()
        return stores[-1]

    yield new
    for each in stores:
        await each.close()


@pytest.fixture
async def store(new_store: NewStore) -> Store:
    """A store with the fixtures above that keeps four exchanges and three conversations, and has the seed 7."""
    return await new_store(FIXTURES, seed=7, journal_size=4, keep_conversations=3)


def exchange(path: str = "/", **values: Any) -> Exchange:
    """Return an exchange."""
    given: dict[str, Any] = {
        "seconds": 0.25,
        "status": 200,
        "answer": b"{}",
        "body": b"\xff{",
        "body_size": 3,
        **values,
    }
    return Exchange(0.5, "GET", "http", path.encode(), b"a=b", b"h: v\r\n", True, **given)


def conversation(number: int, **values: Any) -> Conversation:
    """Return a conversation that is like no other."""
    parameters = {"chat_queue_id": 1, "client_name": f"Żółć {number} \U0001f600"}
    return Conversation(f"id-{number}", 1, None, None, parameters, "2026-01-01T00:00:00.000Z")._replace(**values)


async def came(store: Store, path: str = "/", space: str = DEFAULT) -> Exchange:
    """Record a request that is pending, and return it."""
    request = pending(path.encode())
    await store.record_request(space, request)
    return request


async def record_some(store: Store, count: int) -> None:
    """Record so many exchanges."""
    for _ in range(count):
        await record(store, exchange())


async def numbers(store: Store, after: int = 0, limit: int = 99) -> list[int]:
    """Return the numbers of exchanges."""
    return [each.number for each in await store.exchanges(DEFAULT, after, limit)]


async def struck(store: Store, fault_id: str, count: int, now: float = NOW) -> list[bool]:
    """Return which of the next requests a fault strikes."""
    strikes = await asyncio.gather(*(store.strike(DEFAULT, fault_id, now) for _ in range(count)))
    return [each is not None for each in strikes]


async def in_force(store: Store) -> list[str]:
    """Return the names of the faults in force."""
    return [fault.name for fault in (await store.faults(DEFAULT))[1]]


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
    assert (await store.fixtures("b"))[1] == FIXTURES


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
    assert (await store.fixtures(DEFAULT))[1] == FIXTURES
    assert (await store.journal(DEFAULT)).count == (await store.conversations(DEFAULT, 0, 0))[0] == 0
    assert (await in_force(store), await store.scenario(DEFAULT, NOW)) == (["rule"], None)
    assert await store.seed(DEFAULT) == 7


async def test_fixtures_come_out_as_they_went_in(store: Store) -> None:
    """Nothing is lost, added or sorted; other fixtures have another version, and the same ones the same."""
    version, fixtures = await store.fixtures(DEFAULT)
    assert (version, fixtures) == await store.fixtures(DEFAULT) == (version, FIXTURES)
    await record(store, exchange(), (conversation(1),))
    given = {**OTHER, "queues": [{"id": 8}]}
    await store.replace_fixtures(DEFAULT, given)
    given["queues"].append({"id": 9})
    newer, fixtures = await store.fixtures(DEFAULT)
    assert (newer != version, fixtures) == (True, OTHER)
    assert await store.conversation(DEFAULT, "id-1") == conversation(1)


async def test_a_reset_restores_the_start(store: Store) -> None:
    """The baseline is back, nothing is kept or set, and draws and numbers begin anew."""
    first = await store.next_draw(DEFAULT, "x")
    await store.replace_fixtures(DEFAULT, {**OTHER, "scenarios": FIXTURES["scenarios"]})
    await record(store, exchange(), (conversation(1),))
    await store.add_fault(DEFAULT, OUTAGE, NOW + 9, NOW)
    await store.switch_scenario(DEFAULT, "down", NOW + 9)
    before, _ = await store.faults(DEFAULT)
    await store.reset(DEFAULT)
    assert (await store.fixtures(DEFAULT))[1] == FIXTURES
    assert await store.conversations(DEFAULT, 9, 0) == (0, [])
    assert await store.journal(DEFAULT) == JournalStatus(resets=1)
    assert (await in_force(store), (await store.faults(DEFAULT))[0] != before) == (["rule"], True)
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
    assert (await store.fixtures(DEFAULT))[1] == OTHER


@pytest.mark.parametrize("again", [0, 1, 2])
@pytest.mark.parametrize("end", ["reset", "remove_space"])
async def test_what_began_before_a_space_began_anew_leaves_no_trace(store: Store, end: str, again: int) -> None:
    """A request that is answered after a reset or a removal, whatever else has come since."""
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


async def test_a_request_is_kept_from_when_it_came(store: Store) -> None:
    """It is pending, has the number of its arrival, and its answer takes its place, whoever is answered first."""
    first, second = [await came(store, path) for path in ("/a", "/b")]
    assert await store.journal(DEFAULT) == JournalStatus(count=2, kept=2)
    assert [(each.number, each.path) for each in await store.exchanges(DEFAULT, 0, 9)] == [(1, "/a"), (2, "/b")]
    await store.record_answer(DEFAULT, of(second, exchange("/b")), (conversation(2),))
    waiting, answered = await store.exchanges(DEFAULT, 0, 9)
    assert (waiting.number, waiting.path, waiting.state, waiting.status) == (1, "/a", "pending", None)
    assert answered == exchange("/b", number=2)
    await store.record_answer(DEFAULT, of(first, exchange("/a")))
    assert await store.exchanges(DEFAULT, 0, 9) == [exchange("/a", number=1), exchange("/b", number=2)]
    assert waiting.state == "pending"


async def test_a_request_that_the_journal_no_longer_has_keeps_what_it_changed(store: Store) -> None:
    """It was evicted, or the journal was emptied: its answer takes nobody's place, and its conversation is kept."""
    evicted = await came(store)
    await record_some(store, 4)
    await store.record_answer(DEFAULT, of(evicted, exchange()), (conversation(1),))
    assert (await numbers(store), (await store.journal(DEFAULT)).evicted) == ([2, 3, 4, 5], 1)
    forgotten = await came(store)
    await store.forget_exchanges(DEFAULT)
    await record_some(store, 1)
    await store.record_answer(DEFAULT, of(forgotten, exchange()), (conversation(2),))
    assert await numbers(store) == [7]
    assert (await store.conversations(DEFAULT, 0, 0))[0] == 2


async def test_an_exchange_comes_out_as_it_went_in(store: Store) -> None:
    """All that is known of it is kept, with its number."""
    customer = Customer(5, "A", None, "Ł", None)
    fields = {
        "faults": ("slow",),
        "operation_id": "startConversation",
        "errors": ((400012, "Żle."), (400014, "Wrong.")),
        "conversation_id": "id-1",
        "customer": customer,
        "matched_by": "client_id",
    }
    await record(store, exchange("/ż", **fields))
    assert await store.exchanges(DEFAULT, 0, 9) == [exchange("/ż", **fields, number=1)]


async def test_the_newest_exchanges_are_kept(store: Store) -> None:
    """Older ones are evicted and counted, numbers go on."""
    await record_some(store, 6)
    assert await numbers(store) == [3, 4, 5, 6]
    assert await store.journal(DEFAULT) == JournalStatus(count=6, kept=4, evicted=2)


@pytest.mark.parametrize(
    ("after", "limit", "found"), [(0, 2, [3, 4]), (3, 1, [4]), (4, 9, [5, 6]), (5, 0, []), (6, 9, []), (9, 9, [])]
)
async def test_exchanges_are_read_in_pieces(store: Store, after: int, limit: int, found: list[int]) -> None:
    """Those above a number, the oldest first, at most so many at once."""
    await record_some(store, 6)
    assert await numbers(store, after, limit) == found


async def test_numbers_go_on_after_the_journal_was_emptied(store: Store) -> None:
    """Whoever asks for what came after a number misses nothing because somebody emptied the journal."""
    await record_some(store, 6)
    await store.forget_exchanges(DEFAULT)
    assert (await numbers(store), await store.journal(DEFAULT)) == ([], JournalStatus(count=6, forgotten=4))
    await record_some(store, 1)
    assert await numbers(store) == [7]


@pytest.mark.parametrize(
    ("filters", "limit", "offset", "found"),
    [
        (Filters(), 9, 0, (4, [4, 3, 2, 1])),
        (Filters(), 2, 1, (4, [3, 2])),
        (Filters(), 2, 9, (4, [])),
        (Filters(after=2), 9, 0, (2, [4, 3])),
        (Filters(status=400), 9, 0, (1, [2])),
        (Filters(status=200, method="POST"), 9, 0, (1, [3])),
        (Filters(path="/a*"), 1, 0, (2, [2])),
        (Filters(path="/ż"), 9, 0, (1, [3])),
        (Filters(conversation_id="id-1"), 9, 0, (1, [3])),
        (Filters(conversation_id="id-2"), 9, 0, (0, [])),
    ],
)
async def test_exchanges_are_found_newest_first(
    store: Store, filters: Filters, limit: int, offset: int, found: tuple[int, list[int]]
) -> None:
    """Those that fit all filters are counted, and returned in pages."""
    for path, method, status, identifier in (
        ("/a", "GET", 200, None),
        ("/ab", "GET", 400, None),
        ("/%C5%BC", "POST", 200, "id-1"),
        ("/", "GET", 200, None),
    ):
        one = exchange(path, conversation_id=identifier)
        one.method, one.status = method, status
        await record(store, one)
    count, page = await store.find_exchanges(DEFAULT, filters, limit, offset)
    assert (count, [each.number for each in page]) == found


async def test_the_newest_conversations_are_kept_and_listed(store: Store) -> None:
    """They are kept with their exchange; a page holds at most as many as asked for, and the count is of all."""
    await record(store, exchange(), (conversation(1), conversation(2)))
    for number in (3, 4):
        await record(store, exchange(), (conversation(number),))
    assert (await store.journal(DEFAULT)).count == 3
    assert await store.conversations(DEFAULT, 9, 0) == (3, [conversation(each) for each in (4, 3, 2)])
    assert await store.conversations(DEFAULT, 1, 1) == (3, [conversation(3)])
    assert await store.conversations(DEFAULT, 2, 9) == (3, [])
    assert await store.conversation(DEFAULT, "id-2") == conversation(2)
    for unknown in ("id-1", "ID-2", ""):
        with pytest.raises(UnknownConversation):
            await store.conversation(DEFAULT, unknown)


async def test_a_conversation_takes_the_place_of_one_with_its_id(store: Store) -> None:
    """A seed that is set again gives out the same ids; of the older conversation nothing is left or counted."""
    again = conversation(1, parameters={"chat_queue_id": 7, "client_name": "long" * 1000}, customer_id=5)
    for each in (conversation(1), conversation(2), again):
        await record(store, exchange(), (each,))
    assert await store.conversations(DEFAULT, 9, 0) == (2, [again, conversation(2)])


def ids(found: tuple[int, list[Conversation]]) -> tuple[int, list[str]]:
    """Return the count and the ids of what was found."""
    return found[0], [each.conversation_id for each in found[1]]


@pytest.mark.parametrize(
    ("filters", "limit", "offset", "found"),
    [
        (ConversationFilters(), 9, 0, (3, ["id-3", "id-1", "id-2"])),
        (ConversationFilters(status="CLOSED"), 9, 0, (1, ["id-1"])),
        (ConversationFilters(status="CREATED"), 1, 1, (2, ["id-2"])),
        (ConversationFilters(chat_queue_id=7), 9, 0, (2, ["id-3", "id-2"])),
        (ConversationFilters("CREATED", 7), 1, 0, (2, ["id-3"])),
        (ConversationFilters("IN_PROGRESS"), 9, 0, (0, [])),
        (ConversationFilters("CLOSED", 7), 9, 0, (0, [])),
        (ConversationFilters(chat_queue_id=8), 9, 0, (0, [])),
        (ConversationFilters(since="2026-01-02T00:00:00.000Z"), 9, 0, (2, ["id-3", "id-1"])),
        (ConversationFilters(before="2026-01-02T00:00:00.000Z"), 9, 0, (1, ["id-2"])),
        (ConversationFilters(None, 7, "2026-01-01T00:00:00.001Z", "2026-01-03T00:00:00.000Z"), 9, 0, (0, [])),
        (ConversationFilters("CREATED", 7, "2026-01-01T00:00:00.000Z", "2026-01-09"), 9, 1, (2, ["id-2"])),
        (ConversationFilters(since="2026-01-03", before="2026-01-02"), 9, 0, (0, [])),
        (ConversationFilters(None, 7, "2026-01-02T00:00:00.000Z", "2026-01-03T00:00:00.001Z"), 9, 0, (1, ["id-3"])),
        (ConversationFilters(None, None, "2026-01-01T00:00:00.001Z", "2026-01-03T00:00"), 9, 0, (1, ["id-1"])),
        (ConversationFilters(since="2026-01-02T00:00:00.000Z", before="2026-01-02T00:30"), 9, 0, (1, ["id-1"])),
        (ConversationFilters(since="2026-01-02T00:00:00.001Z", before="2026-01-02T00:30"), 9, 0, (0, [])),
    ],
)
async def test_conversations_are_found_by_status_queue_and_start(
    store: Store, filters: ConversationFilters, limit: int, offset: int, found: tuple[int, list[str]]
) -> None:
    """The newest start comes first, whenever the conversation became known; one that is evicted is found no more."""
    days = {4: (1, 1), 1: (2, 1), 2: (1, 7), 3: (3, 7)}
    for number, (day, queue_id) in days.items():
        given = conversation(number, created_at=f"2026-01-0{day}T00:00:00.000Z", chat_queue_id=queue_id)
        await record(store, exchange(), (given,))
    await store.change_conversation(DEFAULT, Change("id-1", LATER, status="IN_PROGRESS"))
    await record(store, exchange(), (Change("id-1", LATER, status="CLOSED"),))
    assert ids(await store.conversations(DEFAULT, limit, offset, filters)) == found


async def test_a_clock_that_is_set_back_loses_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """By an hour: ids and numbers go on, faults end when they were to, and the first that came is evicted."""
    space = Spaces(store, FIXTURES).default
    await space.add_fault({**OUTAGE, "ttl": 60})
    request_ids = [await space.request_id()]
    for number in (1, 2, 3):
        await record(store, exchange(), (conversation(number, created_at=f"2026-01-01T10:00:0{number}.000Z"),))
    monkeypatch.setattr(time, "time", lambda now=time.time: now() - 3600)
    request_ids.append(await space.request_id())
    for number in (4, 5):
        await record(store, exchange(), (conversation(number, created_at=f"2026-01-01T09:00:0{number}.000Z"),))
    ((fault, _),) = await space.added_faults()
    assert 0 < fault.expires_at - space.clock.now() <= 60
    assert len(set(request_ids)) == 2
    assert await numbers(store) == [2, 3, 4, 5]
    assert ids(await store.conversations(DEFAULT, 9, 0)) == (3, ["id-3", "id-5", "id-4"])


async def test_a_conversation_lives_until_it_is_closed(store: Store) -> None:
    """What a change does not name stays; after the end there are no changes any more, and no messages."""
    await record(store, exchange(), (conversation(1),))
    taken = await store.change_conversation(DEFAULT, Change("id-1", LATER, user_login="ewa"))
    assert taken == conversation(1, user_login="ewa", assigned_at=LATER)
    first, second = Message("customer", None, "Żółć 😀", LATER), Message("user", "ewa", "a\nb", LATER)
    await record(store, exchange(), (Change("id-1", LATER, first),))
    await store.change_conversation(DEFAULT, Change("id-1", LATER, second, status="IN_PROGRESS"))
    closed = await store.change_conversation(DEFAULT, Change("id-1", LATER, status="CLOSED"))
    assert closed == taken._replace(status="CLOSED", closed_at=LATER)
    await record(store, exchange(), (Change("id-1", "2027", first, "jan", "IN_PROGRESS"), Change("id-9", LATER, first)))
    assert await store.change_conversation(DEFAULT, Change("id-1", "2027", status="CLOSED")) == closed
    assert await store.conversation(DEFAULT, "id-1") == closed
    assert await store.messages(DEFAULT, "id-1") == [first, second]
    for unknown in (store.messages(DEFAULT, "id-9"), store.change_conversation(DEFAULT, Change("id-9", LATER))):
        with pytest.raises(UnknownConversation):
            await unknown


async def test_texts_are_removed_by_side(store: Store) -> None:
    """The messages stay; this is so for a conversation that has ended too."""
    messages = [Message("customer", None, "a", LATER), Message("user", "ewa", "b", LATER)]
    await record(store, exchange(), (conversation(1), *(Change("id-1", LATER, each) for each in messages)))
    await record(store, exchange(), (Change("id-1", LATER, texts_removed=("user",)),))
    assert [each.text for each in await store.messages(DEFAULT, "id-1")] == ["a", None]
    await store.change_conversation(DEFAULT, Change("id-1", LATER, status="CLOSED"))
    await store.change_conversation(DEFAULT, Change("id-1", LATER, texts_removed=("customer", "user")))
    assert await store.messages(DEFAULT, "id-1") == [each._replace(text=None) for each in messages]


async def test_a_conversation_begins_without_the_messages_of_another(store: Store) -> None:
    """One with the same id, and one that was evicted."""
    for each in (conversation(1), Change("id-1", LATER, Message("customer", None, "a", LATER)), conversation(1)):
        await record(store, exchange(), (each,))
    assert await store.messages(DEFAULT, "id-1") == []


async def test_the_newest_webhooks_are_kept(store: Store) -> None:
    """In their order; one takes the place of another with its id, and a reset forgets all."""
    webhooks = [Webhook(number, ("A", "Ż"), "http://127.0.0.1/", "u", "p") for number in range(MAX_WEBHOOKS + 1)]
    for each in webhooks:
        await record(store, exchange(), (each,))
    assert await store.webhooks(DEFAULT) == webhooks[1:]
    changed = webhooks[1]._replace(actions=(), user="")
    await record(store, exchange(), (changed,))
    assert await store.webhooks(DEFAULT) == [*webhooks[2:], changed]
    await store.reset(DEFAULT)
    assert await store.webhooks(DEFAULT) == []


def created(store: Store, *numbers: int) -> Any:
    """Record new conversations, two queues in turn."""
    return record(store, exchange(), [conversation(each, chat_queue_id=1 + each % 2) for each in numbers])


async def claimed(store: Store, *busy: int) -> list[tuple[int, str, str]]:
    """Claim all deliveries that can be, and return webhook, conversation and action of each."""
    found = []
    while claim := await store.claim_delivery({(DEFAULT, each) for each in busy}):
        found.append((claim[1].webhook.webhook_id, claim[1].event["conversation_id"], claim[1].event["action"][5:]))
    return found


HOOK = Webhook(1, ("CHAT_CONVERSATION_CREATED", "CHAT_AGENT_ASSIGNED", "CHAT_CONVERSATION_CLOSED"), "http://localhost/")


async def test_events_become_deliveries_to_each_webhook_that_has_their_action(store: Store) -> None:
    """Once each, by whichever way a conversation changes; what is not new is no event."""
    await created(store, 1)
    await record(store, exchange(), (HOOK, HOOK._replace(webhook_id=2, actions=("CHAT_CONVERSATION_CLOSED", "x"))))
    await created(store, 2)
    await store.change_conversation(DEFAULT, Change("id-1", LATER, user_login="ewa"))
    await store.change_conversation(DEFAULT, Change("id-1", LATER, None, "ewa", "IN_PROGRESS"))
    for _ in range(2):
        await record(
            store, exchange(), (Change("id-1", LATER, Message("customer", None, "a", LATER), status="CLOSED"),)
        )
    count, newest_first = await store.deliveries(DEFAULT, 9, 0)
    shown = [(each.webhook.webhook_id, each.event, each.state) for each in reversed(newest_first)]
    one = {"conversation_id": "id-1", "date": "2026-01-09 01:00:00", "chat_queue_id": 2}
    two = {"conversation_id": "id-2", "date": "2026-01-01 01:00:00", "chat_queue_id": 1}
    client = {"client_name": None, "client_email": None}
    closed = {"action": "CHAT_CONVERSATION_CLOSED", **one}
    assert shown == [
        (1, {"action": "CHAT_CONVERSATION_CREATED", **client, **two}, "pending"),
        (1, {"action": "CHAT_AGENT_ASSIGNED", "agent_login": "ewa", **one}, "pending"),
        (1, closed, "pending"),
        (2, closed, "pending"),
    ]
    assert (count, await store.delivery_status(DEFAULT)) == (4, DeliveryStatus(pending=4))
    assert ids_of_events(await store.deliveries(DEFAULT, 2, 1, "id-1")) == (3, ["id-1", "id-1"])


async def test_duties_are_done_once_when_they_are_due(store: Store) -> None:
    """In their order, whoever asks; those of a conversation that has ended or is not kept change nothing."""
    due: list[tuple[str, float]] = []
    store.changes.on_duty = lambda *each: due.append(each)
    change = Change("id-1", "")
    answer = Message("user", "ewa", "żółć", "")
    steps = (
        Duty(NOW + 2, change._replace(message=answer, status="IN_PROGRESS")),
        Duty(NOW + 1, change._replace(user_login="ewa")),
        Duty(NOW + 2, change._replace(status="CLOSED")),
        Duty(NOW + 2, change._replace(message=answer)),
        Duty(NOW + 2, Change("gone", "", user_login="ewa")),
        Duty(NOW + 3, Change("gone", "", status="CLOSED"), idle=1),
    )
    await record(store, exchange(), (conversation(1), *steps))
    assert due == [(DEFAULT, each.due_at) for each in steps]
    await store.do_due(DEFAULT, NOW)
    assert await store.conversation(DEFAULT, "id-1") == conversation(1)
    await store.do_due(DEFAULT, NOW + 1)
    found = await store.conversation(DEFAULT, "id-1")
    assert (found.status, found.user_login, found.assigned_at) == ("CREATED", "ewa", found.assigned_at or "")
    await asyncio.gather(*(store.do_due(DEFAULT, NOW + 4) for _ in range(3)))
    assert not await store.do_due(DEFAULT, NOW + 4)
    ((*message, sent_at),) = await store.messages(DEFAULT, "id-1")
    found = await store.conversation(DEFAULT, "id-1")
    assert (message, found.status, found.closed_at) == (["user", "ewa", "żółć"], "CLOSED", sent_at)


async def test_a_conversation_in_which_somebody_writes_does_not_end(store: Store) -> None:
    """Its end is put off until nobody has written for so long; that of another one comes."""
    due: list[float] = []
    now = rfc3339(time.time())
    changes = [Change(f"id-{number}", "", status="CLOSED") for number in (1, 2, 3)]
    message = Change("id-1", now, Message("customer", None, "a", now))
    await record(store, exchange(), (conversation(1), conversation(2), conversation(3, created_at=now), message))
    await record(store, exchange(), [Duty(NOW, each, idle=60) for each in changes])
    store.changes.on_duty = lambda _, due_at: due.append(due_at)
    await store.do_due(DEFAULT, NOW)
    assert [NOW < each <= NOW + 60 for each in due] == [True, True]
    found = [await store.conversation(DEFAULT, each.conversation_id) for each in changes]
    assert [each.status for each in found] == ["CREATED", "CLOSED", "CREATED"]


async def test_a_reset_ends_duties(store: Store) -> None:
    """The conversation that has the same id by the seed is another one."""
    await record(store, exchange(), (conversation(1), Duty(NOW, Change("id-1", "", user_login="ewa"))))
    await store.reset(DEFAULT)
    await record(store, exchange(), (conversation(1),))
    await store.do_due(DEFAULT, NOW)
    assert await store.conversation(DEFAULT, "id-1") == conversation(1)


def ids_of_events(found: tuple[int, list[Any]]) -> tuple[int, list[str]]:
    """Return the count and the conversations of deliveries."""
    return found[0], [each.event["conversation_id"] for each in found[1]]


async def test_deliveries_are_claimed_in_the_order_of_a_conversation(new_store: NewStore) -> None:
    """One at a time of each conversation and webhook, others meanwhile; webhooks that are busy are passed over."""
    store = await new_store(FIXTURES, journal_size=9)
    await record(store, exchange(), (HOOK, HOOK._replace(webhook_id=2)))
    await created(store, 1, 2)
    await store.change_conversation(DEFAULT, Change("id-1", LATER, status="CLOSED"))
    assert await claimed(store, 2) == [(1, "id-1", "CONVERSATION_CREATED"), (1, "id-2", "CONVERSATION_CREATED")]
    assert await claimed(store, 1, 2) == []
    oldest = (await store.deliveries(DEFAULT, 9, 0))[1][-1]
    await store.finish_delivery(DEFAULT, oldest._replace(finished=True))
    closed, *others = sorted(await claimed(store))
    assert closed == (1, "id-1", "CONVERSATION_CLOSED")
    assert others == [(2, "id-1", "CONVERSATION_CREATED"), (2, "id-2", "CONVERSATION_CREATED")]


async def test_what_became_of_a_delivery_is_kept(store: Store) -> None:
    """With its attempt, among the newest; one of before a reset leaves no trace."""
    attempt = Attempt(1.5, 0.25, {"content-type": "x"}, "a=b", 200, "żółć")
    numbers = []
    for _ in range(6):
        added = await store.add_delivery(DEFAULT, HOOK, {"action": "ż", "conversation_id": None})
        claim = await store.claim_delivery(())
        assert added is not None
        assert claim == (DEFAULT, added)
        await store.finish_delivery(DEFAULT, added._replace(finished=True, attempt=attempt, faults=("late",)))
        numbers.append(added.number)
    found = await store.delivery(DEFAULT, numbers[-1])
    assert (found.attempt, found.faults, found.state) == (attempt, ("late",), "delivered")
    assert [each.number for each in (await store.deliveries(DEFAULT, 9, 0))[1]] == sorted(numbers[2:], reverse=True)
    for unknown in (numbers[0], numbers[-1] + 1):
        with pytest.raises(UnknownDelivery):
            await store.delivery(DEFAULT, unknown)
    before = await store.add_delivery(DEFAULT, HOOK, {"action": "a"})
    assert before is not None
    await store.reset(DEFAULT)
    after = await store.add_delivery(DEFAULT, HOOK, {"action": "b"})
    await store.finish_delivery(DEFAULT, before._replace(finished=True))
    await store.finish_delivery("gone", before._replace(finished=True))
    assert (await store.deliveries(DEFAULT, 9, 0))[1] == [after]


async def test_pending_deliveries_are_bounded(store: Store) -> None:
    """There are as many as exchanges may be kept; those beyond are lost, and counted."""
    for _ in range(4):
        assert await store.add_delivery(DEFAULT, HOOK, {"action": "a"})
    assert await store.add_delivery(DEFAULT, HOOK, {"action": "a"}) is None
    await record(store, exchange(), (HOOK, conversation(1)))
    assert await store.delivery_status(DEFAULT) == DeliveryStatus(pending=4, lost=2)


async def test_added_faults_count_before_the_scenario_and_the_rules(store: Store) -> None:
    """That is the order of the faults in force, whose version changes with them."""
    versions = [(await store.faults(DEFAULT))[0]]
    assert await store.add_fault(DEFAULT, {**OUTAGE, "name": "first"}, NOW + 9, NOW) == "1"
    versions.append((await store.faults(DEFAULT))[0])
    await store.switch_scenario(DEFAULT, "down", NOW + 9)
    assert await store.add_fault(DEFAULT, {**OUTAGE, "name": "second"}, NOW + 9, NOW) == "2"
    assert await in_force(store) == ["first", "second", "outage", "rule"]
    versions.append((await store.faults(DEFAULT))[0])
    await store.remove_fault(DEFAULT, "1")
    await store.switch_scenario(DEFAULT, None, NOW)
    assert await in_force(store) == ["second", "rule"]
    versions.append((await store.faults(DEFAULT))[0])
    assert len(set(versions)) == len(versions)
    assert (await store.faults(DEFAULT))[0] == versions[-1]


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
    first = await struck(store, fault_id, 1000)
    assert 250 < sum(first) < 350
    await store.set_seed(DEFAULT, 7)
    other = await store.add_fault(DEFAULT, {**OUTAGE, "share": 0.3}, NOW + 9, NOW)
    assert await struck(store, other, 1000) != first
    await store.next_draw(DEFAULT, "x")
    assert await struck(store, fault_id, 1000) == first
    await store.set_seed(DEFAULT, 8)
    assert await struck(store, fault_id, 1000) != first


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
    for module in (memory_store, sql_store):
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


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (lambda store: store.replace_fixtures(DEFAULT, FIXTURES), "fixtures"),
        (lambda store: store.add_fault(DEFAULT, OUTAGE, NOW + 9, NOW), "faults"),
        (lambda store: store.remove_fault(DEFAULT, "1"), "faults"),
        (lambda store: store.remove_faults(DEFAULT), "faults"),
        (lambda store: store.switch_scenario(DEFAULT, "down", NOW), "scenario"),
        (lambda store: store.set_seed(DEFAULT, 3), "seed"),
        (lambda store: store.forget_exchanges(DEFAULT), "requests"),
        (lambda store: store.add_delivery(DEFAULT, HOOK, {}), "deliveries"),
        (lambda store: store.change_conversation(DEFAULT, Change("id-1", LATER, user_login="ewa")), "conversations"),
        (lambda store: store.reset(DEFAULT), "reset"),
        (came, None),
        (lambda store: record(store, exchange()), None),
    ],
)
async def test_changes_are_published_to_the_subscribers_of_the_space(
    store: Store, change: Callable[[Store], Any], part: str | None
) -> None:
    """Each change wakes them, and names the part of the state, but for a request and its answer."""
    await store.open_space("a", FIXTURES, 1)
    await store.add_fault(DEFAULT, OUTAGE, NOW + 9, NOW)
    await record(store, exchange(), (conversation(1),))
    with store.changes.subscribe(DEFAULT) as subscriber, store.changes.subscribe("a") as other:
        await change(store)
        assert await subscriber.wait(60)
        assert subscriber.take() == ([part] if part else [])
        assert not await other.wait(0)


async def test_the_subscribers_of_a_removed_space_are_closed(store: Store) -> None:
    """After they were told that it is removed."""
    await store.open_space("a", FIXTURES, 1)
    with store.changes.subscribe("a") as subscriber:
        await store.remove_space("a")
        assert (subscriber.take(), subscriber.closed) == (["removed"], True)


async def test_each_id_of_a_webhook_is_given_out_once(store: Store) -> None:
    """They are numbers from 1 on in each space, and begin anew with a reset, not with a seed."""
    first = [await store.next_webhook(DEFAULT) for _ in range(2)]
    await store.set_seed(DEFAULT, 8)
    assert [*first, await store.next_webhook(DEFAULT)] == [1, 2, 3]
    await store.open_space("a", FIXTURES, 1)
    await store.reset(DEFAULT)
    assert [await store.next_webhook(space) for space in ("a", DEFAULT)] == [1, 1]
