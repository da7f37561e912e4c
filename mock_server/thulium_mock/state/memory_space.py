"""One space in memory, from one reset to the next."""

import copy
import time
from collections import deque
from contextlib import suppress
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import Any

from thulium_mock.errors import TooManyFaults, UnknownConversation, UnknownFault, UnknownScenario
from thulium_mock.faults.fault import Counter, Fault
from thulium_mock.faults.fault_set import LIMIT, FaultSet, rules, scenario_faults
from thulium_mock.serialization import rfc3339
from thulium_mock.state.conversations import Change, Conversation, ScheduledChange, events
from thulium_mock.state.directory import Directory, Fixtures
from thulium_mock.state.journal import Exchange
from thulium_mock.state.memory_conversations import MemoryConversations
from thulium_mock.state.memory_deliveries import MemoryDeliveries
from thulium_mock.state.store import Record
from thulium_mock.state.webhooks import MAX_WEBHOOKS, Webhook


class MemorySpace:
    """State of one ``generation`` of a space.

    ``counters`` are those of all faults in force, in order of precedence: the ``added`` ones, those of the scenario,
    and the rules.
    """

    def __init__(
        self,
        generation: int,
        baseline: Fixtures,
        seed: int | None,
        conversations: MemoryConversations,
        deliveries: MemoryDeliveries,
    ) -> None:
        # Seeded once by the system, whose entropy would cost more than a draw.
        self.unseeded = Random()  # noqa: S311 - no secret
        self.generation = generation
        self.conversations = conversations
        self.webhooks: dict[int, Webhook] = {}
        self.deliveries = deliveries
        self._scheduled: list[tuple[float, int, ScheduledChange]] = []
        self._scheduled_numbers = count(1)
        self.exchange_bytes = 0
        self.exchanges: deque[Exchange] = deque()
        self.count = self.evicted = self.forgotten = self.resets = 0
        self._next_fault = 1
        self.last_webhook = 0
        self.scenario: tuple[str, float] | None = None
        self.added: dict[str, Counter] = {}
        self.begin_draws(seed)
        self.replace_fixtures(baseline, baseline=True)

    def keep(self, record: Record) -> bool:
        """Store a record, unless its conversation is unknown; tell whether it led to deliveries."""
        match record:
            case Conversation():
                self.conversations.add(record)
                return bool(self.webhooks) and self._announce(None, record, record.created_at)
            case Change():
                try:
                    both = self.conversations.change(record)
                except UnknownConversation:
                    return False
                return bool(self.webhooks and both and self._announce(*both, record.at))
            case ScheduledChange():
                heappush(self._scheduled, (record.due_at, next(self._scheduled_numbers), record))
                return False
            case Webhook():
                self.webhooks.pop(record.webhook_id, None)
                self.webhooks[record.webhook_id] = record
                if len(self.webhooks) > MAX_WEBHOOKS:
                    del self.webhooks[next(iter(self.webhooks))]
                return False

    def _announce(self, before: Conversation | None, after: Conversation, at: str) -> bool:
        """Queue a delivery of each event for each webhook subscribed to its action; tell whether there is one."""
        new = [
            self.deliveries.add(webhook, event, time.time())
            for event in events(before, after, at)
            for webhook in self.webhooks.values()
            if event["action"] in webhook.actions
        ]
        return bool(new)

    def begin_draws(self, seed: int | None) -> None:
        """Restart all sequences of draws, with this seed, or at random."""
        self.seed = seed
        self.drawn: dict[str, int] = {}

    def replace_fixtures(self, fixtures: Fixtures, *, baseline: bool) -> None:
        """Replace the fixtures, also those that a reset restores if they are the ``baseline``."""
        fixtures = copy.deepcopy(fixtures)
        if baseline:
            self.baseline = fixtures
        self.fixtures, self.directory = fixtures, Directory(fixtures)
        self._of_rules = self._new_counters(rules(fixtures))
        self.switch(self.scenario if self.scenario and self.scenario[0] in self._scenarios() else None)

    def switch(self, scenario: tuple[str, float] | None) -> None:
        """Switch to a scenario until then, or to none; raises `UnknownScenario`."""
        names = self._scenarios()
        if scenario and scenario[0] not in names:
            raise UnknownScenario(name=scenario[0], names=", ".join(names) or "—")
        self.scenario = scenario
        self._of_scenario = self._new_counters(scenario_faults(self.fixtures, *scenario) if scenario else [])
        self._arrange_faults()

    def add_fault(self, given: dict[str, Any], expires_at: float, now: float) -> str:
        """Append a fault to the added ones, and return its id; raises `TooManyFaults`."""
        self.drop_faults(now)
        if len(self.added) >= LIMIT:
            raise TooManyFaults(limit=LIMIT)
        fault = Fault.read(str(self._next_fault), given, expires_at)
        self._next_fault += 1
        self.added |= self._new_counters([fault])
        self._arrange_faults()
        return fault.fault_id

    def remove_fault(self, fault_id: str) -> None:
        """Remove a fault that was added; raises `UnknownFault`."""
        if self.added.pop(fault_id, None) is None:
            raise UnknownFault
        self._arrange_faults()

    def remove_faults(self) -> None:
        """Remove all faults that were added."""
        self.added, self._next_fault = {}, 1
        self._arrange_faults()

    def drop_faults(self, now: float) -> None:
        """Remove expired and used up faults."""
        for counters in (self.added, self._of_scenario, self._of_rules):
            for over in [fault_id for fault_id, each in counters.items() if each.is_over(now)]:
                del counters[over]
        self._arrange_faults()

    def take_due(self, now: float) -> Change | ScheduledChange | None:
        """Take the next due change of a conversation that is kept; return it, or its postponement if not idle yet."""
        while self._scheduled and self._scheduled[0][0] <= now:
            _, _, scheduled = heappop(self._scheduled)
            with suppress(UnknownConversation):
                written = self.conversations.last_written(scheduled.change.conversation_id)
                return scheduled.resolve(now, rfc3339(time.time()), written)
        return None

    def evict_exchange(self) -> None:
        """Evict the oldest exchange."""
        self.exchange_bytes -= self.exchanges.popleft().size
        self.evicted += 1

    def _arrange_faults(self) -> None:
        self.counters = {**self.added, **self._of_scenario, **self._of_rules}
        self.faults = FaultSet([each.fault for each in self.counters.values()])

    def _new_counters(self, faults: list[Fault]) -> dict[str, Counter]:
        """Return new counters, and restart the sequences of draws of their faults."""
        for fault in faults:
            self.drawn.pop(fault.fault_id, None)
        return {fault.fault_id: Counter(fault) for fault in faults}

    def _scenarios(self) -> list[str]:
        return [each["name"] for each in self.fixtures.get("scenarios", [])]
