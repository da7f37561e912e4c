"""The client under test, sync and async behind one face, and a loopback server that records what it sends."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol, Self

import httpx
from thulium_chat import AsyncThuliumChat, Conversation, ThuliumChat

from tests.servers import CREDENTIALS

BASE_URL = "http://thulium.test/api"
CONVERSATION = b'{"conversation_id": "6ed7c941-2c8a-411e-95d2-338a9f64800a"}'

Handler = Callable[[httpx.Request], httpx.Response]


class Client(Protocol):
    """A client that can be awaited, whether it needs that or not."""

    async def start(self, **arguments: Any) -> Conversation:
        """Start a conversation."""
        ...


class SyncClient:
    """`ThuliumChat`."""

    def __init__(self, base_url: str = BASE_URL, handler: Handler | None = None) -> None:
        transport = httpx.MockTransport(handler) if handler else None
        self._chat = ThuliumChat(None, *CREDENTIALS, base_url=base_url, transport=transport)

    async def start(self, **arguments: Any) -> Conversation:
        """Start a conversation."""
        return self._chat.start_conversation(**arguments)

    async def __aenter__(self) -> Self:
        """Return the client."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close its connections."""
        self._chat.close()


class AsyncClient:
    """`AsyncThuliumChat`."""

    def __init__(self, base_url: str = BASE_URL, handler: Handler | None = None) -> None:
        transport = httpx.MockTransport(handler) if handler else None
        self._chat = AsyncThuliumChat(None, *CREDENTIALS, base_url=base_url, transport=transport)

    async def start(self, **arguments: Any) -> Conversation:
        """Start a conversation."""
        return await self._chat.start_conversation(**arguments)

    async def __aenter__(self) -> Self:
        """Return the client."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close its connections."""
        await self._chat.aclose()


ClientClass = type[SyncClient] | type[AsyncClient]
CLIENTS: tuple[ClientClass, ...] = (SyncClient, AsyncClient)


def answered(client: ClientClass, answer: httpx.Response, **arguments: Any) -> Conversation:
    """Return what the client makes of ``answer``, or raise what it raises."""

    def handle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    async def call() -> Conversation:
        async with client(handler=handle) as chat:
            return await chat.start(**({"chat_queue_id": 3} | arguments))

    return asyncio.run(call())


@dataclass(frozen=True)
class Sent:
    """A request as it was on the wire."""

    method: str
    target: str
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    def header(self, name: str) -> list[str]:
        """Return all values of a header."""
        return [value for key, value in self.headers if key.lower() == name]


@contextmanager
def recorder() -> Iterator[tuple[str, list[Sent]]]:
    """Serve on a free loopback port; yield its base URL, and the list of requests as it grows."""
    sent: list[Sent] = []

    class Recorder(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            sent.append(Sent(self.command, self.path, self.headers.items(), body))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(CONVERSATION)))
            self.end_headers()
            self.wfile.write(CONVERSATION)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Recorder) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/api", sent
        finally:
            server.shutdown()
            thread.join()
