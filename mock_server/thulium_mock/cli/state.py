"""``thulium-mock reset``, ``seed`` and ``spaces``: a mock's state, from a shell."""

import argparse
import json
from typing import Any
from urllib.parse import quote

from thulium_mock.cli import values
from thulium_mock.cli.options import add_json, new_command


def add_to(commands: Any) -> None:
    """Add the commands to the parser's ``commands``."""
    reset = new_command(commands, "reset", "start afresh: forget conversations, requests and faults")
    reset.set_defaults(run=run_reset)
    seed = new_command(commands, "seed", "make ids and faults repeat exactly from here on")
    which = seed.add_mutually_exclusive_group(required=True)
    which.add_argument("seed", type=values.seed, nargs="?", metavar="N", help="the seed")
    which.add_argument("--off", action="store_true", help="ids and faults that nobody can foresee")
    seed.set_defaults(run=run_seed)
    spaces = new_command(commands, "spaces", "list the spaces, or remove one")
    spaces.add_argument("--remove", metavar="NAME", help="remove this one, with all that is in it")
    add_json(spaces)
    spaces.set_defaults(run=run_spaces)


def run_reset(options: argparse.Namespace) -> int:
    """Put the space back to how it began."""
    from thulium_mock.cli.client import Client

    Client(options).ask("POST", "/reset")
    return 0


def run_seed(options: argparse.Namespace) -> int:
    """Set the seed of the space."""
    from thulium_mock.cli.client import Client

    Client(options).ask("POST", "/seed", {"seed": options.seed})
    return 0


def run_spaces(options: argparse.Namespace) -> int:
    """List the spaces, or remove one."""
    from thulium_mock.cli.client import Client

    client = Client(options)
    # Spaces are the mock's: they have none of their own.
    client.space = None
    if options.remove is not None:
        client.ask("DELETE", f"/spaces/{quote(options.remove, safe='')}")
        return 0
    listed = client.get("/spaces")
    if options.json:
        print(json.dumps(listed["result"], ensure_ascii=False))
        return 0
    for each in listed["result"]:
        seed = "" if each["seed"] is None else f", seed {each['seed']}"
        print(
            f"{each['name']}  {client.origin}{each['base_path']}"
            f"  {each['conversations']} conversations, {each['requests']} requests{seed}"
        )
    return 0
