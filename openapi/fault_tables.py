"""Tables of the mock's magic inputs and scenarios, from its built-in fixtures."""

from collections.abc import Mapping
from typing import Any

from thulium_mock.faults.chosen_answers import ChosenAnswers
from thulium_mock.state.fixtures import default_fixtures

from openapi.document import ROOT, load

_CONNECTIONS = {
    "drop": "no answer: the connection is closed",
    "reset": "no answer: the connection is reset",
    "empty": "the answer has no body",
    "truncate": "the answer breaks off in the middle of its body",
    "malformed": "the answer's JSON is broken",
    "trickle": "the answer comes a byte at a time, ten in a second",
}


def magic_table() -> str:
    """Return the Markdown table of the magic inputs."""
    rows = ["| send | what happens |", "|---|---|"]
    for rule in default_fixtures()["rules"]:
        sent = "&".join(f"{name}={value}" for name, value in rule["when"].items())
        rows.append(f"| `{sent}` | {described(rule)} |")
    return "\n".join(rows)


def scenario_table() -> str:
    """Return the Markdown table of the scenarios."""
    rows = ["| scenario | | what happens |", "|---|---|---|"]
    for scenario in default_fixtures()["scenarios"]:
        faults = "; ".join(described(fault) for fault in scenario["faults"])
        rows.append(f"| `{scenario['name']}` | {scenario['title']['en']} | {faults} |")
    return "\n".join(rows)


def described(fault: Mapping[str, Any]) -> str:
    """Return the effects of an injected fault, in words."""
    done = []
    if delay := fault.get("delay"):
        done.append(_delay(delay))
    if answer := fault.get("answer"):
        retry = f" with `Retry-After: {answer['retry_after']}`" if "retry_after" in answer else ""
        done.append(f"{_status(answer['example'])} `{answer['example']}`{retry}")
    if quota := fault.get("quota"):
        status, requests, seconds = _status("too-many-requests"), quota["requests"], quota["seconds"]
        done.append(f"{status} beyond {requests} requests in {seconds} s, with the rest as `Retry-After`")
    if connection := fault.get("connection"):
        done.append(_CONNECTIONS[connection])
    share = f"{fault['share']:.0%} of the requests: " if "share" in fault else ""
    return share + ", ".join(done)


def _status(example: str) -> int:
    """Return the status under which the document has an example."""
    examples = ChosenAnswers(load(ROOT / "openapi/openapi.yaml")).examples()
    return next(status for status, names in examples.items() if example in names)


def _delay(delay: Mapping[str, Any]) -> str:
    if "milliseconds" in delay:
        return f"the answer takes {delay['milliseconds'] / 1000:g} s"
    if "median" in delay:
        return f"half of the answers take {delay['median'] / 1000:g} s or more, some of them much more"
    return f"the answer takes {delay['from'] / 1000:g} to {delay['to'] / 1000:g} s"
