"""Calling an ASGI application without a server, with full control over what a request is made of."""

import asyncio
import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from starlette.types import ASGIApp, Message

START = "/api/chat_conversations/start"


@dataclass(frozen=True)
class Answer:
    """What the application answered; header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)

    @property
    def codes(self) -> list[int]:
        """The codes of the errors in the envelope."""
        return [error["code"] for error in self.json["errors"]]

    @property
    def messages(self) -> list[str]:
        """The sentences of the errors in the envelope."""
        return [error["message"] for error in self.json["errors"]]


def basic(user: str = "api_user", password: str = "api_pass") -> tuple[str, str]:
    """Return the Authorization header of HTTP Basic."""
    return "Authorization", "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def call(app: ASGIApp, method: str, target: str, headers: Sequence[tuple[str, str]] = (), body: bytes = b"") -> Answer:
    """Send one request to ``app`` and return its answer."""
    raw_path, _, query = target.partition("?")
    sent: list[Message] = []
    unread = [body]

    async def receive() -> Message:
        if not unread:
            # The client stays until it is answered.
            await asyncio.Event().wait()
        return {"type": "http.request", "body": unread.pop(), "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(raw_path),
        "raw_path": raw_path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in headers],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 2),
    }
    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type] # Starlette says Awaitable, and means coroutine
    start, *rest = sent
    return Answer(
        status=start["status"],
        headers={name.decode(): value.decode() for name, value in start["headers"]},
        body=b"".join(message["body"] for message in rest),
    )


def start(app: ASGIApp, query: str = "chat_queue_id=3", *headers: tuple[str, str]) -> Answer:
    """Start a conversation with the default API user."""
    return call(app, "POST", f"{START}?{query}", [basic(), *headers])
