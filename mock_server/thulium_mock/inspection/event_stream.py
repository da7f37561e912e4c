"""What happens in a space as server-sent events, for a page or a shell that watches."""

import asyncio
import math
from collections.abc import AsyncGenerator

from thulium_mock.faults.fault_set import Faults
from thulium_mock.inspection.views import present
from thulium_mock.serialization import to_json
from thulium_mock.state.spaces import Space
from thulium_mock.state.subscriptions import Watcher

HEARTBEAT = 15
"""After how many seconds without news a comment tells that the stream is alive."""

_BATCH = 100
_PAUSE = 0.02
"""How many seconds pass before news is looked at: under load many requests go out at once, and the mock has time."""


async def events(space: Space, after: int | None, *, mask: bool) -> AsyncGenerator[bytes, None]:
    """Yield events until the space is closed: requests above number ``after``, None for those from now on.

    Nothing is queued for a reader that is slow: it reads from the journal, and is told how many requests it missed
    because they had to go before it came to them.
    """
    journal = space.journal
    # Numbers begin anew with a reset: a reader that knows a higher one has seen nothing yet.
    number = journal.count if after is None else after if after <= journal.count else 0
    clears = journal.clears
    ends = _Ends(space.faults)
    with space.feed.watched() as watcher:
        yield b"retry: 1000\n: watching\n\n"
        while not watcher.closed:
            if journal.clears != clears:
                number, clears = 0, journal.clears
            changes = watcher.take_changes()
            pieces = [_event("state", {"what": what}) for what in (*changes, *ends.beside(changes))]
            batch = journal.after(number, _BATCH)
            if batch and batch[0].number > number + 1:
                pieces.append(_event("missed", {"count": batch[0].number - number - 1}))
            pieces += [_event("request", await present(space, each, mask=mask), each.number) for each in batch]
            if pieces:
                number = batch[-1].number if batch else number
                yield b"".join(pieces)
            patience = min(HEARTBEAT, ends.next)
            if len(batch) < _BATCH and not await _news(watcher, patience) and patience == HEARTBEAT:
                yield b": still watching\n\n"
        # A space that is removed is told; whoever came back to it would make it anew.
        if watcher.changes:
            yield b"".join([_event("state", {"what": what}) for what in watcher.take_changes()])


class _Ends:
    """Notices which of ``faults`` end by themselves, at their time or used up: nobody is there to tell of it."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._lasting = faults.lasting()

    def beside(self, changes: list[str]) -> list[str]:
        """Return the parts of the state of which something has ended since the last call, beside ``changes``."""
        before, self._lasting = self._lasting, self._faults.lasting()
        # A reset ends everything, and says so.
        told = {"faults", "scenario"} if "reset" in changes else set(changes)
        return sorted({what for what, _ in before.keys() - self._lasting.keys()} - told)

    @property
    def next(self) -> float:
        """How many seconds there were until the next end, at the last call."""
        return min(self._lasting.values(), default=math.inf)


async def _news(watcher: Watcher, patience: float) -> bool:
    """Wait for news, at most so many seconds; tell whether there is any yet."""
    news = await watcher.wait(patience)
    if news and not watcher.closed:
        await asyncio.sleep(_PAUSE)
    return news


def _event(name: str, data: object, number: int | None = None) -> bytes:
    line = b"" if number is None else b"id: %d\n" % number
    return line + f"event: {name}\ndata: ".encode() + to_json(data) + b"\n\n"
