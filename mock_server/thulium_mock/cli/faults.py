"""``thulium-mock fault``, ``faults`` and ``scenario``: fault injection on the command line."""

import argparse
import re
from typing import Any

from thulium_mock.cli.client import Client
from thulium_mock.cli.options import CommandError, add_json, new_command, number, pair
from thulium_mock.standard_streams import json_line

_CONNECTION = ("drop", "reset", "empty", "truncate", "malformed", "trickle")
_TTL: dict[str, Any] = {
    "type": number("a time to live", 1, 86400),
    "metavar": "SECONDS",
    "help": "how long, at most 86400 [default: 600]",
}
_WHAT = {"answer", "delay", "connection", "quota"}


def add_to(commands: Any) -> None:
    """Add the commands to the parser's ``commands``."""
    fault = new_command(
        commands,
        "fault",
        "let requests go wrong, for a while",
        run_fault,
        "Let requests go wrong, for a while. At least one of --answer, --delay, --connection and --quota says how.",
    )
    what = fault.add_argument_group("what happens")
    what.add_argument(
        "--answer", type=number("a status", 200, 599), metavar="STATUS", help="answer with this status of the document"
    )
    what.add_argument("--example", metavar="NAME", help="which of the document's examples to answer with")
    retry_after = number("possible", 0, 86400)
    what.add_argument("--retry-after", type=retry_after, metavar="SECONDS", help="the Retry-After of the answer")
    what.add_argument(
        "--delay",
        type=_delay,
        metavar="MS",
        help="milliseconds before the answer: 500, anything in 200-800, or around 400~1, whose tail is long",
    )
    what.add_argument(
        "--connection",
        choices=_CONNECTION,
        help="how the connection or the answer is spoilt; a request that a browser then repeats by itself counts once",
    )
    what.add_argument("--quota", type=_quota, metavar="N/SECONDS", help="429 for requests beyond so many in this time")
    whom = fault.add_argument_group("to which requests, and for how long")
    whom.add_argument("--operation", metavar="NAME", help="if it is to this operation, such as sendMessage")
    whom.add_argument("--when", type=pair, action="append", metavar="NAME=VALUE", help="if this parameter is so")
    whom.add_argument("--share", type=_share, metavar="0..1", help="how many of them, drawn by lot")
    times = number("a number of requests", 1, 1_000_000)
    whom.add_argument("--times", type=times, metavar="N", help="only the next so many")
    whom.add_argument("--ttl", **_TTL)
    fault.add_argument("--name", help="what people are shown")
    add_json(fault)

    faults = new_command(commands, "faults", "list the faults that were set, or take them away", run_faults)
    away = faults.add_mutually_exclusive_group()
    away.add_argument("--clear", action="store_true", help="take all of them away")
    fault_id = number("the id of a fault", 1, 2**31 - 1)
    away.add_argument("--remove", type=fault_id, metavar="ID", help="take this one away")
    add_json(faults)

    scenario = new_command(commands, "scenario", "switch to a scenario, or list them all", run_scenario)
    choice = scenario.add_mutually_exclusive_group()
    choice.add_argument("scenario", nargs="?", metavar="NAME", help="the scenario to switch to")
    choice.add_argument("--off", action="store_true", help="switch to none")
    scenario.add_argument("--ttl", **_TTL)


def run_fault(client: Client, options: argparse.Namespace) -> None:
    """Inject a fault."""
    names = ("name", "operation", "share", "times", "ttl", "delay", "connection", "quota")
    wanted = {name: getattr(options, name) for name in names if getattr(options, name) is not None}
    answer = {"code": options.answer, "example": options.example, "retry_after": options.retry_after}
    if given := {name: value for name, value in answer.items() if value is not None}:
        wanted["answer"] = given
    if given.keys() == {"retry_after"}:
        raise CommandError("--retry-after is that of an answer: give --answer or --example, too.")
    if not _WHAT & wanted.keys():
        raise CommandError("nothing is said to happen: give --answer, --delay, --connection or --quota.")
    if options.when:
        when = dict(options.when)
        if len(when) < len(options.when):
            raise CommandError("--when has a parameter twice: a request has one value of each.")
        wanted["when"] = _typed(when)
    fault = client.ask("POST", "/faults", wanted)
    print(json_line(fault) if options.json else _line(fault))


def run_faults(client: Client, options: argparse.Namespace) -> None:
    """List the faults, or remove one or all."""
    if options.clear:
        client.ask("DELETE", "/faults")
    elif options.remove is not None:
        client.ask("DELETE", f"/faults/{options.remove}")
    else:
        faults = client.get("/faults")["result"]
        print(json_line(faults) if options.json else "\n".join(map(_line, faults)) or "no faults")


def run_scenario(client: Client, options: argparse.Namespace) -> None:
    """Switch to a scenario or to none; without either, list them."""
    if options.off or options.scenario is not None:
        ttl = {} if options.ttl is None else {"ttl": options.ttl}
        client.ask("PUT", "/scenario", {"name": options.scenario, **ttl})
        return
    active = client.get("/scenario")
    for each in client.get("/scenarios")["result"]:
        on = each["name"] == active["name"]
        print(f"{'*' if on else ' '} {each['name']}  {each['title']['en']}", end="")
        print(f"  (for {active['expires_in']:.0f} s more)" if on else "")


def _line(fault: dict[str, Any]) -> str:
    known = ("fault_id", "name", "hits", "expires_in", "ttl")
    parts = [f"{name} {_plain(value)}" for name, value in fault.items() if name not in known]
    return (
        f"{fault['fault_id']}  {fault['name']}  {', '.join(parts)}"
        f"  (struck {fault['hits']} times, {fault['expires_in']:.0f} s left)"
    )


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(f"{name}={each}" for name, each in value.items())
    return str(value)


def _typed(when: dict[str, str]) -> dict[str, object]:
    """Return the values of the document's integer and boolean parameters as such."""
    from thulium_mock.openapi.documents import operations, vendor_document

    parameters = [each for _, _, operation in operations(vendor_document()) for each in operation["parameters"]]
    types = {each["name"]: each["schema"]["type"] for each in parameters}
    patterns = {"integer": "-?[0-9]{1,15}", "boolean": "true|false"}

    def typed(name: str, value: str) -> object:
        if not re.fullmatch(patterns.get(types.get(name, ""), "(?!)"), value):
            return value
        return int(value) if types[name] == "integer" else value == "true"

    return {name: typed(name, value) for name, value in when.items()}


def _delay(text: str) -> dict[str, float]:
    if found := re.fullmatch("([0-9]{1,6})", text):
        return {"milliseconds": int(found[1])}
    if found := re.fullmatch("([0-9]{1,6})-([0-9]{1,6})", text):
        return {"from": int(found[1]), "to": int(found[2])}
    if found := re.fullmatch(r"([0-9]{1,6})~([0-9](?:\.[0-9]{1,3})?)", text):
        return {"median": int(found[1]), "sigma": float(found[2])}
    raise argparse.ArgumentTypeError(f"{text!r} is not a delay: give milliseconds such as 500, 200-800 or 400~1")


def _share(text: str) -> float:
    if not re.fullmatch(r"0?\.[0-9]{1,9}|[01](\.0*)?", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a share: give a number from 0 to 1, such as 0.1")
    return float(text)


def _quota(text: str) -> dict[str, int]:
    if not (found := re.fullmatch("([0-9]{1,7})/([0-9]{1,5})", text)):
        raise argparse.ArgumentTypeError(f"{text!r} is not a quota: give requests and seconds, such as 5/10")
    return {"requests": int(found[1]), "seconds": int(found[2])}
