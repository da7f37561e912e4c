"""The vendor's operation: what it starts, and what it refuses."""

import pytest
from freezegun import freeze_time
from thulium_mock.app import new_spaces
from thulium_mock.errors import UnknownQueue
from thulium_mock.operations.handlers import Handlers
from thulium_mock.settings import Settings
from thulium_mock.state.directory import Customer
from thulium_mock.state.spaces import Space

pytestmark = pytest.mark.anyio


@pytest.fixture
def space() -> Space:
    """A space whose ids are known."""
    return new_spaces(settings=Settings(seed=7)).default


@freeze_time("2026-05-18T13:56:05.123456Z")
async def test_a_conversation_is_started_with_all_that_is_known_of_it(space: Space) -> None:
    """Parameters, matched customer, what matched it, and the time go under the id that is returned."""
    identifier = await new_spaces(settings=Settings(seed=7)).default.new_id()
    outcome = await Handlers().start_conversation(space, chat_queue_id=3, customer_id=99, client_id="1234")
    assert (outcome.value, outcome.conversation_id) == ({"conversation_id": identifier}, identifier)
    jan = Customer(1, "1234", "Jan", "Kowalski", "jan.kowalski@example.org")
    assert (outcome.customer, outcome.matched_by) == (jan, "client_id")
    assert [change._asdict() for change in outcome.changes] == [
        {
            "conversation_id": identifier,
            "chat_queue_id": 3,
            "customer_id": 1,
            "matched_by": "client_id",
            "parameters": {"chat_queue_id": 3, "customer_id": 99, "client_id": "1234"},
            "created_at": "2026-05-18T13:56:05.123Z",
            "full_name": "Jan Kowalski",
            "email": "jan.kowalski@example.org",
            "status": "CREATED",
            "user_login": None,
            "closed_at": None,
            "assigned_at": None,
        }
    ]


async def test_an_unknown_queue_starts_nothing(space: Space) -> None:
    """A queue that does not exist is an error."""
    with pytest.raises(UnknownQueue):
        await Handlers().start_conversation(space, chat_queue_id=4)
