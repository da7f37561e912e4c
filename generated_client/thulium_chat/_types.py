"""Types of arguments."""

from typing import Annotated, Any

import httpx


class _Instance:
    """Tells pydantic's `validate_call` to check a class that is not its own by `isinstance`."""

    @staticmethod
    def __get_pydantic_core_schema__(source: Any, handler: Any) -> dict[str, Any]:
        return {"type": "is-instance", "cls": source}


TimeoutTypes = float | Annotated[httpx.Timeout, _Instance] | None
"""Seconds for a whole attempt, or an httpx.Timeout for its phases."""
