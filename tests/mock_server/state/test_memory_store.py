"""The engine in memory: what it keeps is bounded in bytes too."""

import asyncio

import pytest
from thulium_mock.state.conversations import Conversation
from thulium_mock.state.directory import Fixtures
from thulium_mock.state.memory_store import MAX_BYTES, MemoryStore
from thulium_mock.state.store import DEFAULT

from tests.journals import exchange, record

LARGE = MAX_BYTES // 5 * 2
NOTHING: Fixtures = {"users": [], "queues": [], "customers": []}


def conversation(number: int, name: str) -> Conversation:
    """Return a conversation of a client with this name."""
    return Conversation(f"id-{number}", 1, None, None, {"client_name": name}, "")


@pytest.mark.parametrize("rounds", [1, 2])
def test_large_exchanges_are_kept_as_far_as_the_bound_allows(rounds: int) -> None:
    """The oldest are evicted; those that were forgotten count for nothing."""

    async def numbers() -> list[int]:
        store = MemoryStore(NOTHING)
        for number in range(rounds):
            if number:
                await store.forget_exchanges(DEFAULT)
            for _ in range(3):
                await record(store, exchange(b"x" * LARGE))
        return [each.number for each in await store.exchanges(DEFAULT, 0, 9)]

    assert asyncio.run(numbers()) == [rounds * 3 - 1, rounds * 3]


def test_large_conversations_are_kept_as_far_as_the_bound_allows() -> None:
    """The oldest are evicted; one that was replaced counts for nothing."""

    async def kept() -> list[str]:
        store = MemoryStore(NOTHING)
        for number in (1, 1, 1, 2, 3):
            await record(store, exchange(b""), (conversation(number, "x" * LARGE),))
        return [each.conversation_id for each in (await store.conversations(DEFAULT, 9, 0))[1]]

    assert asyncio.run(kept()) == ["id-3", "id-2"]


def test_who_may_keep_more_keeps_more_bytes() -> None:
    """The bounds in bytes rise with the numbers that were asked for."""

    async def kept() -> tuple[int, int]:
        store = MemoryStore(NOTHING, journal_size=50_000, keep_conversations=200_000)
        for number in range(6):
            await record(store, exchange(b"x" * LARGE), (conversation(number, "x" * LARGE),))
        return (await store.journal(DEFAULT)).kept, (await store.conversations(DEFAULT, 0, 0))[0]

    assert asyncio.run(kept()) == (6, 6)
