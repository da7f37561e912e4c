"""Handlers of the vendor's API: one function for each operationId, which returns JSON, or an `Outcome` with changes."""

import time
from collections.abc import Mapping
from typing import Any

from thulium_mock.errors import UnknownQueue
from thulium_mock.serialization import rfc3339
from thulium_mock.state.conversations import Conversation
from thulium_mock.state.directory import Customer
from thulium_mock.state.outcome import Outcome
from thulium_mock.state.spaces import Space


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
            full_name=_full_name(client, customer),
            email=client.get("client_email") or (customer.email if customer else None),
        )
        conversation_id = conversation.conversation_id
        return Outcome({"conversation_id": conversation_id}, (conversation,), conversation_id, customer, matched_by)


def _full_name(client: Mapping[str, Any], customer: Customer | None) -> str | None:
    names = [client.get("client_name"), client.get("client_surname")]
    if customer and not any(names):
        names = [customer.name, customer.surname]
    return " ".join(filter(None, names)) or None
