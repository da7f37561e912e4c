"""Index of the faults in force in a space, by the parameters of a request.

They have three origins, in order of precedence: the control API, the active scenario, and the rules of the fixtures.
"""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from thulium_mock.faults.fault import Fault

LIMIT = 1000
"""Limit of the added faults of a space."""

TTL = 600
"""Default time to live of a fault or scenario, in seconds."""


class FaultSet:
    """Immutable set of faults, in order of precedence."""

    def __init__(self, faults: Sequence[Fault] = ()) -> None:
        self.faults = faults
        self.everywhere: tuple[Fault, ...] = ()
        """Faults without conditions on parameters."""
        self.deliveries: tuple[Fault, ...] = ()
        """Faults of deliveries to webhooks."""
        self.by_parameter: dict[str, dict[Any, list[tuple[int, Fault]]]] = {}
        """Conditional faults with their positions, by name and value of a parameter."""
        for place, fault in enumerate(faults):
            if "delivery" in fault.given:
                self.deliveries += (fault,)
            elif fault.when:
                name, value = next(iter(fault.when.items()))
                self.by_parameter.setdefault(name, {}).setdefault(value, []).append((place, fault))
            else:
                self.everywhere += (fault,)

    def concerning(self, arguments: Mapping[str, Any], operation_id: str | None = None) -> list[Fault]:
        """Return the faults of these parameters' values, for an operation."""
        found: list[tuple[int, Fault]] = []
        for name, by_value in self.by_parameter.items():
            found += by_value.get(arguments.get(name), ())
        if not found:
            return []
        in_order = sorted(found, key=itemgetter(0))
        return [fault for _, fault in in_order if fault.concerns(arguments, operation_id)]


def rules(fixtures: Mapping[str, Any]) -> list[Fault]:
    """Return the faults of the fixtures' rules."""
    return [Fault.read(f"rule {number}", given) for number, given in enumerate(fixtures.get("rules", []))]


def scenario_faults(fixtures: Mapping[str, Any], name: str, expires_at: float) -> list[Fault]:
    """Return the faults of the fixtures' scenario of this name, which expire with it; none if there is no such one."""
    return [
        Fault.read(f"scenario {name} {number}", given, expires_at)
        for scenario in fixtures.get("scenarios", [])
        if scenario["name"] == name
        for number, given in enumerate(scenario["faults"])
    ]
