"""Calls of ASGI applications as tests make them, each on an event loop of its own."""

import asyncio
from collections.abc import Sequence

from starlette.types import ASGIApp
from thulium_contract.http.asgi import NoAnswer, answer, answer_of, ask, read, scope_of

from tests.http.messages import START, Request, Response, basic

__all__ = ["NoAnswer", "answer", "answer_of", "ask", "call", "read", "scope_of", "start"]


def call(
    app: ASGIApp, method: str, target: str, headers: Sequence[tuple[str, str]] = (), body: bytes = b""
) -> Response:
    """Send one request to an application and return its answer, on an event loop of its own."""
    return asyncio.run(ask(app, Request(target, method, tuple(headers), body)))


def start(app: ASGIApp, query: str = "chat_queue_id=3", *headers: tuple[str, str]) -> Response:
    """Start a conversation with the default API user."""
    return call(app, "POST", f"{START}?{query}", [basic(), *headers])
