"""In-process client of ASGI applications, and answers of applications that replace a server."""

import asyncio
from typing import Any
from urllib.parse import unquote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from thulium_contract.http.messages import Request, Response, decoded, encoded

_PIECE = 64 * 1024


class NoAnswer(Exception):
    """Invalid ASGI messages of an application; the sentence says why."""


def scope_of(request: Request, host: str = "") -> dict[str, Any]:
    """Return the scope of a request as a server makes it; without ``host``, with its own headers and no more."""
    headers = request.framed(host) if host else request.headers
    path, _, query = request.target.partition("?")
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": request.version,
        "method": request.method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.lower().encode("latin-1"), value.strip(" \t").encode("latin-1")) for name, value in headers],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 4010),
        "state": {},
    }


def receiving(body: bytes) -> Receive:
    """Return what receives a body in pieces, and then waits: the client stays until it is answered."""
    left = [body[index : index + _PIECE] for index in range(0, len(body), _PIECE)][::-1] or [b""]

    async def receive() -> Message:
        await asyncio.sleep(0)
        if left:
            piece = left.pop()
            return {"type": "http.request", "body": piece, "more_body": bool(left)}
        await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    return receive


async def read(receive: Receive) -> bytes:
    """Return the whole body of a request."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return bytes(body)


async def answer_of(app: ASGIApp, scope: Scope, receive: Receive) -> Response:
    """Return the answer of an application.

    Raises:
        NoAnswer: its messages are not the beginning of one answer, its pieces, and one end.
    """
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    kinds = [message["type"] for message in sent]
    if kinds[:1] != ["http.response.start"] or set(kinds[1:]) != {"http.response.body"}:
        raise NoAnswer(f"the application sent {kinds or 'nothing'}")
    start, *parts = sent
    if [bool(part.get("more_body", False)) for part in parts] != [True] * (len(parts) - 1) + [False]:
        raise NoAnswer("the application did not end its answer once")
    return Response(
        start["status"], decoded(start.get("headers", ())), b"".join(part.get("body", b"") for part in parts)
    )


async def answer(send: Send, response: Response) -> None:
    """Answer as an application does."""
    await send({"type": "http.response.start", "status": response.status, "headers": encoded(response.headers)})
    await send({"type": "http.response.body", "body": response.body})


async def ask(app: ASGIApp, request: Request, host: str = "") -> Response:
    """Send one request to an application and return its answer; with ``host``, as it would be sent to that host."""
    return await answer_of(app, scope_of(request, host), receiving(request.body))
