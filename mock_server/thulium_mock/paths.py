"""Areas of the URL: the vendor's API, the control API and the console."""

from typing import Literal

Area = Literal["vendor", "control", "console"]

BASE_PATH = "/api"
"""Base path of the vendor's API."""

CONTROL = "/_mock"
"""Base path of the control API."""

_CONSOLE = ("/console/", "/docs/")
_CONSOLE_PATHS = frozenset(["/", "/console", "/docs", "/favicon.ico"])


def area_of(path: str) -> Area:
    """Return the area of a decoded path; any path that is not of the mock's own areas is the vendor's."""
    if path.startswith("/api/"):
        return "vendor"
    if path.startswith("/_mock/") or path == CONTROL:
        return "control"
    return "console" if path.startswith(_CONSOLE) or path in _CONSOLE_PATHS else "vendor"
