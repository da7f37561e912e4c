"""The I/O of the two clients on httpx: all of a call that differs between them."""

import time
from collections.abc import Coroutine
from typing import Any, TypeVar

import httpx

from thulium_chat._exchange import Exchange, refuse_redirect

Answer = TypeVar("Answer")


def run(coroutine: Coroutine[Any, Any, Answer]) -> Answer:
    """Run a coroutine whose I/O blocks: it never suspends, and needs no event loop."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        answer: Answer = done.value
        return answer
    coroutine.close()
    raise RuntimeError("the I/O of a synchronous client was awaited")


class SyncHttp:
    """I/O that blocks: its coroutines never suspend."""

    def __init__(self, **settings: Any) -> None:
        self.client = httpx.Client(event_hooks={"response": [refuse_redirect]}, **settings)

    async def perform(self, exchange: Exchange) -> None:
        """Send the request and feed the answer to the exchange."""
        answer = self.client.send(exchange.request, stream=True)
        try:
            exchange.begin(answer)
            for chunk in answer.iter_bytes():
                exchange.add(chunk)
        finally:
            answer.close()

    async def sleep(self, delay: float) -> None:
        """Wait for so many seconds."""
        time.sleep(delay)  # noqa: ASYNC251 - no event loop runs it

    async def close(self) -> None:
        """Close the connections."""
        self.client.close()


class AsyncHttp:
    """I/O that is awaited."""

    def __init__(self, **settings: Any) -> None:
        self.client = httpx.AsyncClient(event_hooks={"response": [_refuse_redirect]}, **settings)

    async def perform(self, exchange: Exchange) -> None:
        """Send the request and feed the answer to the exchange."""
        answer = await self.client.send(exchange.request, stream=True)
        try:
            exchange.begin(answer)
            async for chunk in answer.aiter_bytes():
                exchange.add(chunk)
        finally:
            await answer.aclose()

    async def sleep(self, delay: float) -> None:
        """Wait for so many seconds."""
        import asyncio  # slow to import, and most programs that get here have it already

        await asyncio.sleep(delay)

    async def close(self) -> None:
        """Close the connections."""
        await self.client.aclose()


async def _refuse_redirect(answer: httpx.Response) -> None:
    refuse_redirect(answer)


Http = SyncHttp | AsyncHttp
