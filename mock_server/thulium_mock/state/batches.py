"""Batching of concurrent calls."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Generic, NamedTuple, TypeVar

Item = TypeVar("Item")


class Waiting(NamedTuple, Generic[Item]):
    """Queued item, and the future of its result."""

    item: Item
    done: asyncio.Future[Any]

    def end(self, result: Any = None, error: Exception | None = None) -> None:
        """Set the result or the error, unless the caller has cancelled."""
        if self.done.done():
            return
        if error is None:
            self.done.set_result(result)
        else:
            self.done.set_exception(error)


class Batches(Generic[Item]):
    """Queue of items that ``run`` takes in batches until it is empty; items queued meanwhile are in the next batch."""

    def __init__(self, run: Callable[[], Awaitable[None]]) -> None:
        self.waiting: deque[Waiting[Item]] = deque()
        self._run = run
        self._task: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether items are queued or in progress."""
        return self._task is not None

    def add(self, item: Item) -> asyncio.Future[Any]:
        """Queue an item; return the future of its result."""
        waiting = Waiting(item, asyncio.get_running_loop().create_future())
        self.waiting.append(waiting)
        if self._task is None:
            self._task = asyncio.create_task(self._run_all())
        return waiting.done

    def take(self, fits: Callable[[Item], bool] = lambda _: True) -> list[Waiting[Item]]:
        """Dequeue the items that fit; thread-safe."""
        taken: list[Waiting[Item]] = []
        left: list[Waiting[Item]] = []
        while self.waiting:
            each = self.waiting.popleft()
            (taken if fits(each.item) else left).append(each)
        self.put_back(left)
        return taken

    def put_back(self, items: Iterable[Waiting[Item]]) -> None:
        """Put items back to the front of the queue."""
        self.waiting.extendleft(reversed(list(items)))

    async def end(self) -> None:
        """Wait until the queue is empty and nothing is in progress."""
        while self._task is not None:
            await asyncio.wait([self._task])

    async def _run_all(self) -> None:
        try:
            # Debounce: calls of the same iteration of the event loop go together.
            await asyncio.sleep(0)
            while self.waiting:
                await self._run()
        finally:
            self._task = None
