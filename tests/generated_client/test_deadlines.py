"""How long a call may take: `timeout` is for the whole of an attempt, however slowly its parts arrive."""

import asyncio
import itertools
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from thulium_chat import AsyncThuliumChat, ThuliumChat, ThuliumTimeoutError

from tests.generated_client.support import (
    BODY,
    CONVERSATION_ID,
    HEAD,
    LENGTH,
    OK,
    PASSWORD,
    Recorder,
    Start,
    start_sync,
)
from tests.http.recorder import Peer, Recording, serving

PIECES = 400
PAUSE = 0.01

DRIPS = {
    "header lines": [HEAD, *[b"X-Drip: 1\r\n"] * PIECES, LENGTH + BODY],
    "one header line": [HEAD + b"X-Drip: ", *[b"1"] * PIECES, b"\r\n" + LENGTH + BODY],
    "status line": [b"HTTP/1.1 200 ", *[b"O"] * PIECES, b"\r\n" + HEAD.partition(b"\r\n")[2] + b"\r\n" + BODY],
    "early hints": [
        *[b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"] * PIECES,
        OK,
    ],
    "chunks": [
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n",
        *[b"1\r\n \r\n"] * PIECES,
        b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY),
    ],
    "body": [HEAD + b"Content-Length: %d\r\n\r\n" % (PIECES + len(BODY)), *[b" "] * PIECES, BODY],
}


@contextmanager
def dripping(pieces: list[bytes], *, keep: bytes = b"") -> Iterator[str]:
    """Serve one connection: `keep` at once for a first request, then piece by piece until the end."""

    def drip(peer: Peer, recording: Recording) -> None:
        if keep:
            peer.request()
            peer.send(keep)
        peer.request()
        for piece in pieces:
            peer.send(piece)
            if recording.over.wait(PAUSE):
                return

    with serving(drip) as recording:
        yield recording.base_url


@pytest.mark.parametrize("drip", DRIPS)
def test_dripping_answer(start: Start, drip: str) -> None:
    """An answer that drips ends at the deadline, whichever part of it does."""
    with dripping(DRIPS[drip]) as base_url, pytest.raises(ThuliumTimeoutError) as caught:
        start(None, {"base_url": base_url, "timeout": 0.5})
    assert caught.value.maybe_started


@pytest.mark.parametrize("drip", ["header lines", "early hints"])
def test_dripping_answer_on_a_connection_that_was_used(drip: str) -> None:
    """A connection out of the pool heeds the deadline of the call that uses it now."""
    with (
        dripping(DRIPS[drip], keep=OK) as base_url,
        ThuliumChat(base_url=base_url, user="u", password=PASSWORD) as chat,
    ):
        chat.start_conversation(3)
        with pytest.raises(ThuliumTimeoutError):
            chat.start_conversation(3, timeout=0.2)


def test_dripping_answer_on_a_unix_socket(tmp_path: Path) -> None:
    """A transport of the caller's own heeds the deadline too."""
    dripped: list[bytes] = []

    def drip() -> None:
        connection, _ = listener.accept()
        with connection, suppress(OSError):
            connection.recv(65536)
            for piece in DRIPS["header lines"]:
                connection.sendall(piece)
                dripped.append(piece)
                threading.Event().wait(PAUSE)

    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path := str(tmp_path / "socket"))
        listener.listen()
        thread = threading.Thread(target=drip)
        thread.start()
        with pytest.raises(ThuliumTimeoutError):
            start_sync(None, {"transport": httpx.HTTPTransport(uds=path), "base_url": "http://a/api", "timeout": 0.2})
        thread.join()
    assert len(dripped) < PIECES


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_dripping_answer_on_each_backend(backend: str) -> None:
    """The deadline holds on asyncio and on trio."""

    async def run(base_url: str) -> None:
        async with AsyncThuliumChat(base_url=base_url, user="u", password=PASSWORD, timeout=0.2) as chat:
            with pytest.raises(ThuliumTimeoutError):
                await chat.start_conversation(3)

    with dripping(DRIPS["header lines"]) as base_url:
        anyio.run(run, base_url, backend=backend)


@pytest.mark.parametrize("timeout", [None, httpx.Timeout(None), httpx.Timeout(5, read=5), 60])
def test_slow_answer_within_its_limits(start: Start, timeout: Any) -> None:
    """None is for ever, an httpx.Timeout is for each phase: a slow answer is taken."""
    pieces = [HEAD, *[b"X-Drip: 1\r\n"] * 5, LENGTH + BODY]
    with dripping(pieces) as base_url:
        found = start(None, {"base_url": base_url, "timeout": timeout})
    assert str(found.conversation_id) == CONVERSATION_ID


@pytest.mark.parametrize(
    ("client", "call", "phases"),
    [
        ({"timeout": None}, {}, httpx.Timeout(None)),
        ({"timeout": httpx.Timeout(5, connect=1)}, {}, httpx.Timeout(5, connect=1)),
        ({"timeout": None}, {"timeout": 3}, httpx.Timeout(3)),
        ({"timeout": None}, {"timeout": httpx.Timeout(9, pool=2)}, httpx.Timeout(9, pool=2)),
        ({"timeout": 4}, {"timeout": httpx.Timeout(None)}, httpx.Timeout(None)),
        ({"timeout": 4}, {"timeout": None}, httpx.Timeout(4)),
    ],
)
def test_timeouts_of_phases(start: Start, client: dict[str, Any], call: dict[str, Any], phases: httpx.Timeout) -> None:
    """Each phase has the timeout that was given for it; None for a call means that of the client."""
    recorder = Recorder()
    start(recorder, client, **call)
    assert recorder.request.extensions["timeout"] == phases.as_dict()


def test_no_connection_before_the_deadline() -> None:
    """Where all connections are busy, nothing was started, and the call may be tried again."""

    async def run(base_url: str) -> None:
        limits = httpx.Limits(max_connections=1)
        async with AsyncThuliumChat(base_url=base_url, user="u", password=PASSWORD, limits=limits) as chat:
            busy = asyncio.create_task(chat.start_conversation(3))
            assert await asyncio.to_thread(sent.wait, 10)
            with pytest.raises(ThuliumTimeoutError, match="No connection") as caught:
                await chat.start_conversation(3, timeout=0.05)
            assert not caught.value.maybe_started
            release.set()
            await busy

    sent, release = threading.Event(), threading.Event()
    with holding(sent, release) as base_url:
        asyncio.run(run(base_url))


@contextmanager
def holding(sent: threading.Event, release: threading.Event) -> Iterator[str]:
    """Serve one request, which is answered when `release` is set; `sent` tells that it came."""

    def hold(peer: Peer, recording: Recording) -> None:
        peer.request()
        sent.set()
        release.wait(60)
        peer.send(OK)

    with serving(hold) as recording:
        yield recording.base_url


def test_endless_stream_of_an_in_process_transport(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """A transport without a network has the deadline too, once its body arrives."""
    clock = itertools.count()
    monkeypatch.setattr("thulium_chat._exchange.monotonic", lambda: float(next(clock)))

    class Slow(httpx.SyncByteStream, httpx.AsyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            return itertools.repeat(b" ", 1000)

        async def __aiter__(self) -> AsyncIterator[bytes]:
            for piece in self:
                yield piece

    handler = Recorder(httpx.Response(200, stream=Slow(), headers={"Content-Type": "application/json"}))
    with pytest.raises(ThuliumTimeoutError, match="not complete"):
        start(handler, {"timeout": 15})
