"""Faults and scenarios: what goes wrong in a space, on purpose and for a while."""

from typing import Any

from thulium_mock.faults.fault import Fault
from thulium_mock.faults.fault_checks import FaultChecks
from thulium_mock.faults.fault_set import TTL
from thulium_mock.openapi.documents import Document
from thulium_mock.state.spaces import Space


class FaultControl:
    """The handlers of the tag ``faults``; ``document`` is the one that the mock serves."""

    def __init__(self, document: Document) -> None:
        self.checks = FaultChecks(document)

    async def list_faults(self, space: Space) -> dict[str, Any]:
        """Return the faults that were set and are not over."""
        result = [_present(space, fault_id, fault) for fault_id, fault in space.faults]
        return {"count": len(result), "result": result}

    async def create_fault(self, space: Space, body: dict[str, Any]) -> dict[str, Any]:
        """Set a fault; raises `InvalidRequest`, `TooManyFaults`."""
        self.checks.check(body)
        fault_id = space.faults.add(body)
        space.changed("faults")
        return _present(space, fault_id, space.faults[fault_id])

    async def delete_faults(self, space: Space) -> None:
        """Take all faults away that were set."""
        space.faults.clear()
        space.changed("faults")

    async def get_fault(self, space: Space, fault_id: int) -> dict[str, Any]:
        """Return one fault; raises `UnknownFault`."""
        return _present(space, fault_id, space.faults[fault_id])

    async def delete_fault(self, space: Space, fault_id: int) -> None:
        """Take one fault away; raises `UnknownFault`."""
        space.faults.remove(fault_id)
        space.changed("faults")

    async def list_scenarios(self, space: Space) -> dict[str, Any]:
        """Return the scenarios of the fixtures."""
        result = list(space.faults.scenarios.values())
        return {"count": len(result), "result": result}

    async def get_scenario(self, space: Space) -> dict[str, Any]:
        """Return the scenario that is switched on, if one is."""
        active = space.faults.active
        if active is None:
            return {"name": None, "title": None, "expires_in": None}
        scenario, left = active
        return {"name": scenario["name"], "title": scenario["title"], "expires_in": round(left, 3)}

    async def put_scenario(self, space: Space, body: dict[str, Any]) -> dict[str, Any]:
        """Switch to a scenario, or to none; raises `UnknownScenario`."""
        space.faults.switch(body["name"], body.get("ttl", TTL))
        space.changed("scenario")
        return await self.get_scenario(space)


def _present(space: Space, fault_id: int, fault: Fault) -> dict[str, Any]:
    # It may end while it is being shown.
    left = max(0, fault.ends - space.faults.clock.now())
    return {**fault.given, "fault_id": fault_id, "name": fault.name, "hits": fault.hits, "expires_in": round(left, 3)}
