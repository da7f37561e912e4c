"""Reader of a journal, for whoever follows it: each request once it has come, and again once it is over."""

from thulium_mock.state.journal import Exchange
from thulium_mock.state.spaces import Space


class JournalReader:
    """Reader of the requests of a ``space`` above a ``number``, which becomes that of the last one that was read.

    ``resets`` is how often the space had been reset by then, None for what it is at the first `read`: with each reset
    numbers begin anew. After a `read`, ``missed`` is the number of requests that were evicted since the last one,
    and ``behind`` that of those that had come before it and were beyond its limit.
    """

    def __init__(self, space: Space, number: int = 0, resets: int | None = None) -> None:
        self.number = number
        self.missed = 0
        self.behind = 0
        self._space = space
        self._resets = resets
        self._pending: set[int] = set()

    async def read(self, limit: int) -> list[tuple[Exchange, int]]:
        """Return those that are over since they were read, and at most ``limit`` new ones.

        Each stands before the number after which one who was told of it and of those before it has to go on.
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
        """Note that an exchange is read, and return the number up to which nothing is pending."""
        self.number = max(self.number, exchange.number)
        self._pending.discard(exchange.number)
        if exchange.state == "pending":
            self._pending.add(exchange.number)
        return min(self._pending, default=self.number + 1) - 1
