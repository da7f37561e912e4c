"""Starting an answer without a task, and going on with it in one."""

import asyncio
import inspect
from typing import Any

from thulium_mock.server.cycle import start


async def note(heard: list[Any], *awaited: "asyncio.Future[str]") -> None:
    """Note what is awaited, one after the other, and how it ended."""
    for each in awaited:
        try:
            heard.append(await each)
        except (ValueError, asyncio.CancelledError) as error:
            heard.append(type(error))


def future() -> "asyncio.Future[str]":
    """Return something to wait for."""
    return asyncio.get_running_loop().create_future()


def test_what_waits_for_nothing_is_done_at_once() -> None:
    """It leaves nothing for a task."""
    heard: list[Any] = []

    async def check() -> None:
        done = future()
        done.set_result("done")
        assert start(note(heard, done)) is None

    asyncio.run(check())
    assert heard == ["done"]


def test_what_waits_goes_on_in_a_task() -> None:
    """Results, errors and a cancelled task reach it where it waits."""
    heard: list[Any] = []

    async def check() -> None:
        good, bad, endless = future(), future(), future()
        rest = start(note(heard, good, bad, endless))
        # What only looks like a coroutine is one to asyncio of Python 3.11, and no longer from 3.12 on.
        assert inspect.iscoroutine(rest)
        task = asyncio.create_task(rest)
        good.set_result("good")
        bad.set_exception(ValueError())
        for _ in range(10):  # more turns of the loop than it needs to come to the third
            await asyncio.sleep(0)
        task.cancel()
        await task

    asyncio.run(check())
    assert heard == ["good", ValueError, asyncio.CancelledError]
