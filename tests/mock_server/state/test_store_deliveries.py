"""The contract of `Store`, which every engine keeps: webhooks, and the deliveries to them."""

from typing import Any

import pytest
from thulium_mock.errors import (
    UnknownDelivery,
)
from thulium_mock.state.conversations import Change, Message
from thulium_mock.state.store import DEFAULT, Store
from thulium_mock.state.webhooks import MAX_WEBHOOKS, Attempt, DeliveryStatus, Webhook

from tests.journals import record
from tests.mock_server.state.records import (
    FIXTURES,
    HOOK,
    LATER,
    NewStore,
    conversation,
    exchange,
)

pytestmark = pytest.mark.anyio


async def test_the_newest_webhooks_are_kept(store: Store) -> None:
    """In their order; one takes the place of another with its id, and a reset forgets all."""
    webhooks = [Webhook(number, ("A", "Ż"), "http://127.0.0.1/", "u", "p") for number in range(MAX_WEBHOOKS + 1)]
    await record(store, exchange(), webhooks)
    assert await store.webhooks(DEFAULT) == webhooks[1:]
    changed = webhooks[1]._replace(actions=(), user="")
    await record(store, exchange(), (changed,))
    assert await store.webhooks(DEFAULT) == [*webhooks[2:], changed]
    await store.reset(DEFAULT)
    assert await store.webhooks(DEFAULT) == []


async def test_each_id_of_a_webhook_is_given_out_once(store: Store) -> None:
    """They are numbers from 1 on in each space, and begin anew with a reset, not with a seed."""
    first = [await store.next_webhook(DEFAULT) for _ in range(2)]
    await store.set_seed(DEFAULT, 8)
    assert [*first, await store.next_webhook(DEFAULT)] == [1, 2, 3]
    await store.open_space("a", FIXTURES, 1)
    await store.reset(DEFAULT)
    assert [await store.next_webhook(space) for space in ("a", DEFAULT)] == [1, 1]


def created(store: Store, *numbers: int) -> Any:
    """Record new conversations, two queues in turn."""
    return record(store, exchange(), [conversation(each, chat_queue_id=1 + each % 2) for each in numbers])


async def claimed(store: Store, *busy: int) -> list[tuple[int, str, str]]:
    """Claim all deliveries that can be, and return webhook, conversation and action of each."""
    found, generation = [], await generation_of(store)
    while claim := await store.claim_delivery({(generation, each) for each in busy}):
        found.append((claim[2].webhook.webhook_id, claim[2].event["conversation_id"], claim[2].event["action"][5:]))
    return found


async def generation_of(store: Store) -> int:
    """Return the present generation of the default space."""
    await store.record_request(DEFAULT, asked := exchange())
    return asked.generation


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
        assert claim == (DEFAULT, (await generation_of(store), 1), added)
        await store.finish_delivery(DEFAULT, added._replace(finished=True, attempt=attempt, faults=("late",)))
        numbers.append(added.number)
    found = await store.delivery(DEFAULT, numbers[-1])
    assert (found.attempt, found.faults, found.state) == (attempt, ("late",), "delivered")
    assert [each.number for each in (await store.deliveries(DEFAULT, 9, 0))[1]] == sorted(numbers[2:], reverse=True)
    for unknown in (numbers[0], numbers[-1] + 1):
        with pytest.raises(UnknownDelivery):
            await store.delivery(DEFAULT, unknown)
    before, busy = await store.add_delivery(DEFAULT, HOOK, {"action": "a"}), (await generation_of(store), 1)
    assert before is not None
    await store.reset(DEFAULT)
    after = await store.add_delivery(DEFAULT, HOOK, {"action": "b"})
    await store.finish_delivery(DEFAULT, before._replace(finished=True))
    await store.finish_delivery("gone", before._replace(finished=True))
    assert (await store.deliveries(DEFAULT, 9, 0))[1] == [after]
    # What is under way to a webhook of before the reset holds up none with its number.
    claim = await store.claim_delivery({busy})
    assert (claim and claim[2]) == after


async def test_pending_deliveries_are_bounded(store: Store) -> None:
    """There are as many as exchanges may be kept; those beyond are lost, and counted."""
    for _ in range(4):
        assert await store.add_delivery(DEFAULT, HOOK, {"action": "a"})
    assert await store.add_delivery(DEFAULT, HOOK, {"action": "a"}) is None
    await record(store, exchange(), (HOOK, conversation(1)))
    assert await store.delivery_status(DEFAULT) == DeliveryStatus(pending=4, lost=2)
