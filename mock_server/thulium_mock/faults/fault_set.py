"""The faults of a space: those that are on, and which of them happen to a request. Knows no HTTP.

They have three origins, in the order in which they count: those set through the control API, those of the scenario that
is switched on, and the rules of the fixtures. The first that answers or ends a request decides; delays add up until
then.
"""

import itertools
import math
import random
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from thulium_mock.errors import TooManyFaults, UnknownFault, UnknownScenario
from thulium_mock.faults.fault import MAX_DELAY, Clock, Effect, Fault

LIMIT = 1000
"""How many faults can be set in a space at once."""

TTL = 600
"""How many seconds a fault or scenario that is switched on through the control API lasts, unless told otherwise."""


class Faults:
    """The faults of one space, and its scenarios.

    What is set by one thread may be asked by another: each change puts new tuples in the place of the old ones.
    """

    def __init__(self, seed: int | None = None) -> None:
        self.clock = Clock()
        self.everywhere: tuple[Fault, ...] = ()
        """Those that concern every request."""
        self.scenarios: dict[str, Mapping[str, Any]] = {}
        """The scenarios that can be switched on, by name, as in the fixtures."""
        self._by_parameter: dict[str, dict[Any, tuple[Fault, ...]]] = {}
        self._set: dict[int, Fault] = {}
        self._of_scenario: tuple[Fault, ...] = ()
        self._rules: tuple[Fault, ...] = ()
        self._active: str | None = None
        self._active_ends = math.inf
        self._ids = itertools.count(1)
        self._lock = threading.RLock()
        self.sow(seed)

    def sow(self, seed: int | None) -> None:
        """Draw from the beginning of the sequences that ``seed`` stands for; None for draws nobody can foresee."""
        self._seed = seed
        self.rng = self._sequence("answers")
        for fault in self._all():
            fault.rng = self._sequence(fault.origin)

    def replace_fixtures(self, fixtures: Mapping[str, Any]) -> None:
        """Take the rules and scenarios of ``fixtures``; the active one goes on as it now is, or ends if it is gone."""
        with self._lock:
            rules = fixtures.get("rules", [])
            self._rules = tuple(self._fault(each, f"rule {number}") for number, each in enumerate(rules))
            self.scenarios = {each["name"]: each for each in fixtures.get("scenarios", [])}
            self._switch(self._active if self._active in self.scenarios else None, self._active_ends)

    def switch(self, name: str | None, ttl: int = TTL) -> None:
        """Switch to the scenario of this name for ``ttl`` seconds, or to none; raises `UnknownScenario`."""
        with self._lock:
            if name is not None and name not in self.scenarios:
                raise UnknownScenario(name=name, names=", ".join(self.scenarios) or "—")
            self._switch(name, self.clock.now() + ttl)

    @property
    def active(self) -> tuple[Mapping[str, Any], float] | None:
        """The scenario that is switched on, and how many seconds it has left."""
        left = self._active_ends - self.clock.now()
        return (self.scenarios[self._active], left) if self._active is not None and left > 0 else None

    def lasting(self) -> dict[tuple[str, object], float]:
        """Return what was switched on and is not over, each with how many seconds it has left.

        The keys are `("faults", id)` and `("scenario", name)`.
        """
        now = self.clock.now()
        found: dict[tuple[str, object], float] = {("faults", each): fault.ends - now for each, fault in self}
        if self.active is not None:
            found["scenario", self._active] = self._active_ends - now
        return found

    def add(self, given: Mapping[str, Any]) -> int:
        """Set a fault, as in the schema ``Fault``, and return its id; raises `TooManyFaults`."""
        with self._lock:
            self._forget_what_is_over()
            if len(self._set) >= LIMIT:
                raise TooManyFaults(limit=LIMIT)
            fault_id = next(self._ids)
            ends = self.clock.now() + given.get("ttl", TTL)
            self._set[fault_id] = self._fault(given, f"fault {fault_id}", ends)
            self._arrange()
            return fault_id

    def __iter__(self) -> Iterator[tuple[int, Fault]]:
        """Iterate over the faults that were set and are not over, each after its id, the oldest first."""
        now = self.clock.now()
        return iter([each for each in list(self._set.items()) if not each[1].is_over(now)])

    def __getitem__(self, fault_id: int) -> Fault:
        """Return a fault that was set; raises `UnknownFault`."""
        fault = self._set.get(fault_id)
        if fault is None or fault.is_over(self.clock.now()):
            raise UnknownFault
        return fault

    def remove(self, fault_id: int) -> None:
        """Take a fault away; raises `UnknownFault`."""
        with self._lock:
            self[fault_id]
            del self._set[fault_id]
            self._arrange()

    def clear(self) -> None:
        """Take all faults away that were set; the next one has the id 1 again."""
        with self._lock:
            self._set.clear()
            self._ids = itertools.count(1)
            self._arrange()

    def effect(self, faults: Sequence[Fault]) -> Effect | None:
        """Return what those of ``faults`` that strike do to a request, None if none does."""
        now, whole = self.clock.now(), Effect()
        for fault in faults:
            if not fault.strikes(now):
                continue
            effect = fault.effect(now)
            whole = effect._replace(names=whole.names + effect.names, delay=min(whole.delay + effect.delay, MAX_DELAY))
            if whole.answer is not None or whole.connection is not None:
                break
        if any(fault.is_over(now) for fault in faults):
            with self._lock:
                self._forget_what_is_over()
        return whole if whole.names else None

    def effect_of(self, arguments: Mapping[str, Any]) -> Effect | None:
        """Return what the faults of these parameters do to a request, None for nothing."""
        found: tuple[Fault, ...] = ()
        for name, by_value in self._by_parameter.items():
            if (value := arguments.get(name)) in by_value:
                found += by_value[value]
        if not found:
            return None
        if len(self._by_parameter) > 1:
            found = tuple(fault for fault in self._all() if fault in found)
        return self.effect([fault for fault in found if fault.concerns(arguments)])

    def _switch(self, name: str | None, ends: float) -> None:
        given = [] if name is None else self.scenarios[name]["faults"]
        self._active, self._active_ends = name, ends
        self._of_scenario = tuple(
            self._fault(each, f"scenario {name} {number}", ends) for number, each in enumerate(given)
        )
        self._arrange()

    def _forget_what_is_over(self) -> None:
        now = self.clock.now()
        self._set = {fault_id: fault for fault_id, fault in self._set.items() if not fault.is_over(now)}
        self._of_scenario = tuple(fault for fault in self._of_scenario if not fault.is_over(now))
        self._rules = tuple(fault for fault in self._rules if not fault.is_over(now))
        self._arrange()

    def _arrange(self) -> None:
        """Sort the faults into those of every request and those of a parameter's value, so that looking is cheap."""
        everywhere: list[Fault] = []
        by_parameter: dict[str, dict[Any, tuple[Fault, ...]]] = {}
        for fault in self._all():
            if fault.when:
                name, value = next(iter(fault.when.items()))
                by_value = by_parameter.setdefault(name, {})
                by_value[value] = (*by_value.get(value, ()), fault)
            else:
                everywhere.append(fault)
        self.everywhere, self._by_parameter = tuple(everywhere), by_parameter

    def _all(self) -> tuple[Fault, ...]:
        """Return all faults in the order in which they count."""
        return (*self._set.values(), *self._of_scenario, *self._rules)

    def _fault(self, given: Mapping[str, Any], origin: str, ends: float = math.inf) -> Fault:
        return Fault(given, origin, ends, self._sequence(origin))

    def _sequence(self, origin: str) -> random.Random:
        # A sequence for each fault: what one of them draws does not change when another is set.
        return random.Random(None if self._seed is None else f"{self._seed} {origin}")  # noqa: S311 - no secrets
