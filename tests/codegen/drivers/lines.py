"""Calls and outcomes of a driver, one a line of JSON, on standard input and output."""

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

Outcome = dict[str, Any]
"""`value` of a success, or `status`, `error` and `retryAfter` of an error."""
Calls = Mapping[str, Callable[[dict[str, Any], dict[str, Any]], Outcome]]
"""What takes the arguments of each operation by the document's names, and `accept_language`."""


def serve(driver: Callable[[str, str, str], Calls]) -> None:
    """Answer calls with what ``driver`` makes of base URL, user and password."""
    for line in sys.stdin:
        asked = json.loads(line)
        connection = asked["connection"]
        headers = {name.lower().replace("-", "_"): value for name, value in asked["headers"].items()}
        try:
            calls = driver(connection["baseUrl"], connection["user"], connection["password"])
            outcome = calls[asked["call"]](asked["given"], headers)
        except Exception as error:
            outcome = {"failed": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(outcome) + "\n")
        sys.stdout.flush()
