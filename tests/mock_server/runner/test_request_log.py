"""Requests in the terminal of the mock, as they come."""

import asyncio
import signal

import httpx
import pytest
from starlette.types import ASGIApp
from thulium_mock.app import create_app, new_spaces
from thulium_mock.inspection.request_line import Line
from thulium_mock.runner.request_log import RequestLog
from thulium_mock.state.journal import Exchange
from thulium_mock.state.spaces import Spaces

from tests.forked import forked_mock
from tests.http.asgi import call
from tests.http.messages import START, basic
from tests.journals import exchange, of, pending
from tests.servers import CREDENTIALS


class Terminal:
    """What a log of the requests to ``spaces`` tells."""

    def __init__(self, spaces: Spaces, *, mask: bool = False) -> None:
        self.said: list[str] = []
        self.log = RequestLog(spaces, Line(colours=False), self.said.append, mask=mask)

    def lines(self) -> list[str]:
        """Have the log look, and return the lines that it has told since the last look."""
        self.said.clear()
        asyncio.run(self.log.poll())
        return "\n".join(self.said).splitlines()


def start(app: ASGIApp, query: str, prefix: str = "") -> None:
    """Start a conversation."""
    call(app, "POST", f"{prefix}{START}?{query}", [basic()])


def test_each_request_is_a_line_once() -> None:
    """Those of spaces too, and of a journal that began to count anew."""
    spaces = new_spaces()
    app, terminal = create_app(spaces=spaces), Terminal(spaces)
    start(app, "chat_queue_id=3&customer_id=1")
    start(app, "chat_queue_id=x", "/spaces/shop")
    first, second = terminal.lines()
    assert (
        "  200  POST  /api/chat_conversations/start?chat_queue_id=3&customer_id=1  customer 1 Jan Kowalski by" in first
    )
    assert "  400  POST  /spaces/shop/api/chat_conversations/start?chat_queue_id=x  400014 The parameter" in second
    assert terminal.lines() == []
    call(app, "POST", "/_mock/reset")
    start(app, "chat_queue_id=1")
    assert ["chat_queue_id=1 " in line for line in terminal.lines()] == [True]


def test_a_flood_is_counted() -> None:
    """Nobody reads a thousand lines in a tenth of a second."""
    spaces = new_spaces()
    app, terminal = create_app(spaces=spaces), Terminal(spaces)
    for _ in range(203):
        start(app, "chat_queue_id=3")
    assert [len(lines := terminal.lines()), lines[-1]] == [201, "… and 3 more"]
    assert terminal.lines() == []


def test_a_pending_request_has_a_line_and_another_once_it_is_over() -> None:
    """Whoever watches sees at once what was asked; nothing is told twice."""
    spaces = new_spaces()
    terminal = Terminal(spaces)
    request = pending(b"/api/slow")
    asyncio.run(spaces.default.record_request(request))
    (line,) = terminal.lines()
    assert line.endswith("  ...  GET  /api/slow  not answered yet")
    assert terminal.lines() == []
    asyncio.run(spaces.default.record_answer(of(request, exchange())))
    (line,) = terminal.lines()
    assert line.endswith("  200  GET  /  0.0 ms")
    assert terminal.lines() == []


def test_a_request_that_comes_during_a_poll_is_a_line_of_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not taken for one of a flood."""
    spaces = new_spaces()
    terminal, space = Terminal(spaces), spaces.default
    read = space.exchanges

    async def read_before_another(after: int, limit: int) -> list[Exchange]:
        found = await read(after, limit)
        await space.record_request(pending(b"/api/late"))
        return found

    with monkeypatch.context() as patch:
        patch.setattr(space, "exchanges", read_before_another)
        assert terminal.lines() == []
    assert [line.split()[3] for line in terminal.lines()] == ["/api/late"]


def test_a_body_stands_behind_the_address() -> None:
    """Its first two hundred characters."""
    spaces = new_spaces()
    app, terminal = create_app(spaces=spaces), Terminal(spaces)
    for body in ('{"text":"Żółw"}', "x" * 201):
        call(app, "POST", "/api/chat_conversations/a/message", [basic()], body.encode())
    short, long = terminal.lines()
    assert '/a/message  {"text":"Żółw"}  404003 ' in short
    assert f"  {'x' * 200}…  400002 " in long


def test_what_is_masked_is_masked_there() -> None:
    """The name of a customer is not in the terminal either."""
    spaces = new_spaces()
    app, terminal = create_app(spaces=spaces, mask=True), Terminal(spaces, mask=True)
    start(app, "chat_queue_id=3&client_email=jan.kowalski@example.org")
    (line,) = terminal.lines()
    assert "kowalski" not in line.lower()
    assert "customer 1 *** *** by client_email" in line


def test_it_is_an_option_of_serve() -> None:
    """With --log the mock prints what it was asked, without it nothing."""
    for options in (("--log",), ()):
        with forked_mock(*options) as mock:
            httpx.post(f"{mock.base_url}/chat_conversations/start?chat_queue_id=3", auth=CREDENTIALS).raise_for_status()
            if options:
                mock.output.read_until(r"  200  POST  /api/chat_conversations/start\?chat_queue_id=3 .* ms\n")
            mock.process.send_signal(signal.SIGTERM)
            assert ("  200  POST" in mock.output.finish()) is bool(options)
