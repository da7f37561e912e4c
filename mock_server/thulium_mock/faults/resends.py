"""Requests that a browser sends again by itself, POST too, as the connection that it used again has ended unanswered.

The app hears nothing of the first end, and would never see a connection that is dropped once, or now and then. So the
second request suffers what the first did, and is no other strike of the fault.
"""

from collections.abc import Hashable

from thulium_mock.faults.fault import Effect

SECONDS = 5
"""For how long a request is expected again; a browser needs no time for it."""

_LIMIT = 100


class Resends:
    """Requests that are expected again, in one space."""

    def __init__(self) -> None:
        self.expected: dict[Hashable, tuple[float, Effect]] = {}
        """What they have to suffer, and until when."""

    def expect(self, request: Hashable, effect: Effect, now: float) -> None:
        """Have the same ``request`` suffer the ``effect``, without its delay, if it comes again at once."""
        if len(self.expected) >= _LIMIT:
            self.expected.clear()
        self.expected[request] = (now + SECONDS, effect._replace(delay=0))

    def take(self, request: Hashable, now: float) -> Effect | None:
        """Return what a ``request`` has to suffer that was expected; once."""
        until, effect = self.expected.pop(request, (now, None))
        return effect if now < until else None
