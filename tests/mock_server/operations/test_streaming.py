"""Streamed answers pass proxies piece by piece."""

import asyncio
from collections.abc import AsyncGenerator

from starlette.types import Message
from thulium_mock.control.endpoint import send_pieces


async def pieces() -> AsyncGenerator[bytes, None]:
    """Yield one piece."""
    yield b"data: 1\n\n"


async def endless() -> Message:
    """Receive nothing, as from a client that waits."""
    await asyncio.Event().wait()
    raise AssertionError


def test_no_proxy_may_compress_or_buffer_a_stream() -> None:
    """`no-transform` is what webpack's development server heeds, `X-Accel-Buffering` what nginx does."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(send_pieces(pieces(), "text/event-stream", 200, endless, send))
    headers = dict(sent[0]["headers"])
    assert headers[b"cache-control"] == b"no-store, no-transform"
    assert headers[b"x-accel-buffering"] == b"no"
    assert [message["body"] for message in sent[1:]] == [b"data: 1\n\n", b""]
