"""``thulium-mock agent``: play the agent of a conversation, from a shell."""

import argparse
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from thulium_mock.cli.options import CommandError, add_json, new_command
from thulium_mock.standard_streams import json_line

if TYPE_CHECKING:
    from thulium_mock.cli.client import Client


def add_to(commands: Any) -> None:
    """Add the command to the parser's ``commands``."""
    agent = new_command(commands, "agent", "play the agent: take a conversation, reply in it, end it", run)
    agent.add_argument("action", choices=("assign", "reply", "close"), help="what the agent does")
    agent.add_argument("id", metavar="ID", help="the conversation")
    agent.add_argument("text", nargs="?", metavar="TEXT", help="what the agent writes, for reply")
    agent.add_argument("--login", help="who the agent is [default: who has the conversation, or agent]")
    add_json(agent, "print the conversation, as GET /_mock/conversations/ID shows it")


def run(client: "Client", options: argparse.Namespace) -> None:
    """Do what the agent does, and print what became of the conversation."""
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
