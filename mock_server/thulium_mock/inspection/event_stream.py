"""The stream of a space's changes as server-sent events, for a page or a shell that watches."""

import asyncio
import math
from collections.abc import AsyncGenerator

from thulium_mock.inspection.journal_reader import JournalReader
from thulium_mock.inspection.views import present
from thulium_mock.serialization import to_json
from thulium_mock.state.spaces import Space
from thulium_mock.state.subscriptions import Subscriber

HEARTBEAT = 15
"""After how many seconds without an event a comment tells that the stream is alive."""

_BATCH = 100
_DEBOUNCE = 0.02
"""How many seconds pass before news is looked at: under load many requests go out at once, and the mock has time."""


async def events(space: Space, after: int | None, *, mask: bool) -> AsyncGenerator[bytes, None]:
    """Yield events until the space is closed: requests above number ``after``, None for those from now on.

    A request is told once it has come, and again once it is over, if it was pending. Nothing is queued for a slow
    reader: it reads from the journal, and gets the number of requests that were evicted before it came to them. Raises
    `TooManyStreams`.
    """
    journal = await space.journal()
    # Numbers begin anew with a reset: a reader that knows a higher one has seen nothing yet.
    number = journal.count if after is None else after if after <= journal.count else 0
    reader = JournalReader(space, number, journal.resets)
    lasting = await _lasting(space)
    with space.subscribe() as subscriber:
        yield b"retry: 1000\n: watching\n\n"
        while not subscriber.closed:
            changed = subscriber.take()
            # Nobody publishes that a fault is over, at its time or used up. A reset ends all, and is an event itself.
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
        # An event for the removal of the space, which whoever came back to it would make anew.
        if changed := subscriber.take():
            yield b"".join([_event("state", {"what": part}) for part in changed])


async def _lasting(space: Space) -> dict[tuple[str, str], float]:
    """Return when each added fault and the scenario will be over, as parts of the state with a name."""
    lasting = {("faults", fault.fault_id): fault.expires_at for fault, _ in await space.added_faults()}
    if active := await space.scenario():
        lasting["scenario", active[0]] = active[1]
    return lasting


async def _news(subscriber: Subscriber, seconds: float) -> bool:
    """Wait for news, at most so many seconds; tell whether there is any yet."""
    news = await subscriber.wait(seconds)
    if news and not subscriber.closed:
        await asyncio.sleep(_DEBOUNCE)
    return news


def _event(name: str, data: object, number: int | None = None) -> bytes:
    line = b"" if number is None else b"id: %d\n" % number
    return line + f"event: {name}\ndata: ".encode() + to_json(data) + b"\n\n"
