# Generated from openapi/openapi.yaml by `make client`. Do not edit: it is replaced as a whole.
"""Contains all the data models used in inputs/outputs"""

from .agent_assigned import AgentAssigned
from .chat import Chat
from .chat_list import ChatList
from .conversation import Conversation
from .conversation_closed import ConversationClosed
from .conversation_created import ConversationCreated
from .error_detail import ErrorDetail
from .error_envelope import ErrorEnvelope
from .list_chats_status import ListChatsStatus
from .message import Message
from .remove_texts_participant import RemoveTextsParticipant
from .webhook import Webhook
from .webhook_input import WebhookInput

__all__ = (
    "AgentAssigned",
    "Chat",
    "ChatList",
    "Conversation",
    "ConversationClosed",
    "ConversationCreated",
    "ErrorDetail",
    "ErrorEnvelope",
    "ListChatsStatus",
    "Message",
    "RemoveTextsParticipant",
    "Webhook",
    "WebhookInput",
)
