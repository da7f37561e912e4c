# Generated from openapi/openapi.yaml by `make client`. Do not edit: it is replaced as a whole.
"""Events that webhooks tell of, by the callbacks of the document."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeAlias

from .._events import BaseEvent, UnknownEvent

__all__: list[str] = ["AgentAssigned", "ConversationClosed", "ConversationCreated"]


@dataclass(frozen=True)
class ConversationCreated(BaseEvent):
    """A conversation was started."""

    action: str = field(default="CHAT_CONVERSATION_CREATED", init=False)
    conversation_id: uuid.UUID
    """Identifier of the conversation."""
    date: datetime
    """When it happened."""
    chat_queue_id: int
    """Identifier of the chat queue."""
    client_name: str | None = None
    """The client's full name; the word `null` if it is not known."""
    client_email: str | None = None
    """The client's e-mail address; the word `null` if it is not known."""


@dataclass(frozen=True)
class AgentAssigned(BaseEvent):
    """An agent was assigned."""

    action: str = field(default="CHAT_AGENT_ASSIGNED", init=False)
    conversation_id: uuid.UUID
    """Identifier of the conversation."""
    date: datetime
    """When it happened."""
    chat_queue_id: int
    """Identifier of the chat queue."""
    agent_login: str | None = None
    """The login of the agent."""


@dataclass(frozen=True)
class ConversationClosed(BaseEvent):
    """A conversation has ended."""

    action: str = field(default="CHAT_CONVERSATION_CLOSED", init=False)
    conversation_id: uuid.UUID
    """Identifier of the conversation."""
    date: datetime
    """When it happened."""
    chat_queue_id: int
    """Identifier of the chat queue."""


Event: TypeAlias = ConversationCreated | AgentAssigned | ConversationClosed | UnknownEvent
CLASSES: Final[Mapping[str, type[Event]]] = {
    "CHAT_CONVERSATION_CREATED": ConversationCreated,
    "CHAT_AGENT_ASSIGNED": AgentAssigned,
    "CHAT_CONVERSATION_CLOSED": ConversationClosed,
}
