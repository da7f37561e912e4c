"""Public clients: `ThuliumChat` blocks until the answer is there, `AsyncThuliumChat` awaits it."""

from types import TracebackType
from typing import Self

from ._generated.face import AsyncOperations, SyncOperations
from ._http import AsyncHttp, SyncHttp, run


class ThuliumChat(SyncOperations):
    """Client of the Thulium chat API. One instance serves many threads at once.

    Use it as a context manager, or call `close()`.
    """

    _http = SyncHttp

    def close(self) -> None:
        """Close the connections. The client cannot be used after."""
        run(self._core.http.close())

    def __enter__(self) -> Self:
        """Return the client."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the connections."""
        self.close()


class AsyncThuliumChat(AsyncOperations):
    """Client of the Thulium chat API on asyncio or trio. One instance serves many tasks, and event loops.

    Use it as an asynchronous context manager, or await `aclose()`.
    """

    _http = AsyncHttp

    async def aclose(self) -> None:
        """Close the connections. The client cannot be used after."""
        await self._core.http.close()

    async def __aenter__(self) -> Self:
        """Return the client."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the connections."""
        await self.aclose()
