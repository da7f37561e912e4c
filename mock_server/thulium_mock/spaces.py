"""Spaces: worlds beside each other in one mock, so that tests that run at the same time do not see each other.

The space ``default`` is served at ``/api`` and controlled at ``/_mock``; any other one at ``/spaces/{name}/api`` and
``/_mock/spaces/{name}``. It is made when it is first used.
"""

import random
import re
from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

from starlette.types import ASGIApp, Receive, Scope, Send

from thulium_mock.errors import InvalidSpace, TooManySpaces, UnknownSpace
from thulium_mock.journal import SIZE, Journal
from thulium_mock.request_ids import RequestIds
from thulium_mock.store import Fixtures, SqliteStore, Store

DEFAULT = "default"
LIMIT = 200
"""How many spaces there are at most, the default one not counted."""

_NAME = re.compile("[a-z0-9][a-z0-9_-]{0,62}")
_PREFIXES = {"/spaces/": "", "/_mock/spaces/": "/_mock"}


class Space:
    """One world: what the mock knows, has stored and was asked.

    ``fixtures`` are what a reset restores. With a ``seed`` the ids that it gives out are the same each time.
    """

    def __init__(
        self,
        name: str,
        fixtures: Fixtures,
        *,
        store: Store | None = None,
        journal_size: int = SIZE,
        seed: int | None = None,
    ) -> None:
        self.name = name
        self.fixtures = fixtures
        self.store = store or SqliteStore(fixtures)
        self.journal = Journal(journal_size)
        self.request_ids = RequestIds()
        self.new_id: Callable[[], UUID] = uuid4
        self.seed = seed
        self.sow(seed)

    def sow(self, seed: int | None) -> None:
        """Give out ids from the beginning of the sequence that ``seed`` stands for; None for ids nobody can foresee."""
        self.seed = seed
        self.new_id = uuid4 if seed is None else _seeded_uuids(seed)

    async def reset(self) -> None:
        """Forget conversations and requests, restore the fixtures, and begin with the seed anew."""
        await self.store.forget_conversations()
        await self.store.replace_fixtures(self.fixtures)
        self.journal.clear()
        self.sow(self.seed)


class Spaces:
    """All spaces; ``make`` makes one of the given name."""

    def __init__(self, make: Callable[[str], Space], limit: int = LIMIT) -> None:
        self._make = make
        self._limit = limit
        self.default = make(DEFAULT)
        self._others: dict[str, Space] = {}

    def __iter__(self) -> Iterator[Space]:
        """Iterate over all spaces, the default one first, the others in the order in which they were made."""
        yield self.default
        yield from self._others.values()

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
        return self._others.setdefault(name, self._make(name))

    def remove(self, name: str) -> None:
        """Forget a space and all that is in it; raises `UnknownSpace`."""
        if self._others.pop(name, None) is None:
            raise UnknownSpace


class SpaceSelector:
    """The ASGI layer that finds the space of a request, and takes its prefix off the path."""

    def __init__(self, app: ASGIApp, spaces: Spaces) -> None:
        self.app = app
        self.spaces = spaces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on, its ``space`` in the scope."""
        if scope["type"] == "http":
            # Told to the layers above too, hence in the scope that they have.
            scope["space"] = self.spaces.default
            for prefix, root in _PREFIXES.items():
                name, slash, rest = scope["path"].removeprefix(prefix).partition("/")
                if scope["path"].startswith(prefix) and slash:
                    scope["space"] = self.spaces.named(name)
                    raw_rest = (scope.get("raw_path") or scope["path"].encode())[len(prefix) + len(name) + 1 :]
                    scope["path"], scope["raw_path"] = f"{root}/{rest}", f"{root}/".encode() + raw_rest
        await self.app(scope, receive, send)


def _seeded_uuids(seed: int) -> Callable[[], UUID]:
    rng = random.Random(seed)  # noqa: S311 - ids of a mock are no secrets
    return lambda: UUID(int=rng.getrandbits(128), version=4)
