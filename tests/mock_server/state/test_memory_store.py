"""The store: what is put in comes out, and look-ups find the right one."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest
from thulium_mock.errors import UnknownConversation
from thulium_mock.room import Room
from thulium_mock.state.memory_store import Conversation, Fixtures, SqliteStore

T = TypeVar("T")

FIXTURES: Fixtures = {
    "users": [{"name": "ł", "password": "ó:", "methods": ["*", "a"]}],
    "queues": [{"id": 1, "name": "Sales"}, {"id": 7}],
    "customers": [
        {"id": 1, "client_id": "A", "name": "Jan", "surname": "Kowalski", "email": "Jan@Example.org"},
        {"id": 2, "client_id": "a"},
        {"id": 5, "client_id": "A", "email": "jan@example.ORG"},
        {"id": 6, "email": "ŻANETA@example.org"},
    ],
}


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end."""
    return asyncio.run(coroutine)


def conversation(number: int) -> Conversation:
    """Return a conversation that is like no other."""
    parameters = {"chat_queue_id": 1, "client_name": f"Żółć {number} \U0001f600"}
    return Conversation(f"id-{number}", 1, None, None, parameters, "2026-01-01T00:00:00.000Z")


@pytest.fixture
def store() -> SqliteStore:
    """A store with the fixtures above."""
    return SqliteStore(FIXTURES)


def test_fixtures_come_out_as_they_went_in(store: SqliteStore) -> None:
    """Nothing is lost or added between putting fixtures and reading them."""
    assert run(store.fixtures()) == FIXTURES


def test_replacing_fixtures_keeps_conversations(store: SqliteStore) -> None:
    """New fixtures replace the old ones whole, and conversations stay."""
    run(store.add_conversation(conversation(1)))
    run(store.replace_fixtures({"users": [], "queues": [{"id": 8}], "customers": []}))
    assert run(store.fixtures()) == {"users": [], "queues": [{"id": 8}], "customers": []}
    assert run(store.conversation("id-1")) == conversation(1)


def test_users_are_found_by_their_exact_name(store: SqliteStore) -> None:
    """A user is found by name; another spelling is another name."""
    assert run(store.api_user("ł")) == ("ł", "ó:", ("*", "a"))
    assert run(store.api_user("Ł")) is None


def test_queues_are_known_by_id(store: SqliteStore) -> None:
    """Only the queues of the fixtures exist."""
    assert [run(store.has_queue(number)) for number in (1, 2, 7)] == [True, False, True]


@pytest.mark.parametrize(
    ("key", "value", "customer_id"),
    [
        ("customer_id", 2, 2),
        ("customer_id", 3, None),
        ("client_id", "A", 1),
        ("client_id", "a", 2),
        ("client_id", "1", None),
        ("client_email", "jan@example.org", 1),
        ("client_email", "JAN@EXAMPLE.ORG", 1),
        ("client_email", "żaneta@example.org", 6),
        ("client_email", "x@example.org", None),
    ],
)
def test_customers_are_found(store: SqliteStore, key: str, value: Any, customer_id: int | None) -> None:
    """Ids are compared to the letter, e-mail addresses without regard to case; of several the lowest id is found."""
    customer = run(store.find_customer(key, value))
    assert (customer.customer_id if customer else None) == customer_id


def test_conversations_are_listed_newest_first(store: SqliteStore) -> None:
    """A page holds at most as many as asked for, and the count is that of all."""
    for number in range(5):
        run(store.add_conversation(conversation(number)))
    assert run(store.conversations(limit=2, offset=1)) == (5, [conversation(3), conversation(2)])
    assert run(store.conversations(limit=2, offset=9)) == (5, [])


def test_a_conversation_takes_the_place_of_one_with_its_id() -> None:
    """A seed that is set again gives out the same ids; of the older conversation nothing is left or counted."""
    room = Room()
    store = SqliteStore(FIXTURES, room=room)
    for number in (1, 2, 3):
        run(store.add_conversation(conversation(number)))
    again = conversation(2)._replace(parameters={"chat_queue_id": 7, "client_name": "long" * 1000})
    assert run(store.conversations(0, 0))[0] == 3
    held = room.held
    run(store.add_conversation(again))
    assert run(store.conversations(1, 0)) == (3, [again])
    assert room.held > held
    run(store.add_conversation(conversation(2)))
    assert run(store.conversations(10, 0)) == (3, [conversation(2), conversation(3), conversation(1)])
    assert room.held == held
    for _ in range(3):
        store.drop_oldest()
    assert room.held == 0


def test_equal_ids_in_one_batch_leave_the_last() -> None:
    """It does not matter whether the older conversation was looked at before the one that takes its place came."""
    room = Room()
    store = SqliteStore(FIXTURES, room=room)
    for number in (1, 2, 1):
        run(store.add_conversation(conversation(number)))
    assert run(store.conversations(10, 0)) == (2, [conversation(1), conversation(2)])
    store.drop_oldest()
    assert run(store.conversations(10, 0)) == (1, [conversation(1)])
    store.drop_oldest()
    assert room.held == 0


def test_what_nobody_has_looked_at_is_bounded_too() -> None:
    """Conversations are counted without anybody asking for them: all but a few small ones."""
    room = Room()
    store = SqliteStore(FIXTURES, room=room)
    large = Conversation("large", 1, None, None, {"client_name": "x" * 60_000}, "")
    for number in range(3):
        run(store.add_conversation(large._replace(conversation_id=str(number))))
    assert room.held > 3 * 60_000


def test_an_unknown_conversation_is_an_error(store: SqliteStore) -> None:
    """There is no conversation that was not added, nor one that was forgotten."""
    run(store.add_conversation(conversation(1)))
    run(store.forget_conversations())
    with pytest.raises(UnknownConversation):
        run(store.conversation("id-1"))
    assert run(store.conversations(limit=9, offset=0)) == (0, [])


def test_the_newest_conversations_are_kept() -> None:
    """A store never holds more conversations than it should; the count is what it holds."""
    store = SqliteStore(FIXTURES, keep=3)
    for number in range(8):
        run(store.add_conversation(conversation(number)))
    assert run(store.conversations(limit=9, offset=0)) == (3, [conversation(each) for each in (7, 6, 5)])
    with pytest.raises(UnknownConversation):
        run(store.conversation("id-4"))
    run(store.forget_conversations())
    run(store.add_conversation(conversation(8)))
    assert run(store.conversations(limit=9, offset=0)) == (1, [conversation(8)])


def test_large_conversations_are_kept_as_far_as_there_is_room() -> None:
    """The bytes of conversations have a limit too, and what was forgotten takes none."""
    room = Room(29_000)
    store = SqliteStore(FIXTURES, room=room)
    large = Conversation("large", 1, None, None, {"client_name": "x" * 10_000}, "")
    for number in range(5):
        run(store.add_conversation(large._replace(conversation_id=str(number))))
    assert run(store.conversations(limit=0, offset=0))[0] == 2
    assert 20_000 < room.held < 29_000
    run(store.forget_conversations())
    assert room.held == 0


def test_a_store_that_is_closed_keeps_nothing() -> None:
    """A request that is still in progress when its space is removed leaves no trace."""
    room = Room()
    store = SqliteStore(FIXTURES, room=room)
    run(store.add_conversation(conversation(1)))
    store.close()
    run(store.add_conversation(conversation(2)))
    assert room.held == 0
