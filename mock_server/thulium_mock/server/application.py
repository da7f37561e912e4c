"""Reloadable ASGI application of one document, which buffers the bodies of requests."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from operator import itemgetter
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from thulium_mock.catalogue import ErrorEntry
from thulium_mock.errors import BodyTooLarge, MalformedHttp, MockError
from thulium_mock.server.extension import EXTENSION
from thulium_mock.server.protocol import Connection

_name = itemgetter(0)


Build = Callable[[dict[str, Any]], tuple[ASGIApp, Mapping[int, ErrorEntry]]]


class Application:
    """The mock as an ASGI application; a reload replaces it, and keeps the state.

    ``build`` makes it of a document of the vendor's API, and returns it with the errors that the document shows, by the
    codes of the catalogue, for refusals of connections. A request is handed on once its body is complete.
    """

    app: ASGIApp
    document: dict[str, Any]
    errors: Mapping[int, ErrorEntry]

    def __init__(self, build: Build, document: dict[str, Any]) -> None:
        self._build = build
        self.replace(document)

    def replace(self, document: dict[str, Any]) -> None:
        """Serve ``document`` from the next request on; if it cannot be, go on as before and raise `DocumentError`."""
        self.app, self.errors = self._build(document)
        self.document = document

    @property
    def target_limit(self) -> int:
        """Limit of path and query, in bytes, by the document."""
        limit: int = self.document["x-request-target-limit"]
        return limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        connection: Connection | None = scope.get("state", {}).get(EXTENSION)
        if connection is None:
            # Called without our server, such as by a test.
            await self.app(scope, receive, send)
            return
        scope["extensions"] = {EXTENSION: connection}
        try:
            body: bytes | None = b""
            if connection.transport.is_closing():
                # uvicorn has found an error right after the head, or the client is gone.
                body = None
            elif _has_body(scope):
                body = await self._body(connection, scope, receive)
            if body is None:
                await connection.lost.wait()
            else:
                last = scope["http_version"] != "1.1" or scope["method"] == "CONNECT"
                await self.app(scope, _receive(body, connection), _closing(send) if last else send)
                connection.response_complete()
        except MockError as error:
            connection.refuse(error)
            await connection.lost.wait()
        except asyncio.CancelledError:
            # The grace period of the shutdown is over: no answer is better than half of one.
            connection.abort()
            with suppress(asyncio.CancelledError):
                await connection.lost.wait()

    async def _body(self, connection: Connection, scope: Scope, receive: Receive) -> bytes | None:
        """Return the whole body; None if the client is gone before."""
        limit = connection.limits.body_bytes
        length = dict(scope["headers"]).get(b"content-length")
        if length is not None and int(length) > limit:
            raise BodyTooLarge(limit=limit)
        pieces: list[bytes] = []
        size, more = 0, True
        connection.expect_body(None if length is None else int(length))
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            size += len(message["body"])
            if size > limit:
                raise BodyTooLarge(limit=limit)
            pieces.append(message["body"])
            if more := message["more_body"]:
                connection.expect_more()
        connection.request_complete()
        return b"".join(pieces)


def _receive(body: bytes, connection: Connection) -> Receive:
    """Return a ``receive`` that gives the whole body, then waits for the client to disconnect."""
    given = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> Message:
        if message := next(given, None):
            return message
        await connection.wait_disconnected()
        return {"type": "http.disconnect"}

    return receive


def _closing(send: Send) -> Send:
    """Return a ``send`` that adds ``Connection: close``, for the last answer of a connection."""

    async def close(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
        await send(message)

    return close


def _has_body(scope: Scope) -> bool:
    """Tell whether the headers of a request announce a body; raises `MalformedHttp` if they do not name one host."""
    names = list(map(_name, scope["headers"]))
    hosts = names.count(b"host")
    if hosts > 1 or (hosts == 0 and scope["http_version"] == "1.1"):
        raise MalformedHttp
    if b"content-length" in names:
        return (b"content-length", b"0") not in scope["headers"]
    return b"transfer-encoding" in names
