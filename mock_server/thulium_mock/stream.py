"""What happens in a space as server-sent events, for a page or a shell that watches."""

import asyncio
from collections.abc import AsyncGenerator

from thulium_mock.encoding import to_json
from thulium_mock.feed import Watcher
from thulium_mock.spaces import Space
from thulium_mock.views import present

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
    with space.feed.watched() as watcher:
        yield b"retry: 1000\n: watching\n\n"
        while not watcher.closed:
            if journal.clears != clears:
                number, clears = 0, journal.clears
            pieces = [_event("state", {"what": what}) for what in watcher.take_changes()]
            batch = journal.after(number, _BATCH)
            if batch and batch[0].number > number + 1:
                pieces.append(_event("missed", {"count": batch[0].number - number - 1}))
            pieces += [_event("request", await present(space, each, mask=mask), each.number) for each in batch]
            if pieces:
                number = batch[-1].number if batch else number
                yield b"".join(pieces)
            if len(batch) < _BATCH and not await _news(watcher):
                yield b": still watching\n\n"


async def _news(watcher: Watcher) -> bool:
    """Wait for news; tell whether there is any yet."""
    news = await watcher.wait(HEARTBEAT)
    if news and not watcher.closed:
        await asyncio.sleep(_PAUSE)
    return news


def _event(name: str, data: object, number: int | None = None) -> bytes:
    line = b"" if number is None else b"id: %d\n" % number
    return line + f"event: {name}\ndata: ".encode() + to_json(data) + b"\n\n"
