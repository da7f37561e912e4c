"""One space in memory, from one reset to the next."""

import time
from collections import deque
from heapq import heappush
from itertools import count

from thulium_mock.errors import UnknownConversation
from thulium_mock.faults.fault import Counter, Fault
from thulium_mock.state.conversations import Change, Conversation, Duty, events
from thulium_mock.state.directory import Fixtures
from thulium_mock.state.journal import Exchange
from thulium_mock.state.memory_conversations import MemoryConversations
from thulium_mock.state.memory_deliveries import MemoryDeliveries
from thulium_mock.state.store import Record
from thulium_mock.state.webhooks import MAX_WEBHOOKS, Webhook


class MemorySpace:
    """What one generation of a space keeps. ``fixtures`` and ``faults`` stand after a version each.

    ``counters`` are those of all faults in force, in the order in which they count: of the ``added`` ones, of those of
    the scenario, and of the rules.
    """

    def __init__(
        self, generation: int, seed: int | None, conversations: MemoryConversations, deliveries: MemoryDeliveries
    ) -> None:
        self.generation = generation
        self.conversations = conversations
        self.webhooks: dict[int, Webhook] = {}
        self.deliveries = deliveries
        self.duties: list[tuple[float, int, Duty]] = []
        self._duty_numbers = count(1)
        self.exchange_bytes = 0
        self.exchanges: deque[Exchange] = deque()
        self.count = self.evicted = self.forgotten = self.resets = 0
        self.fixtures: tuple[int, Fixtures] = (0, {})
        self.baseline: Fixtures = {}
        self.faults: tuple[int, tuple[Fault, ...]] = (0, ())
        self.next_fault = 1
        self.last_webhook = 0
        self.scenario: tuple[str, float] | None = None
        self.added: dict[str, Counter] = {}
        self.of_scenario: dict[str, Counter] = {}
        self.of_rules: dict[str, Counter] = {}
        self.counters: dict[str, Counter] = {}
        self.begin_draws(seed)

    def keep(self, record: Record) -> bool:
        """Keep what an operation left behind, of an unknown conversation nothing; tell whether deliveries follow."""
        match record:
            case Conversation():
                self.conversations.add(record)
                return bool(self.webhooks) and self._announce(None, record, record.created_at)
            case Change():
                try:
                    before, after = self.conversations.change(record)
                except UnknownConversation:
                    return False
                return bool(self.webhooks) and self._announce(before, after, record.at)
            case Duty():
                heappush(self.duties, (record.due_at, next(self._duty_numbers), record))
                return False
            case Webhook():
                self.webhooks.pop(record.webhook_id, None)
                self.webhooks[record.webhook_id] = record
                if len(self.webhooks) > MAX_WEBHOOKS:
                    del self.webhooks[next(iter(self.webhooks))]
                return False

    def _announce(self, before: Conversation | None, after: Conversation, at: str) -> bool:
        """Add a delivery of each event to each webhook that has its action, and tell whether there is one."""
        new = [
            self.deliveries.add(webhook, event, time.time())
            for event in events(before, after, at)
            for webhook in self.webhooks.values()
            if event["action"] in webhook.actions
        ]
        return bool(new)

    def begin_draws(self, seed: int | None) -> None:
        """Begin all sequences anew, with this seed, or unforeseen."""
        self.seed = seed
        self.drawn: dict[str, int] = {}

    def new_counters(self, faults: list[Fault]) -> dict[str, Counter]:
        """Return counters that begin anew, as do the sequences of their faults."""
        for fault in faults:
            self.drawn.pop(fault.fault_id, None)
        return {fault.fault_id: Counter(fault) for fault in faults}

    def scenarios(self) -> list[str]:
        """Return the names of the fixtures' scenarios."""
        return [each["name"] for each in self.fixtures[1].get("scenarios", [])]
