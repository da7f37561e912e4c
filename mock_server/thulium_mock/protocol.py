"""HTTP/1.1 as the mock speaks it: uvicorn's, held to one answer for each request, in the vendor's envelope.

uvicorn answers bytes that are not HTTP in plain text, at once, in the place of answers that are still to come. It keeps
a request's head whatever its size, closes a connection while the client is still sending, and waits for a client that
has begun a request, or does not read its answer, for ever.
"""

import asyncio
import socket
import struct
from collections.abc import Coroutine
from typing import Any
from urllib.parse import unquote

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from thulium_mock.bodies import MAX_BODY
from thulium_mock.connection import EXTENSION
from thulium_mock.cycle import Cycle, start
from thulium_mock.errors import BodyTooLarge, MalformedHttp, MockError, RequestTooSlow, TooManyConnections, envelope
from thulium_mock.languages import preferred_language
from thulium_mock.paths import is_own
from thulium_mock.patience import Crowd, Wait
from thulium_mock.request_ids import RequestIds
from thulium_mock.served import Served

MAX_HEAD = 1024 * 1024
"""How many bytes of headers are read before they count as malformed. The request target has a limit of its own."""

MAX_HEADERS = 10_000
"""How many headers a request may have before they count as malformed: short ones take far more room than their text."""

_PIECE = 4096
"""How many bytes are parsed at once, and so how many requests can be waiting behind one that is not yet answered."""

_NO_LINGER = struct.pack("ii", 1, 0)

_ASGI = {"version": "3.0", "spec_version": "2.3"}

_MAX_ORIGIN = 300
"""How many bytes ``http://host:port`` has at most before the path of a request target in absolute form."""


class Protocol(HttpToolsProtocol):
    """One connection of the ``crowd``. ``served`` is the application, which says how long path and query may be."""

    parser: httptools.HttpRequestParser
    cycle: Cycle

    def __init__(self, *args: Any, served: Served, request_ids: RequestIds, crowd: Crowd, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.crowd = crowd
        self.idle = Wait(crowd, self._close, self._close)
        self.reading = Wait(crowd, self._too_slow, self._abort)
        self.writing = Wait(crowd, self._unread_answer, self._abort)
        self.unsent = 0
        self.request_ids = request_ids
        self.served = served
        self.head_size = 0
        self.body_size = 0
        self.begun = False
        self.in_body = False
        self.declining = False
        self.unparsed = b""
        self.next: Cycle | None = None
        self.running: Cycle | None = None
        self.starting = False
        self.failure: MockError | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in the base class
        """Wait for a request; if there are too many connections, one of them ends."""
        super().connection_made(transport)
        limit = self.crowd.limits.connections
        if len(self.connections) > limit and not self.crowd.make_room():
            self._fail(TooManyConnections(limit))
        else:
            self.idle.begin(self.loop, self.crowd.limits.idle_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more, and answer nobody."""
        for wait in (self.idle, self.reading, self.writing):
            wait.end()
        if self.running and not self.running.response_complete:
            # uvicorn knows only the last request that was read, and this may be one before it.
            self.running.disconnected = True
            self.running.message_event.set()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read what the client sends."""
        if self.failure:
            return
        self.idle.end()
        self.unparsed += data
        self._go_on()

    def _go_on(self) -> None:
        """Parse what there is up to a request that has to wait for its turn, and start what can be answered.

        Answers that wait for nothing are given right here, so that this is called while it runs.
        """
        if self.starting:
            return
        self.starting = True
        while self.next is not None or (self.unparsed and not self.pipeline and not self.failure):
            if self.next is not None:
                self.running, self.next = self.next, None
                self._start(self.running)
            else:
                self._parse()
        self.starting = False
        if self.unparsed:
            self.flow.pause_reading()
        elif not self.failure and (self.begun or not (self._answering or self.idle.waits)):
            self.reading.begin(self.loop, self.crowd.limits.request_seconds)

    def _parse(self) -> None:
        """Parse what was received up to the first request that can be started."""
        view, position = memoryview(self.unparsed), 0
        try:
            while position < len(view) and self.next is None and not self.pipeline and not self.failure:
                piece = view[position : position + _PIECE]
                self.head_size += len(piece)
                position += self._feed(piece)
                if self.head_size > MAX_HEAD:
                    raise MalformedHttp
        except httptools.HttpParserCallbackError as error:
            self._fail(error.__context__ if isinstance(error.__context__, MockError) else MalformedHttp())
        except (httptools.HttpParserError, MalformedHttp):
            self._fail(MalformedHttp())
        self.unparsed = b"" if self.failure else bytes(view[position:])

    def _feed(self, data: memoryview) -> int:
        """Parse up to the next offer to upgrade, and return how many bytes that were."""
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._decline_upgrade()
            return int(upgrade.args[0])
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

    @property
    def _answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

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
            raise MalformedHttp
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
        previous = self.cycle
        self.cycle = Cycle(
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
            close=self._end_connection,
        )
        self.in_body = True
        if previous is None or previous.response_complete:
            self.next = self.cycle
        else:
            self.pipeline.appendleft((self.cycle, self.served))

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
        self.reading.end()
        if not self.cycle.response_complete:
            self.cycle.more_body = False
            self.cycle.message_event.set()

    def on_response_complete(self) -> None:
        """Go on with the next request of the connection."""
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            self._close()
            return
        self.flow.resume_reading()
        if self.pipeline:
            self.next, _ = self.pipeline.pop()
            if self.pipeline:
                self.flow.pause_reading()
            self._go_on()
        elif self.failure:
            self._refuse()
        elif self.unparsed:
            self._go_on()
        elif not self.begun:
            self.idle.begin(self.loop, self.crowd.limits.idle_seconds)

    def pause_writing(self) -> None:
        """Wait for the client to read."""
        super().pause_writing()
        self._await_reader()

    def resume_writing(self) -> None:
        """Go on sending."""
        super().resume_writing()
        self.writing.end()

    def _await_reader(self) -> None:
        self.unsent = self.transport.get_write_buffer_size()
        self.writing.begin(self.loop, self.crowd.limits.answer_seconds)

    def _unread_answer(self) -> None:
        """Give up a client that has read nothing for too long."""
        if self.transport.get_write_buffer_size() < self.unsent:
            self._await_reader()
        else:
            self._abort()

    def _too_slow(self) -> None:
        """Answer a request that takes too long to arrive, if it was not answered before."""
        self._fail(RequestTooSlow(seconds=self.crowd.limits.request_seconds))

    def _close(self) -> None:
        """End the connection, once the client has read what was sent to it."""
        self.transport.close()
        if self.transport.get_write_buffer_size():
            self._await_reader()
        else:
            self.connections.discard(self)

    def _end_connection(self, reset: bool) -> None:
        """End the connection as an answer wants it."""
        if reset:
            # Closed with a linger of no time at all, a connection ends with RST.
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
            self._abort()
        else:
            self._close()

    def _abort(self) -> None:
        """End the connection at once."""
        self.connections.discard(self)
        self.transport.abort()

    def _fail(self, failure: MockError) -> None:
        """Answer what cannot be read, in its turn, and end the connection."""
        self.failure = failure
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
        if self.transport.is_closing() or self.failure is None:
            return
        language = preferred_language(self.headers or [])
        status, fields, body = envelope(self.failure, language, self.request_ids.next())
        lines = b"".join(name + b": " + value + b"\r\n" for name, value in fields)
        self.transport.write(STATUS_LINE[status] + lines + b"connection: close\r\n\r\n" + body)
        self._end()

    def _end(self) -> None:
        """Send no more; what the client is still sending is read and dropped, so that it gets to read its answer."""
        if self.transport.can_write_eof():
            self.transport.write_eof()
            self.idle.begin(self.loop, self.crowd.limits.linger_seconds)
        else:
            self._close()

    def _start(self, cycle: Cycle) -> None:
        """Let the application answer a request: at once as far as it waits for nothing, then in a task."""
        answering: Coroutine[Any, Any, None] | None = cycle.run(self.served.app)
        if not is_own(cycle.scope["path"]):
            # What the control API does may ask which task it runs in.
            answering = start(answering)
        if answering is not None:
            task = self.loop.create_task(answering)
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
