"""The hub: the process that keeps all state, and what it has to do with its workers."""

import asyncio
import itertools
import socket
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from thulium_mock.paths import is_own
from thulium_mock.state.memory_store import Fixtures
from thulium_mock.state.spaces import Spaces
from thulium_mock.workers import replica
from thulium_mock.workers.channel import Channel, readable

_SAFE = ("GET", "HEAD")


class Hub:
    """Keeps what the workers at the other ends of ``channels`` send, and tells them what they have to know.

    ``adopt`` serves a connection that a worker hands over, of which some bytes are read already. ``complain`` is told
    of workers that are gone.
    """

    def __init__(
        self,
        spaces: Spaces,
        channels: Sequence[Channel],
        adopt: Callable[[socket.socket, bytes], Awaitable[None]],
        complain: Callable[[str], None],
    ) -> None:
        self.spaces = spaces
        self.stopping = False
        self._channels = list(channels)
        self._adopt = adopt
        self._complain = complain
        self._told: dict[str, Fixtures | None] = {}
        self._numbers = itertools.count()
        self._done: dict[tuple[Channel, int], asyncio.Future[None]] = {}

    async def follow(self) -> None:
        """Let the workers know what they have to, and do what they ask for, until cancelled."""
        await asyncio.gather(self.tell(), *(self._follow(channel) for channel in self._channels))

    async def collect(self) -> None:
        """Wait until all is kept that the workers have answered so far."""
        await self._ask("send")

    async def tell(self) -> None:
        """Wait until all workers know what has changed."""
        now = {space.name: replica.copied(space) for space in self.spaces}
        gone = dict.fromkeys(self._told.keys() - now.keys())
        new = {name: known for name, known in now.items() if name not in self._told or self._told[name] is not known}
        self._told = now
        if new or gone:
            await self._ask("know", {**gone, **new})

    async def _ask(self, *message: Any) -> None:
        """Send a message to all workers, and wait until they have done what it says."""
        loop = asyncio.get_running_loop()
        done = []
        for channel in list(self._channels):
            number = next(self._numbers)
            done.append(self._done.setdefault((channel, number), loop.create_future()))
            await channel.send_later(number, *message)
        await asyncio.gather(*done)

    async def _follow(self, channel: Channel) -> None:
        while (messages := channel.receive()) is not None:
            if not messages:
                await readable(channel.socket)
                continue
            spaces = {space.name: space for space in self.spaces}
            for kind, content in messages:
                if kind == "records":
                    for record in content:
                        await replica.keep(spaces, record)
                elif kind == "done":
                    self._done.pop((channel, content)).set_result(None)
                else:
                    connection = socket.socket(fileno=channel.take_file())
                    try:
                        await self._adopt(connection, content)
                    except OSError:
                        # The client is gone already.
                        connection.close()
        self._channels.remove(channel)
        for key in [key for key in self._done if key[0] is channel]:
            self._done.pop(key).set_result(None)
        if not self.stopping:
            self._complain("a worker has ended: the mock goes on without it, and without what it had not sent yet.")


class Collected:
    """The outermost ASGI layer of the hub: the control API shows what the workers did, and they know what it did."""

    def __init__(self, app: ASGIApp, hub: Hub) -> None:
        self.app = app
        self.hub = hub

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if not is_own(scope["path"]):
            await self.app(scope, receive, send)
            return

        async def tell_and_send(message: Message) -> None:
            if message["type"] == "http.response.start" and scope["method"] not in _SAFE:
                await self.hub.tell()
            await send(message)

        await self.hub.collect()
        await self.app(scope, receive, tell_and_send)
