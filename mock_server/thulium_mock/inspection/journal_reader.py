"""Cursor over a growing journal: each request on arrival, and again once it is over."""

from thulium_mock.state.journal import Exchange
from thulium_mock.state.spaces import Space


class JournalReader:
    """Reader of the requests of a ``space`` above a ``number``, its position, which advances with each `read`.

    ``resets`` is the space's count of resets at that position, None for the one at the first `read`: numbers restart
    with each reset. After a `read`, ``missed`` counts the requests that were evicted before they were read, and
    ``behind`` those not read yet, beyond the limit.
    """

    def __init__(self, space: Space, number: int = 0, resets: int | None = None) -> None:
        self.number = number
        self.missed = 0
        self.behind = 0
        self._space = space
        self._resets = resets
        self._pending: set[int] = set()

    async def read(self, limit: int) -> list[tuple[Exchange, int]]:
        """Return the requests that are over since they were read as pending, and at most ``limit`` new ones.

        Each comes with its resume number (Last-Event-ID): a client that resumes after it misses nothing.
        """
        journal = await self._space.journal()
        if self._resets not in (None, journal.resets):
            self.number = 0
            self._pending.clear()
        self._resets = journal.resets
        found = []
        for number in sorted(self._pending):
            exchange = next(iter(await self._space.exchanges(number - 1, 1)), None)
            if exchange is None or exchange.number != number:
                self._pending.remove(number)
            elif exchange.state != "pending":
                found.append(exchange)
        new = await self._space.exchanges(self.number, limit)
        self.missed = new[0].number - self.number - 1 if new else 0
        found += new
        read = [(exchange, self._known_after(exchange)) for exchange in found]
        self.behind = max(0, journal.count - self.number)
        return read

    def _known_after(self, exchange: Exchange) -> int:
        """Advance past an exchange, and return its resume number, up to which nothing is pending."""
        self.number = max(self.number, exchange.number)
        self._pending.discard(exchange.number)
        if exchange.state == "pending":
            self._pending.add(exchange.number)
        return min(self._pending, default=self.number + 1) - 1
