"""Reading requests: uvicorn's way from bytes to requests, with bounds on what is kept of them."""

import asyncio
from typing import Any
from urllib.parse import unquote

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from thulium_mock.errors import BodyTooLarge, HeadersTooLarge, MalformedHttp
from thulium_mock.openapi.request_body import MAX_BODY
from thulium_mock.server.application import Served
from thulium_mock.server.cycle import Cycle
from thulium_mock.server.extension import EXTENSION

MAX_HEAD = 1024 * 1024
"""How many bytes of headers a request may have. The request target has a limit of its own."""

MAX_HEADERS = 10_000
"""How many headers a request may have: short ones take far more room than their text."""

_ASGI = {"version": "3.0", "spec_version": "2.3"}

_MAX_ORIGIN = 300
"""How many bytes ``http://host:port`` has at most before the path of a request target in absolute form."""


class Reader(HttpToolsProtocol):
    """Makes cycles of what a connection receives; ``served`` says how long path and query may be.

    What is no request, or too large, raises `MockError` out of the parser.
    """

    parser: httptools.HttpRequestParser
    cycle: Cycle  # pyright: ignore[reportIncompatibleVariableOverride] # made by this class alone

    def __init__(self, *args: Any, served: Served, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.served = served
        self.head_size = 0
        self.body_size = 0
        self.hosts = 0
        self.begun = False
        self.in_body = False
        self.declining = False

    def on_request(self, cycle: Cycle) -> None:
        """Take a request whose head is complete."""
        raise NotImplementedError

    def end(self, reset: bool) -> None:
        """End the connection, by RST if told so."""
        raise NotImplementedError

    def feed(self, data: memoryview) -> int:
        """Parse up to the next offer to upgrade, and return how many bytes that were."""
        self.head_size += len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._decline_upgrade()
            return int(upgrade.args[0])
        if self.head_size > MAX_HEAD:
            raise HeadersTooLarge(count=MAX_HEADERS, limit=MAX_HEAD)
        return len(data)

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

    def on_message_begin(self) -> None:
        """Begin a request."""
        if not self.declining:
            self.begun = True
            self.body_size = 0
            self.url = b""
            self.expect_100_continue = False
            self.headers = []
            self.hosts = 0

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header."""
        if self.declining:
            return
        if len(self.headers) >= MAX_HEADERS:
            raise HeadersTooLarge(count=MAX_HEADERS, limit=MAX_HEAD)
        name = name.lower()
        if name == b"host":
            self.hosts += 1
        elif name == b"expect" and value.lower() == b"100-continue":
            self.expect_100_continue = True
        self.headers.append((name, value))

    def on_url(self, url: bytes) -> None:
        """Keep a request target that is too long only as far as it takes to see that it is."""
        self.head_size = 0
        super().on_url(url[: self.served.target_limit + _MAX_ORIGIN + 1 - len(self.url)])

    def on_headers_complete(self) -> None:
        """Make a cycle of the request, if it names its host as RFC 9112 requires."""
        if self.declining:
            return
        if len(self.url) > self.served.target_limit + _MAX_ORIGIN:
            # Not all of it was kept, so it must not be taken for what is left.
            self.url = b"/".ljust(self.served.target_limit + 1, b"x")
        version = self.parser.get_http_version()
        if self.hosts > 1 or (self.hosts == 0 and version == "1.1"):
            raise MalformedHttp
        cycle = Cycle(
            self._scope(version),
            self.transport,
            self.flow,
            self.logger,
            self.access_logger,
            False,
            self.server_state.default_headers,
            asyncio.Event(),
            self.expect_100_continue,
            version != "1.0" and self.parser.should_keep_alive(),
            self.on_response_complete,
            close=self.end,
        )
        self.in_body = True
        self.on_request(cycle)

    def _scope(self, version: str) -> dict[str, Any]:
        """Return what ASGI says of the request."""
        target = httptools.parse_url(self.url)
        raw_path: bytes = target.path
        path = raw_path.decode("ascii")
        return {
            "type": "http",
            "asgi": _ASGI,
            "http_version": version,
            "method": self.parser.get_method().decode("ascii"),
            "scheme": self.scheme,
            "path": unquote(path) if "%" in path else path,
            "raw_path": raw_path,
            "query_string": target.query or b"",
            "root_path": "",
            "headers": self.headers,
            "server": self.server,
            "client": self.client,
            "extensions": {EXTENSION: {}},
        }

    def on_body(self, body: bytes) -> None:
        """Hand on a piece of the body."""
        self.head_size = 0
        self.body_size += len(body)
        if self.body_size > MAX_BODY:
            raise BodyTooLarge(limit=MAX_BODY)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """End the request, unless it offers to upgrade: then its body is still to come."""
        if self.parser.should_upgrade():
            return
        self.head_size = 0
        self.begun = self.in_body = False
        if not self.cycle.response_complete:
            self.cycle.more_body = False
            self.cycle.message_event.set()
