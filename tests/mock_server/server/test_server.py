"""The server: where it listens, how it ends, and that it outlives a crash."""

import asyncio
import json
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from starlette.types import Receive, Scope, Send
from thulium_contract.http.connection import Connection
from thulium_mock.operations.handlers import Handlers
from thulium_mock.server.server import GRACE, listen
from thulium_mock.settings import Limits, Settings, UnusableSetting
from thulium_mock.state.outcome import Outcome
from thulium_mock.state.spaces import Space

from tests.envelope import assert_envelope
from tests.forked import forked_mock
from tests.http.lines import request
from tests.in_process import served
from tests.mock_server.shell import start
from tests.servers import RunningServer, has_ipv6

SIGNALS = [signal.SIGTERM, signal.SIGINT]
SECONDS = 60
"""Within how many seconds the server has ended, however busy the machine is."""

GRACE_OVER = "timeout graceful shutdown exceeded"
"""What the server says when it ends although something is in progress."""

START = "/api/chat_conversations/start?chat_queue_id=3"


def end(mock: RunningServer, number: signal.Signals, *, grace_over: bool = False) -> str:
    """Send the signal, assert that the server ends with success, and in time, and return what it printed."""
    mock.process.send_signal(number)
    assert mock.process.wait(SECONDS) == 0
    printed = mock.output.finish()
    assert "Traceback" not in printed
    assert (GRACE_OVER in printed) == grace_over
    return printed


@pytest.mark.parametrize(
    ("number", "options"),
    [(signal.SIGINT, []), (signal.SIGTERM, ["--tls"]), *((each, ["--reload", "--log"]) for each in SIGNALS)],
)
def test_a_signal_ends_the_server_with_success(number: signal.Signals, options: list[str]) -> None:
    """SIGTERM and Ctrl-C end it and what runs in the background at once, with status 0 and without a word."""
    with forked_mock(*options) as mock:
        before = mock.output.read_until(r"Try it:\n.*\n\n")
        assert end(mock, number) == before


def test_idle_connections_do_not_delay_the_end() -> None:
    """Connections that are kept alive, or on which half a request has come, are closed."""
    with (
        forked_mock() as mock,
        Connection(mock.port) as alive,
        Connection(mock.port) as begun,
        Connection(mock.port) as silent,
    ):
        alive.send(request())
        assert alive.answer().status == 200
        begun.send(request() + request()[:-10])
        assert begun.answer().status == 200
        end(mock, signal.SIGTERM)
        for connection in (alive, begun, silent):
            connection.assert_closed()


def test_a_request_in_progress_is_finished() -> None:
    """A request whose body comes within the grace is answered, and then the server ends."""
    with forked_mock() as mock, Connection(mock.port) as connection:
        fixtures = httpx.get(f"{mock.origin}/_mock/fixtures").content
        connection.send(request(f"Content-Length: {len(fixtures)}", method="PUT", target="/_mock/fixtures"))
        connection.send(fixtures[:10])
        httpx.get(f"{mock.origin}/_mock/health").raise_for_status()
        mock.process.send_signal(signal.SIGTERM)
        wait_until_refused(mock.port)
        connection.send(fixtures[10:])
        answer = connection.answer("PUT")
        assert (answer.status, answer.fields["connection"]) == (200, "close")
        assert json.loads(answer.body) == json.loads(fixtures)
        connection.assert_closed()
        assert mock.process.wait(SECONDS) == 0


@pytest.mark.parametrize(
    ("number", "method", "target"), [(signal.SIGTERM, "PUT", "/_mock/fixtures"), (signal.SIGINT, "POST", START)]
)
def test_a_request_without_end_is_cut_off_after_the_grace(number: signal.Signals, method: str, target: str) -> None:
    """A body that never comes delays the end by the grace, and gets no answer rather than a wrong one."""
    with forked_mock() as mock, Connection(mock.port) as connection:
        connection.send(request("Content-Length: 1000", method=method, target=target) + b"{")
        httpx.get(f"{mock.origin}/_mock/health").raise_for_status()
        begin = time.monotonic()
        end(mock, number, grace_over=True)
        assert time.monotonic() - begin >= GRACE
        connection.assert_closed()


def test_a_second_signal_ends_the_server_without_grace() -> None:
    """Who asks twice does not wait."""
    with forked_mock() as mock, Connection(mock.port) as connection:
        connection.send(request("Content-Length: 1000", method="PUT", target="/_mock/fixtures") + b"{")
        httpx.get(f"{mock.origin}/_mock/health").raise_for_status()
        mock.process.send_signal(signal.SIGINT)
        wait_until_refused(mock.port)
        end(mock, signal.SIGINT)
        connection.assert_closed()


def wait_until_refused(port: int) -> None:
    """Wait until nothing listens on ``port``."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            return
    raise AssertionError(f"port {port} is still open")


def test_the_port_is_free_after_the_end() -> None:
    """A new server starts at once on the port of one that ended, although a client had not hung up."""
    with forked_mock() as mock, Connection(mock.port) as connection:
        connection.send(request())
        assert connection.answer().status == 200
        end(mock, signal.SIGTERM)
        with forked_mock("--port", str(mock.port)) as successor:
            assert successor.port == mock.port
            assert start(successor, "chat_queue_id=3").status_code == 200


def test_every_request_runs_in_a_task_of_its_own() -> None:
    """Timeouts of asyncio, which need a task, work from the first step of an application on."""
    tasks = set()

    async def answer_in_time(scope: Scope, receive: Receive, send: Send) -> None:
        async with asyncio.timeout(SECONDS):
            tasks.add(asyncio.current_task())
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})

    with served(Limits(), answer_in_time) as mock, Connection(mock.port) as connection:
        connection.send(request() * 3)
        assert [connection.answer().status for _ in range(3)] == [200] * 3
    assert len(tasks) == 3


def test_ipv6_is_served() -> None:
    """The IPv6 loopback works like the other; a machine without it says so in one sentence."""
    if not has_ipv6():
        with pytest.raises(UnusableSetting, match=r"cannot listen on '::1' port 0 \("):
            listen(Settings(host="::1", port=0))
        return
    with forked_mock("--host", "::1") as mock:
        assert mock.base_url == f"http://[::1]:{mock.port}/api"
        assert "token" not in mock.banner
        assert start(mock, "chat_queue_id=3").status_code == 200


def test_a_taken_port_cannot_be_listened_on() -> None:
    """Two sockets never share a port."""
    with listening() as (bound,):
        port = bound.getsockname()[1]
        with pytest.raises(UnusableSetting, match=rf"'127\.0\.0\.1' port {port} .* choose another --port"):
            listen(Settings(port=port))


@contextmanager
def listening(host: str = "127.0.0.1") -> Iterator[list[socket.socket]]:
    """Listen on a free port of ``host`` until the block ends."""
    sockets = listen(Settings(host=host, port=0))
    yield sockets
    for each in sockets:
        each.close()


@pytest.mark.parametrize(
    ("addresses", "expected"),
    [
        (["127.0.0.1", "127.0.0.2"], ["127.0.0.1", "127.0.0.2"]),
        (["127.0.0.1", "127.0.0.1"], ["127.0.0.1"]),
        (["192.0.2.1", "127.0.0.1"], ["127.0.0.1"]),
        *([(["::1", "127.0.0.1"], ["::1", "127.0.0.1"])] if has_ipv6() else []),
    ],
)
def test_a_name_is_listened_on_at_all_of_its_addresses(
    monkeypatch: pytest.MonkeyPatch, addresses: list[str], expected: list[str]
) -> None:
    """On one port, since clients take any of them; those that this machine lacks, as a container IPv6, are left out."""
    found = [each for address in addresses for each in socket.getaddrinfo(address, 0, type=socket.SOCK_STREAM)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with listening("mock.example.org") as sockets:
        assert [each.getsockname()[0] for each in sockets] == expected
        assert len({each.getsockname()[1] for each in sockets}) == 1


def test_the_wildcard_of_ipv6_is_that_of_ipv4_too() -> None:
    """`--host ::` serves every address of the machine, as the banner says."""
    if not has_ipv6():
        pytest.skip("this machine has no IPv6")
    with listening("::") as (bound,):
        socket.create_connection(("127.0.0.1", bound.getsockname()[1]), 5).close()


@pytest.mark.parametrize("host", ["192.0.2.1", "host.invalid", "a..b", "a" * 70, "127.0.0.1:80", ""])
def test_a_host_that_is_not_this_machine_cannot_be_listened_on(host: str) -> None:
    """The sentence names the host and gives one that works."""
    with pytest.raises(UnusableSetting) as caught:
        listen(Settings(host=host, port=0))
    assert str(caught.value).startswith(f"cannot listen on {host!r} port 0 (")
    assert str(caught.value).endswith("): give --host an address of this machine, such as 127.0.0.1.")


def test_a_crash_is_an_envelope_to_the_caller_and_a_traceback_to_the_operator(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What fails unforeseen is told to the caller without a detail, logged with all of them, and fails nothing else."""
    start_conversation = Handlers.start_conversation

    async def crash(self: Handlers, space: Space, chat_queue_id: int, **client: Any) -> Outcome:
        if chat_queue_id == 13:
            raise RuntimeError("the secret of the store")
        return await start_conversation(self, space, chat_queue_id, **client)

    monkeypatch.setattr(Handlers, "start_conversation", crash)
    crashing = request(target=START.replace("=3", "=13"))
    with served(Limits()) as mock, Connection(mock.port) as connection:
        connection.send(crashing + request() + crashing + request())
        for status in (500, 200, 500, 200):
            answer = connection.answer()
            assert answer.status == status
            if status == 500:
                assert_envelope(answer, 500, 500001)
                assert b"secret" not in answer.body
                assert b"store" not in answer.body
    logged = [record for record in caplog.records if record.exc_info]
    assert [str(record.exc_info and record.exc_info[1]) for record in logged] == ["the secret of the store"] * 2
    assert caplog.text.count("Unforeseen error in POST /api/chat_conversations/start") == 2
