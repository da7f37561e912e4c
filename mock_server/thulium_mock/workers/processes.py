"""Starting workers beside the hub, and ending them with it."""

import contextlib
import os
import signal
import socket
from collections.abc import Callable

from thulium_mock.openapi.documents import Document
from thulium_mock.server.application import Served
from thulium_mock.server.server import Server
from thulium_mock.settings import Settings
from thulium_mock.state.spaces import Spaces
from thulium_mock.workers import worker
from thulium_mock.workers.channel import Channel
from thulium_mock.workers.hub import Collected, Hub


class Processes:
    """All workers, each of which listens on one of the sockets ``bound``; the first is for the hub, this process."""

    def __init__(self, bound: list[socket.socket], settings: Settings, document: Document) -> None:
        self.ids: list[int] = []
        self.channels: list[Channel] = []
        for place, listening in enumerate(bound[1:], 1):
            ours, theirs = socket.socketpair()
            process = os.fork()
            if process == 0:
                # What stays open here would keep others from seeing that the hub is gone.
                for other in (ours, *(channel.socket for channel in self.channels), bound[0], *bound[place + 1 :]):
                    other.close()
                _run(theirs, listening, settings, document, place)
            theirs.close()
            listening.close()
            self.ids.append(process)
            self.channels.append(Channel(ours))

    def join(self, server: Server, app: Served, spaces: Spaces, complain: Callable[[str], None]) -> None:
        """Let ``server``, which serves ``app`` and its ``spaces`` in this process, be the hub."""
        hub = Hub(spaces, self.channels, server.adopt, complain)
        app.app = Collected(app.app, hub)
        server.background.append(hub.follow)
        close = server.on_stop

        def stop() -> None:
            hub.stopping = True
            for process in self.ids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGTERM)
            close()

        server.on_stop = stop

    def wait(self) -> None:
        """Wait until all workers have ended."""
        for channel in self.channels:
            channel.close()
        for process in self.ids:
            os.waitpid(process, 0)


def _run(end: socket.socket, bound: socket.socket, settings: Settings, document: Document, place: int) -> None:
    """Be a worker, and never return: the rest of the program is the hub's."""
    status = 1
    try:
        worker.run(end, bound, settings, document, place)
        status = 0
    finally:
        os._exit(status)
