"""The stream of events: what it tells, to whom, and that it ends."""

import asyncio
import json
import re
import signal
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from thulium_mock.app import new_spaces
from thulium_mock.clock import Clock
from thulium_mock.inspection import event_stream
from thulium_mock.inspection.event_stream import events
from thulium_mock.settings import Settings
from thulium_mock.state.spaces import Space, Spaces
from thulium_mock.state.subscriptions import LIMIT

from tests.clock import ManualClock
from tests.envelope import assert_envelope
from tests.forked import forked_mock
from tests.journals import exchange, of, pending, record
from tests.mock_server.shell import start
from tests.servers import RunningServer

SECONDS = 60

Event = tuple[str, Any]


def parsed(text: str) -> Iterator[Event]:
    """Yield name and data of each event in ``text``; the name is empty for comments and what is only for the client."""
    for block in text.split("\n\n")[:-1]:
        fields = dict(line.split(": ", 1) for line in block.split("\n"))
        yield fields.get("event", ""), json.loads(fields.get("data", "null"))


async def next_events(pieces: AsyncGenerator[bytes, None]) -> list[Event]:
    """Return the events that come next."""
    async with asyncio.timeout(SECONDS):
        return list(parsed((await anext(pieces)).decode()))


def numbers(found: list[Event]) -> list[int]:
    """Return the numbers of the requests among events."""
    return [data["number"] for name, data in found if name == "request"]


async def opened(space: Space, after: int | None = None) -> AsyncGenerator[bytes, None]:
    """Return a stream that has begun, so that it tells what comes from now on."""
    pieces = events(space, after, mask=False)
    assert await next_events(pieces) == [("", None)]
    return pieces


async def recorded(size: int = 1000) -> Spaces:
    """Return spaces, in the default one of which 5 requests were recorded; a journal keeps ``size``."""
    spaces = new_spaces(settings=Settings(journal_size=size))
    for _ in range(5):
        await record(spaces.store, exchange())
    return spaces


@pytest.fixture
async def spaces() -> Spaces:
    """Spaces, in the default one of which 5 requests were recorded."""
    return await recorded()


@pytest.mark.anyio
async def test_requests_are_told_as_they_come(spaces: Spaces) -> None:
    """A stream begins now; each request from then on is an event with its number as id."""
    pieces = await opened(spaces.default)
    await record(spaces.store, exchange())
    (event,) = await next_events(pieces)
    assert event[0] == "request"
    assert (event[1]["number"], event[1]["path"]) == (6, "/")


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("kept", "after", "missed", "found"),
    [
        pytest.param(1000, 3, [], [4, 5], id="all are kept"),
        pytest.param(2, 1, [("missed", {"count": 2})], [4, 5], id="some are evicted"),
        pytest.param(1000, 77, [], [1, 2, 3, 4, 5], id="the number is from before a reset"),
    ],
)
async def test_a_stream_goes_on_where_it_was(kept: int, after: int, missed: list[Event], found: list[int]) -> None:
    """After a number come all requests above it that are kept; who comes back late is told how many are gone."""
    told = await next_events(await opened((await recorded(kept)).default, after))
    assert [event for event in told if event[0] != "request"] == missed == told[: len(missed)]
    assert numbers(told) == found


@pytest.mark.anyio
async def test_a_slow_reader_misses_what_had_to_go() -> None:
    """Nothing is queued for a reader: it gets what the journal still has, and is told how many it does not."""
    spaces = await recorded(size=10)
    pieces = await opened(spaces.default)
    for _ in range(100):
        await record(spaces.store, exchange())
    found = await next_events(pieces)
    assert found[0] == ("missed", {"count": 90})
    assert numbers(found) == list(range(96, 106))


@pytest.mark.anyio
async def test_a_pending_request_is_told_again_once_it_is_over(spaces: Spaces) -> None:
    """Until then the id stays before it, so that who goes on from there misses neither it nor what came after it."""
    pieces, slow = await opened(spaces.default), pending(b"/slow")
    await spaces.default.record_request(slow)
    await record(spaces.store, exchange())
    told = (await anext(pieces)).decode()
    assert [(data["number"], data["state"]) for _, data in parsed(told)] == [(6, "pending"), (7, "answered")]
    assert re.findall("^id: (.*)", told, re.MULTILINE) == ["5", "5"]
    await spaces.default.record_answer(of(slow, exchange()))
    told = (await anext(pieces)).decode()
    assert [(data["number"], data["state"]) for _, data in parsed(told)] == [(6, "answered")]
    assert re.findall("^id: (.*)", told, re.MULTILINE) == ["7"]


@pytest.mark.anyio
@pytest.mark.parametrize("end", ["reset", "forget_exchanges"])
async def test_a_pending_request_whose_journal_is_gone_is_not_told_again(spaces: Spaces, end: str) -> None:
    """Nor is the request that has its number now taken for it."""
    pieces, slow = await opened(spaces.default), pending(b"/slow")
    await spaces.default.record_request(slow)
    assert numbers(await next_events(pieces)) == [6]
    await getattr(spaces.default, end)()
    assert numbers(await next_events(pieces)) == []
    await spaces.default.record_answer(of(slow, exchange()))
    await record(spaces.store, exchange())
    assert numbers(await next_events(pieces)) == ([1] if end == "reset" else [7])


@pytest.mark.anyio
async def test_changes_are_told(spaces: Spaces) -> None:
    """What changes the state of a space is an event; numbers begin anew after a reset."""
    pieces = await opened(spaces.default)
    await spaces.default.set_seed(3)
    assert await next_events(pieces) == [("state", {"what": "seed"})]
    await spaces.default.reset()
    await record(spaces.store, exchange())
    found = await next_events(pieces)
    assert ("state", {"what": "reset"}) in found
    assert numbers(found) == [1]


@pytest.mark.anyio
async def test_what_ends_by_itself_is_told(spaces: Spaces) -> None:
    """A fault or scenario whose time is over is a change, and so is a fault that is used up; each is told once."""
    space = spaces.default
    clock = space.clock = ManualClock()
    await space.add_fault({"answer": {"code": 503}, "ttl": 2})
    await space.add_fault({"answer": {"code": 503}, "times": 1})
    await space.switch_scenario("outage", 3)
    pieces = await opened(space)
    for seconds, what in ((2, "faults"), (1, "scenario")):
        clock.time += seconds
        await record(space.store, exchange())
        assert [each for each in await next_events(pieces) if each[0] == "state"] == [("state", {"what": what})]
    await space.strike((await space.faults()).everywhere)
    await record(space.store, exchange())
    assert [name for name, _ in await next_events(pieces)] == ["state", "request"]
    await record(space.store, exchange())
    assert [name for name, _ in await next_events(pieces)] == ["request"]


@pytest.mark.anyio
async def test_an_end_needs_no_request_to_be_told(spaces: Spaces, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream waits no longer than until the next end, and then says nothing of being alive."""
    space = spaces.default
    space.clock = Clock(now=lambda: time.monotonic() * 100)
    await space.add_fault({"answer": {"code": 503}, "ttl": 2})
    monkeypatch.setattr(event_stream, "HEARTBEAT", SECONDS)
    assert await next_events(await opened(space)) == [("state", {"what": "faults"})]


@pytest.mark.anyio
async def test_what_a_reset_ends_is_not_told_apart(spaces: Spaces) -> None:
    """Who hears of a reset knows that all faults are gone."""
    await spaces.default.add_fault({"answer": {"code": 503}})
    pieces = await opened(spaces.default)
    await spaces.default.reset()
    assert ("state", {"what": "faults"}) not in await next_events(pieces)


@pytest.mark.anyio
async def test_a_stream_without_news_says_that_it_is_alive(spaces: Spaces, monkeypatch: pytest.MonkeyPatch) -> None:
    """A comment comes from time to time, so that nobody on the way takes the connection for dead."""
    monkeypatch.setattr(event_stream, "HEARTBEAT", 0.01)
    assert await anext(await opened(spaces.default)) == b": still watching\n\n"


@pytest.mark.anyio
async def test_a_stream_ends_with_its_space(spaces: Spaces) -> None:
    """Nothing goes on that nobody can see any more."""
    pieces = await opened(await spaces.open("ewa"))
    await spaces.remove("ewa")
    assert await next_events(pieces) == [("state", {"what": "removed"})]
    async with asyncio.timeout(SECONDS):
        assert [piece async for piece in pieces] == []


@pytest.mark.anyio
async def test_a_stream_ends_with_the_mock_without_a_word(spaces: Spaces) -> None:
    """A mock that stops may come back with the space, which was not removed."""
    pieces = await opened(spaces.default)
    spaces.close()
    async with asyncio.timeout(SECONDS):
        assert [piece async for piece in pieces] == []


@contextmanager
def streaming(mock: RunningServer, path: str = "", **headers: str) -> Iterator[Iterator[str]]:
    """Read the stream; yield its lines, the first of which has come."""
    with (
        httpx.Client(timeout=SECONDS) as client,
        client.stream("GET", f"{mock.origin}/_mock/{path or 'stream'}", headers=headers) as answer,
    ):
        assert answer.status_code == 200, answer.read()
        assert answer.headers["content-type"] == "text/event-stream"
        # What webpack's development server heeds, and what nginx does.
        assert answer.headers["cache-control"] == "no-store, no-transform"
        assert answer.headers["x-accel-buffering"] == "no"
        lines = answer.iter_lines()
        assert next(lines) == "retry: 1000"
        yield lines


def next_request(lines: Iterator[str]) -> Any:
    """Return the data of the next request."""
    for line in lines:
        if line == "event: request":
            return json.loads(next(lines).removeprefix("data: "))
    raise AssertionError("the stream ended")


def test_a_request_is_seen_over_a_socket(fresh_mock: RunningServer) -> None:
    """A client that reads the stream sees a request as soon as it is answered, and those of other spaces never."""
    with streaming(fresh_mock) as lines, streaming(fresh_mock, "spaces/ewa/stream") as others:
        start(fresh_mock, "chat_queue_id=3", "/spaces/ewa")
        identifier = start(fresh_mock, "chat_queue_id=3").json()["conversation_id"]
        assert next_request(lines)["conversation_id"] == identifier
        assert next_request(others)["url"].startswith("/spaces/ewa/api/")
    with streaming(fresh_mock, "stream?after=0", **{"Last-Event-ID": "1"}) as lines:
        start(fresh_mock, "chat_queue_id=3")
        assert next_request(lines)["number"] == 2


def test_there_are_as_many_streams_as_the_limit_says(fresh_mock: RunningServer) -> None:
    """One stream too many is refused; when a reader has gone, the next one is let in."""
    with httpx.Client(timeout=SECONDS) as client:
        answers = [
            client.send(client.build_request("GET", f"{fresh_mock.origin}/_mock/stream"), stream=True)
            for _ in range(LIMIT)
        ]
        try:
            assert {answer.status_code for answer in answers} == {200}
            refused = httpx.get(f"{fresh_mock.origin}/_mock/stream", timeout=SECONDS)
            assert_envelope(refused, 429, 429003)
            answers.pop().close()
            deadline = time.monotonic() + SECONDS
            while time.monotonic() < deadline:
                answer = client.send(client.build_request("GET", f"{fresh_mock.origin}/_mock/stream"), stream=True)
                answers.append(answer)
                if answer.status_code == 200:
                    return
            raise AssertionError("the place of a reader who has gone stays taken")
        finally:
            for answer in answers:
                answer.close()


@pytest.mark.parametrize("path", ["stream?after=-1", "stream?after=x"])
def test_a_wrong_number_is_refused(fresh_mock: RunningServer, path: str) -> None:
    """What is no number is told so, in the envelope."""
    assert_envelope(httpx.get(f"{fresh_mock.origin}/_mock/{path}"), 400)
    last = {"Last-Event-ID": "x"}
    assert_envelope(httpx.get(f"{fresh_mock.origin}/_mock/stream", headers=last), 400, 400554)


def test_readers_do_not_delay_the_end_of_the_server() -> None:
    """A signal ends the streams, and the server with them, well before its grace is over."""
    with forked_mock() as mock, streaming(mock) as lines, streaming(mock, "spaces/ewa/stream") as others:
        mock.process.send_signal(signal.SIGTERM)
        assert list(lines)[-1] == ""
        assert list(others)[-1] == ""
        assert mock.process.wait(SECONDS) == 0
        printed = mock.output.finish()
        assert "graceful" not in printed
        assert "Traceback" not in printed
