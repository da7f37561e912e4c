"""Subscriptions to the changes of a space (publish/subscribe), for event streams and waiting verifications."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from thulium_mock.errors import TooManyStreams
from thulium_mock.state.conversations import ScheduledChange

LIMIT = 32
"""Limit of subscribers, in all spaces together."""


class Subscriber:
    """Subscriber to one space's changes, woken by each of them and by each new exchange.

    ``parts`` are the parts of the state that changed since the last `take`, each once, so that a slow consumer costs no
    memory. ``closed`` tells that the subscription has ended.
    """

    def __init__(self) -> None:
        self.parts: dict[str, None] = {}
        self.closed = False
        self._news = asyncio.Event()

    def notify(self, part: str | None = None) -> None:
        """Wake the subscriber for a change of this part, None for a new exchange."""
        if part is not None:
            self.parts[part] = None
        self._news.set()

    async def wait(self, seconds: float) -> bool:
        """Wait for a notification, at most so many seconds; tell whether there was one."""
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return False
        self._news.clear()
        return True

    def take(self) -> list[str]:
        """Return and clear the changed parts."""
        taken, self.parts = self.parts, {}
        return list(taken)

    def close(self) -> None:
        """End the subscription, and wake the subscriber."""
        self.closed = True
        self._news.set()


class Subscriptions:
    """Registry of subscribers by space, to whom the store publishes changes.

    ``on_deliveries`` is called when deliveries of any space are new or over, ``on_scheduled`` with space and due time
    of each new or overdue scheduled change.
    """

    def __init__(self) -> None:
        self.subscribers: dict[str, list[Subscriber]] = {}
        self.on_deliveries: Callable[[], None] | None = None
        self.on_scheduled: Callable[[str, float], None] | None = None
        self._closed = False

    def publish(self, space: str, part: str | None = None) -> None:
        """Notify the subscribers of a space of a changed part of its state, None for a new exchange."""
        for subscriber in self.subscribers.get(space, ()):
            subscriber.notify(part)
        if part == "deliveries" and self.on_deliveries:
            self.on_deliveries()

    def publish_scheduled(self, space: str, records: Iterable[object]) -> None:
        """Announce the scheduled changes among records that were kept."""
        for each in records:
            if isinstance(each, ScheduledChange) and self.on_scheduled:
                self.on_scheduled(space, each.due_at)

    def publish_everywhere(self, part: str) -> None:
        """Notify the subscribers of all spaces."""
        for space in self.subscribers:
            self.publish(space, part)

    def close(self, space: str) -> None:
        """End the subscriptions to a space."""
        for subscriber in self.subscribers.get(space, ()):
            subscriber.close()

    def close_all(self) -> None:
        """End all subscriptions, also later ones, at shutdown."""
        self._closed = True
        for space in self.subscribers:
            self.close(space)

    @contextmanager
    def subscribe(self, space: str) -> Iterator[Subscriber]:
        """Subscribe until the block ends; raises `TooManyStreams`."""
        if sum(map(len, self.subscribers.values())) >= LIMIT:
            raise TooManyStreams(limit=LIMIT)
        subscriber = Subscriber()
        subscriber.closed = self._closed
        self.subscribers.setdefault(space, []).append(subscriber)
        try:
            yield subscriber
        finally:
            self.subscribers[space].remove(subscriber)
            if not self.subscribers[space]:
                del self.subscribers[space]
