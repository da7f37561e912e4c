"""The contract of `Store`, which every engine keeps: requests and their answers."""

import pytest
from thulium_mock.state.directory import Customer
from thulium_mock.state.journal import Filters, JournalStatus
from thulium_mock.state.store import DEFAULT, Store

from tests.journals import of, record
from tests.mock_server.state.records import (
    came,
    conversation,
    exchange,
    numbers,
    record_some,
)

pytestmark = pytest.mark.anyio


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


async def test_exchanges_are_read_in_pieces(store: Store) -> None:
    """Those above a number, the oldest first, at most so many at once."""
    await record_some(store, 6)
    rows = [(0, 2, [3, 4]), (3, 1, [4]), (4, 9, [5, 6]), (5, 0, []), (6, 9, []), (9, 9, [])]
    assert [(after, limit, await numbers(store, after, limit)) for after, limit, _ in rows] == rows


async def test_numbers_go_on_after_the_journal_was_emptied(store: Store) -> None:
    """Whoever asks for what came after a number misses nothing because somebody emptied the journal."""
    await record_some(store, 6)
    await store.forget_exchanges(DEFAULT)
    assert (await numbers(store), await store.journal(DEFAULT)) == ([], JournalStatus(count=6, forgotten=4))
    await record_some(store, 1)
    assert await numbers(store) == [7]


async def test_exchanges_are_found_newest_first(store: Store) -> None:
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

    rows = [
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
    ]
    for filters, limit, offset, found in rows:
        count, page = await store.find_exchanges(DEFAULT, filters, limit, offset)
        assert (filters, (count, [each.number for each in page])) == (filters, found)
