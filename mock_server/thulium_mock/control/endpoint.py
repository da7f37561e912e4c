"""Endpoint of the control API: runs its operations, and streams chunked answers."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import aclosing
from types import AsyncGeneratorType
from typing import Any

from starlette.types import Receive, Scope, Send

from thulium_mock.errors import UnknownPath
from thulium_mock.middleware.context import KEY, Context
from thulium_mock.openapi.responses import Answer
from thulium_mock.operations.operation import Operation
from thulium_mock.server.extension import disconnected

Pieces = AsyncGenerator[bytes, None]

_WITHOUT_STATE = {"get_health"}
"""Operations that are answered even while the database is unavailable."""

# Proxies that compress (webpack's development server) or buffer (nginx) would delay chunks.
_UNBUFFERED = [(b"cache-control", b"no-store, no-transform"), (b"x-accel-buffering", b"no")]


async def control_endpoint(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request; raises `MockError`, also for an unknown query parameter, unlike the vendor's API."""
    context: Context = scope[KEY]
    operation = context.operation
    if operation is not None and operation.operation_id in _WITHOUT_STATE:
        space = context.spaces.default
    else:
        space = context.space = await context.spaces.open(context.space_name)
    if operation is None:
        raise context.refusal or UnknownPath
    arguments = await operation.read(space, context.path_arguments, scope, receive)
    operation.parameters.refuse_unknown(scope["query_string"])
    result = operation.handler(space, **arguments)
    if isinstance(result, AsyncGeneratorType):
        await send_pieces(result, operation, scope, receive, send)
    else:
        value = await result
        await (value if isinstance(value, Answer) else operation.success(value)).send(send)


async def send_pieces(pieces: Pieces, operation: Operation, scope: Scope, receive: Receive, send: Send) -> None:
    """Stream ``pieces`` until their end, or until the client disconnects; HEAD gets the headers alone.

    An error before the first piece is raised before anything is sent.
    """
    async with aclosing(pieces):
        first = await anext(pieces, b"")
        headers = [operation.content_type, *_UNBUFFERED]
        await send({"type": "http.response.start", "status": operation.status, "headers": headers})
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": b""})
            return
        await _first_to_end(_send_all(first, pieces, send), disconnected(receive))


async def _send_all(first: bytes, pieces: Pieces, send: Send) -> None:
    await send({"type": "http.response.body", "body": first, "more_body": True})
    async for piece in pieces:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _first_to_end(*coroutines: Coroutine[Any, Any, None]) -> None:
    """Run all concurrently, and cancel the others when the first one is done."""
    tasks = [asyncio.create_task(each) for each in coroutines]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
