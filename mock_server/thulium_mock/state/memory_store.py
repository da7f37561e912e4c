"""In-memory engine of the store, in dictionaries and deques."""

import copy
import time
from collections.abc import Collection, Sequence
from itertools import count
from typing import Any

from thulium_mock.errors import TooManySpaces, UnknownSpace
from thulium_mock.faults.fault import Fault, Strike
from thulium_mock.faults.fault_set import FaultSet
from thulium_mock.settings import Settings
from thulium_mock.state.conversations import EVERY, Change, Conversation, ConversationFilters, Message, ScheduledChange
from thulium_mock.state.directory import Directory, Fixtures
from thulium_mock.state.journal import Exchange, Filters, JournalStatus
from thulium_mock.state.memory_conversations import MemoryConversations
from thulium_mock.state.memory_deliveries import MemoryDeliveries
from thulium_mock.state.memory_space import MemorySpace
from thulium_mock.state.store import DEFAULT, Draw, Record
from thulium_mock.state.subscriptions import Subscriptions
from thulium_mock.state.webhooks import Delivery, DeliveryStatus, Webhook, WebhookKey

MAX_BYTES = 16 * 1024 * 1024
"""Least limit of the text of a space's exchanges, and of its conversations, in bytes, before the oldest are evicted."""

_EXCHANGE_BYTES = 1_600
_CONVERSATION_BYTES = 320
"""Average text of an exchange and of a conversation, in bytes, by which those limits rise with their numbers."""


class _Spaces(dict[str, MemorySpace]):
    def __missing__(self, name: str) -> MemorySpace:
        raise UnknownSpace


class MemoryStore:
    """The store in memory; see `thulium_mock.state.store.Store` for its methods.

    Each space begins with the ``seed``, and keeps so many exchanges and conversations.
    """

    def __init__(
        self,
        baseline: Fixtures,
        *,
        seed: int | None = None,
        journal_size: int = Settings.journal_size,
        keep_conversations: int = Settings.keep_conversations,
    ) -> None:
        self.changes = Subscriptions()
        self._generations = count(1)
        self._delivery_numbers = count(1)
        self._seed = seed
        self._journal_size = journal_size
        self._journal_bytes = max(MAX_BYTES, journal_size * _EXCHANGE_BYTES)
        self._keep_conversations = keep_conversations
        self._conversation_bytes = max(MAX_BYTES, keep_conversations * _CONVERSATION_BYTES)
        self._spaces = _Spaces()
        self._spaces[DEFAULT] = self._new_space(baseline, seed)

    @property
    def problem(self) -> None:
        return None

    async def start(self) -> int:
        return 0

    async def watch(self) -> None: ...

    async def close(self) -> None: ...

    async def open_space(self, name: str, baseline: Fixtures, limit: int) -> None:
        if name in self._spaces:
            return
        if len(self._spaces) > limit:
            raise TooManySpaces(limit=limit)
        self._spaces[name] = self._new_space(baseline, self._seed)

    async def spaces(self) -> list[str]:
        return list(self._spaces)

    async def remove_space(self, name: str) -> None:
        if self._spaces.pop(name, None) is None:
            raise UnknownSpace
        self.changes.publish(name, "removed")
        self.changes.close(name)

    async def reset(self, space: str) -> None:
        before = self._spaces[space]
        self._spaces[space] = self._new_space(before.baseline, before.seed)
        self._spaces[space].resets = before.resets + 1
        self.changes.publish(space, "reset")

    async def fixtures(self, space: str) -> Fixtures:
        return self._spaces[space].fixtures

    async def directory(self, space: str) -> Directory:
        return self._spaces[space].directory

    async def replace_fixtures(self, space: str, fixtures: Fixtures, *, baseline: bool = False) -> None:
        self._spaces[space].replace_fixtures(fixtures, baseline=baseline)
        self.changes.publish(space, "fixtures")

    async def record_request(self, space: str, exchange: Exchange) -> None:
        state = self._spaces[space]
        state.count += 1
        exchange.number, exchange.generation = state.count, state.generation
        state.exchanges.append(exchange)
        if len(state.exchanges) > self._journal_size:
            state.evict_exchange()
        if space in self.changes.subscribers:
            self.changes.publish(space)

    async def record_answer(self, space: str, exchange: Exchange, changes: Sequence[Record] = ()) -> None:
        state = self._spaces.get(space)
        if state is None or state.generation != exchange.generation:
            return
        exchanges = state.exchanges
        for each in changes:
            if state.keep(each):
                self.changes.publish(space, "deliveries")
            if isinstance(each, ScheduledChange):
                self.changes.publish_scheduled(space, [each])
        # From the newest end, near which access to a deque is fast.
        distance = state.count - exchange.number
        if distance < len(exchanges):
            request = len(exchange.raw_path) + len(exchange.raw_query) + len(exchange.raw_headers) + len(exchange.body)
            exchange.size = request + len(exchange.raw_answer_headers) + len(exchange.answer)
            exchanges[-1 - distance] = exchange
            state.exchange_bytes += exchange.size
            while state.exchange_bytes > self._journal_bytes:
                state.evict_exchange()
        if space in self.changes.subscribers:
            self.changes.publish(space)

    async def journal(self, space: str) -> JournalStatus:
        state = self._spaces[space]
        return JournalStatus(state.count, len(state.exchanges), state.evicted, state.forgotten, state.resets)

    async def exchanges(self, space: str, after: int, limit: int) -> list[Exchange]:
        state = self._spaces[space]
        kept = state.exchanges
        begin = max(0, after - (state.count - len(kept)))
        # By index: iterating from the oldest would cost more the fewer are new.
        return [kept[index] for index in range(begin, min(begin + limit, len(kept)))]

    async def find_exchanges(self, space: str, filters: Filters, limit: int, offset: int) -> tuple[int, list[Exchange]]:
        found = [each for each in reversed(self._spaces[space].exchanges) if filters.fit(each)]
        return len(found), found[offset : offset + limit]

    async def forget_exchanges(self, space: str) -> None:
        state = self._spaces[space]
        state.forgotten += len(state.exchanges)
        state.evicted = state.exchange_bytes = 0
        state.exchanges.clear()
        self.changes.publish(space, "requests")

    async def conversation(self, space: str, conversation_id: str) -> Conversation:
        return self._spaces[space].conversations.get(conversation_id)

    async def messages(self, space: str, conversation_id: str) -> list[Message]:
        return self._spaces[space].conversations.messages(conversation_id)

    async def conversations(
        self, space: str, limit: int, offset: int, filters: ConversationFilters = EVERY
    ) -> tuple[int, list[Conversation]]:
        return self._spaces[space].conversations.find(filters, limit, offset)

    async def change_conversation(self, space: str, change: Change) -> Conversation:
        state = self._spaces[space]
        state.conversations.get(change.conversation_id)
        if state.keep(change):
            self.changes.publish(space, "deliveries")
        self.changes.publish(space, "conversations")
        return state.conversations.get(change.conversation_id)

    async def make_due_changes(self, space: str, now: float) -> bool:
        state = self._spaces[space]
        while change := state.take_due(now):
            if state.keep(change):
                self.changes.publish(space, "deliveries")
            self.changes.publish_scheduled(space, [change])
            self.changes.publish(space, "conversations")
        return False

    async def webhooks(self, space: str) -> list[Webhook]:
        return list(self._spaces[space].webhooks.values())

    async def deliveries(
        self, space: str, limit: int, offset: int, conversation_id: str | None = None
    ) -> tuple[int, list[Delivery]]:
        return self._spaces[space].deliveries.find(conversation_id, limit, offset)

    async def delivery(self, space: str, number: int) -> Delivery:
        return self._spaces[space].deliveries.get(number)

    async def delivery_status(self, space: str) -> DeliveryStatus:
        return self._spaces[space].deliveries.status

    async def add_delivery(
        self, space: str, webhook: Webhook, event: dict[str, Any], faults: tuple[str, ...] = ()
    ) -> Delivery | None:
        delivery = self._spaces[space].deliveries.add(webhook, event, time.time(), faults)
        self.changes.publish(space, "deliveries")
        return delivery

    async def claim_delivery(self, busy: Collection[WebhookKey]) -> tuple[str, WebhookKey, Delivery] | None:
        for name, state in self._spaces.items():
            for webhook_id in state.deliveries.ready:
                key = state.generation, webhook_id
                if key not in busy:
                    return name, key, state.deliveries.claim(webhook_id)
        return None

    async def finish_delivery(self, space: str, delivery: Delivery) -> None:
        if state := self._spaces.get(space):
            state.deliveries.finish(delivery)
            self.changes.publish(space, "deliveries")

    async def faults(self, space: str) -> FaultSet:
        return self._spaces[space].faults

    async def strike(self, space: str, fault_id: str, now: float) -> Strike | None:
        state = self._spaces[space]
        counter = state.counters.get(fault_id)
        if counter is None:
            return None
        strike = counter.strike((await self.next_draw(space, fault_id)).bits if counter.fault.draws else 0, now)
        if counter.is_over(now):
            state.drop_faults(now)
        return strike

    async def add_fault(self, space: str, given: dict[str, Any], expires_at: float, now: float) -> str:
        fault_id = self._spaces[space].add_fault(copy.deepcopy(given), expires_at, now)
        self.changes.publish(space, "faults")
        return fault_id

    async def added_faults(self, space: str, now: float) -> list[tuple[Fault, int]]:
        return [(each.fault, each.hits) for each in self._spaces[space].added.values() if not each.is_over(now)]

    async def remove_fault(self, space: str, fault_id: str) -> None:
        self._spaces[space].remove_fault(fault_id)
        self.changes.publish(space, "faults")

    async def remove_faults(self, space: str) -> None:
        self._spaces[space].remove_faults()
        self.changes.publish(space, "faults")

    async def scenario(self, space: str, now: float) -> tuple[str, float] | None:
        active = self._spaces[space].scenario
        return active if active and active[1] > now else None

    async def switch_scenario(self, space: str, name: str | None, expires_at: float) -> None:
        self._spaces[space].switch(None if name is None else (name, expires_at))
        self.changes.publish(space, "scenario")

    async def seed(self, space: str) -> int | None:
        return self._spaces[space].seed

    async def set_seed(self, space: str, seed: int | None) -> None:
        self._spaces[space].begin_draws(seed)
        self.changes.publish(space, "seed")

    async def next_webhook(self, space: str) -> int:
        state = self._spaces[space]
        state.last_webhook += 1
        return state.last_webhook

    async def next_draw(self, space: str, sequence: str) -> Draw:
        state = self._spaces[space]
        number = state.drawn[sequence] = state.drawn.get(sequence, 0) + 1
        return (
            Draw(number, state.unseeded.getrandbits(128))
            if state.seed is None
            else Draw.of(state.seed, sequence, number)
        )

    def _new_space(self, baseline: Fixtures, seed: int | None) -> MemorySpace:
        conversations = MemoryConversations(self._keep_conversations, self._conversation_bytes)
        deliveries = MemoryDeliveries(self._delivery_numbers, self._journal_size)
        return MemorySpace(next(self._generations), baseline, seed, conversations, deliveries)
