"""The parts of the mock that a defect can sit in: its store, with what it finds and keeps."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from typing import Any

from thulium_mock.state.conversations import EVERY, Change, Conversation, ConversationFilters
from thulium_mock.state.directory import ApiUser, Customer, Directory, Fixtures
from thulium_mock.state.fixtures import default_fixtures
from thulium_mock.state.journal import Exchange
from thulium_mock.state.memory_store import MemoryStore
from thulium_mock.state.spaces import Spaces
from thulium_mock.state.store import Record
from thulium_mock.state.webhooks import Webhook

from tests.mutants.server.deliveries import Event

_FIELDS = {"customer_id": "customer_id", "client_id": "client_id", "client_email": "email"}


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
        self.users = dict(Directory(fixtures).users)
        self.queues = [each["id"] for each in fixtures["queues"]]
        self.customers = sorted(
            Customer(each["id"], *(each.get(key) for key in ("client_id", "name", "surname", "email")))
            for each in fixtures["customers"]
        )

    def forget(self) -> None:
        """Know nothing of the requests so far."""
        self.count = self.in_flight = 0
        self.memory.clear()

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
    change: Callable[[Change, Server], Change | Sequence[Change] | None] | None = None
    """What becomes of a change of a conversation; None for nothing."""
    subscribe: Callable[[Webhook, Server], Webhook | None] | None = None
    """What is kept of a webhook; None for nothing."""
    page: Callable[[int, int, ConversationFilters], tuple[int, int, ConversationFilters]] | None = None
    """Limit, offset and filters that a list is made with."""
    deliver: Callable[[Event, Server], Sequence[Event]] | None = None
    """What is sent in place of an event."""


def find(key: str, given: Any, server: Server) -> Customer | None:
    """Return the customer whom a parameter finds, as the sound mock does."""
    edit = str.casefold if key == "client_email" else lambda value: value
    found = ((each, getattr(each, _FIELDS[key])) for each in server.customers)
    return next((each for each, right in found if None not in (given, right) and edit(given) == edit(right)), None)


def compared(key: str, same: Callable[[Any, Any], bool], last: bool = False) -> Parts:
    """Compare what one parameter finds in another way."""

    def customer(asked: str, given: Any, server: Server) -> Customer | None:
        if asked != key:
            return find(asked, given, server)
        found = ((each, getattr(each, _FIELDS[key])) for each in server.customers[:: -1 if last else 1])
        return next((each for each, right in found if right is not None and same(given, right)), None)

    return Parts(customer=customer)


def kept(names: Sequence[str], edit: Callable[[str], Any]) -> Parts:
    """Change the texts that are kept of parameters, None for nothing; of all, without names."""

    def keep(conversation: Conversation, server: Server) -> Conversation:
        given = conversation.parameters
        changed = {
            name: edit(text) if isinstance(text, str) and (name in names or not names) else text
            for name, text in given.items()
        }
        return conversation._replace(parameters={name: text for name, text in changed.items() if text is not None})

    return Parts(keep=keep)


def permitted(edit: Callable[[tuple[str, ...]], tuple[str, ...]]) -> Parts:
    """Change what users may do."""

    def user(name: str, server: Server) -> ApiUser | None:
        found = server.users.get(name)
        return found._replace(methods=edit(found.methods)) if found else None

    return Parts(user=user)


def faulty_spaces(parts: Parts, server: Server) -> Spaces:
    """Return the mock's spaces with faulty parts."""
    fixtures = default_fixtures()
    return Spaces(_Store(fixtures, parts, server), fixtures)


class _Directory(Directory):
    def __init__(self, sound: Directory, parts: Parts, server: Server) -> None:
        self.sound = sound
        self.parts = parts
        self.server = server
        found = {name: parts.user(name, server) for name in server.users} if parts.user else sound.users
        self.users = {name: user for name, user in found.items() if user}
        self.queues = _Queues(parts.queue, server) if parts.queue else sound.queues
        self.agents, self.inactivity = sound.agents, sound.inactivity

    def find_customer(self, key: str, value: Any) -> Customer | None:
        if self.parts.customer:
            return self.parts.customer(key, value, self.server)
        return self.sound.find_customer(key, value)


class _Queues(Container[int]):
    def __init__(self, knows: Callable[[int, Server], bool], server: Server) -> None:
        self.knows = knows
        self.server = server

    def __contains__(self, queue_id: object) -> bool:
        return isinstance(queue_id, int) and self.knows(queue_id, self.server)


class _Store(MemoryStore):
    def __init__(self, fixtures: Fixtures, parts: Parts, server: Server) -> None:
        super().__init__(fixtures)
        self.parts = parts
        self.server = server
        server.learn(fixtures)

    async def replace_fixtures(self, space: str, fixtures: Fixtures, *, baseline: bool = False) -> None:
        await super().replace_fixtures(space, fixtures, baseline=baseline)
        self.server.learn(fixtures)

    async def reset(self, space: str) -> None:
        await super().reset(space)
        self.server.learn(await self.fixtures(space))

    async def directory(self, space: str) -> Directory:
        return _Directory(await super().directory(space), self.parts, self.server)

    async def record_answer(self, space: str, exchange: Exchange, changes: Sequence[Record] = ()) -> None:
        hooks: dict[type, Any] = {
            Conversation: self.parts.keep,
            Change: self.parts.change,
            Webhook: self.parts.subscribe,
        }
        kept: list[Record] = []
        for each in changes:
            hook = hooks.get(type(each))
            made = hook(each, self.server) if hook else each
            kept += made if isinstance(made, list) else [] if made is None else [made]
        await super().record_answer(space, exchange, kept)

    async def conversations(
        self, space: str, limit: int, offset: int, filters: ConversationFilters = EVERY
    ) -> tuple[int, list[Conversation]]:
        if self.parts.page:
            limit, offset, filters = self.parts.page(limit, offset, filters)
        return await super().conversations(space, limit, offset, filters)
