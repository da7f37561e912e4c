"""The cases: calls that every generated client makes, read from `cases.yaml`."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.http.messages import Response
from tests.servers import CREDENTIALS

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Case:
    """One call, by the document's names; its answer is the mock's, or a `stranger`'s."""

    group: str
    name: str
    call: str
    given: dict[str, Any]
    answer: str = ""
    stranger: Response | None = None
    language: str = ""
    user: str = CREDENTIALS[0]
    password: str = CREDENTIALS[1]

    def line(self, base_url: str, given: dict[str, Any]) -> str:
        """Return the call as drivers read it: a line of JSON."""
        connection = {"baseUrl": base_url, "user": self.user, "password": self.password}
        headers = {"Accept-Language": self.language} if self.language else {}
        return json.dumps({"call": self.call, "given": given, "headers": headers, "connection": connection})


@cache
def cases() -> tuple[Case, ...]:
    """Return all cases, each text at each place among them."""
    read = yaml.safe_load((HERE / "cases.yaml").read_text("utf-8"))
    found = [Case(**{**each, "stranger": _response(each.get("stranger"))}) for each in read["cases"]]
    for place in read["places"]:
        for name, text in read["texts"].items():
            given = {**place["given"], place["argument"]: text}
            found.append(Case("characters", f"{name} in the {place['name']}", place["call"], given))
    return tuple(found)


def _response(stranger: dict[str, Any] | None) -> Response | None:
    if stranger is None:
        return None
    body = json.dumps(stranger["json"]) if "json" in stranger else stranger.get("text", "")
    kind = (("Content-Type", stranger.get("type", "application/json")),) if body else ()
    return Response(stranger["status"], kind, body.encode())
