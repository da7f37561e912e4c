"""Requests to the letter: a target goes out byte for byte, over a socket or straight into an ASGI application."""

import asyncio
import base64
import http.client
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from starlette.types import ASGIApp, Message

from tests.servers import CREDENTIALS

Headers = Mapping[str, str]


def basic(name: str, password: str) -> str:
    """Return the value of a Basic ``Authorization`` header."""
    return f"Basic {base64.b64encode(f'{name}:{password}'.encode()).decode()}"


AUTHORIZATION: Headers = {"Authorization": basic(*CREDENTIALS)}


@dataclass(frozen=True)
class Answer:
    """The answer to one request; header names are in lower case."""

    status: int
    headers: Headers
    body: bytes

    @property
    def codes(self) -> tuple[int, ...]:
        """The error codes of the vendor's envelope, none on success."""
        errors: list[dict[str, Any]] = json.loads(self.body).get("errors", [])
        return tuple(error["code"] for error in errors)


class Socket:
    """A server at ``host`` and ``port``, asked over one connection that is kept open while the server likes it."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self._connection = http.client.HTTPConnection(host, port, timeout=30)

    def request(self, method: str, target: str, headers: Headers = AUTHORIZATION, body: bytes = b"") -> Answer:
        """Send one request and read its answer."""
        self._connection.putrequest(method, target, skip_accept_encoding=True)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self._connection.putheader(name, value)
        self._connection.endheaders(body)
        response = self._connection.getresponse()
        fields = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, fields, response.read())

    def __enter__(self) -> Self:
        """Return the connection."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self._connection.close()


class InProcess:
    """An ASGI application, asked without a socket."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def request(self, method: str, target: str, headers: Headers = AUTHORIZATION, body: bytes = b"") -> Answer:
        """Send one request and read its answer."""
        return asyncio.run(self._request(method, target, headers.items(), body))

    async def _request(self, method: str, target: str, headers: Iterable[tuple[str, str]], body: bytes) -> Answer:
        path, _, query = target.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode("ascii"),
            "root_path": "",
            "query_string": query.encode("ascii"),
            "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        await self._app(scope, receive, send)
        start, *parts = sent
        fields = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in start["headers"]}
        return Answer(start["status"], fields, b"".join(part.get("body", b"") for part in parts))
