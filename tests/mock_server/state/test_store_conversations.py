"""The contract of `Store`, which every engine keeps: conversations, and what is due in them."""

import asyncio
import time

import pytest
from thulium_mock.errors import (
    UnknownConversation,
)
from thulium_mock.serialization import rfc3339
from thulium_mock.state.conversations import Change, ConversationFilters, Message, ScheduledChange
from thulium_mock.state.spaces import Spaces
from thulium_mock.state.store import DEFAULT, Store

from tests.journals import record
from tests.mock_server.state.records import (
    FIXTURES,
    LATER,
    NOW,
    OUTAGE,
    conversation,
    exchange,
    ids,
    numbers,
)

pytestmark = pytest.mark.anyio


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


async def test_conversations_are_found_by_status_queue_and_start(store: Store) -> None:
    """The newest start comes first, whenever the conversation became known; one that is evicted is found no more."""
    days = {4: (1, 1), 1: (2, 1), 2: (1, 7), 3: (3, 7)}
    for number, (day, queue_id) in days.items():
        given = conversation(number, created_at=f"2026-01-0{day}T00:00:00.000Z", chat_queue_id=queue_id)
        await record(store, exchange(), (given,))
    await store.change_conversation(DEFAULT, Change("id-1", LATER, status="IN_PROGRESS"))
    await record(store, exchange(), (Change("id-1", LATER, status="CLOSED"),))
    rows = [
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
    ]
    for filters, limit, offset, found in rows:
        assert (filters, ids(await store.conversations(DEFAULT, limit, offset, filters))) == (filters, found)


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


async def test_scheduled_changes_are_made_once_when_they_are_due(store: Store) -> None:
    """In their order, whoever asks; those of a conversation that has ended or is not kept change nothing."""
    due: list[tuple[str, float]] = []
    store.changes.on_scheduled = lambda *each: due.append(each)
    change = Change("id-1", "")
    answer = Message("user", "ewa", "żółć", "")
    steps = (
        ScheduledChange(NOW + 2, change._replace(message=answer, status="IN_PROGRESS")),
        ScheduledChange(NOW + 1, change._replace(user_login="ewa")),
        ScheduledChange(NOW + 2, change._replace(status="CLOSED")),
        ScheduledChange(NOW + 2, change._replace(message=answer)),
        ScheduledChange(NOW + 2, Change("gone", "", user_login="ewa")),
        ScheduledChange(NOW + 3, Change("gone", "", status="CLOSED"), idle=1),
    )
    await record(store, exchange(), (conversation(1), *steps))
    assert due == [(DEFAULT, each.due_at) for each in steps]
    await store.make_due_changes(DEFAULT, NOW)
    assert await store.conversation(DEFAULT, "id-1") == conversation(1)
    await store.make_due_changes(DEFAULT, NOW + 1)
    found = await store.conversation(DEFAULT, "id-1")
    assert (found.status, found.user_login, found.assigned_at) == ("CREATED", "ewa", found.assigned_at or "")
    await asyncio.gather(*(store.make_due_changes(DEFAULT, NOW + 4) for _ in range(3)))
    assert not await store.make_due_changes(DEFAULT, NOW + 4)
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
    await record(store, exchange(), [ScheduledChange(NOW, each, idle=60) for each in changes])
    store.changes.on_scheduled = lambda _, due_at: due.append(due_at)
    await store.make_due_changes(DEFAULT, NOW)
    assert [NOW < each <= NOW + 60 for each in due] == [True, True]
    found = [await store.conversation(DEFAULT, each.conversation_id) for each in changes]
    assert [each.status for each in found] == ["CREATED", "CLOSED", "CREATED"]


async def test_a_reset_ends_scheduled_changes(store: Store) -> None:
    """The conversation that has the same id by the seed is another one."""
    await record(store, exchange(), (conversation(1), ScheduledChange(NOW, Change("id-1", "", user_login="ewa"))))
    await store.reset(DEFAULT)
    await record(store, exchange(), (conversation(1),))
    await store.make_due_changes(DEFAULT, NOW)
    assert await store.conversation(DEFAULT, "id-1") == conversation(1)
