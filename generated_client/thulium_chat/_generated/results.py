# Generated from openapi/openapi.yaml by `make client`. Do not edit: it is replaced as a whole.
"""Results of the operations of the document."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from .._results import Received

__all__ = ["Chat", "ChatList", "Conversation", "Webhook"]


@dataclass(frozen=True)
class Conversation(Received):
    """A conversation that was started."""

    conversation_id: uuid.UUID
    """Identifier of the conversation, a UUID."""


@dataclass(frozen=True)
class Chat(Received):
    """A conversation, as lists show it."""

    chat_queue_id: int | None = None
    """Identifier of the chat queue."""
    client_email: str | None = None
    """The client's e-mail address."""
    client_name: str | None = None
    """The client's full name."""
    customer_id: int | None = None
    """The client's identifier in Thulium."""
    conversation_id: uuid.UUID | None = None
    """Identifier of the conversation."""
    created_at: datetime | None = None
    """When the conversation was started."""
    closed_at: datetime | None = None
    """When it ended."""
    status: str | None = None
    """`CREATED`: started by the client; `IN_PROGRESS`: an agent has replied; `CLOSED`: ended."""
    user_login: str | None = None
    """The login of the agent."""


@dataclass(frozen=True)
class ChatList(Received):
    """A page of chats."""

    count: int
    """How many chats match, whatever the limit."""
    result: tuple[Chat, ...]
    """The chats of this page."""


@dataclass(frozen=True)
class Webhook(Received):
    """A subscription."""

    id: int
    """Identifier of the subscription."""
    actions: tuple[str, ...]
    """The actions that are subscribed to."""
    subscription_url: str
    """Where events are sent."""
    http_auth_user: str
    """Name of the Basic credentials that are sent along; empty without."""
    http_auth_password: str
    """Password of the Basic credentials that are sent along; empty without."""
