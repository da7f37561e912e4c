"""The parts of the mock that a defect can sit in: its store, with what it finds and keeps."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from thulium_mock.state.customers import Customer
from thulium_mock.state.memory_store import ApiUser, Conversation, Fixtures, SqliteStore


@dataclass
class Server:
    """What a defect knows of the server that it is in."""

    count: int = 0
    """How many requests came to the vendor's API."""
    in_flight: int = 0
    """How many of them are being answered now."""
    memory: dict[Any, Any] = field(default_factory=dict)
    """What the defect keeps from one request to another."""
    users: dict[str, ApiUser] = field(default_factory=dict)
    queues: list[int] = field(default_factory=list)
    customers: list[Customer] = field(default_factory=list)

    def learn(self, fixtures: Fixtures) -> None:
        """Know users, queues and customers."""
        self.users = {
            each["name"]: ApiUser(each["name"], each["password"], tuple(each["methods"])) for each in fixtures["users"]
        }
        self.queues = [each["id"] for each in fixtures["queues"]]
        self.customers = sorted(
            Customer(each["id"], *(each.get(key) for key in ("client_id", "name", "surname", "email")))
            for each in fixtures["customers"]
        )

    def nth(self, key: object) -> int:
        """Return how often this was asked for the key, this time included."""
        self.memory[key] = self.memory.get(key, 0) + 1
        count: int = self.memory[key]
        return count


@dataclass(frozen=True)
class Parts:
    """What goes wrong in the store; None stands for what is sound."""

    user: Callable[[str, Server], ApiUser | None] | None = None
    queue: Callable[[int, Server], bool] | None = None
    customer: Callable[[str, Any, Server], Customer | None] | None = None
    keep: Callable[[Conversation, Server], Conversation | None] | None = None
    """What is kept of a conversation; None for nothing."""


class FaultyStore(SqliteStore):
    """The mock's store with faulty parts."""

    def __init__(self, fixtures: Fixtures, parts: Parts, server: Server) -> None:
        super().__init__(fixtures)
        self.parts = parts
        self.server = server
        server.learn(fixtures)

    async def replace_fixtures(self, fixtures: Fixtures) -> None:
        """See `Store.replace_fixtures`."""
        await super().replace_fixtures(fixtures)
        self.server.learn(fixtures)

    async def api_user(self, name: str) -> ApiUser | None:
        """See `Store.api_user`."""
        return self.parts.user(name, self.server) if self.parts.user else await super().api_user(name)

    async def has_queue(self, queue_id: int) -> bool:
        """See `Store.has_queue`."""
        return self.parts.queue(queue_id, self.server) if self.parts.queue else await super().has_queue(queue_id)

    async def find_customer(self, key: str, value: Any) -> Customer | None:
        """See `Store.find_customer`."""
        if self.parts.customer:
            return self.parts.customer(key, value, self.server)
        return await super().find_customer(key, value)

    async def add_conversation(self, conversation: Conversation) -> None:
        """See `Store.add_conversation`."""
        kept = self.parts.keep(conversation, self.server) if self.parts.keep else conversation
        if kept is not None:
            await super().add_conversation(kept)
