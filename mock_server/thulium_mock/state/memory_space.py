"""One space in memory, from one reset to the next."""

from collections import deque

from thulium_mock.faults.fault import Counter, Fault
from thulium_mock.state.directory import Fixtures
from thulium_mock.state.journal import Exchange
from thulium_mock.state.memory_conversations import MemoryConversations
from thulium_mock.state.store import Webhook


class MemorySpace:
    """What one generation of a space keeps. ``fixtures`` and ``faults`` stand after a version each.

    ``counters`` are those of all faults in force, in the order in which they count: of the ``added`` ones, of those of
    the scenario, and of the rules.
    """

    def __init__(self, generation: int, seed: int | None, conversations: MemoryConversations) -> None:
        self.generation = generation
        self.conversations = conversations
        self.webhooks: dict[int, Webhook] = {}
        self.exchange_bytes = 0
        self.exchanges: deque[Exchange] = deque()
        self.count = self.evicted = self.forgotten = self.resets = 0
        self.fixtures: tuple[int, Fixtures] = (0, {})
        self.baseline: Fixtures = {}
        self.faults: tuple[int, tuple[Fault, ...]] = (0, ())
        self.next_fault = 1
        self.scenario: tuple[str, float] | None = None
        self.added: dict[str, Counter] = {}
        self.of_scenario: dict[str, Counter] = {}
        self.of_rules: dict[str, Counter] = {}
        self.counters: dict[str, Counter] = {}
        self.begin_draws(seed)

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
