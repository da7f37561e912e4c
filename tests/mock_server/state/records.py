"""Fixtures, records and questions for the contract of `Store`."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from thulium_mock.state.conversations import Conversation
from thulium_mock.state.directory import Fixtures
from thulium_mock.state.journal import Exchange
from thulium_mock.state.store import DEFAULT, Store
from thulium_mock.state.webhooks import Webhook

from tests.journals import pending, record

NewStore = Callable[..., Awaitable[Store]]

OUTAGE = {"name": "outage", "answer": {"code": 503}}
RULE = {"name": "rule", "when": {"chat_queue_id": 7}, "answer": {"code": 404}}
FIXTURES: Fixtures = {
    "users": [{"name": "ł", "password": "ó:", "methods": ["*", "a"]}],
    "queues": [{"id": 7}, {"id": 1, "name": "Sales"}],
    "customers": [{"id": 5, "client_id": "A", "email": "jan@example.ORG"}],
    "rules": [RULE],
    "scenarios": [{"name": "down", "title": {"en": "Down", "pl": "Nie działa"}, "faults": [OUTAGE]}],
}
OTHER: Fixtures = {"users": [], "queues": [{"id": 8}], "customers": []}
NOW = 1000.0
LATER = "2026-01-09T00:00:00.000Z"
HOOK = Webhook(1, ("CHAT_CONVERSATION_CREATED", "CHAT_AGENT_ASSIGNED", "CHAT_CONVERSATION_CLOSED"), "http://localhost/")


def exchange(path: str = "/", **values: Any) -> Exchange:
    """Return an exchange."""
    given: dict[str, Any] = {
        "seconds": 0.25,
        "status": 200,
        "answer": b"{}",
        "body": b"\xff{",
        "body_size": 3,
        **values,
    }
    return Exchange(0.5, "GET", "http", path.encode(), b"a=b", b"h: v\r\n", True, **given)


def conversation(number: int, **values: Any) -> Conversation:
    """Return a conversation that is like no other."""
    parameters = {"chat_queue_id": 1, "client_name": f"Żółć {number} \U0001f600"}
    return Conversation(f"id-{number}", 1, None, None, parameters, "2026-01-01T00:00:00.000Z")._replace(**values)


async def came(store: Store, path: str = "/", space: str = DEFAULT) -> Exchange:
    """Record a request that is pending, and return it."""
    request = pending(path.encode())
    await store.record_request(space, request)
    return request


async def record_some(store: Store, count: int) -> None:
    """Record so many exchanges."""
    for _ in range(count):
        await record(store, exchange())


async def numbers(store: Store, after: int = 0, limit: int = 99) -> list[int]:
    """Return the numbers of exchanges."""
    return [each.number for each in await store.exchanges(DEFAULT, after, limit)]


def ids(found: tuple[int, list[Conversation]]) -> tuple[int, list[str]]:
    """Return the count and the ids of what was found."""
    return found[0], [each.conversation_id for each in found[1]]


async def struck(store: Store, fault_id: str, count: int, now: float = NOW) -> list[bool]:
    """Return which of the next requests a fault strikes."""
    strikes = await asyncio.gather(*(store.strike(DEFAULT, fault_id, now) for _ in range(count)))
    return [each is not None for each in strikes]


async def in_force(store: Store) -> list[str]:
    """Return the names of the faults in force."""
    return [fault.name for fault in (await store.faults(DEFAULT)).faults]
