"""``thulium-mock deliveries`` and ``trigger``: webhook deliveries on the command line."""

import argparse
import sys
import time
from contextlib import suppress
from typing import Any

from thulium_mock.cli.client import Client
from thulium_mock.cli.options import CommandError, add_json, new_command, number, pair
from thulium_mock.standard_streams import json_line

_INTERVAL = 0.5
"""Seconds between two polls of the deliveries."""


def add_to(commands: Any) -> None:
    """Add the commands to the parser's ``commands``."""
    deliveries = new_command(commands, "deliveries", "show what was sent to webhooks, the newest last", run_deliveries)
    deliveries.add_argument("--follow", action="store_true", help="go on with those that come, until Ctrl-C")
    limit = number("possible", 1, 1000)
    deliveries.add_argument("--limit", type=limit, default=20, metavar="N", help="how many at first [default: 20]")
    deliveries.add_argument(
        "--again", type=number("a delivery", 1, 10**15 - 1), metavar="N", help="send this one again"
    )
    add_json(deliveries, "a line of JSON for each delivery, as GET /_mock/deliveries shows it")
    text = "send an example of an event to a target, without a mock"
    trigger: argparse.ArgumentParser = commands.add_parser("trigger", help=text, description=f"{text}.")
    trigger.add_argument("action", metavar="ACTION", help="such as CHAT_CONVERSATION_CREATED")
    trigger.add_argument("--url", required=True, help="where to send it")
    trigger.add_argument("--user", default="", help="name of the Basic credentials to send")
    trigger.add_argument("--password", default="", help="password of the Basic credentials to send")
    trigger.add_argument("--set", action="append", type=pair, default=[], metavar="NAME=VALUE", help="a field of it")
    trigger.add_argument("--json", action="store_true", help="send JSON in place of a form")
    trigger.set_defaults(run=run_trigger)


def run_deliveries(client: Client, options: argparse.Namespace) -> None:
    """Print the deliveries, with ``--follow`` also new ones, or redeliver one."""
    if options.again is not None:
        client.ask("POST", f"/deliveries/{options.again}/again")
        return
    told: set[int] = set()
    limit, first = options.limit, 0
    # Ctrl-C is the way to stop it, so it is success.
    with suppress(KeyboardInterrupt):
        while True:
            listed = client.get("/deliveries", limit=limit)["result"]
            first = first or min((each["number"] for each in listed), default=1)
            for each in reversed(listed):
                is_news = each["number"] >= first and each["number"] not in told
                if is_news and (not options.follow or each["state"] != "pending"):
                    told.add(each["number"])
                    print(json_line(each) if options.json else line(each), flush=options.follow)
            if not options.follow:
                return
            limit = 1000
            time.sleep(_INTERVAL)


def run_trigger(options: argparse.Namespace) -> int:
    """Send an example of an event, and print the result."""
    # Imported late, so that --help and wrong usage are answered at once.
    import asyncio

    from thulium_mock.openapi.documents import example_events, vendor_document
    from thulium_mock.state.webhooks import Webhook
    from thulium_mock.webhooks.sending import send

    known = example_events(vendor_document())
    if options.action not in known:
        raise CommandError(f"there is no action {options.action}: give one of {', '.join(known)}.")
    webhook = Webhook(0, (), options.url, options.user, options.password)
    event = known[options.action] | dict(options.set)
    # The host is given explicitly, so it is allowed.
    attempt = asyncio.run(send(webhook, event, None, as_json=options.json))
    print(attempt.error or f"{attempt.status} {attempt.answer}".rstrip())
    if attempt.error:
        print(f"thulium-mock: {options.url} has not received it", file=sys.stderr)
    return 0 if 200 <= (attempt.status or 0) < 300 else 1


def line(delivery: dict[str, Any]) -> str:
    """Return number, action, target, state, and the status or the error of a delivery."""
    attempt = delivery["attempt"] or {}
    became = attempt.get("error") or attempt.get("status") or ""
    words = delivery["number"], delivery["event"].get("action"), delivery["url"], delivery["state"], became
    return "  ".join(map(str, words)).rstrip()
