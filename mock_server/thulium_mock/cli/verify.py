"""``thulium-mock verify``: verification of requests or deliveries, with the nearest misses."""

import argparse
import json
import sys
import time
from typing import Any

from thulium_mock.cli.client import Client
from thulium_mock.cli.deliveries import line as delivery_line
from thulium_mock.cli.options import add_json, add_timeout, new_command, number, pair
from thulium_mock.inspection.request_line import Line
from thulium_mock.standard_streams import json_line

_REQUEST = ("method", "path", "status", "state", "conversation_id", "customer_id", "error_code")
_DELIVERY = ("state", "webhook_id", "url", "status", "error", "fault")
_GROUPS = ("query", "headers", "body", "event")
_NAMES = (
    f"{', '.join(_REQUEST)}, query.NAME, headers.NAME or body.NAME; of deliveries {', '.join(_DELIVERY)} or event.NAME"
)
_INTERVAL = 0.1
"""Seconds between two verifications."""


def add_to(commands: Any) -> None:
    """Add the command to the parser's ``commands``."""
    verify = new_command(
        commands,
        "verify",
        "verify that certain requests came",
        run,
        "Verify that certain requests came. Exit status: 0 they did, 1 they did not; then those that come nearest are"
        " shown, with each field that differs.",
    )
    verify.add_argument(
        "fields",
        nargs="*",
        type=_field,
        metavar="FIELD=VALUE",
        help=f"what they are like: {_NAMES}; in the value * stands for any text, after == for itself; a field that is"
        " given twice has exactly these values",
    )
    verify.add_argument("--deliveries", action="store_true", help="verify deliveries to webhooks, in place of requests")
    verify.add_argument("--absent", action="append", type=_name, metavar="FIELD", help="a field that they do not have")
    for name in ("method", "path", "status"):
        verify.add_argument(f"--{name}", help=f"the same as {name}=")
    for option, text in (
        ("--count", "exactly so many"),
        ("--at-least", "so many or more [default: 1]"),
        ("--at-most", "so many or fewer"),
    ):
        count = number("a number of requests", 0, 10**15 - 1)
        verify.add_argument(option, type=count, metavar="N", help=text)
    add_timeout(verify, 0, " until they are as expected")
    add_json(verify, "print the mock's answer as JSON")


def run(client: Client, options: argparse.Namespace) -> int:
    """Verify, with retries until the timeout; return 1 if the requests are not as expected."""
    counts = {"exactly": options.count, "at_least": options.at_least, "at_most": options.at_most}
    count = {name: times for name, times in counts.items() if times is not None}
    wanted = {"matcher": _matcher(options), **({"count": count} if count else {})}
    kind = "deliveries" if options.deliveries else "requests"
    result = client.ask("POST", f"/{kind}/verify", wanted)
    end = time.monotonic() + options.timeout
    while not result["verified"] and time.monotonic() < end:
        # The tested program may send its request a moment later.
        time.sleep(_INTERVAL)
        result = client.ask("POST", f"/{kind}/verify", wanted)
    if options.json:
        print(json_line(result))
    elif result["verified"]:
        one = {"requests": "request", "deliveries": "delivery"}[kind]
        print(f"verified: {result['count']} {f'{one} matches' if result['count'] == 1 else f'{kind} match'}")
    else:
        print(f"not verified. {result['explanation']['en']}")
        line = delivery_line if options.deliveries else Line(colours=sys.stdout.isatty()).of
        for miss in result["nearest"]:
            print("  " + line(client.get(f"/{kind}/{miss['number']}")))
            for each in miss["differences"]:
                print(f"    {each['field']}: expected {_shown(each['expected'])}, was {_actual(each['actual'])}")
    return 0 if result["verified"] else 1


def _matcher(options: argparse.Namespace) -> dict[str, Any]:
    shortcuts = {name: getattr(options, name) for name in ("method", "path", "status")}
    given = [(name, _condition(value)) for name, value in shortcuts.items() if value is not None]
    conditions: dict[str, list[Any]] = {}
    for name, condition in [*given, *options.fields, *((name, {"absent": True}) for name in options.absent or ())]:
        conditions.setdefault(name, []).append(condition)
    matcher: dict[str, Any] = {}
    for name, each in conditions.items():
        group, dot, key = name.partition(".")
        (matcher.setdefault(group, {}) if dot else matcher)[key or name] = each if len(each) > 1 else each[0]
    return matcher


def _field(text: str) -> tuple[str, Any]:
    name, value = pair(text)
    return _name(name), value[1:] if value.startswith("=") else _condition(value)


def _name(text: str) -> str:
    group, dot, key = text.partition(".")
    if text not in (*_REQUEST, *_DELIVERY) and not (dot and key and group in _GROUPS):
        raise argparse.ArgumentTypeError(f"{text!r} is not a field: use {_NAMES}")
    return text


def _condition(value: str) -> Any:
    return {"like": value} if "*" in value else value


def _shown(condition: Any) -> str:
    if isinstance(condition, list):
        return ", ".join(map(_shown, condition)) or "no value"
    if isinstance(condition, dict):
        return str(condition["like"]) if "like" in condition else "nothing" if condition.get("absent") else "anything"
    return json.dumps(condition, ensure_ascii=False)


def _actual(found: list[str]) -> str:
    return ", ".join(json.dumps(each, ensure_ascii=False) for each in found) or "absent"
