"""What happens in a space, for those who watch it as it happens."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Watcher:
    """One who watches a space. It is woken when there is news, and looks for itself what was requested.

    ``changes`` are the parts of the space's state that changed and that it was not yet told of, each once. Nothing else
    is kept for a watcher, so a slow one costs no memory.
    """

    def __init__(self) -> None:
        self.changes: dict[str, None] = {}
        self.closed = False
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()
        self._woken = False

    def wake(self) -> None:
        """Tell that there is news, from whatever thread."""
        if not self._woken:
            self._woken = True
            self._loop.call_soon_threadsafe(self._news.set)

    async def wait(self, seconds: float) -> bool:
        """Wait for news, at most so long; tell whether there is any."""
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return False
        # From here on the next news wakes again, so none is lost between waiting and looking.
        self._news.clear()
        self._woken = False
        return True

    def take_changes(self) -> list[str]:
        """Return ``changes``, which now count as told."""
        taken, self.changes = self.changes, {}
        return list(taken)


class Feed:
    """Tells the watchers of one space that there is news."""

    def __init__(self) -> None:
        self._watchers: set[Watcher] = set()
        self._closed = False

    def requested(self) -> None:
        """Tell that the journal has a new request."""
        if self._watchers:
            self._wake()

    def changed(self, what: str) -> None:
        """Tell that a part of the state has changed."""
        for watcher in tuple(self._watchers):
            watcher.changes[what] = None
        self._wake()

    def close(self) -> None:
        """Tell that there will be no more news."""
        self._closed = True
        for watcher in tuple(self._watchers):
            watcher.closed = True
        self._wake()

    @contextmanager
    def watched(self) -> Iterator[Watcher]:
        """Watch until the block ends."""
        watcher = Watcher()
        watcher.closed = self._closed
        self._watchers.add(watcher)
        try:
            yield watcher
        finally:
            self._watchers.discard(watcher)

    def _wake(self) -> None:
        for watcher in tuple(self._watchers):
            watcher.wake()
