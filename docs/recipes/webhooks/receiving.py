"""What an application does with a request of the system, whatever its framework."""

import logging
import os

from thulium_chat import InvalidWebhookError, webhooks

waiting: dict[str, str] = {}
"""Names of the clients whose conversations nobody has taken, by conversation."""


def receive(authorization: str | None, body: bytes, content_type: str | None) -> int:
    """Take an event; return the status to answer with."""
    user, password = os.environ["WEBHOOK_USER"], os.environ["WEBHOOK_PASSWORD"]
    if not webhooks.is_authorized(authorization, user, password):
        return 401
    try:
        event = webhooks.parse(body, content_type)
    except InvalidWebhookError:
        return 400
    match event:
        case webhooks.ConversationCreated():
            waiting[str(event.conversation_id)] = event.client_name or "somebody"
        case webhooks.AgentAssigned() | webhooks.ConversationClosed():
            waiting.pop(str(event.conversation_id), None)
        case webhooks.UnknownEvent():
            logging.getLogger(__name__).warning("the action %s is not known", event.action)
    return 200
