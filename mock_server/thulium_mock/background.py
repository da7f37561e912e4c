"""Background tasks of the event loop, which nobody awaits."""

import asyncio
from collections.abc import Coroutine


class BackgroundTasks:
    """Strong references to running tasks, since an event loop keeps none and they could be garbage collected."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """Start a task."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
