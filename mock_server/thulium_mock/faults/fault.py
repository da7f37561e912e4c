"""One fault: what may go wrong with a request, which ones, how often and how long. Knows no HTTP."""

import asyncio
import math
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

MAX_DELAY = 60
"""How many seconds a fault delays an answer at most."""

_QUOTA_CODE = 429


@dataclass
class Clock:
    """The time that faults live by; tests put another one in its place."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep


class FaultAnswer(NamedTuple):
    """An answer of the document: its status, the name of its example (None for the first), and its Retry-After."""

    code: int
    example: str | None = None
    retry_after: int | None = None


class Effect(NamedTuple):
    """What faults do to one request, and their names; ``delay`` is in seconds."""

    names: tuple[str, ...] = ()
    delay: float = 0
    answer: FaultAnswer | None = None
    connection: str | None = None


class Fault:
    """A fault as in the schema ``Fault`` of control.yaml, and how far it is used up.

    It draws from ``rng`` and is over at the time ``ends``. ``origin`` tells it from the other faults of a space.
    """

    def __init__(self, given: Mapping[str, Any], origin: str, ends: float, rng: random.Random) -> None:
        self.given = given
        self.origin = origin
        self.ends = ends
        self.rng = rng
        self.name: str = given.get("name") or _described(given)
        self.when: Mapping[str, Any] = given.get("when") or {}
        self.hits = 0
        self.left: float = given.get("times", math.inf)
        self._share: float = given.get("share", 1)
        self._quota: Mapping[str, int] | None = given.get("quota")
        self._counted, self._window_ends = 0, -math.inf

    def is_over(self, now: float) -> bool:
        """Tell whether its time has passed or it is used up."""
        return self.ends <= now or self.left <= 0

    def concerns(self, arguments: Mapping[str, Any]) -> bool:
        """Tell whether the parameters of a request have the values that it asks for."""
        return all(arguments.get(name) == value for name, value in self.when.items())

    def strikes(self, now: float) -> bool:
        """Tell whether it happens to a request that it concerns, and count it."""
        if self.is_over(now) or (self._share < 1 and self.rng.random() >= self._share):
            return False
        if self._quota is not None:
            if now >= self._window_ends:
                self._counted, self._window_ends = 0, now + self._quota["seconds"]
            self._counted += 1
            if self._counted <= self._quota["requests"]:
                return False
        self.left -= 1
        self.hits += 1
        return True

    def effect(self, now: float) -> Effect:
        """Return what it does to the request that it strikes."""
        connection, answer = self.given.get("connection"), None
        if chosen := self.given.get("answer"):
            answer = FaultAnswer(chosen["code"], chosen.get("example"), chosen.get("retry_after"))
        elif self._quota is not None and connection is None:
            answer = FaultAnswer(_QUOTA_CODE)
        if self._quota is not None and answer is not None and answer.retry_after is None:
            answer = answer._replace(retry_after=math.ceil(self._window_ends - now))
        return Effect((self.name,), self._delay(), answer, connection)

    def _delay(self) -> float:
        """Draw how many seconds this time."""
        match self.given.get("delay"):
            case {"milliseconds": fixed}:
                milliseconds = fixed
            case {"from": shortest, "to": longest}:
                milliseconds = self.rng.uniform(shortest, longest)
            case {"median": median, "sigma": sigma}:
                milliseconds = self.rng.lognormvariate(math.log(median), sigma)
            case _:
                return 0
        seconds: float = min(milliseconds / 1000, MAX_DELAY)
        return seconds


def _described(given: Mapping[str, Any]) -> str:
    """Return a few words for a fault that has no name of its own."""
    words = [f"answer {given['answer']['code']}"] if "answer" in given else []
    words += [each for each in ("quota", "delay") if each in given]
    return ", ".join([*words, *([given["connection"]] if "connection" in given else [])])
