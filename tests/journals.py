"""An exchange to record, and what a space has recorded for tests without an event loop."""

import asyncio

from thulium_mock.state.journal import Exchange
from thulium_mock.state.spaces import Space


def exchange(answer: bytes = b"") -> Exchange:
    """Return an exchange with this answer."""
    return Exchange(0.0, 0.0, "GET", "http", b"/", b"", b"", False, 200, b"", answer)


def exchanges(space: Space) -> list[Exchange]:
    """Return all exchanges in the journal of a space, the oldest first."""
    return asyncio.run(space.exchanges(0, 1_000_000))


def conversation_count(space: Space) -> int:
    """Return how many conversations a space keeps."""
    count, _ = asyncio.run(space.conversations(0, 0))
    return count
