"""The memory that all spaces share for what they keep of requests: it is bounded, however many spaces there are."""

from threading import RLock
from typing import Protocol

BYTES = 40 * 1024 * 1024
"""How many bytes of requests, answers and conversations are kept in all."""


class Holder(Protocol):
    """Something that keeps things, the oldest of which it can give up; ``held`` is about how many bytes they take."""

    held: int

    def drop_oldest(self) -> None:
        """Give up the oldest, and tell the room so with `Room.give`."""
        ...


class Room:
    """Memory for ``limit`` bytes: when it is full, the largest holder gives up its oldest.

    So no space loses anything because another one is busy. Tests look at and reset a mock that runs in another thread,
    hence the ``lock`` for whoever changes what is kept.
    """

    def __init__(self, limit: int = BYTES) -> None:
        self.limit = limit
        self.held = 0
        self.lock = RLock()
        self._holders: list[Holder] = []

    def enter(self, holder: Holder) -> None:
        """Let ``holder`` keep things here."""
        with self.lock:
            self._holders.append(holder)

    def leave(self, holder: Holder) -> None:
        """Give back all that ``holder`` holds; it keeps nothing here any more."""
        with self.lock:
            self._holders = [each for each in self._holders if each is not holder]
            self.held -= holder.held
            holder.held = 0

    def take(self, holder: Holder, size: int) -> None:
        """Count ``size`` bytes more; if that is too much, let the largest holders give up what is oldest."""
        holder.held += size
        self.held += size
        if self.held > self.limit:
            # A little more than needed, so that the largest is not looked for each time.
            goal = self.limit - self.limit // 64
            while self.held > goal:
                largest = max(self._holders, key=lambda each: each.held)
                for _ in range(32):
                    if self.held > goal and largest.held > 0:
                        largest.drop_oldest()

    def give(self, holder: Holder, size: int) -> None:
        """Count ``size`` bytes less."""
        holder.held -= size
        self.held -= size
