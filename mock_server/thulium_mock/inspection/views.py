"""What the control API shows of an exchange: the schema ``Request`` of control.yaml."""

import json
from typing import Any

from thulium_mock.errors import UnknownConversation
from thulium_mock.inspection.curl import curl_line
from thulium_mock.middleware.recording import MASK
from thulium_mock.serialization import rfc3339
from thulium_mock.state.journal import Exchange
from thulium_mock.state.spaces import Space


async def present(space: Space, exchange: Exchange, *, mask: bool) -> dict[str, Any]:
    """Return all that is known of an exchange; with ``mask`` without the names of the customer."""
    answer = answered(exchange)
    conversation_id = answer.get("conversation_id")
    customer = await matched(space, conversation_id)
    if customer and mask:
        customer |= {key: MASK for key in ("name", "surname") if customer[key] is not None}
    return {
        "number": exchange.number,
        "started": rfc3339(exchange.started),
        "duration_ms": round(exchange.seconds * 1000, 3),
        "method": exchange.method,
        "url": exchange.url,
        "path": exchange.path,
        "query": exchange.query,
        "headers": exchange.headers,
        "status": exchange.status or None,
        "answer_headers": exchange.answer_headers,
        "answer": exchange.answer.decode("utf-8", "replace"),
        "errors": answer["errors"],
        "conversation_id": conversation_id,
        "customer": customer,
        "faults": list(exchange.faults),
        "curl": curl_line(exchange),
    }


def answered(exchange: Exchange) -> dict[str, Any]:
    """Return the ``errors`` of the answer, and its ``conversation_id`` if it has one."""
    try:
        body = json.loads(exchange.answer)
    except (ValueError, RecursionError):
        # A fault can spoil an answer.
        body = None
    if not isinstance(body, dict):
        body = {}
    errors = body.get("errors") if exchange.status >= 400 else None
    found: dict[str, Any] = {"errors": [each for each in _list(errors) if _is_error(each)]}
    if exchange.status == 200 and isinstance(body.get("conversation_id"), str):
        found["conversation_id"] = body["conversation_id"]
    return found


async def matched(space: Space, conversation_id: str | None) -> dict[str, Any] | None:
    """Return the customer of a conversation and what matched them; None if there is none, or it is not kept."""
    if conversation_id is None:
        return None
    try:
        conversation = await space.store.conversation(conversation_id)
    except UnknownConversation:
        return None
    if conversation.customer_id is None:
        return None
    customer = await space.store.find_customer("customer_id", conversation.customer_id)
    return {
        "id": conversation.customer_id,
        "name": customer.name if customer else None,
        "surname": customer.surname if customer else None,
        "matched_by": conversation.matched_by,
    }


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_error(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("code"), int) and isinstance(value.get("message"), str)
