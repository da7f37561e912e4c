"""Connection pool safe for cancellation: httpcore leaks connections of calls that end in its queue or are cancelled."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx


class LoopPool:
    """Connection pool of one event loop: an httpx client, which is replaced when a call on it is cancelled.

    httpcore may never free the connection of a call that is cancelled, at whatever step.
    """

    def __init__(
        self, client: httpx.AsyncClient, size: int | None, renew: Callable[[], httpx.AsyncClient] | None
    ) -> None:
        """Take the client, the number of its connections, and what makes another; None if there can be none."""
        from anyio import Semaphore

        self.client = client
        self._renew = renew
        self._free = None if size is None else Semaphore(size)
        self._calls: dict[httpx.AsyncClient, int] = {}

    @property
    def clients(self) -> set[httpx.AsyncClient]:
        """The client, and those before it on which there still are calls."""
        return {self.client, *self._calls}

    @asynccontextmanager
    async def lend(self, seconds: float | None) -> AsyncIterator[httpx.AsyncClient]:
        """Lend the client to a call, once there is a free connection; raise TimeoutError when there is none in time."""
        from anyio import CancelScope, WouldBlock, fail_after

        if self._free is not None:
            try:
                self._free.acquire_nowait()
            except WouldBlock:
                with fail_after(seconds):
                    await self._free.acquire()
        client = self.client
        self._calls[client] = self._calls.get(client, 0) + 1
        try:
            yield client
        except Exception:
            raise  # An ordinary error gives its connection back; only a cancellation may not.
        except BaseException:
            if client is self.client and self._renew is not None:
                self.client = self._renew()
            raise
        finally:
            self._calls[client] -= 1
            if self._free is not None:
                self._free.release()
            if client is not self.client and not self._calls[client]:
                del self._calls[client]
                with CancelScope(shield=True):
                    await client.aclose()
