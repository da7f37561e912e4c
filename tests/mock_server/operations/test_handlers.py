"""The vendor's operation: what it stores, and what it refuses."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

import pytest
from thulium_mock.errors import UnknownQueue
from thulium_mock.operations.handlers import Handlers
from thulium_mock.state.fixtures import default_fixtures
from thulium_mock.state.spaces import Space

ID = UUID("6ed7c941-2c8a-411e-95d2-338a9f64800a")


@pytest.fixture
def space() -> Space:
    """A space that gives out a known id."""
    space = Space("default", default_fixtures())
    space.new_id = lambda: str(ID)
    return space


def test_a_conversation_is_made_of_all_that_is_known_of_it(space: Space) -> None:
    """Parameters, matched customer, what matched it, and the time, under the id that is returned."""
    handlers = Handlers(now=datetime(2026, 5, 18, 13, 56, 5, 123456, UTC).timestamp)
    outcome = asyncio.run(handlers.start_conversation(space, chat_queue_id=3, customer_id=99, client_id="1234"))
    assert (outcome.value, outcome.conversation_id) == ({"conversation_id": str(ID)}, str(ID))
    assert outcome.customer is not None
    assert (outcome.customer.name, outcome.matched_by) == ("Jan", "client_id")
    (conversation,) = outcome.changes
    assert conversation._asdict() == {
        "conversation_id": str(ID),
        "chat_queue_id": 3,
        "customer_id": 1,
        "matched_by": "client_id",
        "parameters": {"chat_queue_id": 3, "customer_id": 99, "client_id": "1234"},
        "created_at": "2026-05-18T13:56:05.123Z",
    }


def test_an_unknown_queue_starts_nothing(space: Space) -> None:
    """A queue that does not exist is an error."""
    with pytest.raises(UnknownQueue):
        asyncio.run(Handlers().start_conversation(space, chat_queue_id=4))
