"""Every engine of the state."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from thulium_mock.state.directory import Fixtures
from thulium_mock.state.memory_store import MemoryStore
from thulium_mock.state.sql_store import SqlStore
from thulium_mock.state.store import Store

from tests.mock_server.state.databases import KINDS, new_database
from tests.mock_server.state.records import FIXTURES, NewStore

ENGINES = ("memory", *KINDS)


@pytest.fixture(params=ENGINES)
async def new_store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[NewStore]:
    """An engine; it is given the baseline, a ``seed``, and its bounds."""
    stores: list[SqlStore] = []

    async def new(baseline: Fixtures, **options: Any) -> Store:
        if request.param == "memory":
            return MemoryStore(baseline, **options)
        stores.append(SqlStore(new_database(request.param, tmp_path, request), baseline, **options))
        await stores[-1].start()
        return stores[-1]

    yield new
    for each in stores:
        await each.close()


@pytest.fixture
async def store(new_store: NewStore) -> Store:
    """A store with the `FIXTURES` that keeps four exchanges and three conversations, and has the seed 7."""
    return await new_store(FIXTURES, seed=7, journal_size=4, keep_conversations=3)
