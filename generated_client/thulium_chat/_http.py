"""HTTP I/O of both clients: connection pools, sending, receiving and waiting, on httpx."""

import os
import threading
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping
from functools import partial
from http.cookiejar import CookieJar
from typing import Any, ClassVar, Generic, TypeVar

import httpx

from ._connections import LoopPool
from ._errors import ThuliumError
from ._exchange import CURRENT, Exchange
from ._network import Network

Answer = TypeVar("Answer")
HttpClient = TypeVar("HttpClient", httpx.Client, httpx.AsyncClient)


def run(call: Awaitable[Answer]) -> Answer:
    """Run a coroutine whose I/O blocks: it never suspends, so that no event loop is needed."""
    steps = call.__await__()
    try:
        next(steps)
    except StopIteration as done:
        answer: Answer = done.value
        return answer
    steps.close()
    raise RuntimeError("the I/O of a synchronous client was awaited")


def iterate(items: AsyncGenerator[Answer, None]) -> Iterator[Answer]:
    """Iterate over what a generator of blocking I/O gives."""
    try:
        while True:
            yield run(anext(items))
    except StopAsyncIteration:
        return
    finally:
        run(items.aclose())


class Http(Generic[HttpClient]):
    """Connection pools of a client, one for each process and event loop: a shared one mixes up answers."""

    client_class: ClassVar[type]
    transport_class: ClassVar[type]
    handler: ClassVar[str]
    """The method that a transport must have."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._process = os.getpid()
        self._is_closed = False
        limits = network.options.get("limits")
        self._connections: int | None = limits and limits.max_connections
        """Size of a connection pool; None without a limit, and for the caller's own transport or client."""

    @property
    def is_closed(self) -> bool:
        """Whether it is closed, so that no more calls can be made."""
        return self._is_closed or (self._network.client is not None and bool(self._network.client.is_closed))

    def _check_usable(self) -> None:
        if self.is_closed:
            raise ThuliumError("this client is closed: make a new one")
        if os.getpid() != self._process:
            self._check_movable("process")

    def _check_movable(self, where: str) -> None:
        """Raise ThuliumError when connections of the caller's own would be used from two places."""
        if not self._network.is_movable:
            raise ThuliumError(
                f"this client's transport or http_client belongs to another {where}: make a client in this {where}"
            )

    def _make(self, begin: Callable[[httpx.Response], object]) -> Any:
        """Return an httpx client with a connection pool of its own, or that of the caller."""
        if self._network.client is not None:
            return self._network.client
        return self.client_class(
            transport=self._network.transport or self.transport_class(**self._network.options),
            # Before httpx reads where a redirect leads to, and fails when that is malformed.
            event_hooks={"response": [begin]},
            cookies=_NoCookies(),
            trust_env=False,
        )


class SyncHttp(Http[httpx.Client]):
    """Blocking I/O: its coroutines never suspend."""

    client_class = httpx.Client
    transport_class = httpx.HTTPTransport
    handler = "handle_request"

    def __init__(self, network: Network) -> None:
        super().__init__(network)
        self._pools: dict[int, httpx.Client] = {self._process: self._make(_begin)}

    @property
    def pool(self) -> httpx.Client:
        """The httpx client of this process; raise ThuliumError when there can be none."""
        self._check_usable()
        process = os.getpid()
        # The parent's pool is kept: to drop it would close connections that are the parent's.
        return self._pools.get(process) or self._pools.setdefault(process, self._make(_begin))

    async def perform(self, exchange: Exchange) -> None:
        """Send the request and feed the answer to the exchange."""
        pool = self.pool

        def trace(event: str, info: Mapping[str, Any]) -> None:
            exchange.trace(event, info)
            if event.endswith((".connect_tcp.complete", ".connect_unix_socket.complete")):
                _heed_deadlines(info["return_value"])

        exchange.request.extensions["trace"] = trace
        token = CURRENT.set(exchange)
        try:
            answer = pool.send(exchange.request, auth=self._network.auth, follow_redirects=False, stream=True)
            try:
                exchange.begin(answer)
                for chunk in answer.iter_bytes():
                    exchange.add(chunk)
            finally:
                answer.close()
        except (httpx.RequestError, TimeoutError, RuntimeError, ThuliumError):
            raise
        except BaseException:
            # Of a signal: httpcore may have lost a connection, or left its lock locked, and calls would wait for ever.
            if self._network.is_own:
                self._pools.pop(os.getpid(), None)
            raise
        finally:
            CURRENT.reset(token)

    async def sleep(self, delay: float) -> None:
        """Wait for so many seconds."""
        time.sleep(delay)  # noqa: ASYNC251 - no event loop runs it

    async def close(self) -> None:
        """Close the connections of this process."""
        self._is_closed = True
        pool = self._pools.get(os.getpid())
        if pool is not None and self._network.client is None:
            pool.close()


class AsyncHttp(Http[httpx.AsyncClient]):
    """Awaited I/O, on asyncio or trio."""

    client_class = httpx.AsyncClient
    transport_class = httpx.AsyncHTTPTransport
    handler = "handle_async_request"

    def __init__(self, network: Network) -> None:
        super().__init__(network)
        self._unused: list[httpx.AsyncClient] = [self._make(_begin_async)]
        # A thread runs one event loop at a time: when another runs, the pool of the one before it is of no more use.
        self._local = threading.local()
        self._first: object = None

    @property
    def pool(self) -> LoopPool:
        """The pool of this event loop; raise ThuliumError when there can be none."""
        self._check_usable()
        from anyio.lowlevel import current_token  # slow to import, and httpx needs it only now

        loop = os.getpid(), current_token()
        if getattr(self._local, "loop", None) != loop:
            if self._first not in (None, loop):
                self._check_movable("event loop")
            self._first = self._first or loop
            try:
                pool = self._unused.pop()
            except IndexError:
                pool = self._make(_begin_async)
            renew = partial(self._make, _begin_async) if self._network.is_own else None
            self._local.loop, self._local.pool = loop, LoopPool(pool, self._connections, renew)
        found: LoopPool = self._local.pool
        return found

    async def perform(self, exchange: Exchange) -> None:
        """Send the request and feed the answer to the exchange."""
        pool = self.pool
        from anyio import CancelScope, fail_after

        opened: list[Any] = []

        async def trace(event: str, info: Mapping[str, Any]) -> None:
            exchange.trace(event, info)
            if event.endswith(".connect_tcp.complete"):
                opened.append(info["return_value"])
            elif event.endswith(".start_tls.failed"):
                # httpcore leaves the connection open when a handshake is cancelled.
                with CancelScope(shield=True):
                    for stream in opened:
                        await stream.aclose()

        exchange.request.extensions["trace"] = trace
        token = CURRENT.set(exchange)
        try:
            with fail_after(exchange.timeout):
                async with pool.lend(exchange.pool_timeout) as client:
                    answer = await client.send(
                        exchange.request, auth=self._network.auth, follow_redirects=False, stream=True
                    )
                    try:
                        exchange.begin(answer)
                        async for chunk in answer.aiter_bytes():
                            exchange.add(chunk)
                    finally:
                        await answer.aclose()
        finally:
            CURRENT.reset(token)

    async def sleep(self, delay: float) -> None:
        """Wait for so many seconds."""
        import anyio

        await anyio.sleep(delay)

    async def close(self) -> None:
        """Close the connections of this event loop."""
        if self._is_closed:
            return
        self._is_closed = True
        from anyio.lowlevel import current_token

        pools = self._unused
        if getattr(self._local, "loop", None) == (os.getpid(), current_token()):
            pools = [*pools, *self._local.pool.clients]
        if self._network.client is None:
            for pool in pools:
                await pool.aclose()


class _NoCookies(CookieJar):
    """Cookie jar that stays empty: with a session's cookie, a PHP server answers one call at a time."""

    def extract_cookies(self, response: object, request: object) -> None:
        """Drop the cookies of the answer."""


def _begin(answer: httpx.Response) -> None:
    exchange = CURRENT.get()
    if exchange is not None:
        exchange.begin(answer)


async def _begin_async(answer: httpx.Response) -> None:
    _begin(answer)


def _heed_deadlines(stream: Any) -> None:
    """Limit reads and writes of a connection to the deadline of the current exchange: httpx limits each one alone."""
    read, write, start_tls = stream.read, stream.write, stream.start_tls

    def left(timeout: float | None) -> float | None:
        exchange = CURRENT.get()
        try:
            return timeout if exchange is None else exchange.left(timeout)
        except TimeoutError:
            stream.close()
            raise

    def read_in_time(max_bytes: int, timeout: float | None = None) -> Any:
        return read(max_bytes, left(timeout))

    def write_in_time(buffer: bytes, timeout: float | None = None) -> Any:
        return write(buffer, left(timeout))

    def start_tls_in_time(ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> Any:
        encrypted = start_tls(ssl_context, server_hostname, left(timeout))
        _heed_deadlines(encrypted)
        return encrypted

    stream.read, stream.write, stream.start_tls = read_in_time, write_in_time, start_tls_in_time
