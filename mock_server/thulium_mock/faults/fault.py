"""Injected fault: the requests that it strikes, its rate limit (quota) and expiry, and its effect, such as latency."""

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

MAX_DELAY = 60
"""Limit of an answer's delay, in seconds."""

_DRAWS = 1 << 128
"""Number of values of a draw."""


class FaultAnswer(NamedTuple):
    """An answer of the document: its status (None for that of the example), its example (None for the first one).

    Without either it is the error of too many requests.
    """

    code: int | None = None
    example: str | None = None
    retry_after: int | None = None


class Effect(NamedTuple):
    """Effect of faults on one request, and their names; ``delay``, the added latency, is in seconds."""

    names: tuple[str, ...] = ()
    delay: float = 0
    answer: FaultAnswer | None = None
    connection: str | None = None
    delivery: str | None = None

    def then(self, effect: "Effect") -> "Effect":
        """Return this effect, a delay at most, combined with the next one."""
        delay = min(self.delay + effect.delay, MAX_DELAY)
        return effect._replace(names=self.names + effect.names, delay=delay)


class Strike(NamedTuple):
    """Strike of a fault: the draw that decided it, 0 if none was needed, and the end of its quota's time window."""

    draw: int = 0
    window_ends: float = -math.inf


class Fault(NamedTuple):
    """Fault as in the schema ``Fault`` of control.yaml, over at ``expires_at`` or after ``times`` strikes.

    ``fault_id`` is unique in a space, and names the sequence of its draws. ``quota`` is a rate limit: requests in so
    many seconds.
    """

    fault_id: str
    given: Mapping[str, Any]
    name: str
    when: Mapping[str, Any]
    expires_at: float
    times: float
    share: float
    quota: Mapping[str, int] | None
    draws: bool
    """Whether it needs random draws."""
    operation: str | None = None

    @classmethod
    def read(cls, fault_id: str, given: Mapping[str, Any], expires_at: float = math.inf) -> "Fault":
        """Return the fault of a value of the schema ``Fault``."""
        share, delay, when = given.get("share", 1), given.get("delay", {}), given.get("when") or {}
        if "conversation_id" in when:
            when = {**when, "conversation_id": str(when["conversation_id"]).lower()}
        return cls(
            fault_id,
            given,
            given.get("name") or _described(given),
            when,
            expires_at,
            given.get("times", math.inf),
            share,
            given.get("quota"),
            share < 1 or "from" in delay or "median" in delay,
            given.get("operation"),
        )

    def concerns(self, arguments: Mapping[str, Any], operation_id: str | None = None) -> bool:
        """Tell whether a request matches its operation, if it has one, and its values of parameters."""
        if self.operation not in (None, operation_id):
            return False
        return all(arguments.get(name) == value for name, value in self.when.items())

    def effect(self, strike: Strike, now: float) -> Effect:
        """Return its effect on the request that it strikes."""
        connection, answer = self.given.get("connection"), None
        if chosen := self.given.get("answer"):
            answer = FaultAnswer(chosen.get("code"), chosen.get("example"), chosen.get("retry_after"))
        elif self.quota is not None and connection is None:
            answer = FaultAnswer()
        if self.quota is not None and answer is not None and answer.retry_after is None:
            answer = answer._replace(retry_after=math.ceil(strike.window_ends - now))
        return Effect((self.name,), self._delay(strike.draw), answer, connection, self.given.get("delivery"))

    def _delay(self, draw: int) -> float:
        match self.given.get("delay"):
            case {"milliseconds": fixed}:
                milliseconds = fixed
            case {"from": shortest, "to": longest}:
                milliseconds = random.Random(draw).uniform(shortest, longest)  # noqa: S311 - no secret
            case {"median": median, "sigma": sigma}:
                milliseconds = random.Random(draw).lognormvariate(math.log(median), sigma)  # noqa: S311 - no secret
            case _:
                return 0
        seconds: float = min(milliseconds / 1000, MAX_DELAY)
        return seconds


@dataclass(slots=True)
class Counter:
    """Counter of one fault: its strikes (``hits``), and the requests ``counted`` in the window of its quota."""

    fault: Fault
    hits: int = 0
    counted: int = 0
    window_ends: float = -math.inf

    def is_over(self, now: float) -> bool:
        """Tell whether it has expired or is used up."""
        return self.fault.expires_at <= now or self.hits >= self.fault.times

    def strike(self, draw: int, now: float) -> Strike | None:
        """Count a request that the fault concerns; return the strike, None if this ``draw`` or the quota spares it."""
        fault = self.fault
        if draw >= fault.share * _DRAWS or self.is_over(now):
            return None
        if fault.quota is not None:
            if now >= self.window_ends:
                self.counted, self.window_ends = 0, now + fault.quota["seconds"]
            self.counted += 1
            if self.counted <= fault.quota["requests"]:
                return None
        self.hits += 1
        return Strike(draw, self.window_ends)


def _described(given: Mapping[str, Any]) -> str:
    """Return the default name of a fault, a few words."""
    answer = given.get("answer", {})
    words = [f"answer {answer.get('code', answer.get('example'))}"] if answer else []
    words += [each for each in ("quota", "delay") if each in given]
    return ", ".join([*words, *(given[each] for each in ("connection", "delivery") if each in given)])
