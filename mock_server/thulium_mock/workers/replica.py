"""What a worker knows and keeps of the spaces: copies of their fixtures, and what it has to send to the hub."""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

from thulium_mock.journal import Exchange, Journal
from thulium_mock.paths import is_own
from thulium_mock.request_ids import RequestIds
from thulium_mock.room import Room
from thulium_mock.settings import Settings
from thulium_mock.spaces import DEFAULT, Space, Spaces
from thulium_mock.store import Conversation, Fixtures, SqliteStore

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
        """See `thulium_mock.store.Store.add_conversation`."""
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
        self._served: set[str] = set()
        super().__init__(self._replica, {"users": [], "queues": [], "customers": []}, settings.max_spaces)

    def _replica(self, name: str, fixtures: Fixtures) -> Space:
        def keep(kind: str, fields: tuple[Any, ...]) -> None:
            self._keep((name, kind, fields))

        space = Space(name, fixtures, store=ReplicaStore(fixtures, keep), journal=ReplicaJournal(keep))
        # Two processes never give out the same id.
        space.request_ids = RequestIds(place=self._place, count=self._count)
        return space

    async def update(self, known: dict[str, Fixtures | None]) -> None:
        """Know these fixtures of these spaces; None for a space that only the hub can answer for."""
        for name, fixtures in known.items():
            if fixtures is None:
                self._served.discard(name)
                if name != DEFAULT and any(space.name == name for space in self):
                    self.remove(name)
            else:
                await self.named(name).replace_fixtures(fixtures)
                self._served.add(name)

    def serve(self, path: str) -> bool:
        """Tell whether a request for this path can be answered here."""
        if path.startswith("/spaces/"):
            name = path.split("/", 3)[2]
            return name in self._served and name != DEFAULT and not is_own(path)
        return DEFAULT in self._served and not is_own(path)


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
