# Generated from openapi/openapi.yaml by `make client`. Do not edit: it is replaced as a whole.
"""Functions that write the request of each operation, and those that make its body of a dictionary."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from .api.chat_conversations import remove_texts, send_message, start_conversation, stop_conversation
from .api.chats import list_chats
from .api.webhooks import create_webhook, list_webhooks
from .models.message import Message
from .models.webhook_input import WebhookInput

REQUESTS: Final[Mapping[str, Callable[..., dict[str, Any]]]] = {
    "start_conversation": start_conversation._get_kwargs,
    "send_message": send_message._get_kwargs,
    "stop_conversation": stop_conversation._get_kwargs,
    "remove_texts": remove_texts._get_kwargs,
    "list_chats": list_chats._get_kwargs,
    "list_webhooks": list_webhooks._get_kwargs,
    "create_webhook": create_webhook._get_kwargs,
}
BODIES: Final[Mapping[str, Callable[[Mapping[str, Any]], Any]]] = {
    "send_message": Message.from_dict,
    "create_webhook": WebhookInput.from_dict,
}
