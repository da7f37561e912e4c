"""HTTP/1.1 as the mock speaks it: uvicorn's, held to one answer for each request, in the vendor's envelope.

uvicorn answers bytes that are not HTTP in plain text, at once, in the place of answers that are still to come. It keeps
a request's head whatever its size, closes a connection while the client is still sending, and waits for a client that
has begun a request, or does not read its answer, for ever.
"""

import asyncio
import socket
import struct
from collections import deque
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from thulium_mock.errors import MalformedHttp, MockError, RequestTooSlow, TooManyConnections, envelope
from thulium_mock.languages import preferred_language
from thulium_mock.server.cycle import Cycle
from thulium_mock.server.parsing import Reader
from thulium_mock.server.timeouts import Crowd, Wait
from thulium_mock.state.request_ids import RequestIds

_PIECE = 4096
"""How many bytes are parsed at once, and so how many requests can be waiting behind one that is not yet answered."""

_NO_LINGER = struct.pack("ii", 1, 0)

_TURN = 64
"""How many requests of one connection are answered before others get their turn."""


class Protocol(Reader):
    """One connection of the ``crowd`` to the application that is ``served``."""

    def __init__(self, *args: Any, request_ids: RequestIds, crowd: Crowd, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.crowd = crowd
        self.idle = Wait(crowd, self._close, self._close)
        self.reading = Wait(crowd, self._too_slow, self._abort)
        self.writing = Wait(crowd, self._unread_answer, self._abort)
        self.unsent = 0
        self.request_ids = request_ids
        self.unparsed = b""
        self.next: Cycle | None = None
        self.waiting: deque[Cycle] = deque()
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
        self.next, self.unparsed = None, b""
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
        for _ in range(_TURN):
            if self.next is None and self.unparsed and not self.waiting and not self.failure:
                self._parse()
            if self.next is None:
                break
            self.running, self.next = self.next, None
            self._start(self.running)
        else:
            self.loop.call_soon(self._go_on)
        self.starting = False
        if self.unparsed:
            self.flow.pause_reading()
        elif not self.failure and (self.begun or not (self._answering or self.idle.waits)):
            self.reading.begin(self.loop, self.crowd.limits.request_seconds)

    def _parse(self) -> None:
        """Parse what was received up to the first request that can be started."""
        view, position = memoryview(self.unparsed), 0
        try:
            while position < len(view) and self.next is None and not self.waiting and not self.failure:
                position += self.feed(view[position : position + _PIECE])
        except httptools.HttpParserCallbackError as error:
            self._fail(error.__context__ if isinstance(error.__context__, MockError) else MalformedHttp())
        except httptools.HttpParserError:
            self._fail(MalformedHttp())
        except MockError as error:
            self._fail(error)
        self.unparsed = b"" if self.failure else bytes(view[position:])

    def on_request(self, cycle: Cycle) -> None:
        """Let a request be the next one to be answered, or wait for its turn."""
        if self._answering:
            self.waiting.append(cycle)
        else:
            self.next = cycle
        self.cycle = cycle

    def on_message_complete(self) -> None:
        """End a request."""
        super().on_message_complete()
        if not self.begun:
            self.reading.end()

    @property
    def _answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def on_response_complete(self) -> None:
        """Go on with the next request of the connection."""
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            self._close()
            return
        self.flow.resume_reading()
        if self.waiting:
            self.next = self.waiting.popleft()
            if self.waiting:
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

    def end(self, reset: bool) -> None:
        """End the connection as an answer asks for it."""
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
            if not self.waiting:
                self._refuse()
            else:
                self.waiting.pop()
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
        """Let the application answer a request, in a task of its own."""
        task = self.loop.create_task(cycle.run(self.served.app))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
