"""One request of a connection and its answer: uvicorn's, but for whole answers, which are written at once."""

import asyncio
import re
import types
from collections.abc import Callable, Coroutine, Generator
from typing import Any

from starlette.types import ASGIApp, Message
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from thulium_mock.errors import MalformedHttp
from thulium_mock.server.extension import EXTENSION

_CONTROL = re.compile(b"[\x00-\x08\x0a-\x1f\x7f]")


class Cycle(RequestResponseCycle):
    """One request and its answer; ``close`` ends the connection, by RST if told so."""

    def __init__(self, *args: Any, close: Callable[[bool], None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.close = close
        self.head: Message | None = None
        """The start of an answer whose body has not begun yet."""

    async def run(self, app: ASGIApp) -> None:
        """Let ``app`` answer the request, unless the client is gone; what it does not answer ends the connection."""
        try:
            if not self.disconnected:
                await app(self.scope, self.receive, self.send)  # type: ignore[arg-type] # uvicorn has types of its own
        except asyncio.CancelledError:
            pass  # the server ends, and its grace is over
        except Exception:  # whatever it is, other connections go on, and this one ends below
            self.logger.exception("Exception in ASGI application")
        self.on_response = _nothing
        if not self.response_complete and not self.disconnected:
            self.disconnected = True
            self.close(False)

    async def receive(self) -> Any:
        """Return the next piece of the body; raises `MalformedHttp` if there will be none."""
        # A body that breaks off may be valid by chance, and must not be taken for all of it.
        message = await super().receive()
        if message["type"] == "http.disconnect":
            raise MalformedHttp
        return message

    async def send(self, message: Any) -> None:
        """Send a piece of the answer."""
        if message["type"] == EXTENSION:
            await self._end(message["reset"])
            return
        if self.head is None and not self.response_started:
            self.head = message
            return
        # Closed while the client is still sending, the connection would be reset under the answer. And cURL, answered
        # without the 100 that it waits for, sends its next request where the body should be.
        if not self.keep_alive or self.waiting_for_100_continue:
            await self._read_body()
        head, self.head = self.head, None
        if head is not None:
            if self._send_whole(head, message):
                return
            await super().send(head)  # type: ignore[arg-type] # the same
        await super().send(message)

    def _send_whole(self, head: Message, message: Message) -> bool:
        """Send an answer in one piece if it is a usual one, and tell so."""
        body: bytes = message.get("body", b"")
        unusual = message.get("more_body") or self.disconnected or self.flow.write_paused or not self.keep_alive
        if unusual or self.scope["method"] == "HEAD":
            return False
        lines = [STATUS_LINE[head["status"]]]
        framed = False
        for name, value in head["headers"]:
            if name == b"content-length":
                framed = value == b"%d" % len(body)
            elif name == b"connection" or _CONTROL.search(value):
                return False
            lines += (name, b": ", value, b"\r\n")
        if not framed:
            return False
        lines += (b"\r\n", body)
        self.response_started = self.response_complete = True
        self.transport.write(b"".join(lines))
        self.message_event.set()
        self.on_response()
        return True

    async def _read_body(self) -> None:
        """Read what is left of the body, and drop it."""
        while self.more_body and not self.disconnected:
            await super().receive()

    async def _end(self, reset: bool) -> None:
        """End the connection."""
        if not reset:
            # Closed while the client is still sending, it would be reset.
            await self._read_body()
        self.disconnected = True
        self.close(reset)


def _nothing() -> None:
    """Do nothing, where a method of the connection was, so that the two do not keep each other."""


def start(coroutine: Coroutine[Any, Any, None]) -> Coroutine[Any, Any, None] | None:
    """Run ``coroutine`` until it waits for something, and return what is left of it, for a task.

    Most answers wait for nothing, and a task costs as much as a good part of one. From Python 3.12 on, asyncio could do
    the same.
    """
    try:
        awaited = coroutine.send(None)
    except StopIteration:
        return None
    return _rest(coroutine, awaited)


async def _rest(coroutine: Coroutine[Any, Any, None], awaited: Any) -> None:
    """Go on with a coroutine that waits for ``awaited``."""
    # From Python 3.12 on, asyncio makes no task of a generator itself.
    await _steps(coroutine, awaited)


@types.coroutine
def _steps(coroutine: Coroutine[Any, Any, None], awaited: Any) -> Generator[Any, Any, None]:
    """Wait for ``awaited``, and for whatever the coroutine waits for after that."""
    try:
        while True:
            try:
                result = yield awaited
            except BaseException as error:  # cancelled, or what it waited for has failed
                awaited = coroutine.throw(error)
            else:
                awaited = coroutine.send(result)
    except StopIteration:
        return
