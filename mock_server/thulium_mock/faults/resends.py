"""Automatic retries of browsers, of POST too, after a reused keep-alive connection has ended unanswered.

The app does not see the first failure, and would never see a connection that is dropped once, or now and then. So the
retry gets the same effect as the request, and is not another strike of the fault.
"""

from collections.abc import Hashable

from thulium_mock.faults.fault import Effect

SECONDS = 5
"""Seconds in which a retry is expected; a browser retries at once."""

_LIMIT = 100


class Resends:
    """Expected retries in one space."""

    def __init__(self) -> None:
        self.expected: dict[Hashable, tuple[float, Effect]] = {}
        """Expiry and effect of each expected retry."""

    def expect(self, request: Hashable, effect: Effect, now: float) -> None:
        """Apply the ``effect``, without its delay, to a retry of the ``request`` within `SECONDS`."""
        if len(self.expected) >= _LIMIT:
            self.expected.clear()
        self.expected[request] = (now + SECONDS, effect._replace(delay=0))

    def take(self, request: Hashable, now: float) -> Effect | None:
        """Return the effect on an expected retry, once; None if it was not expected, or is too late."""
        until, effect = self.expected.pop(request, (now, None))
        return effect if now < until else None
