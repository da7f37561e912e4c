"""Streamed answers: sent piece by piece, until there are no more or the client disconnects."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import aclosing
from typing import Any

from starlette.types import Receive, Send

Pieces = AsyncGenerator[bytes, None]

# Proxies that compress (webpack's development server) or buffer (nginx) would keep pieces back until there are many.
_UNBUFFERED = [(b"cache-control", b"no-store, no-transform"), (b"x-accel-buffering", b"no")]


async def send_pieces(pieces: Pieces, media_type: str, status: int, receive: Receive, send: Send) -> None:
    """Answer with ``pieces`` until there are no more, or until the client disconnects.

    What is raised before the first piece is raised here, with nothing sent yet.
    """
    async with aclosing(pieces):
        first = await anext(pieces, b"")
        headers = [(b"content-type", media_type.encode()), *_UNBUFFERED]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await _first_to_end(_send_all(first, pieces, send), _client_gone(receive))


async def _send_all(first: bytes, pieces: Pieces, send: Send) -> None:
    await send({"type": "http.response.body", "body": first, "more_body": True})
    async for piece in pieces:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _client_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _first_to_end(*coroutines: Coroutine[Any, Any, None]) -> None:
    """Run all concurrently, and cancel the others when the first one ends."""
    tasks = [asyncio.create_task(each) for each in coroutines]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
