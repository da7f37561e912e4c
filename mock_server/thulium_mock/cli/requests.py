"""``thulium-mock requests``: the journal on the command line, a line for each request, and live."""

import argparse
import json
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from thulium_mock.cli.client import Client, Unreachable
from thulium_mock.cli.options import add_json, new_command, number
from thulium_mock.inspection.request_line import Line
from thulium_mock.standard_streams import json_line
from thulium_mock.state.journal import like

_READ_TIMEOUT = 60
"""Read timeout of the stream, in seconds: four heartbeats of the mock."""

_RECONNECT_INTERVAL = 0.5
"""Seconds between two attempts to reconnect."""


def add_to(commands: Any) -> None:
    """Add the command to the parser's ``commands``."""
    requests = new_command(commands, "requests", "show the requests that came, the newest last", run)
    requests.add_argument("--follow", action="store_true", help="go on with those that come, until Ctrl-C")
    limit = number("possible", 1, 1000)
    requests.add_argument("--limit", type=limit, default=20, metavar="N", help="how many at first [default: 20]")
    requests.add_argument("--status", type=number("a status", 100, 599), help="only those that were answered so")
    requests.add_argument("--method", help="only those with this method")
    requests.add_argument("--path", help="only those to this path, in which * stands for any text")
    add_json(requests, "a line of JSON for each request, as GET /_mock/requests shows it")


def run(client: Client, options: argparse.Namespace) -> None:
    """Print the journal, with ``--follow`` also new requests."""
    line = Line(colours=sys.stdout.isatty())

    def show(request: dict[str, Any]) -> None:
        print(json_line(request) if options.json else line.of(request), flush=options.follow)

    told = _Told()
    # Read first, so that no request is lost between the list and the stream.
    for newest in client.get("/requests", limit=1)["result"]:
        told.is_news(newest)
    last = told.number
    filters = {"status": options.status, "method": options.method, "path": options.path}
    listed = client.get("/requests", limit=options.limit, **filters)["result"]
    for request in reversed(listed):
        if not options.follow or request["number"] <= last:
            told.is_news(request)
            show(request)
    if options.follow:
        # Ctrl-C is the way to stop it, so it is success.
        with suppress(KeyboardInterrupt):
            for request in _follow(client, told):
                if _fits(request, **filters):
                    show(request)


class _Told:
    """Requests already printed: all up to a ``number``, some of them while they were pending."""

    def __init__(self) -> None:
        self.number, self._started = 0, ""
        self._pending: set[int] = set()

    def is_news(self, request: dict[str, Any]) -> bool:
        """Mark a request as printed; tell whether it is new, or was printed as pending and is over."""
        number, pending = request["number"], request["state"] == "pending"
        if number <= self.number and request["started"] > self._started:
            # The mock was restarted, and numbers with it.
            self.number, self._pending = 0, set()
        news = number > self.number or (number in self._pending and not pending)
        if number > self.number:
            self.number, self._started = number, request["started"]
        (self._pending.add if pending else self._pending.discard)(number)
        return news

    @property
    def last(self) -> int:
        """Number up to which none is pending, to resume the stream after."""
        return min(self._pending, default=self.number + 1) - 1


def _follow(client: Client, told: _Told) -> Iterator[dict[str, Any]]:
    """Yield requests on arrival and once they are over, with reconnects, until the space is removed."""
    lost, client.timeout = False, _READ_TIMEOUT
    while True:
        try:
            with client.answer("GET", f"/stream?after={told.last}") as stream:
                if lost:
                    _say("the mock is back")
                lost = False
                for name, data in _events(stream):
                    if name == "request":
                        if told.is_news(data):
                            yield data
                    elif name == "missed":
                        _say(f"{data['count']} requests came too fast to be shown; the journal may have them")
                    elif data.get("what") == "reset":
                        told = _Told()
                    elif data.get("what") == "removed":
                        _say("the space was removed")
                        return
            # At its shutdown, the mock ends the stream.
            raise Unreachable("the stream ended")
        except Unreachable:
            if not lost:
                _say(f"the mock at {client.root} is gone; waiting for it")
            lost = True
            time.sleep(_RECONNECT_INTERVAL)


def _events(stream: Iterable[bytes]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield name and data of each server-sent event, as far as the mock uses the HTML standard's format."""
    name, data = "message", b""
    for line in stream:
        field, _, value = line.rstrip(b"\r\n").partition(b": ")
        if field == b"event":
            name = value.decode()
        elif field == b"data":
            data += value
        elif line in (b"\n", b"\r\n"):
            if data:
                yield name, json.loads(data)
            name, data = "message", b""


def _say(text: str) -> None:
    print(f"thulium-mock: {text}", file=sys.stderr, flush=True)


def _fits(request: dict[str, Any], *, status: int | None, method: str | None, path: str | None) -> bool:
    """Tell whether a request passes the filters, as the mock does for the list."""
    return (
        status in (None, request["status"])
        and method in (None, request["method"])
        and (not path or like(path, request["path"]))
    )
