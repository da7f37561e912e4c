"""Driver of what OpenAPI Generator makes for Python."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from thulium_openapi import (
    ApiClient,
    ApiException,
    ChatConversationsApi,
    ChatsApi,
    Configuration,
    Message,
    WebhookInput,
    WebhooksApi,
)

from tests.codegen.drivers.lines import Calls, Outcome, serve


def outcome(call: Callable[..., Any], *given: Any, **named: Any) -> Outcome:
    """Return what the client read, as JSON."""
    try:
        value = call(*given, **named)
    except ApiException as error:
        return {
            "status": error.status,
            "error": shown(error.data) or error.body,
            "retryAfter": (error.headers or {}).get("Retry-After"),
        }
    return {"value": shown(value)}


def shown(value: Any) -> Any:
    """Return a model, or a list of them, as JSON."""
    if isinstance(value, list):
        return [shown(each) for each in value]
    return None if value is None else json.loads(value.to_json())


@cache
def driver(base_url: str, user: str, password: str) -> Calls:
    """Return the calls."""
    client = ApiClient(Configuration(host=base_url, username=user, password=password, retries=0))
    conversations, chats, webhooks = ChatConversationsApi(client), ChatsApi(client), WebhooksApi(client)

    def message(given: dict[str, Any], headers: dict[str, Any]) -> Outcome:
        body = Message(**{name: value for name, value in given.items() if name != "conversation_id"})
        return outcome(conversations.send_message, given["conversation_id"], body, **headers)

    return {
        "startConversation": lambda given, headers: outcome(conversations.start_conversation, **given, **headers),
        "sendMessage": message,
        "stopConversation": lambda given, headers: outcome(conversations.stop_conversation, **given, **headers),
        "removeTexts": lambda given, headers: outcome(conversations.remove_texts, **given, **headers),
        "listChats": lambda given, headers: outcome(chats.list_chats, **given, **headers),
        "listWebhooks": lambda given, headers: outcome(webhooks.list_webhooks, **headers),
        "createWebhook": lambda given, headers: outcome(webhooks.create_webhook, WebhookInput(**given), **headers),
    }


if __name__ == "__main__":
    serve(driver)
