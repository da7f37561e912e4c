"""Handlers of the vendor's API: one function for each operationId, which returns an `Outcome`."""

import time
from collections.abc import Mapping
from typing import Any

from thulium_mock.errors import ConversationClosed, UnknownQueue
from thulium_mock.local_time import end_of, local_time, start_of
from thulium_mock.operations.agents import scheduled_changes
from thulium_mock.serialization import rfc3339
from thulium_mock.state.conversations import Change, Conversation, ConversationFilters, Message, Side, Status
from thulium_mock.state.directory import Customer
from thulium_mock.state.outcome import Outcome
from thulium_mock.state.spaces import Space
from thulium_mock.state.store import Record
from thulium_mock.state.webhooks import Webhook


class Handlers:
    """Handlers of the vendor's API, by operationId in snake_case."""

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
        changes: tuple[Record, ...] = (conversation,)
        if directory.agents or directory.inactivity:
            changes += tuple(await scheduled_changes(space, directory, conversation))
        return Outcome({"conversation_id": conversation_id}, changes, conversation_id, customer, matched_by)

    async def send_message(self, space: Space, conversation_id: str, body: dict[str, Any]) -> Outcome:
        """Send a message of the customer; raises `UnknownConversation`, `ConversationClosed`."""
        conversation = await space.conversation(conversation_id)
        if conversation.status == "CLOSED":
            raise ConversationClosed
        now = rfc3339(time.time())
        message = Message("customer", body.get("external_chatbot_id") or None, body["text"], now)
        return _changed(Change(conversation.conversation_id, now, message))

    async def stop_conversation(
        self, space: Space, conversation_id: str, external_chatbot_id: str | None = None
    ) -> Outcome:
        """End a conversation, or leave it ended; raises `UnknownConversation`."""
        conversation = await space.conversation(conversation_id)
        return _changed(Change(conversation.conversation_id, rfc3339(time.time()), status="CLOSED"))

    async def remove_texts(self, space: Space, conversation_id: str, participant: str) -> Outcome:
        """Remove the texts of the messages of one side, or of both; raises `UnknownConversation`."""
        conversation = await space.conversation(conversation_id)
        sides: tuple[Side, ...] = ("customer", "user")
        removed: tuple[Side, ...] = tuple(side for side in sides if participant in (side, "both"))
        return _changed(Change(conversation.conversation_id, rfc3339(time.time()), texts_removed=removed))

    async def list_chats(
        self,
        space: Space,
        limit: int,
        offset: int,
        date_from: str | None = None,
        date_to: str | None = None,
        status: Status | None = None,
        chat_queue_id: int | None = None,
        **included: bool,
    ) -> Outcome:
        """Return a page of conversations; what ``included`` would add to them is not documented."""
        since, before = date_from and start_of(date_from), date_to and end_of(date_to)
        filters = ConversationFilters(status, chat_queue_id, since, before)
        count, conversations = await space.conversations(limit, offset, filters)
        return Outcome({"count": count, "result": [_chat(each) for each in conversations]})

    async def create_webhook(self, space: Space, body: dict[str, Any]) -> Outcome:
        """Subscribe to actions, and return the webhook."""
        number = await space.store.next_webhook(space.name)
        credentials = body.get("http_auth_user", ""), body.get("http_auth_password", "")
        webhook = Webhook(number, tuple(body["actions"]), body["subscription_url"], *credentials)
        return Outcome(shown_webhook(webhook), (webhook,))

    async def list_webhooks(self, space: Space) -> Outcome:
        """Return all webhooks."""
        return Outcome([shown_webhook(each) for each in await space.webhooks()])


def _changed(change: Change) -> Outcome:
    return Outcome(None, (change,), change.conversation_id)


def _full_name(client: Mapping[str, Any], customer: Customer | None) -> str | None:
    names = [client.get("client_name"), client.get("client_surname")]
    if customer and not any(names):
        names = [customer.name, customer.surname]
    return " ".join(filter(None, names)) or None


def _chat(conversation: Conversation) -> dict[str, Any]:
    closed_at = conversation.closed_at
    return {
        "chat_queue_id": conversation.chat_queue_id,
        "client_email": conversation.email,
        "client_name": conversation.full_name,
        "customer_id": conversation.customer_id,
        "conversation_id": conversation.conversation_id,
        "created_at": local_time(conversation.created_at),
        "closed_at": closed_at and local_time(closed_at),
        "status": conversation.status,
        "user_login": conversation.user_login,
    }


def shown_webhook(webhook: Webhook) -> dict[str, Any]:
    """Return a webhook as the vendor's API shows it."""
    return {
        "id": webhook.webhook_id,
        "actions": webhook.actions,
        "subscription_url": webhook.url,
        "http_auth_user": webhook.user,
        "http_auth_password": webhook.password,
    }
