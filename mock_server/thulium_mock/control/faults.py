"""Handlers of injected faults and scenarios."""

from typing import Any

from thulium_mock.faults.fault import Fault
from thulium_mock.faults.fault_checks import FaultChecks, refuse
from thulium_mock.faults.fault_set import TTL
from thulium_mock.state.spaces import Space


class FaultControl:
    """Handlers of the tag ``faults``; ``checks`` validate against the served document."""

    def __init__(self, checks: FaultChecks) -> None:
        self.checks = checks

    async def list_faults(self, space: Space) -> dict[str, Any]:
        """Return the added faults that are not over."""
        result = [_present(space, *each) for each in await space.added_faults()]
        return {"count": len(result), "result": result}

    async def create_fault(self, space: Space, body: dict[str, Any]) -> dict[str, Any]:
        """Add a fault; raises `InvalidRequest`, `TooManyFaults`."""
        refuse(self.checks.of_fault(body))
        return _present(space, *await space.fault(await space.add_fault(body)))

    async def delete_faults(self, space: Space) -> None:
        """Remove all faults that were added."""
        await space.remove_faults()

    async def get_fault(self, space: Space, fault_id: int) -> dict[str, Any]:
        """Return one fault; raises `UnknownFault`."""
        return _present(space, *await space.fault(fault_id))

    async def delete_fault(self, space: Space, fault_id: int) -> None:
        """Remove one fault; raises `UnknownFault`."""
        await space.remove_fault(fault_id)

    async def list_scenarios(self, space: Space) -> dict[str, Any]:
        """Return the scenarios of the fixtures."""
        result = (await space.fixtures()).get("scenarios", [])
        return {"count": len(result), "result": result}

    async def get_scenario(self, space: Space) -> dict[str, Any]:
        """Return the active scenario, if there is one."""
        name, expires_at = await space.scenario() or (None, None)
        for scenario in (await space.fixtures()).get("scenarios", []):
            if scenario["name"] == name and expires_at is not None:
                return {"name": name, "title": scenario["title"], "expires_in": _seconds_left(space, expires_at)}
        return {"name": None, "title": None, "expires_in": None}

    async def put_scenario(self, space: Space, body: dict[str, Any]) -> dict[str, Any]:
        """Switch to a scenario, or to none; raises `UnknownScenario`."""
        await space.switch_scenario(body["name"], body.get("ttl", TTL))
        return await self.get_scenario(space)


def _present(space: Space, fault: Fault, hits: int) -> dict[str, Any]:
    return {
        **fault.given,
        "fault_id": int(fault.fault_id),
        "name": fault.name,
        "hits": hits,
        "expires_in": _seconds_left(space, fault.expires_at),
    }


def _seconds_left(space: Space, expires_at: float) -> float:
    # It may expire meanwhile.
    return round(max(0, expires_at - space.clock.now()), 3)
