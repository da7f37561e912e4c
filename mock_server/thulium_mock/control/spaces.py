"""Handlers of spaces and of their seeds."""

from typing import Any

from thulium_mock.state.spaces import Space, Spaces


class SpaceControl:
    """The handlers of the tag ``spaces``."""

    def __init__(self, spaces: Spaces) -> None:
        self.spaces = spaces

    async def list_spaces(self, space: Space) -> dict[str, Any]:
        """Return all spaces, the default one first, the others in the order in which they were made."""
        result = [await _present(each) for each in await self.spaces.all()]
        return {"count": len(result), "result": result}

    async def remove_space(self, space: Space, name: str) -> None:
        """Remove a space; raises `UnknownSpace` or `DefaultSpace`."""
        await self.spaces.remove(name)

    async def set_seed(self, space: Space, body: dict[str, Any]) -> dict[str, Any]:
        """Begin the sequences of ids and faults that the seed stands for."""
        await space.set_seed(body["seed"])
        return {"seed": body["seed"]}


async def _present(space: Space) -> dict[str, Any]:
    conversations, _ = await space.conversations(limit=0, offset=0)
    active = await space.scenario()
    return {
        "name": space.name,
        "base_path": space.base_path,
        "conversations": conversations,
        "requests": (await space.journal()).kept,
        "faults": len(await space.added_faults()),
        "scenario": active[0] if active else None,
        "seed": await space.seed(),
    }
