"""HTTP/1.1 as the mock speaks it: uvicorn's, held to one answer for each request, in the vendor's envelope.

uvicorn answers bytes that are not HTTP in plain text, at once, in the place of answers that are still to come. It keeps
a request's head whatever its size, and closes a connection while the client is still sending.
"""

import asyncio
import socket
import struct
from functools import partial
from typing import Any

import httptools
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from thulium_mock.connection import EXTENSION
from thulium_mock.errors import MalformedHttp, envelope
from thulium_mock.languages import preferred_language
from thulium_mock.request_ids import RequestIds
from thulium_mock.served import Served

MAX_HEAD = 1024 * 1024
"""How many bytes of headers are read before they count as malformed. The request target has a limit of its own."""

_NO_LINGER = struct.pack("ii", 1, 0)

_MAX_ORIGIN = 300
"""How many bytes ``http://host:port`` has at most before the path of a request target in absolute form."""


class Protocol(HttpToolsProtocol):
    """One connection. ``served`` is the application, which says how long path and query may be."""

    parser: httptools.HttpRequestParser

    def __init__(self, *args: Any, served: Served, request_ids: RequestIds, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request_ids = request_ids
        self.served = served
        self.head_size = 0
        self.in_body = False
        self.declining = False
        self.malformed = False

    def data_received(self, data: bytes) -> None:
        """Read what the client sends."""
        if self.malformed:
            return
        self._unset_keepalive_if_required()
        self.head_size += len(data)
        try:
            while data:
                data = self._feed(data)
        except httptools.HttpParserError:
            self.send_400_response("")
        else:
            if self.head_size > MAX_HEAD:
                self.send_400_response("")

    def _feed(self, data: bytes) -> bytes:
        """Parse up to the next offer to upgrade, and return what follows it."""
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._decline_upgrade()
            return data[upgrade.args[0] :]
        return b""

    def _decline_upgrade(self) -> None:
        """Go on reading the request, whose body the parser would take for another protocol: a new one knows better."""
        framing = [
            name + b": " + value + b"\r\n"
            for name, value in self.headers
            if name in (b"content-length", b"transfer-encoding")
        ]
        self.parser = httptools.HttpRequestParser(self)
        self.declining = True
        self.parser.feed_data(b"POST / HTTP/1.1\r\n" + b"".join(framing) + b"\r\n")
        self.declining = False

    def on_url(self, url: bytes) -> None:
        """Keep a request target that is too long only as far as it takes to see that it is."""
        self.head_size = 0
        super().on_url(url[: self.served.target_limit + _MAX_ORIGIN + 1 - len(self.url)])

    def on_headers_complete(self) -> None:
        """Start the request, if it names its host as RFC 9112 requires."""
        if self.declining:
            return
        if len(self.url) > self.served.target_limit + _MAX_ORIGIN:
            # Not all of it was kept, so it must not be taken for what is left.
            self.url = b"/".ljust(self.served.target_limit + 1, b"x")
        hosts = sum(name == b"host" for name, _ in self.headers)
        if hosts > 1 or (hosts == 0 and self.parser.get_http_version() == "1.1"):
            raise MalformedHttp
        super().on_headers_complete()
        self.in_body = True

    def on_body(self, body: bytes) -> None:
        """Hand on a piece of the body."""
        self.head_size = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """End the request, unless it offers to upgrade: then its body is still to come."""
        if self.parser.should_upgrade():
            return
        self.head_size = 0
        self.in_body = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Go on with the next request of the connection."""
        last = not self.pipeline
        super().on_response_complete()
        if self.malformed and last:
            self._refuse()

    def send_400_response(self, msg: str) -> None:
        """Answer bytes that are not HTTP, in their turn, and end the connection."""
        self.malformed = True
        cycle = self.cycle
        if self.in_body:
            if cycle.response_complete:
                self._end()
                return
            # The request that is broken gets no other answer, and is not even begun if it was not yet.
            cycle.disconnected = True
            cycle.message_event.set()
            if not self.pipeline:
                self._refuse()
            else:
                self.pipeline.popleft()
        elif cycle is None or cycle.response_complete:
            self._refuse()

    def _refuse(self) -> None:
        """Send the error."""
        if self.transport.is_closing():
            return
        status, fields, body = envelope(
            MalformedHttp(), preferred_language(self.headers or []), self.request_ids.next()
        )
        lines = b"".join(name + b": " + value + b"\r\n" for name, value in fields)
        self.transport.write(STATUS_LINE[status] + lines + b"connection: close\r\n\r\n" + body)
        self._end()

    def _end(self) -> None:
        """Send no more; what the client is still sending is read and dropped, so that it gets to read its answer."""
        if self.transport.can_write_eof():
            self.transport.write_eof()
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )
        else:
            self.transport.close()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        run: Any = partial(self._run, cycle, app)
        super()._start_asgi_task(cycle, run)

    async def _run(self, cycle: RequestResponseCycle, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Run ``app`` for one request."""

        async def receive_whole() -> Message:
            # A body that breaks off may be valid by chance, and must not be taken for all of it.
            message = await receive()
            if message["type"] == "http.disconnect":
                raise MalformedHttp
            return message

        async def send_after_body(message: Message) -> None:
            # Closed while the client is still sending, the connection would be reset under the answer. And cURL,
            # answered without the 100 that it waits for, sends its next request where the body should be.
            if not cycle.keep_alive or cycle.waiting_for_100_continue:
                while cycle.more_body and not cycle.disconnected:
                    await receive()
            await send(message)

        async def end(reset: bool) -> None:
            if reset:
                # Closed with a linger of no time at all, a connection ends with RST.
                self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
            else:
                # Closed while the client is still sending, it would be reset.
                while cycle.more_body and not cycle.disconnected:
                    await receive()
            cycle.disconnected = True
            if reset:
                self.transport.abort()
            else:
                self.transport.close()

        if cycle.disconnected:
            return
        scope["extensions"] = {EXTENSION: {"end": end}}
        try:
            await app(scope, receive_whole, send_after_body)
        except asyncio.CancelledError:
            # The server ends, and its grace is over.
            cycle.disconnected = True
            self.transport.close()
