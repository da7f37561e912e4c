"""uvicorn server of the mock: listening sockets, lifespan hooks, graceful shutdown."""

import asyncio
import errno
import math
import os
import signal
import socket
import ssl
import threading
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import Any

import uvicorn

from thulium_mock.server.application import Application
from thulium_mock.server.protocol import Connection
from thulium_mock.server.timeouts import ConnectionLimits
from thulium_mock.settings import Limits, Settings, UnusableSetting

GRACE = 3
"""Grace period of a shutdown: seconds that requests in progress have to finish after SIGTERM."""


Work = Callable[[], Coroutine[Any, Any, None]]


class Server(uvicorn.Server):
    """uvicorn's server of ``app``, which ends with success on SIGTERM and SIGINT.

    ``request_id`` gives the ids of its refusals. It awaits the hooks in ``opening`` before it serves and those in
    ``closing`` after its last answer, and runs ``background`` as tasks meanwhile. It calls ``on_ready`` once it serves,
    and ``on_stop`` when it stops, to end endless streams. ``log_level`` is that of uvicorn's logger, for the whole
    process. With ``tls`` it serves HTTPS.
    """

    def __init__(
        self,
        app: Application,
        settings: Settings,
        *,
        request_id: Callable[[], str],
        on_ready: Callable[[], None],
        on_stop: Callable[[], None],
        log_level: str | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        limits = ConnectionLimits(_within_file_limit(settings.limits))
        config = uvicorn.Config(
            app,
            interface="asgi3",
            http="httptools",
            ws="none",
            lifespan="off",
            log_config=None,
            log_level=log_level,
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            # Our keep-alive timeout is as long, and holds for connections without any request, too.
            timeout_keep_alive=math.ceil(settings.limits.idle_seconds),
            timeout_graceful_shutdown=GRACE,
        )
        config.load()
        config.http_protocol_class = partial(  # type: ignore[assignment] # called like the class
            Connection, config.http_protocol_class, limits, request_id, app
        )
        config.ssl = tls
        super().__init__(config)
        self.on_ready = on_ready
        self.on_stop = on_stop
        self.opening: list[Work] = []
        self.closing: list[Work] = []
        self.background: list[Work] = [limits.watch]
        self._tasks: list[asyncio.Task[None]] = []

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Run the opening hooks, start to serve, and call ``on_ready``."""
        for each in self.opening:
            await each()
        await super().startup(sockets)
        self._tasks = [asyncio.create_task(each()) for each in self.background]
        self.on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop gracefully, then run the closing hooks."""
        self.on_stop()
        for task in self._tasks:
            task.cancel()
        await super().shutdown(sockets)
        for each in self.closing:
            await each()

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until a signal or ``should_exit`` ends it, which is success."""
        if threading.current_thread() is not threading.main_thread():
            super().run(sockets)
            return
        # uvicorn handles signals once it has begun, and raises them again when it has ended.
        previous = {each: signal.signal(each, self.handle_exit) for each in (signal.SIGINT, signal.SIGTERM)}
        try:
            super().run(sockets)
        finally:
            for each, handler in previous.items():
                signal.signal(each, handler)


def listen(settings: Settings) -> list[socket.socket]:
    """Return sockets that listen on the port, at every address of the host; raises `UnusableSetting`."""
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
        return _listening(list(dict.fromkeys((each[0], each[4]) for each in found)), settings.port)
    except (OSError, UnicodeError) as error:
        code = error.errno if isinstance(error, OSError) else None
        if code == errno.EADDRINUSE and settings.port == 0:
            # The port that was free at the first address is taken at another one.
            return listen(settings)
        reason = os.strerror(code) if code and code > 0 else getattr(error, "strerror", None) or "it is not a host name"
        setting, advice = _ADVICE.get(code, ("host", "give --host an address of this machine, such as 127.0.0.1"))
        text = f"cannot listen on {settings.host!r} port {settings.port} ({reason}): {advice}."
        raise UnusableSetting(text, setting) from error


_MISSING = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}
_ADVICE: dict[int | None, tuple[str, str]] = {
    errno.EADDRINUSE: ("port", "stop what listens there, or choose another --port (0 picks a free one)"),
    errno.EACCES: ("port", "choose another --port, from 1024 (0 picks a free one)"),
}


def _listening(addresses: list[tuple[int, Any]], port: int) -> list[socket.socket]:
    """Return sockets at those of ``addresses`` that this machine has, all on one port; raises `OSError`."""
    sockets: list[socket.socket] = []
    with ExitStack() as opened:
        for family, (host, _, *scope) in addresses:
            address = (host, sockets[0].getsockname()[1] if sockets else port, *scope)
            # The wildcard address is that of IPv4 too, whatever the system makes of it by itself.
            both = host == "::" and socket.has_dualstack_ipv6()
            try:
                bound = socket.create_server(address, family=family, backlog=2048, dualstack_ipv6=both)
                sockets.append(opened.enter_context(bound))
            except OSError as error:
                # A name may have an IPv6 address where there is no IPv6, as localhost has in containers.
                if error.errno not in _MISSING or (host == addresses[-1][1][0] and not sockets):
                    raise
        opened.pop_all()
    return sockets


def _within_file_limit(limits: Limits) -> Limits:
    """Return ``limits`` with connections below the limit of open files (RLIMIT_NOFILE), some of which are reserved."""
    try:
        import resource
    except ImportError:  # Windows, where sockets are no files
        return limits
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return limits if files < 0 else replace(limits, connections=max(1, min(limits.connections, files - 100)))
