"""A worker: a process that answers what needs no more than a copy of the state, and hands everything else over."""

import asyncio
import contextlib
import socket
from functools import partial
from typing import Any

from thulium_mock.app import create_app
from thulium_mock.openapi.documents import Document
from thulium_mock.server.cycle import Cycle
from thulium_mock.server.protocol import Protocol
from thulium_mock.server.server import Server, new_server
from thulium_mock.settings import Settings
from thulium_mock.workers.channel import Channel, readable
from thulium_mock.workers.replica import Record, Replicas

_PATIENCE = 0.005
"""How many seconds records wait for more of them, unless the hub asks."""


class Worker:
    """The worker of this ``place``; the hub is at the other end of the ``channel``."""

    server: Server

    def __init__(self, channel: Channel, place: int, settings: Settings) -> None:
        self.channel = channel
        self.spaces = Replicas(self.keep, place, settings)
        self._records: list[Record] = []

    def keep(self, record: Record) -> None:
        """Send a record to the hub, soon."""
        if not self._records:
            asyncio.get_running_loop().call_later(_PATIENCE, self.send)
        self._records.append(record)

    def send(self) -> None:
        """Send all records that there are."""
        if self._records:
            records, self._records = self._records, []
            with contextlib.suppress(OSError):  # the hub is gone, and with it all that it kept
                self.channel.send("records", records)

    async def follow(self) -> None:
        """Do what the hub asks for, until it is gone; then end."""
        try:
            while (messages := self.channel.receive()) is not None:
                if not messages:
                    await readable(self.channel.socket)
                    continue
                for number, kind, *content in messages:
                    if kind == "know":
                        await self.spaces.update(*content)
                    self.send()
                    self.channel.send("done", number)
        except BrokenPipeError:
            pass  # it went while it was being answered
        finally:
            self.server.should_exit = True


class HandingOver(Protocol):
    """A connection to a worker, which goes to the hub with its first request that cannot be answered here."""

    def __init__(self, *args: Any, worker: Worker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.worker = worker
        self.unanswered: bytes | None = b""
        """What was received since there was nothing to answer; None from a request on that can be answered here."""
        self.leaving = False

    def data_received(self, data: bytes) -> None:
        """Read what the client sends, and hand the connection over if it has to be."""
        if self.leaving:
            return
        if self.unanswered is not None:
            self.unanswered += data
        elif not self.begun and not self._answering and not self.waiting:
            self.unanswered = data
        super().data_received(data)
        if self.leaving:
            self._leave()

    def on_request(self, cycle: Cycle) -> None:
        """Take a request, or see that it has to be answered elsewhere."""
        if not self.leaving and self.worker.spaces.serve(cycle.scope["path"], cycle.scope["query_string"]):
            self.unanswered = None
            super().on_request(cycle)
            return
        if not self.leaving and self._answering:
            # Only what was read since nothing was left to answer can be handed over. A client that sends requests
            # without waiting for answers has to send those again that got none.
            self.cycle.keep_alive = False
        self.leaving = True
        self.cycle = cycle

    def _leave(self) -> None:
        """Hand the connection over, or end it once its requests are answered."""
        for wait in (self.idle, self.reading, self.writing):
            wait.end()
        if self.unanswered is not None:
            self.worker.send()
            file = self.transport.get_extra_info("socket").fileno()
            self.worker.channel.send("connection", self.unanswered, file=file)
            # The hub has a copy of it, so that this ends nothing for the client.
            self._abort()
        elif self.running is None or self.running.response_complete:
            self._close()


def run(end: socket.socket, bound: socket.socket, settings: Settings, document: Document, place: int) -> None:
    """Serve on the socket ``bound`` in this process until told to end."""
    worker = Worker(Channel(end), place, settings)
    app = create_app(spaces=worker.spaces, document=document, mask=settings.mask_personal_data)
    connection = partial(HandingOver, worker=worker)
    worker.server = new_server(app, settings, worker.spaces, _nothing, connection)
    worker.server.background.append(worker.follow)
    worker.server.run(sockets=[bound])
    worker.send()


def _nothing() -> None:
    """Say nothing: the hub tells that the mock serves."""
