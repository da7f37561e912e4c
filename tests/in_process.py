"""The mock, served in a thread of the test's process: for settings that the command has no options for."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from starlette.types import ASGIApp
from thulium_mock.app import create_app, new_server, new_spaces
from thulium_mock.server.server import Server, listen
from thulium_mock.settings import Limits, Settings

SECONDS = 60


@dataclass(frozen=True)
class ServedMock:
    """A mock that serves on ``port``."""

    port: int
    server: Server

    def wait_for_connections(self, count: int) -> None:
        """Wait until so many are open, as the server sees it."""
        deadline = time.monotonic() + SECONDS
        while len(self.server.server_state.connections) != count:
            assert time.monotonic() < deadline, self.server.server_state.connections
            time.sleep(0.01)


@contextmanager
def served(limits: Limits, app: ASGIApp | None = None) -> Iterator[ServedMock]:
    """Serve the mock, or ``app`` in its place, until the block ends; yield it."""
    settings, ready, spaces = Settings(port=0, limits=limits), threading.Event(), new_spaces()
    mock = create_app(spaces=spaces)
    if app is not None:
        mock.app = app
    sockets = listen(settings)
    server = new_server(mock, spaces, settings, ready.set)
    thread = threading.Thread(target=server.run, kwargs={"sockets": sockets})
    thread.start()
    try:
        assert ready.wait(SECONDS)
        yield ServedMock(sockets[0].getsockname()[1], server)
    finally:
        server.should_exit = server.force_exit = True
        thread.join(SECONDS)
        assert not thread.is_alive()
