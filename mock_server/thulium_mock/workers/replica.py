"""What a worker knows and keeps of the spaces: copies of their fixtures, and what it has to send to the hub."""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

from thulium_mock.openapi.query_string import read_query
from thulium_mock.paths import is_own
from thulium_mock.room import Room
from thulium_mock.settings import Settings
from thulium_mock.state.journal import Exchange, Journal
from thulium_mock.state.memory_store import Conversation, Fixtures, SqliteStore
from thulium_mock.state.request_ids import RequestIds
from thulium_mock.state.spaces import DEFAULT, Space, Spaces

_FIELDS = tuple(name for name in Exchange.__slots__ if name not in ("number", "size"))
_fields = attrgetter(*_FIELDS)

Record = tuple[str, str, tuple[Any, ...]]
"""The name of a space, ``exchange`` or ``conversation``, and its fields."""


class ReplicaStore(SqliteStore):
    """A store that knows the fixtures, and hands conversations on to ``keep``."""

    def __init__(self, fixtures: Fixtures, keep: Callable[[str, tuple[Any, ...]], None]) -> None:
        super().__init__(fixtures, room=Room())
        self.hand_on = keep

    async def add_conversation(self, conversation: Conversation) -> None:
        """See `thulium_mock.state.memory_store.Store.add_conversation`."""
        self.hand_on("conversation", tuple(conversation))


class ReplicaJournal(Journal):
    """A journal that hands exchanges on to ``keep``."""

    def __init__(self, keep: Callable[[str, tuple[Any, ...]], None]) -> None:
        super().__init__(room=Room())
        self.hand_on = keep

    def add(self, exchange: Exchange) -> None:
        """Hand an exchange on."""
        self.hand_on("exchange", _fields(exchange))


class Replicas(Spaces):
    """The spaces in which the worker of this ``place`` among all processes can answer; at first it knows none."""

    def __init__(self, keep: Callable[[Record], None], place: int, settings: Settings) -> None:
        self._keep = keep
        self._place, self._count = place, settings.workers
        self._served: dict[str, tuple[dict[str, set[bytes]], list[bytes]]] = {}
        """By space, the values that only the hub can answer for: by parameter, and all of them."""
        super().__init__(self._replica, {"users": [], "queues": [], "customers": []}, settings.max_spaces)

    def _replica(self, name: str, fixtures: Fixtures) -> Space:
        def keep(kind: str, fields: tuple[Any, ...]) -> None:
            self._keep((name, kind, fields))

        # Two processes never give out the same id.
        request_ids = RequestIds(place=self._place, count=self._count)
        store, journal = ReplicaStore(fixtures, keep), ReplicaJournal(keep)
        return Space(name, fixtures, store=store, journal=journal, request_ids=request_ids)

    async def update(self, known: dict[str, Fixtures | None]) -> None:
        """Know these fixtures of these spaces; None for a space that only the hub can answer for."""
        for name, fixtures in known.items():
            if fixtures is None:
                self._served.pop(name, None)
                if name != DEFAULT and any(space.name == name for space in self):
                    self.remove(name)
            else:
                space = self.named(name)
                await space.replace_fixtures(fixtures)
                counted = space.faults.counted
                self._served[name] = counted, [value for values in counted.values() for value in values]

    def serve(self, path: str, query: bytes) -> bool:
        """Tell whether a request for this path, with this query, can be answered here."""
        name = path.split("/", 3)[2] if path.startswith("/spaces/") else DEFAULT
        if name not in self._served or is_own(path) or path.startswith(f"/spaces/{DEFAULT}/"):
            return False
        counted, values = self._served[name]
        # Few queries hold the digits of such a value anywhere, or anything that could stand for them.
        if b"%" not in query and not any(value in query for value in values):
            return True
        given = read_query(query, counted)
        return not any(counted[parameter].intersection(given[parameter]) for parameter in given)


def copied(space: Space) -> Fixtures | None:
    """Return what a worker has to know to answer in a space; None if only the hub can."""
    return None if space.seed is not None or space.faults.remember else space.known


async def keep(spaces: Mapping[str, Space], record: Record) -> None:
    """Keep in the hub what a worker has sent, unless its space has been removed."""
    name, kind, fields = record
    if space := spaces.get(name):
        if kind == "exchange":
            space.record(Exchange(*fields))
        else:
            await space.store.add_conversation(Conversation(*fields))
