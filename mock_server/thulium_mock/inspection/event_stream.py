"""Stream of a space's changes as server-sent events (SSE), for the console and the command line."""

import asyncio
import math
from collections.abc import AsyncGenerator

from thulium_mock.inspection.journal_reader import JournalReader
from thulium_mock.inspection.views import present
from thulium_mock.serialization import to_json
from thulium_mock.state.spaces import Space
from thulium_mock.state.subscriptions import Subscriber

HEARTBEAT = 15
"""Seconds without an event after which a comment is sent as heartbeat (keep-alive)."""

_BATCH = 100
_DEBOUNCE = 0.02
"""Seconds to wait after a notification, so that under load one event batch has many requests."""


async def events(space: Space, after: int | None, *, mask: bool) -> AsyncGenerator[bytes, None]:
    """Yield events until the space is closed: requests above number ``after``, None for those from now on.

    A request is sent on arrival, and again once it is over, if it was pending. Nothing is queued for a slow consumer:
    the stream reads from the journal, and reports the number of requests that were evicted before they were read.
    Raises `TooManyStreams`.
    """
    journal = await space.journal()
    # Numbers restart with a reset: a client with a higher one has seen none of these requests.
    number = journal.count if after is None else after if after <= journal.count else 0
    reader = JournalReader(space, number, journal.resets)
    lasting = await _lasting(space)
    with space.subscribe() as subscriber:
        yield b"retry: 1000\n: watching\n\n"
        while not subscriber.closed:
            changed = subscriber.take()
            # The expiry of a fault is not published. A reset ends all faults, and is an event itself.
            before, lasting = lasting, await _lasting(space)
            published = {"faults", "scenario"} if "reset" in changed else set(changed)
            over = sorted({part for part, _ in before.keys() - lasting.keys()} - published)
            pieces = [_event("state", {"what": part}) for part in (*changed, *over)]
            batch = await reader.read(_BATCH)
            if reader.missed:
                pieces.append(_event("missed", {"count": reader.missed}))
            pieces += [_event("request", present(each, mask=mask), known) for each, known in batch]
            if pieces:
                yield b"".join(pieces)
            timeout = min(HEARTBEAT, max(0, min(lasting.values(), default=math.inf) - space.clock.now()))
            if len(batch) < _BATCH and not await _news(subscriber, timeout) and timeout == HEARTBEAT:
                yield b": still watching\n\n"
        # An event for the removal of the space, since a client that reconnects would create it again.
        if changed := subscriber.take():
            yield b"".join([_event("state", {"what": part}) for part in changed])


async def _lasting(space: Space) -> dict[tuple[str, str], float]:
    """Return the expiry of each added fault and of the scenario, by part of the state and name."""
    lasting = {("faults", fault.fault_id): fault.expires_at for fault, _ in await space.added_faults()}
    if active := await space.scenario():
        lasting["scenario", active[0]] = active[1]
    return lasting


async def _news(subscriber: Subscriber, seconds: float) -> bool:
    """Wait for a notification, at most so many seconds, and debounce it; tell whether there was one."""
    news = await subscriber.wait(seconds)
    if news and not subscriber.closed:
        await asyncio.sleep(_DEBOUNCE)
    return news


def _event(name: str, data: object, number: int | None = None) -> bytes:
    line = b"" if number is None else b"id: %d\n" % number
    return line + f"event: {name}\ndata: ".encode() + to_json(data) + b"\n\n"
