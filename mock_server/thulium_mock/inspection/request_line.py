"""Terminal line of a request."""

import os
from datetime import datetime
from typing import Any

_COLOURS = {2: "32", 4: "33", 5: "31"}
"""Green, yellow and red, by the first digit of the status."""

_BODY = 200
"""Limit of the shown part of a body, in characters."""

_STATES = {"pending": "not answered yet", "given_up": "the client gave up"}


class Line:
    """Formatter of requests as lines, with ``colours`` for the status unless NO_COLOR asks for none."""

    def __init__(self, *, colours: bool) -> None:
        self._colours = colours and not os.environ.get("NO_COLOR")

    def of(self, request: dict[str, Any]) -> str:
        """Return time, status, method, URL, body, the reason of a refusal, the matched customer, and duration.

        A request that is not answered yet, or whose client gave up, says so.
        """
        started = datetime.fromisoformat(request["started"]).astimezone()
        parts = [
            f"{started:%H:%M:%S}.{started.microsecond // 1000:03}",
            self._status(request),
            request["method"],
            request["url"],
            *([_shortened(request["body"])] if request["body"] else []),
            *(f"{each['code']} {each['message']}" for each in request["errors"]),
        ]
        if customer := request["customer"]:
            names = [customer[key] for key in ("name", "surname") if customer[key]]
            parts.append(" ".join([f"customer {customer['id']}", *names, f"by {customer['matched_by']}"]))
        if request["faults"]:
            parts.append(f"fault: {', '.join(request['faults'])}")
        if request["state"] in _STATES:
            parts.append(_STATES[request["state"]])
        if request["duration_ms"] is not None:
            parts.append(f"{request['duration_ms']:.1f} ms")
        return "  ".join(map(_printable, parts[:1])) + "  " + "  ".join([parts[1], *map(_printable, parts[2:])])

    def _status(self, request: dict[str, Any]) -> str:
        status: int | None = request["status"]
        text = str(status) if status else "..." if request["state"] == "pending" else "---"
        colour = _COLOURS.get(status // 100) if status and self._colours else None
        return f"\x1b[{colour}m{text}\x1b[0m" if colour else text


def _shortened(body: str) -> str:
    return body if len(body) <= _BODY else f"{body[:_BODY]}…"


def _printable(text: str) -> str:
    """Return ``text`` without what would steer a terminal."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)
