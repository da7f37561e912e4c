"""Request log: a line for each request, for ``thulium-mock serve --log``."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from thulium_mock.errors import DatabaseUnavailable
from thulium_mock.inspection.journal_reader import JournalReader
from thulium_mock.inspection.request_line import Line
from thulium_mock.inspection.views import present
from thulium_mock.state.spaces import Space, Spaces

INTERVAL = 0.1
"""Seconds between two polls of the journals; printing must not delay a request."""

_BATCH = 200
"""Limit of lines for each poll; beyond it, requests are only counted."""


@dataclass
class RequestLog:
    """Log of the requests to all ``spaces``, in lines for ``say``; with ``mask`` without the names of customers.

    A request that is pending at a poll has another line once it is over.
    """

    spaces: Spaces
    line: Line
    say: Callable[[str], None]
    mask: bool
    readers: dict[Space, JournalReader] = field(default_factory=dict)

    async def watch(self) -> None:
        """Poll until cancelled, starting with new requests."""
        for space in await self.spaces.all():
            self.readers[space] = JournalReader(space, (await space.journal()).count)
        while True:
            await asyncio.sleep(INTERVAL)
            # Requests during an outage of the database are not recorded.
            with suppress(DatabaseUnavailable):
                await self.poll()

    async def poll(self) -> None:
        """Print the requests since the last poll."""
        spaces = await self.spaces.all()
        self.readers = {each: self.readers.get(each) or JournalReader(each) for each in spaces}
        for reader in self.readers.values():
            lines = [self.line.of(present(each, mask=self.mask)) for each, _ in await reader.read(_BATCH)]
            if more := reader.missed + reader.behind:
                reader.number += reader.behind
                lines.append(f"… and {more} more")
            if lines:
                self.say("\n".join(lines))
