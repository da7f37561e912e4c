"""Whose a path is: the vendor's, the control API's or the console's."""

from typing import Literal

Area = Literal["vendor", "control", "console"]

BASE_PATH = "/api"
"""Where the vendor's API is served."""

CONTROL = "/_mock"
"""Where the control API is served."""

_CONSOLE = ("/console/", "/docs/")
_CONSOLE_PATHS = frozenset(["/", "/console", "/docs", "/favicon.ico"])


def area_of(path: str) -> Area:
    """Return whose a decoded path is. Neither the control API nor the console have a path that the vendor has."""
    if path.startswith("/api/"):
        return "vendor"
    if path.startswith("/_mock/") or path == CONTROL:
        return "control"
    return "console" if path.startswith(_CONSOLE) or path in _CONSOLE_PATHS else "vendor"
