"""View of an exchange in the control API: the schema ``Request`` of control.yaml."""

from typing import Any

from thulium_mock.inspection.curl import curl_line
from thulium_mock.openapi.body_masks import MASK
from thulium_mock.serialization import rfc3339
from thulium_mock.state.journal import Exchange


def present(exchange: Exchange, *, mask: bool) -> dict[str, Any]:
    """Return an exchange as JSON; with ``mask`` without the names of the customer."""
    return {
        "number": exchange.number,
        "started": rfc3339(exchange.started),
        "state": exchange.state,
        "duration_ms": None if exchange.seconds is None else round(exchange.seconds * 1000, 3),
        "method": exchange.method,
        "url": exchange.url,
        "path": exchange.path,
        "query": exchange.query,
        "headers": exchange.headers,
        "body": exchange.body.decode("utf-8", "replace"),
        "body_size": exchange.body_size,
        "body_cut": exchange.body_size > len(exchange.body),
        "status": exchange.status,
        "answer_headers": exchange.answer_headers,
        "answer": exchange.answer.decode("utf-8", "replace"),
        "errors": [{"message": message, "code": code} for code, message in exchange.errors],
        "conversation_id": exchange.conversation_id,
        "customer": _customer(exchange, mask=mask),
        "faults": list(exchange.faults),
        "curl": curl_line(exchange),
    }


def _customer(exchange: Exchange, *, mask: bool) -> dict[str, Any] | None:
    """Return the customer that was matched, and the parameter that matched them."""
    customer = exchange.customer
    if customer is None:
        return None
    names = {"name": customer.name, "surname": customer.surname}
    if mask:
        names = {key: value and MASK for key, value in names.items()}
    return {"id": customer.customer_id, **names, "matched_by": exchange.matched_by}
