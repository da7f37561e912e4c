"""Spaces: worlds beside each other in one mock, so that tests that run at the same time do not see each other.

The space ``default`` is served at ``/api`` and controlled at ``/_mock``; any other one at ``/spaces/{name}/api`` and
``/_mock/spaces/{name}``. It is made when it is first used.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from thulium_mock.errors import DefaultSpace, InvalidSpace, TooManySpaces, TooManyStreams, UnknownSpace
from thulium_mock.faults.fault_set import Faults
from thulium_mock.settings import Settings
from thulium_mock.state.journal import Exchange, Journal
from thulium_mock.state.memory_store import Conversation, Fixtures, SqliteStore, Store
from thulium_mock.state.request_ids import RequestIds
from thulium_mock.state.subscriptions import Feed

DEFAULT = "default"
STREAMS = 32
"""How many streams of events there are at most, in all spaces together."""

_NAME = re.compile("[a-z0-9][a-z0-9_-]{0,62}")


class Space:
    """One world: what the mock knows, has stored and was asked.

    ``fixtures`` are what a reset restores. With a ``seed`` everything that is drawn by lot is the same each time: the
    ids that the space gives out, and what its faults decide.
    """

    def __init__(
        self,
        name: str,
        fixtures: Fixtures,
        *,
        store: Store | None = None,
        journal: Journal | None = None,
        request_ids: RequestIds | None = None,
        seed: int | None = None,
    ) -> None:
        self.name = name
        self.fixtures = fixtures
        self.known = fixtures
        """The fixtures that it knows now."""
        self.store = store or SqliteStore(fixtures)
        self.journal = journal or Journal()
        self.feed = Feed()
        self.faults = Faults()
        self.faults.replace_fixtures(fixtures)
        self.request_ids = request_ids or RequestIds()
        self.new_id: Callable[[], str]
        self.seed: int | None
        self.sow(seed)

    @property
    def base_path(self) -> str:
        """The path of the vendor's API in this space."""
        return "/api" if self.name == DEFAULT else f"/spaces/{self.name}/api"

    @property
    def control_path(self) -> str:
        """The path of the control API of this space."""
        return "/_mock" if self.name == DEFAULT else f"/_mock/spaces/{self.name}"

    def sow(self, seed: int | None) -> None:
        """Begin the sequences that ``seed`` stands for; None for what nobody can foresee."""
        self.seed = seed
        # Each has a sequence of its own, so that none depends on how often another one is drawn from.
        self.new_id = partial(_uuid, random.Random() if seed is None else _sequence(seed, "conversations"))  # noqa: S311 - what a mock draws is no secret
        self.request_ids.sow(None if seed is None else _sequence(seed, "requests"))
        self.faults.sow(seed)

    async def replace_fixtures(self, fixtures: Fixtures) -> None:
        """Know other users, queues, customers, rules and scenarios; what is stored and what was set stays."""
        await self.store.replace_fixtures(fixtures)
        self.known = fixtures
        self.faults.replace_fixtures(fixtures)
        self.changed("fixtures")

    async def record(self, exchange: Exchange, changes: Sequence[Conversation] = ()) -> None:
        """Keep an exchange in the journal, and what its operation changed, and tell who watches."""
        for conversation in changes:
            await self.store.add_conversation(conversation)
        self.journal.add(exchange)
        self.feed.requested()

    def changed(self, what: str) -> None:
        """Tell who watches that a part of the state has changed: ``fixtures``, ``seed``, or another one's name."""
        self.feed.changed(what)

    async def reset(self) -> None:
        """Forget conversations, requests and faults, restore the fixtures, and begin with the seed anew."""
        await self.store.forget_conversations()
        self.faults.clear()
        self.faults.switch(None)
        await self.replace_fixtures(self.fixtures)
        self.journal.clear()
        self.sow(self.seed)
        self.changed("reset")

    def close(self) -> None:
        """Forget everything, and tell who watches that nothing more will come."""
        self.changed("removed")
        self.feed.close()
        self.journal.close()
        self.store.close()


class Spaces:
    """All spaces; ``make`` makes one of the given name that begins with ``fixtures``.

    Beside the default one there are at most ``limit``.
    """

    def __init__(
        self, make: Callable[[str, Fixtures], Space], fixtures: Fixtures, limit: int = Settings.max_spaces
    ) -> None:
        self._make = make
        self.fixtures = fixtures
        self._limit = limit
        self.default = make(DEFAULT, fixtures)
        self._others: dict[str, Space] = {}
        self._streams = 0

    def __iter__(self) -> Iterator[Space]:
        """Iterate over all spaces, the default one first, the others in the order in which they were made."""
        return iter([self.default, *self._others.values()])

    async def open(self, name: str) -> Space:
        """Return the space of this name, which is made if there is none; raises what `named` does."""
        return self.named(name)

    def named(self, name: str) -> Space:
        """Return the space of this name, which is made if there is none.

        Raises:
            InvalidSpace: this is no name of a space.
            TooManySpaces: there are as many as there may be.
        """
        if name == DEFAULT:
            return self.default
        if space := self._others.get(name):
            return space
        if not _NAME.fullmatch(name):
            raise InvalidSpace
        if len(self._others) >= self._limit:
            raise TooManySpaces(limit=self._limit)
        return self._others.setdefault(name, self._make(name, self.fixtures))

    async def replace_fixtures(self, fixtures: Fixtures) -> None:
        """Let every space, also those to come, know ``fixtures`` and return to them at a reset; all else stays."""
        self.fixtures = fixtures
        for space in self:
            space.fixtures = fixtures
            await space.replace_fixtures(fixtures)

    def remove(self, name: str) -> None:
        """Forget a space and all that is in it.

        Raises:
            DefaultSpace: it is the one that is always there.
            UnknownSpace: there is none of this name.
        """
        if name == DEFAULT:
            raise DefaultSpace
        if (space := self._others.pop(name, None)) is None:
            raise UnknownSpace
        space.close()

    @contextmanager
    def one_more_stream(self) -> Iterator[None]:
        """Count a stream until the block ends; raises `TooManyStreams`."""
        if self._streams >= STREAMS:
            raise TooManyStreams(limit=STREAMS)
        self._streams += 1
        try:
            yield
        finally:
            self._streams -= 1

    def close(self) -> None:
        """End what goes on in the spaces without end: the mock stops."""
        for space in self:
            space.feed.close()


def _uuid(source: random.Random) -> str:
    """Return a UUID of version 4, drawn from ``source``, as text: what `uuid.UUID` does for it costs twice as much."""
    bits = f"{source.getrandbits(128):032x}"
    variant = "89ab"[int(bits[16], 16) % 4]
    return f"{bits[:8]}-{bits[8:12]}-4{bits[13:16]}-{variant}{bits[17:20]}-{bits[20:]}"


def _sequence(seed: int, name: str) -> random.Random:
    return random.Random(f"{seed} {name}")  # noqa: S311 - what a mock draws is no secret
