"""Minimal ASGI application: the bytes of our success answer to every request."""

from starlette.types import Receive, Scope, Send

BODY = b'{"conversation_id":"0b6dc3d1-ba2f-4b6e-9f4c-0a8f1b6f3c57"}'
HEADERS = [(b"content-type", b"application/json"), (b"content-length", b"58")]


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request; nothing of it is looked at."""
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await send({"type": "http.response.body", "body": BODY})
