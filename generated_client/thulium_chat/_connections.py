"""Waiting for a connection of a pool: httpcore loses one when a call ends by an exception in its own queue."""

import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from anyio import Semaphore


@contextmanager
def connection_of(free: threading.Semaphore | None, seconds: float | None) -> Iterator[None]:
    """Hold one of the free connections, None for any number; raise TimeoutError when none is free in time."""
    if free is not None and not free.acquire(timeout=seconds):
        raise TimeoutError
    try:
        yield
    finally:
        if free is not None:
            free.release()


@asynccontextmanager
async def connection_of_async(free: "Semaphore | None", seconds: float | None) -> AsyncIterator[None]:
    """Hold one of the free connections of this event loop, as `connection_of` does."""
    from anyio import WouldBlock, fail_after

    if free is not None:
        try:
            free.acquire_nowait()
        except WouldBlock:
            with fail_after(seconds):
                await free.acquire()
    try:
        yield
    finally:
        if free is not None:
            free.release()
