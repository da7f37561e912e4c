"""The engine that keeps the state in the memory of this process."""

import copy
from collections.abc import Sequence
from itertools import count, islice
from typing import Any

from thulium_mock.errors import TooManySpaces, UnknownConversation, UnknownSpace
from thulium_mock.faults.fault import Fault, Strike
from thulium_mock.settings import Settings
from thulium_mock.state.directory import Fixtures
from thulium_mock.state.journal import Exchange, Filters, JournalStatus
from thulium_mock.state.memory_space import MemorySpace, unpacked
from thulium_mock.state.store import DEFAULT, Conversation, Draw
from thulium_mock.state.subscriptions import Subscriptions


class MemoryStore:
    """The store in dictionaries and deques; see `thulium_mock.state.store.Store` for its methods.

    Each space begins with the ``seed``, and keeps so many exchanges and conversations. Without a seed each one has a
    secret in its place.
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
        self._versions = count(1)
        self._seed = seed
        self._bounds = journal_size, keep_conversations
        self._spaces = _Spaces()
        self._spaces[DEFAULT] = self._new(baseline, seed)

    def _new(self, baseline: Fixtures, seed: int | None) -> MemorySpace:
        return MemorySpace(baseline, seed, self._versions, *self._bounds)

    async def open_space(self, name: str, baseline: Fixtures, limit: int) -> None:
        if name in self._spaces:
            return
        if len(self._spaces) > limit:
            raise TooManySpaces(limit=limit)
        self._spaces[name] = self._new(baseline, self._seed)

    async def spaces(self) -> list[str]:
        return list(self._spaces)

    async def remove_space(self, name: str) -> None:
        if self._spaces.pop(name, None) is None:
            raise UnknownSpace
        self.changes.publish(name, "removed")
        self.changes.close(name)

    async def reset(self, space: str) -> None:
        before = self._spaces[space]
        self._spaces[space] = self._new(before.baseline, before.seed)
        self._spaces[space].resets = before.resets + 1
        self.changes.publish(space, "reset")

    async def fixtures(self, space: str) -> tuple[int, Fixtures]:
        return self._spaces[space].fixtures

    async def replace_fixtures(self, space: str, fixtures: Fixtures, *, baseline: bool = False) -> None:
        self._spaces[space].replace_fixtures(fixtures, baseline=baseline)
        self.changes.publish(space, "fixtures")

    async def record(self, space: str, exchange: Exchange, changes: Sequence[Conversation] = ()) -> None:
        state = self._spaces.get(space)
        if state is None:
            return
        for conversation in changes:
            state.keep(conversation)
        state.add(exchange)
        if space in self.changes.subscribers:
            self.changes.publish(space)

    async def journal(self, space: str) -> JournalStatus:
        state = self._spaces[space]
        return JournalStatus(state.count, len(state.exchanges), state.evicted, state.forgotten, state.resets)

    async def exchanges(self, space: str, after: int, limit: int) -> list[Exchange]:
        state = self._spaces[space]
        kept = state.exchanges
        begin = max(0, after - (state.count - len(kept)))
        # By index, since a walk from the oldest would cost the more the fewer are new.
        return [kept[index] for index in range(begin, min(begin + limit, len(kept)))]

    async def find_exchanges(self, space: str, filters: Filters, limit: int, offset: int) -> tuple[int, list[Exchange]]:
        found = [each for each in reversed(self._spaces[space].exchanges) if filters.fit(each)]
        return len(found), found[offset : offset + limit]

    async def forget_exchanges(self, space: str) -> None:
        self._spaces[space].forget_exchanges()
        self.changes.publish(space, "requests")

    async def conversation(self, space: str, conversation_id: str) -> Conversation:
        kept = self._spaces[space].conversations.get(conversation_id)
        if kept is None:
            raise UnknownConversation
        return unpacked(conversation_id, kept)

    async def conversations(self, space: str, limit: int, offset: int) -> tuple[int, list[Conversation]]:
        kept = self._spaces[space].conversations
        page = islice(reversed(kept.items()), offset, offset + limit)
        return len(kept), [unpacked(*each) for each in page]

    async def faults(self, space: str) -> tuple[int, Sequence[Fault]]:
        return self._spaces[space].faults

    async def strike(self, space: str, fault_id: str, now: float) -> Strike | None:
        state = self._spaces[space]
        counter = state.counters.get(fault_id)
        if counter is None:
            return None
        strike = counter.strike(state.draw(fault_id).bits if counter.fault.draws else 0, now)
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
        self._spaces[space].switch_scenario(None if name is None else (name, expires_at))
        self.changes.publish(space, "scenario")

    async def seed(self, space: str) -> int | None:
        return self._spaces[space].seed

    async def set_seed(self, space: str, seed: int | None) -> None:
        self._spaces[space].set_seed(seed)
        self.changes.publish(space, "seed")

    async def next_draw(self, space: str, sequence: str) -> Draw:
        return self._spaces[space].draw(sequence)


class _Spaces(dict[str, MemorySpace]):
    def __missing__(self, name: str) -> MemorySpace:
        raise UnknownSpace
