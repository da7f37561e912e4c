"""An exchange to record, and what a space has recorded for tests without an event loop."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from thulium_mock.state.journal import Exchange
from thulium_mock.state.spaces import Space
from thulium_mock.state.store import DEFAULT, Record, Store


def exchange(answer: bytes = b"") -> Exchange:
    """Return an exchange with this answer."""
    return Exchange(0.0, "GET", "http", b"/", b"", b"", False, None, 0.0, 200, b"", answer)


def pending(path: bytes = b"/") -> Exchange:
    """Return a request that is not answered yet."""
    return Exchange(0.0, "GET", "http", path, b"", b"", False)


async def record(store: Store, exchange: Exchange, changes: Sequence[Record] = (), space: str = DEFAULT) -> None:
    """Record a request and its answer."""
    request = pending()
    await store.record_request(space, request)
    await store.record_answer(space, of(request, exchange), changes)


def of(request: Exchange, answered: Exchange) -> Exchange:
    """Return the exchange that takes the place of a recorded request."""
    return replace(answered, number=request.number, generation=request.generation)


def exchanges(space: Space) -> list[Exchange]:
    """Return all exchanges in the journal of a space, the oldest first."""
    return asyncio.run(space.exchanges(0, 1_000_000))


def conversation_count(space: Space) -> int:
    """Return how many conversations a space keeps."""
    count, _ = asyncio.run(space.conversations(0, 0))
    return count
