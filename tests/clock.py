"""A clock that moves only when it is told to, or when somebody sleeps by it."""

from thulium_mock.clock import Clock


class ManualClock(Clock):
    """The clock; ``slept`` is how long each sleep was to be."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.slept: list[float] = []
        super().__init__(now=lambda: self.time, sleep=self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds
