"""``thulium-mock requests``: the journal from a shell, a line a request, and as it goes on."""

import argparse
import json
import re
import sys
from contextlib import suppress
from typing import Any

from thulium_mock.cli import values
from thulium_mock.cli.options import add_json, new_command


def add_to(commands: Any) -> None:
    """Add the command to the parser's ``commands``."""
    requests = new_command(commands, "requests", "show the requests that came, the newest last")
    requests.add_argument("--follow", action="store_true", help="go on with those that come, until Ctrl-C")
    requests.add_argument(
        "--limit",
        type=values.whole_number(1000),
        default="20",
        metavar="N",
        help="how many at first [default: 20]",
    )
    requests.add_argument("--status", type=int, help="only those that were answered so")
    requests.add_argument("--method", help="only those with this method")
    requests.add_argument("--path", help="only those to this path, in which * stands for any text")
    add_json(requests, "a line of JSON for each request, as GET /_mock/requests shows it")
    requests.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print what the journal keeps, then, if asked, what comes."""
    from thulium_mock.cli.client import Client
    from thulium_mock.cli.following import Follower
    from thulium_mock.inspection.request_line import Line

    client = Client(options)
    line = Line(colours=sys.stdout.isatty())

    def show(request: dict[str, Any]) -> None:
        print(json.dumps(request, ensure_ascii=False) if options.json else line.of(request), flush=options.follow)

    # Asked for first, so that no request is lost between the list and the stream.
    newest = client.get("/requests", limit=1)["result"] if options.follow else []
    last = newest[0]["number"] if newest else 0
    filters = {"status": options.status, "method": options.method, "path": options.path}
    listed = client.get("/requests", limit=options.limit, **filters)["result"]
    for request in reversed(listed):
        if not options.follow or request["number"] <= last:
            show(request)
    if options.follow:
        # Asked to end, ending is success.
        with suppress(KeyboardInterrupt):
            for request in Follower(client, last, _say).requests():
                if _fits(request, **filters):
                    show(request)
    return 0


def _say(text: str) -> None:
    print(f"thulium-mock: {text}", file=sys.stderr, flush=True)


def _fits(request: dict[str, Any], *, status: int | None, method: str | None, path: str | None) -> bool:
    """Tell what the mock tells by itself when it lists requests."""
    pattern = ".*".join(map(re.escape, (path or "*").split("*")))
    return (
        status in (None, request["status"])
        and method in (None, request["method"])
        and re.fullmatch(pattern, request["path"], re.DOTALL) is not None
    )
