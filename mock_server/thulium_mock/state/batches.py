"""Batches: what many callers want at the same time is done at once."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Generic, NamedTuple, TypeVar

Item = TypeVar("Item")


class Waiting(NamedTuple, Generic[Item]):
    """Item of a caller who waits for the result."""

    item: Item
    done: asyncio.Future[Any]

    def end(self, result: Any = None, error: Exception | None = None) -> None:
        """Give the caller a result or an error, unless the caller has left."""
        if self.done.done():
            return
        if error is None:
            self.done.set_result(result)
        else:
            self.done.set_exception(error)


class Batches(Generic[Item]):
    """Items that ``run`` takes and does until none waits: what comes meanwhile is in the next batch."""

    def __init__(self, run: Callable[[], Awaitable[None]]) -> None:
        self.waiting: deque[Waiting[Item]] = deque()
        self._run = run
        self._task: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether items wait or are being done."""
        return self._task is not None

    def add(self, item: Item) -> asyncio.Future[Any]:
        """Let an item be done; return what is to become of it."""
        waiting = Waiting(item, asyncio.get_running_loop().create_future())
        self.waiting.append(waiting)
        if self._task is None:
            self._task = asyncio.create_task(self._run_all())
        return waiting.done

    def take(self, fits: Callable[[Item], bool] = lambda _: True) -> list[Waiting[Item]]:
        """Take the items that fit, also from another thread."""
        taken: list[Waiting[Item]] = []
        left: list[Waiting[Item]] = []
        while self.waiting:
            each = self.waiting.popleft()
            (taken if fits(each.item) else left).append(each)
        self.put_back(left)
        return taken

    def put_back(self, items: Iterable[Waiting[Item]]) -> None:
        """Let items be the first to be taken."""
        self.waiting.extendleft(reversed(list(items)))

    async def end(self) -> None:
        """Wait until all is done."""
        while self._task is not None:
            await asyncio.wait([self._task])

    async def _run_all(self) -> None:
        try:
            # What comes in the same moment goes together.
            await asyncio.sleep(0)
            while self.waiting:
                await self._run()
        finally:
            self._task = None
