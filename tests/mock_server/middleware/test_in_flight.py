"""Requests that take their time: what the journal says of them meanwhile, and what becomes of them at a reset."""

import asyncio

import pytest
from starlette.types import ASGIApp, Message, Receive
from thulium_mock.clock import Clock
from thulium_mock.inspection.verification import verify
from thulium_mock.state.journal import Exchange
from thulium_mock.state.spaces import Spaces

from tests.http.asgi import NoAnswer, answer_of, ask, scope_of
from tests.http.messages import START, Request, Response, basic

pytestmark = pytest.mark.anyio

DELAYED = Request(f"{START}?chat_queue_id=3", "POST", (basic(), ("Prefer", "delay=1500")))


class HeldClock(Clock):
    """A clock by which everybody sleeps until it is released."""

    def __init__(self) -> None:
        self.asleep, self.released = asyncio.Event(), asyncio.Event()
        super().__init__(sleep=self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.asleep.set()
        await self.released.wait()


@pytest.fixture
async def clock(spaces: Spaces) -> HeldClock:
    """The clock of all spaces."""
    spaces.clock = spaces.default.clock = HeldClock()
    return spaces.clock


async def delayed(app: ASGIApp, clock: HeldClock, request: Request = DELAYED) -> asyncio.Task[Response]:
    """Send a request, and return the task that waits for its answer."""
    task = asyncio.create_task(ask(app, request))
    await clock.asleep.wait()
    return task


def leaving(gone: asyncio.Event) -> Receive:
    """Return what receives a request without a body, and then that the client is gone."""
    messages: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        if messages:
            return messages.pop()
        await gone.wait()
        return {"type": "http.disconnect"}

    return receive


async def kept(spaces: Spaces, space: str = "default") -> list[Exchange]:
    """Return the journal of a space, the oldest first."""
    return await (await spaces.open(space)).exchanges(0, 99)


async def test_what_began_before_a_reset_draws_and_counts_nothing_after_it(
    app: ASGIApp, spaces: Spaces, clock: HeldClock
) -> None:
    """Ids of a seed and the strikes of a fault are the same, whatever is still in flight."""
    space, ids = spaces.default, []
    for _ in range(2):
        await space.set_seed(7)
        await space.reset()
        await space.add_fault({"name": "slow", "delay": {"milliseconds": 1500}, "times": 1})
        await space.add_fault({"when": {"chat_queue_id": 3}, "answer": {"code": 503}, "times": 1})
        clock.asleep.clear()
        clock.released.clear()
        task = await delayed(app, clock, Request(DELAYED.target, "POST", (basic(),)))
        await space.reset()
        await space.add_fault({"name": "another", "answer": {"code": 500}, "when": {"chat_queue_id": 9}})
        await space.add_fault({"when": {"chat_queue_id": 3}, "answer": {"code": 500}, "times": 1})
        clock.released.set()
        assert (await task).status == 503
        assert [hits for _, hits in await space.added_faults()] == [0, 0]
        await space.remove_faults()
        ids.append((await ask(app, Request(DELAYED.target, "POST", (basic(),)))).json["conversation_id"])
    assert ids[0] == ids[1]


async def test_a_request_is_pending_until_it_is_answered(app: ASGIApp, spaces: Spaces, clock: HeldClock) -> None:
    """It is in the journal from its arrival, and is shown everywhere as pending."""
    task = await delayed(app, clock)
    (pending,) = await kept(spaces)
    assert (pending.state, pending.status, pending.seconds, pending.conversation_id) == ("pending", None, None, None)
    shown = (await ask(app, Request("/_mock/requests", "GET"))).json["result"][0]
    assert [shown[name] for name in ("state", "status", "duration_ms", "answer")] == ["pending", None, None, ""]
    assert (await ask(app, Request("/_mock/requests?status=200", "GET"))).json["count"] == 0
    entry = (await ask(app, Request("/_mock/har", "GET"))).json["log"]["entries"][0]
    assert (entry["response"]["status"], entry["comment"]) == (0, "Not answered yet")
    clock.released.set()
    assert (await task).status == 200
    (answered,) = await kept(spaces)
    assert (answered.state, answered.status, answered.number) == ("answered", 200, pending.number)
    assert pending.state == "pending"


async def test_a_later_request_may_be_answered_first(app: ASGIApp, spaces: Spaces, clock: HeldClock) -> None:
    """Numbers are in the order in which requests came, as is the journal."""
    task = await delayed(app, clock)
    assert (await ask(app, Request("/api/nowhere", "GET"))).status == 404
    assert [(each.number, each.status) for each in await kept(spaces)] == [(1, None), (2, 404)]
    clock.released.set()
    await task
    assert [(each.number, each.status) for each in await kept(spaces)] == [(1, 200), (2, 404)]


@pytest.mark.parametrize(("preference", "status"), [("delay=1500", None), ("fault=trickle", 200)])
async def test_a_client_that_leaves_has_given_up(
    app: ASGIApp, spaces: Spaces, clock: HeldClock, preference: str, status: int | None
) -> None:
    """At once: the mock waits no longer, and the conversation that was started is kept, as the client cannot know."""
    gone = asyncio.Event()
    request = Request(DELAYED.target, "POST", (basic(), ("Prefer", preference)))
    task = asyncio.create_task(answer_of(app, scope_of(request), leaving(gone)))
    await clock.asleep.wait()
    gone.set()
    with pytest.raises(NoAnswer):
        await task
    assert not clock.released.is_set()
    (exchange,) = await kept(spaces)
    assert (exchange.state, exchange.status) == ("given_up", status)
    assert exchange.conversation_id is not None or preference == "fault=trickle"
    assert (await spaces.default.conversations(9, 0))[0] == 1
    entry = (await ask(app, Request("/_mock/har", "GET"))).json["log"]["entries"][0]
    assert entry["comment"].startswith("The client gave up")


async def test_a_verification_says_what_is_pending(app: ASGIApp, spaces: Spaces, clock: HeldClock) -> None:
    """Nobody is sent to check a base URL that is right, and what was asked is verified before it is answered."""
    task = await delayed(app, clock)
    early = await verify(spaces.default, {"status": 200}, None, spaces)
    assert early.explanation["en"] == (
        "Requests: 1, matching: 0, expected: at least 1. Requests that are not answered yet: 1; a verification can wait"
        " for them with a timeout."
    )
    assert early.report(await kept(spaces)).splitlines()[1:] == [
        f"  request 1: POST {DELAYED.target} -> pending",
        "    status: expected 200, was absent",
    ]
    for matcher in ({"method": "POST"}, {"state": "pending"}):
        assert (await verify(spaces.default, matcher, {"exactly": 1}, spaces)).verified
    clock.released.set()
    await task


async def test_a_verification_waits_if_told(app: ASGIApp, spaces: Spaces, clock: HeldClock) -> None:
    """Until the requests are as expected, those that have not come yet too, or its time is over, or the space is."""
    waiting = asyncio.create_task(verify(spaces.default, {"status": 200}, {"exactly": 2}, spaces, seconds=60))
    tasks = [await delayed(app, clock) for _ in range(2)]
    assert not waiting.done()
    clock.released.set()
    await asyncio.gather(*tasks)
    assert (await waiting).matching == [2, 1]
    body = b'{"matcher": {"status": 500}, "timeout": 0.01}'
    assert not (await ask(app, Request("/_mock/requests/verify", "POST", body=body))).json["verified"]
    assert (await ask(app, Request("/_mock/requests/verify", "POST", body=body.replace(b"0.01", b"61")))).status == 400
