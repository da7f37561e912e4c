"""Matching of requests and deliveries by the matcher language of control.yaml: the differences in their fields."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from thulium_mock.state.journal import Exchange, like, pairs
from thulium_mock.state.webhooks import Delivery

_COMPARED = 200
"""Limit of the compared text in `nearness`, in characters."""


_GROUPS = ("query", "body", "event")


@dataclass(frozen=True)
class Difference:
    """Field of a request that is not as expected; ``actual`` are its values, none if it is absent."""

    field: str
    expected: Any
    actual: list[str]

    def __str__(self) -> str:
        """Return the difference as a line."""
        return f"{self.field}: expected {self.expected!r}, was {', '.join(map(repr, self.actual)) or 'absent'}"


def conditions(matcher: Mapping[str, Any]) -> dict[str, Any]:
    """Return the condition of each field that ``matcher`` names, such as ``status`` and ``query.client_id``."""
    found = {name: value for name, value in matcher.items() if name not in (*_GROUPS, "headers")}
    found |= {f"{group}.{name}": value for group in _GROUPS for name, value in matcher.get(group, {}).items()}
    found |= {f"headers.{name.lower()}": value for name, value in matcher.get("headers", {}).items()}
    return found


def differences(found: Exchange | Delivery, expected: Mapping[str, Any]) -> list[Difference]:
    """Return the fields of ``expected``, as `conditions` returns it, whose conditions do not hold for ``found``."""
    values = _of_exchange(found, expected) if isinstance(found, Exchange) else _of_delivery(found)
    return [
        Difference(name, condition, values.get(name, []))
        for name, condition in expected.items()
        if not holds(condition, values.get(name, []))
    ]


def holds(condition: Any, actual: list[str]) -> bool:
    """Tell whether ``condition`` holds for the values of a field, which may be none or several.

    A text, a number or a pattern holds if it does for one of the values; a list asks for exactly these, in order.
    """
    if isinstance(condition, list):
        return len(condition) == len(actual) and all(map(_fits, condition, actual))
    if isinstance(condition, dict) and "absent" in condition:
        return condition["absent"] is not bool(actual)
    return any(_fits(condition, value) for value in actual)


def nearness(difference: Difference) -> float:
    """Return the similarity of the actual and the expected value, from 0 to 1."""
    wanted = difference.expected if isinstance(difference.expected, list) else [difference.expected]
    texts = [each["like"] if isinstance(each, dict) and "like" in each else each for each in wanted]
    return max(
        (
            SequenceMatcher(None, str(text)[:_COMPARED], value[:_COMPARED]).ratio()
            for text in texts
            if not isinstance(text, dict)
            for value in difference.actual[:10]
        ),
        default=0.0,
    )


def texts(value: Any) -> list[str]:
    """Return the values of a JSON field as texts: the items of a list, a string itself, anything else as JSON."""
    values = value if isinstance(value, list) else [value]
    return [each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in values]


def _fits(condition: Any, value: str) -> bool:
    return like(condition["like"], value) if isinstance(condition, dict) else str(condition) == value


def _of_delivery(delivery: Delivery) -> dict[str, list[str]]:
    attempt, webhook = delivery.attempt, delivery.webhook
    values = {"state": [str(delivery.state)], "webhook_id": [str(webhook.webhook_id)], "url": [webhook.url]}
    values |= {f"event.{name}": texts(value) for name, value in delivery.event.items()}
    values["fault"] = list(delivery.faults)
    if attempt:
        values |= {"status": [str(attempt.status)]} if attempt.status else {}
        values |= {"error": [attempt.error]} if attempt.error else {}
    return values


def _of_exchange(exchange: Exchange, names: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the values of at least the fields in ``names``."""
    values: dict[str, list[str]] = {"method": [exchange.method], "path": [exchange.path], "state": [exchange.state]}
    if exchange.status is not None:
        values["status"] = [str(exchange.status)]
    if any(name.startswith("query.") for name in names):
        values |= {f"query.{name}": given for name, given in exchange.query.items()}
    if any(name.startswith("body.") for name in names):
        values |= {f"body.{name}": texts(value) for name, value in exchange.fields.items()}
    if any(name.startswith("headers.") for name in names):
        for name, value in pairs(exchange.raw_headers):
            values.setdefault(f"headers.{name}", []).append(value)
    values["error_code"] = [str(code) for code, _ in exchange.errors]
    if exchange.conversation_id is not None:
        values["conversation_id"] = [exchange.conversation_id]
    if exchange.customer is not None:
        values["customer_id"] = [str(exchange.customer.customer_id)]
    return values
