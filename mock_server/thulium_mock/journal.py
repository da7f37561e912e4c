"""The journal: what was asked and answered, the newest kept."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SECRET = {b"authorization", b"cookie", b"proxy-authorization"}


@dataclass(frozen=True)
class Exchange:
    """One request and its answer; header names are in lower case, and headers with credentials are left out."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    status: int
    answer: bytes = field(repr=False)


class Journal:
    """An ASGI layer that keeps the last ``size`` exchanges of the application under it."""

    def __init__(self, app: ASGIApp, size: int = 1000) -> None:
        self.app = app
        self.exchanges: deque[Exchange] = deque(maxlen=size)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, and keep both."""
        sent: list[Message] = []

        async def keep(message: Message) -> None:
            sent.append(message)
            if not message.get("more_body", False) and message["type"] == "http.response.body":
                # Kept before the last byte goes out: who has the answer finds it in the journal.
                self.exchanges.append(_exchange(scope, sent))
            await send(message)

        await self.app(scope, receive, keep)


def _exchange(scope: Scope, sent: list[Message]) -> Exchange:
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    query: Any = scope["query_string"]
    return Exchange(
        method=scope["method"],
        path=scope["path"],
        query=parse_qs(query.decode("latin-1"), keep_blank_values=True),
        headers={name.decode("latin-1"): value.decode("latin-1") for name, value in headers if name not in _SECRET},
        status=sent[0]["status"],
        answer=b"".join(message.get("body", b"") for message in sent[1:]),
    )
