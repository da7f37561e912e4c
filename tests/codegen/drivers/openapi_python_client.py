"""Driver of what openapi-python-client makes."""

from base64 import b64encode
from functools import cache
from typing import Any

from thulium_stock import AuthenticatedClient
from thulium_stock.api.chat_conversations import remove_texts, send_message, start_conversation, stop_conversation
from thulium_stock.api.chats import list_chats
from thulium_stock.api.webhooks import create_webhook, list_webhooks
from thulium_stock.models import ListChatsStatus, Message, RemoveTextsParticipant, WebhookInput
from thulium_stock.types import Response

from tests.codegen.drivers.lines import Calls, Outcome, serve


def outcome(response: Response[Any]) -> Outcome:
    """Return what the client read, as JSON."""
    parsed = response.parsed
    shown = [each.to_dict() for each in parsed] if isinstance(parsed, list) else parsed and parsed.to_dict()
    if response.status_code < 300:
        return {"value": shown}
    error = shown or response.content.decode()
    return {"status": response.status_code, "error": error, "retryAfter": response.headers.get("Retry-After")}


@cache
def driver(base_url: str, user: str, password: str) -> Calls:
    """Return the calls."""
    client = AuthenticatedClient(base_url, b64encode(f"{user}:{password}".encode()).decode(), prefix="Basic")

    def chats(given: dict[str, Any], headers: dict[str, Any]) -> Outcome:
        status = {"status": ListChatsStatus(given["status"])} if "status" in given else {}
        return outcome(list_chats.sync_detailed(client=client, **{**given, **status}, **headers))

    def texts(given: dict[str, Any], headers: dict[str, Any]) -> Outcome:
        participant = RemoveTextsParticipant(given["participant"])
        return outcome(remove_texts.sync_detailed(given["conversation_id"], participant, client=client, **headers))

    def message(given: dict[str, Any], headers: dict[str, Any]) -> Outcome:
        body = Message.from_dict({name: value for name, value in given.items() if name != "conversation_id"})
        return outcome(send_message.sync_detailed(given["conversation_id"], client=client, body=body, **headers))

    return {
        "startConversation": lambda given, headers: outcome(
            start_conversation.sync_detailed(client=client, **given, **headers)
        ),
        "sendMessage": message,
        "stopConversation": lambda given, headers: outcome(
            stop_conversation.sync_detailed(client=client, **given, **headers)
        ),
        "removeTexts": texts,
        "listChats": chats,
        "listWebhooks": lambda given, headers: outcome(list_webhooks.sync_detailed(client=client, **headers)),
        "createWebhook": lambda given, headers: outcome(
            create_webhook.sync_detailed(client=client, body=WebhookInput.from_dict(given), **headers)
        ),
    }


if __name__ == "__main__":
    serve(driver)
