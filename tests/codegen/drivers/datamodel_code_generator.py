"""Driver of what datamodel-code-generator makes: models, with which httpx talks."""

from typing import Any
from urllib.parse import quote

import httpx
from pydantic import BaseModel
from thulium_models import ChatList, Conversation, ErrorEnvelope, Message, Webhook, WebhookInput, WebhookList

from tests.codegen.drivers.lines import Calls, Outcome, serve

client = httpx.Client()


def outcome(response: httpx.Response, model: type[BaseModel] | None = None) -> Outcome:
    """Return what the models read, as JSON."""
    if response.is_success:
        value = model.model_validate_json(response.content).model_dump(mode="json") if model else None
        return {"value": value}
    envelope = None
    if "json" in response.headers.get("Content-Type", ""):
        envelope = ErrorEnvelope.model_validate_json(response.content).model_dump(mode="json")
    return {"status": response.status_code, "error": envelope, "retryAfter": response.headers.get("Retry-After")}


def driver(base_url: str, user: str, password: str) -> Calls:
    """Return the calls."""

    def call(
        method: str, path: str, headers: dict[str, Any], query: dict[str, Any], body: BaseModel | None = None
    ) -> httpx.Response:
        languages = {name.replace("_", "-"): value for name, value in headers.items()}
        content = body.model_dump(mode="json", exclude_none=True) if body else None
        return client.request(
            method, base_url + path, auth=(user, password), headers=languages, params=query, json=content
        )

    def conversation(given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        others = {name: value for name, value in given.items() if name != "conversation_id"}
        return f"/chat_conversations/{quote(given['conversation_id'], safe='')}", others

    def message(given: dict[str, Any], headers: dict[str, Any]) -> Outcome:
        path, body = conversation(given)
        return outcome(call("POST", f"{path}/message", headers, {}, Message(**body)))

    def stop(given: dict[str, Any], headers: dict[str, Any]) -> Outcome:
        path, query = conversation(given)
        return outcome(call("POST", f"{path}/stop", headers, query))

    def texts(given: dict[str, Any], headers: dict[str, Any]) -> Outcome:
        path = f"/chat_conversations/content/{given['conversation_id']}/{given['participant']}"
        return outcome(call("DELETE", path, headers, {}))

    return {
        "startConversation": lambda given, headers: outcome(
            call("POST", "/chat_conversations/start", headers, given), Conversation
        ),
        "sendMessage": message,
        "stopConversation": stop,
        "removeTexts": texts,
        "listChats": lambda given, headers: outcome(call("GET", "/chats", headers, given), ChatList),
        "listWebhooks": lambda given, headers: outcome(call("GET", "/webhooks", headers, given), WebhookList),
        "createWebhook": lambda given, headers: outcome(
            call("POST", "/webhooks", headers, {}, WebhookInput(**given)), Webhook
        ),
    }


if __name__ == "__main__":
    serve(driver)
