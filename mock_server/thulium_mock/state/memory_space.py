"""One space in the memory of this process: its fixtures, conversations, journal, faults and draws."""

import copy
import json
import secrets
from collections import OrderedDict, deque
from collections.abc import Iterator
from hashlib import blake2b

from thulium_mock.errors import TooManyFaults, UnknownFault, UnknownScenario
from thulium_mock.faults.fault import Counter, Fault
from thulium_mock.faults.fault_set import LIMIT, rules, scenario_faults
from thulium_mock.serialization import to_json
from thulium_mock.state.directory import Fixtures
from thulium_mock.state.journal import Exchange
from thulium_mock.state.store import Conversation, Draw

MAX_BYTES = 16 * 1024 * 1024
"""How many bytes of text a space keeps of its exchanges, and of its conversations; more if more of them may be kept."""

_EXCHANGE_BYTES = 1_600
_CONVERSATION_BYTES = 320
"""How many bytes of text each of those that may be kept can have on average."""

_Packed = tuple[int, int | None, str | None, bytes, str]
"""A conversation in less memory: all but its id, the parameters as JSON."""


class MemorySpace:
    """The state of one space, with the ``journal_size`` newest exchanges and the ``keep`` newest conversations.

    ``fixtures`` and ``faults`` stand after a version each, the next one of ``versions``. ``added`` are the counters of
    faults that were added, ``counters`` those of all faults in force, in the order in which they count.
    """

    def __init__(
        self, baseline: Fixtures, seed: int | None, versions: Iterator[int], journal_size: int, keep: int
    ) -> None:
        self.versions = versions
        self.journal_size = journal_size
        self.keep_conversations = keep
        self.conversations: OrderedDict[str, _Packed] = OrderedDict()
        self.conversation_bytes = self.exchange_bytes = 0
        self.exchanges: deque[Exchange] = deque()
        self.count = self.evicted = self.forgotten = self.resets = 0
        self.added: dict[str, Counter] = {}
        self.next_fault = 1
        self.scenario: tuple[str, float] | None = None
        self.set_seed(seed)
        self.replace_fixtures(baseline, baseline=True)

    def replace_fixtures(self, fixtures: Fixtures, *, baseline: bool) -> None:
        """Know other fixtures, after which the counters of rules and of the scenario begin anew."""
        fixtures = copy.deepcopy(fixtures)
        if baseline:
            self.baseline = fixtures
        self.fixtures = (next(self.versions), fixtures)
        self._rules = self._counters(rules(fixtures))
        known = {each["name"] for each in fixtures.get("scenarios", [])}
        self.switch_scenario(self.scenario if self.scenario and self.scenario[0] in known else None)

    def switch_scenario(self, scenario: tuple[str, float] | None) -> None:
        """Switch to a scenario until it expires, or to none; raises `UnknownScenario`."""
        _, fixtures = self.fixtures
        known = [each["name"] for each in fixtures.get("scenarios", [])]
        if scenario and scenario[0] not in known:
            raise UnknownScenario(name=scenario[0], names=", ".join(known) or "—")
        self.scenario = scenario
        self._of_scenario = self._counters(scenario_faults(fixtures, *scenario) if scenario else [])
        self._arrange()

    def add(self, exchange: Exchange) -> None:
        """Number and keep an exchange; the oldest give way."""
        self.count += 1
        exchange.number = self.count
        self.exchanges.append(exchange)
        self.exchange_bytes += _text_bytes(exchange)
        limit = max(MAX_BYTES, self.journal_size * _EXCHANGE_BYTES)
        while len(self.exchanges) > self.journal_size or self.exchange_bytes > limit:
            self.exchange_bytes -= _text_bytes(self.exchanges.popleft())
            self.evicted += 1

    def forget_exchanges(self) -> None:
        """Empty the journal; numbers go on."""
        self.forgotten += len(self.exchanges)
        self.evicted = self.exchange_bytes = 0
        self.exchanges.clear()

    def keep(self, conversation: Conversation) -> None:
        """Keep a conversation, in place of one with its id; the oldest give way."""
        identifier, queue_id, customer_id, matched_by, parameters, created_at = conversation
        text = to_json(parameters)
        if replaced := self.conversations.pop(identifier, None):
            self.conversation_bytes -= len(replaced[3])
        self.conversations[identifier] = (queue_id, customer_id, matched_by, text, created_at)
        self.conversation_bytes += len(text)
        limit = max(MAX_BYTES, self.keep_conversations * _CONVERSATION_BYTES)
        while len(self.conversations) > self.keep_conversations or self.conversation_bytes > limit:
            _, evicted = self.conversations.popitem(last=False)
            self.conversation_bytes -= len(evicted[3])

    def add_fault(self, given: dict[str, object], expires_at: float, now: float) -> str:
        """Add a fault, and return its id; raises `TooManyFaults`."""
        self.drop_faults(now)
        if len(self.added) >= LIMIT:
            raise TooManyFaults(limit=LIMIT)
        fault = Fault.read(str(self.next_fault), given, expires_at)
        self.next_fault += 1
        self.added |= self._counters([fault])
        self._arrange()
        return fault.fault_id

    def remove_fault(self, fault_id: str) -> None:
        """Remove a fault that was added; raises `UnknownFault`."""
        if self.added.pop(fault_id, None) is None:
            raise UnknownFault
        self._arrange()

    def remove_faults(self) -> None:
        """Remove all faults that were added; the next one has the id 1."""
        self.added, self.next_fault = {}, 1
        self._arrange()

    def drop_faults(self, now: float) -> None:
        """Drop the faults that are over."""
        for counters in (self.added, self._of_scenario, self._rules):
            for over in [fault_id for fault_id, each in counters.items() if each.is_over(now)]:
                del counters[over]
        self._arrange()

    def set_seed(self, seed: int | None) -> None:
        """Begin all sequences anew, with this seed, or with a secret."""
        self.seed = seed
        self._key = secrets.token_bytes(16) if seed is None else str(seed).encode()
        self._drawn: dict[str, int] = {}

    def draw(self, sequence: str) -> Draw:
        """Return the next draw of a sequence."""
        number = self._drawn[sequence] = self._drawn.get(sequence, 0) + 1
        digest = blake2b(f"{sequence} {number}".encode(), key=self._key, digest_size=16).digest()
        return Draw(number, int.from_bytes(digest, "big"))

    def _counters(self, faults: list[Fault]) -> dict[str, Counter]:
        """Return fresh counters, whose sequences of draws begin anew too."""
        for fault in faults:
            self._drawn.pop(fault.fault_id, None)
        return {fault.fault_id: Counter(fault) for fault in faults}

    def _arrange(self) -> None:
        self.counters = {**self.added, **self._of_scenario, **self._rules}
        self.faults = (next(self.versions), tuple(each.fault for each in self.counters.values()))


def unpacked(identifier: str, packed: _Packed) -> Conversation:
    """Return the conversation of this id."""
    queue_id, customer_id, matched_by, text, created_at = packed
    return Conversation(identifier, queue_id, customer_id, matched_by, json.loads(text), created_at)


def _text_bytes(exchange: Exchange) -> int:
    request = len(exchange.raw_path) + len(exchange.raw_query) + len(exchange.raw_headers)
    return request + len(exchange.raw_answer_headers) + len(exchange.answer)
