"""Tasks in the background of the event loop, which nobody awaits."""

import asyncio
from collections.abc import Coroutine


class BackgroundTasks:
    """Tasks that go on until they end; an event loop by itself keeps no strong reference to any."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """Start a task."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
