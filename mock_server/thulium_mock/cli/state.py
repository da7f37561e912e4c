"""``thulium-mock wait``, ``reset``, ``seed``, ``spaces`` and ``agent``: a mock's state on the command line."""

import argparse
import sys
import time
from typing import Any
from urllib.parse import quote

from thulium_mock.cli.client import Client, Unreachable
from thulium_mock.cli.options import CommandError, add_json, add_timeout, new_command, seed
from thulium_mock.standard_streams import json_line

_INTERVAL = 0.1
"""Seconds between two attempts to reach a mock."""

_ANSWER_TIMEOUT = 2
"""Timeout of one attempt to reach a mock, in seconds."""


def add_to(commands: Any) -> None:
    """Add the commands to the parser's ``commands``."""
    wait = new_command(
        commands,
        "wait",
        "wait until a mock is ready",
        run_wait,
        "Wait until a mock serves. Exit status: 0 it does, 1 it does not in time, 2 it refuses to say.",
    )
    add_timeout(wait, 30, "")
    new_command(commands, "reset", "start afresh: forget conversations, requests and faults", run_reset)
    seeding = new_command(commands, "seed", "make ids and faults repeat exactly from here on", run_seed)
    which = seeding.add_mutually_exclusive_group(required=True)
    which.add_argument("seed", type=seed, nargs="?", metavar="N", help="the seed")
    which.add_argument("--off", action="store_true", help="ids and faults that nobody can foresee")
    spaces = new_command(commands, "spaces", "list the spaces, or remove one", run_spaces)
    spaces.add_argument("--remove", metavar="NAME", help="remove this one, with all that is in it")
    add_json(spaces)
    agent = new_command(commands, "agent", "play the agent: take a conversation, reply in it, end it", run_agent)
    agent.add_argument("action", choices=("assign", "reply", "close"), help="what the agent does")
    agent.add_argument("id", metavar="ID", help="the conversation")
    agent.add_argument("text", nargs="?", metavar="TEXT", help="what the agent writes, for reply")
    agent.add_argument("--login", help="who the agent is [default: who has the conversation, or agent]")
    add_json(agent, "print the conversation, as GET /_mock/conversations/ID shows it")


def run_wait(client: Client, options: argparse.Namespace) -> int:
    """Poll the health check until the mock answers; return 1 at the timeout."""
    client.timeout = min(_ANSWER_TIMEOUT, max(_INTERVAL, options.timeout))
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


def run_reset(client: Client, _: argparse.Namespace) -> None:
    """Reset the space to its baseline."""
    client.ask("POST", "/reset")


def run_seed(client: Client, options: argparse.Namespace) -> None:
    """Set the seed of the space."""
    client.ask("POST", "/seed", {"seed": options.seed})


def run_spaces(client: Client, options: argparse.Namespace) -> None:
    """List the spaces, or remove one."""
    # The list of spaces belongs to the mock, not to a space.
    client.space = None
    if options.remove is not None:
        client.ask("DELETE", f"/spaces/{quote(options.remove, safe='')}")
        return
    listed = client.get("/spaces")["result"]
    if options.json:
        print(json_line(listed))
        return
    for each in listed:
        seed_text = "" if each["seed"] is None else f", seed {each['seed']}"
        print(
            f"{each['name']}  {client.root}{each['base_path']}"
            f"  {each['conversations']} conversations, {each['requests']} requests{seed_text}"
        )


def run_agent(client: Client, options: argparse.Namespace) -> None:
    """Act as the agent, and print the conversation."""
    if (options.action == "reply") != bool(options.text):
        raise CommandError("TEXT is what the agent writes: give it with reply, and with nothing else.")
    action: dict[str, object] = {"login": options.login} if options.login else {}
    if options.action == "assign":
        action.setdefault("login", "agent")
    elif options.action == "reply":
        action["text"] = options.text
    else:
        action["close"] = True
    shown = client.ask("POST", f"/conversations/{quote(options.id, safe='')}/agent", action)
    if options.json:
        print(json_line(shown))
    else:
        print(f"{shown['conversation_id']}  {shown['status']}  {shown['user_login'] or '-'}")
