"""Request log: each request in a line of the terminal, for ``thulium-mock serve --log``."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from thulium_mock.inspection.request_line import Line
from thulium_mock.inspection.views import present
from thulium_mock.state.spaces import Space, Spaces

INTERVAL = 0.1
"""Seconds between two polls of the journals; printing must not delay a request."""

_BATCH = 200
"""Lines that are printed at a poll; under load the rest is counted, since nobody reads more."""


@dataclass(frozen=True)
class RequestLog:
    """Log of the requests to all ``spaces``, in lines for ``say``; with ``mask`` without the names of customers.

    ``printed`` is how often each space was reset, and the number of its last request that was printed.
    """

    spaces: Spaces
    line: Line
    say: Callable[[str], None]
    mask: bool
    printed: WeakKeyDictionary[Space, tuple[int, int]] = field(default_factory=WeakKeyDictionary)

    async def watch(self) -> None:
        """Poll until cancelled."""
        while True:
            await asyncio.sleep(INTERVAL)
            await self.poll()

    async def poll(self) -> None:
        """Print the requests since the last poll."""
        for space in await self.spaces.all():
            journal = await space.journal()
            resets, number = self.printed.get(space, (journal.resets, 0))
            if resets != journal.resets:
                number = 0
            batch = await space.exchanges(number, _BATCH)
            more = journal.count - number - len(batch)
            self.printed[space] = journal.resets, journal.count
            lines = [self.line.of(present(each, mask=self.mask)) for each in batch]
            if more:
                lines.append(f"… and {more} more")
            if lines:
                self.say("\n".join(lines))
