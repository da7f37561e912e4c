"""Serving the mock with uvicorn: the socket, and a clean end."""

import asyncio
import errno
import math
import signal
import socket
import ssl
import threading
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from types import FrameType
from typing import Any

import uvicorn

from thulium_mock.server.application import Application
from thulium_mock.server.protocol import Connection
from thulium_mock.server.timeouts import ConnectionLimits
from thulium_mock.settings import Limits, Settings

GRACE = 3
"""How many seconds requests in progress have to finish after SIGTERM."""


class CannotListen(Exception):
    """The address cannot be listened on; the sentence says why and what to do, ``setting`` is the one to mend."""

    def __init__(self, text: str, setting: str) -> None:
        super().__init__(text)
        self.setting = setting


class Server(uvicorn.Server):
    """uvicorn's server, which ends with success on SIGTERM and SIGINT.

    What is in ``opening`` is awaited before it serves, what is in ``closing`` after its last answer, and what is in
    ``background`` runs beside it meanwhile. It calls ``on_ready`` once it serves, and ``on_stop`` when it stops: what
    goes on without end must end then.
    """

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None], on_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self.on_ready = on_ready
        self.on_stop = on_stop
        self.opening: list[Callable[[], Coroutine[Any, Any, None]]] = []
        self.closing: list[Callable[[], Coroutine[Any, Any, None]]] = []
        self.background: list[Callable[[], Coroutine[Any, Any, None]]] = []
        self._tasks: list[asyncio.Task[None]] = []

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to serve, and say so."""
        for each in self.opening:
            await each()
        await super().startup(sockets)
        self._tasks = [asyncio.create_task(each()) for each in self.background]
        self.on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop to serve."""
        self.on_stop()
        for task in self._tasks:
            task.cancel()
        await super().shutdown(sockets)
        for each in self.closing:
            await each()

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until told to end, by a signal or by ``should_exit``, which is success."""
        if threading.current_thread() is not threading.main_thread():
            super().run(sockets)
            return
        # uvicorn raises a signal again once it has ended, for whoever handled it before.
        previous = {each: signal.signal(each, _ended) for each in (signal.SIGINT, signal.SIGTERM)}
        try:
            super().run(sockets)
        finally:
            for each, handler in previous.items():
                signal.signal(each, handler)


def _ended(number: int, frame: FrameType | None) -> None:
    """Do nothing: the server has ended already."""


def listen(settings: Settings) -> list[socket.socket]:
    """Return sockets that listen on the port of ``settings``, at every address of the host; raises `CannotListen`."""
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
        return _listening(list(dict.fromkeys((each[0], each[4]) for each in found)), settings.port)
    except (OSError, UnicodeError) as error:
        code = error.errno if isinstance(error, OSError) else None
        if code == errno.EADDRINUSE and settings.port == 0:
            # The port that was free at the first address is taken at another one.
            return listen(settings)
        reason = (error.strerror if isinstance(error, OSError) else None) or "it is not a host name"
        setting, advice = _ADVICE.get(code, ("host", "give --host an address of this machine, such as 127.0.0.1"))
        text = f"cannot listen on {settings.host!r} port {settings.port} ({reason}): {advice}."
        raise CannotListen(text, setting) from error


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
            number = sockets[0].getsockname()[1] if sockets else port
            try:
                sockets.append(opened.enter_context(_bound(family, (host, number, *scope))))
            except OSError as error:
                # A name may have an IPv6 address where there is no IPv6, as localhost has in containers.
                if error.errno not in _MISSING or (host == addresses[-1][1][0] and not sockets):
                    raise
        opened.pop_all()
    return sockets


def _bound(family: int, address: tuple[Any, ...]) -> socket.socket:
    """Return a socket that listens on ``address``; raises `OSError`."""
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        # On Windows SO_REUSEADDR would share a port that another server listens on.
        bound.setsockopt(socket.SOL_SOCKET, getattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_REUSEADDR), 1)
        if family == socket.AF_INET6:
            # The wildcard address is that of IPv4 too, whatever the system makes of it by itself.
            both = address[0] == "::" and socket.has_dualstack_ipv6()
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, not both)
        bound.bind(address)
        # Bound is not taken: only listening makes a second server on the port fail.
        bound.listen(2048)
    except OSError:
        bound.close()
        raise
    return bound


def _possible(limits: Limits) -> Limits:
    """Return ``limits`` with no more connections than there may be open files, of which some are needed otherwise."""
    try:
        import resource
    except ImportError:  # Windows, where sockets are no files
        return limits
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return limits if files < 0 else replace(limits, connections=max(1, min(limits.connections, files - 100)))


def new_server(
    app: Application,
    settings: Settings,
    *,
    request_id: Callable[[], str],
    on_ready: Callable[[], None],
    on_stop: Callable[[], None],
    log_level: str | None = None,
    tls: ssl.SSLContext | None = None,
) -> Server:
    """Return a server of ``app`` whose refusals have ids of ``request_id``; see `Server` for the other callables.

    ``run(sockets=[…])`` serves until SIGTERM, SIGINT or ``should_exit``. ``log_level`` is that of uvicorn's logger, for
    the whole process. With ``tls`` it serves HTTPS.
    """
    limits = ConnectionLimits(_possible(settings.limits))
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
        # Ours is of the same length, and knows connections on which nothing came at all.
        timeout_keep_alive=math.ceil(settings.limits.idle_seconds),
        timeout_graceful_shutdown=GRACE,
    )
    config.load()
    config.http_protocol_class = partial(  # type: ignore[assignment] # called like the class
        Connection, config.http_protocol_class, limits, request_id, lambda: app.target_limit, lambda: app.errors
    )
    config.ssl = tls
    server = Server(config, on_ready, on_stop)
    server.background.append(limits.watch)
    return server
