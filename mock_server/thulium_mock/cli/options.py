"""The options that all commands for shells have: which mock is meant, and how to reach it."""

import argparse
import os
from typing import Any

from thulium_mock.cli import values

DEFAULT_URL = "http://127.0.0.1:4010"
ENVIRONMENT = {"url": "THULIUM_MOCK_URL", "token": "THULIUM_MOCK_TOKEN"}
"""The environment variable of each option that has one; the command line wins."""


def new_command(commands: Any, name: str, text: str, description: str = "") -> argparse.ArgumentParser:
    """Add a command that reaches a mock, with the options that say which one and how."""
    command: argparse.ArgumentParser = commands.add_parser(name, help=text, description=description or f"{text}.")
    which = command.add_argument_group("which mock")
    which.add_argument(
        "--url",
        type=values.mock_url,
        default=os.environ.get(ENVIRONMENT["url"]) or DEFAULT_URL,
        help=f"address of the mock, as its banner shows it [{ENVIRONMENT['url']}; default: {DEFAULT_URL}]",
    )
    which.add_argument("--space", metavar="NAME", help="the space that is meant [default: that of the URL, if any]")
    which.add_argument(
        "--token",
        default=os.environ.get(ENVIRONMENT["token"]),
        help=f"what a mock beyond loopback prints at start [{ENVIRONMENT['token']}]",
    )
    which.add_argument("--insecure", action="store_true", help="accept the self-signed certificate of --tls")
    return command


def add_json(command: argparse.ArgumentParser, text: str = "print JSON") -> None:
    """Add the option for output that programs read."""
    command.add_argument("--json", action="store_true", help=text)
