"""One asynchronous client on several event loops, and on trio."""

import asyncio
import gc
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version

import anyio
import anyio.lowlevel
import httpx
import pytest
from packaging.version import Version
from thulium_chat import AsyncThuliumChat, ThuliumChat, ThuliumError, ThuliumTimeoutError

from tests.generated_client.echo import echo_server
from tests.generated_client.support import ENVELOPE, PASSWORD, STARTED, Recorder
from tests.http.recorder import Recording


@pytest.fixture(scope="module")
def server() -> object:
    """A server whose answers name the queue."""
    with echo_server() as running:
        yield running


def client(server: Recording, **settings: object) -> AsyncThuliumChat:
    """Return a client of the server."""
    return AsyncThuliumChat(base_url=server.base_url, user="api_user", password=PASSWORD, **settings)  # type: ignore[arg-type]


async def start(chat: AsyncThuliumChat, queue: int) -> int:
    """Start a conversation; return the queue that answered."""
    return (await chat.start_conversation(queue)).conversation_id.int


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_loops_at_once(server: Recording) -> None:
    """Event loops in several threads use one client."""
    chat = client(server)

    async def several(first: int) -> list[int]:
        return await asyncio.gather(*(start(chat, queue) for queue in range(first, first + 10)))

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda first: asyncio.run(several(first)), (10, 20, 30, 40)))
    assert found == [list(range(first, first + 10)) for first in (10, 20, 30, 40)]
    gc.collect()


@pytest.mark.parametrize("given", ["transport", "http_client"])
def test_connections_of_the_caller_stay_on_their_loop(server: Recording, given: str) -> None:
    """Where the client cannot have connections of its own, the second loop is refused before anything is sent."""
    made = httpx.AsyncHTTPTransport() if given == "transport" else httpx.AsyncClient()
    chat = client(server, **{given: made})

    async def once() -> int:
        try:
            return await start(chat, 3)
        finally:
            await made.aclose()

    assert asyncio.run(once()) == 3
    with pytest.raises(ThuliumError, match=r"another event loop|closed") as caught:
        asyncio.run(start(chat, 3))
    assert not caught.value.maybe_started


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_backends(server: Recording, backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client works on asyncio and on trio, waits for its next attempt there, and ends at once when cancelled."""
    slept: list[float] = []
    wait = anyio.sleep

    async def sleep(delay: float) -> None:
        slept.append(delay)
        await wait(0 if delay < 60 else delay)

    monkeypatch.setattr(anyio, "sleep", sleep)

    async def run() -> None:
        async with client(server) as chat:
            assert await start(chat, 12) == 12
        limited = (httpx.Response(429, json=ENVELOPE, headers={"Retry-After": each}) for each in ("7", "60"))
        recorder = Recorder(next(limited), httpx.Response(200, json=STARTED), *limited)
        async with AsyncThuliumChat("s", "u", "p", retries=1, transport=httpx.MockTransport(recorder)) as chat:
            await chat.start_conversation(3)
            with anyio.move_on_after(0.01) as scope:
                await chat.start_conversation(3)
            assert scope.cancelled_caught

    anyio.run(run, backend=backend)
    assert slept == [7, 60]


leaves_sockets = pytest.mark.filterwarnings(
    *(["ignore:unclosed:ResourceWarning"] if Version(version("anyio")) < Version("4.16") else [])
)
"""Before 4.16, anyio leaves the socket of a connection that is cancelled as it is made to the garbage collector."""


@leaves_sockets
@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_cancellation_at_any_step(server: Recording, backend: str) -> None:
    """Whenever and however many calls end at once, as in an outage, no connection is lost for those that come."""

    async def run() -> None:
        async with client(server, limits=httpx.Limits(max_connections=2), timeout=60) as chat:
            for steps in range(30):
                async with anyio.create_task_group() as calls:
                    for queue in range(1, 7):
                        calls.start_soon(start, chat, queue)
                    for _ in range(steps):
                        await anyio.lowlevel.checkpoint()
                    calls.cancel_scope.cancel()
            assert await start(chat, 7) == 7

    anyio.run(run, backend=backend)


@leaves_sockets
def test_cancellation_by_asyncio_at_any_step(server: Recording) -> None:
    """Tasks that are cancelled without a scope of anyio lose no connection either."""

    async def run() -> None:
        async with client(server, limits=httpx.Limits(max_connections=1), timeout=60) as chat:
            for steps in range(120):
                call = asyncio.create_task(start(chat, 3))
                for _ in range(steps):
                    await asyncio.sleep(0)
                call.cancel()
                await asyncio.gather(call, return_exceptions=True)
            assert await start(chat, 7) == 7

    asyncio.run(run())


@pytest.mark.parametrize("given", [0.2, httpx.Timeout(20, pool=0.2)])
def test_no_free_connection(server: Recording, given: float | httpx.Timeout) -> None:
    """A call that gets no connection in time is told so, and that nothing was started."""

    async def run() -> None:
        async with client(server, limits=httpx.Limits(max_connections=0)) as chat:
            with pytest.raises(ThuliumTimeoutError, match="No connection within the timeout") as caught:
                await chat.start_conversation(3, timeout=given)
            assert not caught.value.maybe_started

    asyncio.run(run())
    with (
        ThuliumChat(base_url=server.base_url, user="u", password="p", limits=httpx.Limits(max_connections=0)) as chat,
        pytest.raises(ThuliumTimeoutError, match="No connection within the timeout"),
    ):
        chat.start_conversation(3, timeout=given)


def test_never_used(server: Recording) -> None:
    """A client that was never used closes on any loop."""
    chat = client(server)
    asyncio.run(chat.aclose())
    assert chat.is_closed
    with pytest.raises(ThuliumError, match="closed"):
        asyncio.run(start(chat, 3))
