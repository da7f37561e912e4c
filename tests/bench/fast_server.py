"""Minimal HTTP server: the same success answer to every request. Prints its port."""

import asyncio
import sys
from typing import cast

import uvloop

from tests.bench.bare import BODY

_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(BODY)
_ANSWER = _HEAD + BODY


class _Answering(asyncio.Protocol):
    """Answers each head that comes; requests have no body."""

    transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        # A head comes in one piece over loopback: clients send it with one call.
        self.transport.write(_ANSWER * data.count(b"\r\n\r\n"))


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(_Answering, "127.0.0.1", 0)
    sys.stdout.write(f"port {server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve())
