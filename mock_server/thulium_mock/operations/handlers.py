"""Handlers of the vendor's API: one function for each operationId, which returns JSON, or an `Outcome` with changes."""

import time
from typing import Any

from thulium_mock.errors import UnknownQueue
from thulium_mock.serialization import rfc3339
from thulium_mock.state.outcome import Outcome
from thulium_mock.state.spaces import Space
from thulium_mock.state.store import Conversation


class Handlers:
    """The handlers."""

    async def start_conversation(self, space: Space, chat_queue_id: int, **client: Any) -> Outcome:
        """Start a conversation and return its id; raises `UnknownQueue`."""
        directory = await space.directory()
        if chat_queue_id not in directory.queues:
            raise UnknownQueue
        customer, matched_by = directory.match(client)
        conversation = Conversation(
            conversation_id=await space.new_id(),
            chat_queue_id=chat_queue_id,
            customer_id=customer.customer_id if customer else None,
            matched_by=matched_by,
            parameters={"chat_queue_id": chat_queue_id, **client},
            created_at=rfc3339(time.time()),
        )
        conversation_id = conversation.conversation_id
        return Outcome({"conversation_id": conversation_id}, (conversation,), conversation_id, customer, matched_by)
