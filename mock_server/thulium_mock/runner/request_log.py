"""``thulium-mock serve --log``: each request in a line as it comes, for whoever has the mock in a terminal."""

import asyncio
from collections.abc import Callable
from weakref import WeakKeyDictionary

from thulium_mock.inspection.request_line import Line
from thulium_mock.inspection.views import present
from thulium_mock.state.spaces import Space, Spaces

INTERVAL = 0.1
"""How many seconds pass between two looks: printing is not worth keeping a request waiting for."""

_BATCH = 200
"""So many lines are printed at a look; under load the rest is counted, since nobody reads more."""


class RequestLog:
    """Tells ``say`` of the requests to all ``spaces``, in lines; with ``mask`` without the names of customers."""

    def __init__(self, spaces: Spaces, line: Line, say: Callable[[str], None], *, mask: bool) -> None:
        self.spaces = spaces
        self.line = line
        self.say = say
        self.mask = mask
        # Up to which number the requests of a space were told, and how often its counting had begun anew by then.
        self._told: WeakKeyDictionary[Space, tuple[int, int]] = WeakKeyDictionary()

    async def watch(self) -> None:
        """Look until cancelled."""
        while True:
            await asyncio.sleep(INTERVAL)
            await self.look()

    async def look(self) -> None:
        """Tell of what came since the last look."""
        for space in list(self.spaces):
            journal = space.journal
            clears, number = self._told.get(space, (journal.clears, 0))
            if clears != journal.clears:
                clears, number = journal.clears, 0
            batch = journal.after(number, _BATCH)
            more = journal.count - number - len(batch)
            self._told[space] = clears, journal.count
            lines = [self.line.of(await present(space, each, mask=self.mask)) for each in batch]
            if more:
                lines.append(f"… and {more} more")
            if lines:
                self.say("\n".join(lines))
