"""``thulium-mock wait``: until a mock is ready, for a script that has just started one."""

import argparse
import sys
import time
from typing import Any

from thulium_mock.cli import values
from thulium_mock.cli.errors import Unreachable
from thulium_mock.cli.options import new_command

_INTERVAL = 0.1
_ANSWER_SECONDS = 2


def add_to(commands: Any) -> None:
    """Add the command to the parser's ``commands``."""
    wait = new_command(
        commands,
        "wait",
        "wait until a mock is ready",
        "Wait until a mock serves. Exit status: 0 it does, 1 it does not in time, 2 it refuses to say.",
    )
    wait.add_argument(
        "--timeout",
        type=values.seconds(86400),
        default="30",
        metavar="SECONDS",
        help="how long to wait at most [default: 30]",
    )
    wait.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Ask for the mock's health until it answers; return 1 if it does not in time."""
    from thulium_mock.cli.client import Client

    client = Client(options, min(_ANSWER_SECONDS, max(_INTERVAL, options.timeout)))
    end = time.monotonic() + options.timeout
    while True:
        try:
            version = client.document_version()
        except Unreachable as error:
            if time.monotonic() >= end:
                print(f"thulium-mock: not ready after {options.timeout:g} s: {error}", file=sys.stderr)
                return 1
            time.sleep(min(_INTERVAL, max(0, end - time.monotonic())))
        else:
            print(f"ready: {client.base_url} (document {version})")
            return 0
