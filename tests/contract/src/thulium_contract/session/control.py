"""Client of a target's control API, and the model of the conversations that it must show."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from thulium_contract.expected.expectation import Expected
from thulium_contract.http.exchange import Exchange, Request, Response, control_root
from thulium_contract.requests.fixtures import Rows as Fixtures
from thulium_contract.targets.target import Target

CLIENT_DATA = ("client_name", "client_surname", "client_email", "client_id")
_CREATED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{1,6}Z")
PAGE = 1000
"""Limit of a page of conversations in the control API."""


class ControlFailed(Exception):
    """Deviation of the control API from its document; the sentence says which."""


class Control:
    """Client of the control API of ``target``; ``token`` is its bearer token, None if it needs none."""

    def __init__(self, target: Target, token: str | None = None) -> None:
        self.target = target
        self.root = control_root(target.base_path)
        self.headers = (("Authorization", f"Bearer {token}"),) if token else ()

    def ask(self, method: str, path: str, body: Any = None) -> Response:
        """Send one request and return its answer."""
        content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        media_type = () if body is None else (("Content-Type", "application/json"),)
        return self.target.send(Request(f"{self.root}/{path}", method, (*self.headers, *media_type), content))

    def read(self, method: str, path: str, body: Any = None) -> Any:
        """Return the JSON of a success; raises `ControlFailed`."""
        response = self.ask(method, path, body)
        value, problem = Exchange(Request(path), response).read
        if response.status != 200 or problem:
            raise ControlFailed(
                f"{method} {self.root}/{path} answered {response.problem or response.status} {problem}".strip()
            )
        return value

    def offered(self) -> bool:
        """Tell whether the target has a control API that lets us in."""
        value, problem = Exchange(Request("fixtures"), self.ask("GET", "fixtures")).read
        return not problem and isinstance(value, dict) and "queues" in value

    def fixtures(self) -> Fixtures:
        """Return what the target knows."""
        fixtures: Fixtures = self.read("GET", "fixtures")
        return fixtures

    def put(self, fixtures: Fixtures) -> None:
        """Replace what the target knows; raises `ControlFailed` if it does not know exactly that afterwards."""
        answered = self.read("PUT", "fixtures", fixtures)
        for shown in (answered, self.fixtures()):
            if _sorted({kind: rows for kind, rows in shown.items() if kind in fixtures}) != _sorted(fixtures):
                raise ControlFailed("the fixtures that were put are not those that are shown")

    def reset(self) -> None:
        """Forget all conversations and go back to the fixtures of the start."""
        response = self.ask("POST", "reset")
        if response.status != 204:
            raise ControlFailed(f"POST {self.root}/reset answered {response.problem or response.status}")

    def count(self) -> int:
        """Return how many conversations there are."""
        return self.page(1, 0)[0]

    def page(self, limit: int, offset: int) -> tuple[int, list[dict[str, Any]]]:
        """Return how many conversations there are, and a page of them, the newest first."""
        value = self.read("GET", f"conversations?limit={limit}&offset={offset}")
        try:
            return int(value["count"]), list(value["result"])
        except (TypeError, LookupError) as error:
            raise ControlFailed("the list of conversations has no count and result") from error

    def newest(self, number: int) -> tuple[int, list[dict[str, Any]]]:
        """Return how many conversations there are, and the newest ``number`` of them, the newest first."""
        found: list[dict[str, Any]] = []
        count = -1
        while len(found) < number or count < 0:
            count, page = self.page(max(1, min(PAGE, number - len(found))), len(found))
            found += page
            if not page:
                break
        return count, found[:number]

    def conversation(self, conversation_id: str) -> dict[str, Any]:
        """Return one conversation."""
        value: dict[str, Any] = self.read("GET", f"conversations/{conversation_id}")
        return value


class Register:
    """Index of customers by all identifiers; of several matches, the one with the lowest id."""

    def __init__(self, customers: Sequence[Mapping[str, Any]]) -> None:
        self._found: dict[tuple[str, Any], int] = {}
        for row in customers:
            for key in ("id", "client_id", "email"):
                if key in row:
                    place = key, _comparable(key, row[key])
                    self._found[place] = min(row["id"], self._found.get(place, row["id"]))

    def is_contested(self, values: Mapping[str, Any]) -> bool:
        """Tell whether it depends on the order of matching which customer is found."""
        alone = (self.match({name: value})[0] for name, value in values.items())
        return len({found for found in alone if found is not None}) > 1

    def match(self, values: Mapping[str, Any]) -> tuple[int | None, str | None]:
        """Return the customer that the document's order of matching finds, and the parameter that found them."""
        for parameter, key in (("customer_id", "id"), ("client_id", "client_id"), ("client_email", "email")):
            if parameter in values:
                found = self._found.get((key, _comparable(key, values[parameter])))
                if found is not None:
                    return found, parameter
        return None, None


def stored(conversation_id: str, expected: Expected, customers: Register) -> dict[str, Any]:
    """Return what must be stored of an accepted request, but for the time."""
    customer_id, matched_by = customers.match(expected.values)
    return {
        "conversation_id": conversation_id,
        "chat_queue_id": expected.values.get("chat_queue_id"),
        "customer_id": customer_id,
        "matched_by": matched_by,
        **{name: expected.values.get(name) for name in CLIENT_DATA},
        "parameters": dict(expected.values),
    }


def difference(shown: Mapping[str, Any], right: Mapping[str, Any], earliest: float, latest: float) -> str:
    """Return what is wrong with a conversation as the target shows it, nothing if it is right to the letter.

    ``earliest`` and ``latest`` are the Unix times between which it was started.
    """
    for name, value in right.items():
        if name not in shown or shown[name] != value or type(shown[name]) is not type(value):
            return f"{name} is {_short(shown.get(name))} where {_short(value)} was sent or matched"
    created = str(shown.get("created_at"))
    try:
        moment = datetime.fromisoformat(created).timestamp() if _CREATED.fullmatch(created) else None
    except ValueError:
        moment = None
    if moment is None:
        return f"created_at is {created!r}"
    return (
        "" if earliest - 1 <= moment <= latest + 1 else f"created_at is {created!r}, which is not when it was started"
    )


def _comparable(key: str, value: Any) -> Any:
    """Return a value as it is compared: e-mail addresses in any case."""
    return value.casefold() if key == "email" else value


def _sorted(fixtures: Any) -> Any:
    if not isinstance(fixtures, dict):
        return None
    return {kind: sorted((json.dumps(row, sort_keys=True) for row in rows), key=str) for kind, rows in fixtures.items()}


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 80 else f"{text[:60]}… ({len(text)} characters)"
