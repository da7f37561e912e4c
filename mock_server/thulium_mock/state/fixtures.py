"""Fixtures: loading and validation of API users, queues, customers, magic inputs (rules) and scenarios."""

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import cast

from thulium_mock.faults.fault_checks import FaultChecks, Violation
from thulium_mock.openapi.documents import Document
from thulium_mock.openapi.request_body import control_body
from thulium_mock.serialization import to_json
from thulium_mock.state.directory import Fixtures
from thulium_mock.text_files import FileError, parse_yaml, read_yaml

_UNIQUE = {"users": "name", "queues": "id", "customers": "id", "scenarios": "name", "agents": "login"}


class FixturesError(Exception):
    """A fixtures file that cannot be used; the sentence says where and why."""


def default_fixtures() -> Fixtures:
    """Return the fixtures that hold the vendor's examples."""
    fixtures: Fixtures = json.loads(_packaged_fixtures())
    return fixtures


def load_fixtures(path: Path, document: Document | None = None) -> Fixtures:
    """Return the fixtures in a YAML or JSON file, `checked`; raises `FixturesError`."""
    source = f"the fixtures file {path}"
    try:
        return checked(read_yaml(path), source, document)
    except FileError as error:
        raise FixturesError(f"{source} {error}") from error


def checked(fixtures: object, source: str = "the fixtures", document: Document | None = None) -> Fixtures:
    """Return ``fixtures`` if they can be used, else raise `FixturesError`.

    They fit the schema, their names and ids are unique, and the answers and parameters of their faults are those of
    ``document``, if that is known yet.
    """
    problems = control_body("Fixtures").problems(fixtures)
    broken = bool(problems)
    problems += [f"at {where}: given before" for where in repeated(fixtures)]
    if not broken:
        known = cast(Fixtures, fixtures)
        of_faults = FaultChecks(document).of_fixtures(known) if document is not None else ()
        problems += [f"at {where}: {rule}" for where, rule in chain(of_faults, agent_violations(known))]
    if problems:
        raise FixturesError(f"{source} cannot be used. Mend {'; '.join(problems[:5])}.")
    return cast(Fixtures, fixtures)


def repeated(fixtures: object) -> list[str]:
    """Return JSON pointers to duplicate names of users and scenarios, and ids of queues and customers."""
    found = []
    for kind, key in _UNIQUE.items():
        entries = fixtures.get(kind) if isinstance(fixtures, dict) else None
        seen = set()
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            value = entry.get(key) if isinstance(entry, dict) else None
            if isinstance(value, str | int):
                if value in seen:
                    found.append(f"/{kind}/{index}/{key}")
                seen.add(value)
    return found


def agent_violations(fixtures: Fixtures) -> Iterator[Violation]:
    """Yield the violations of agents whose queues are not there, or whose pauses end before they begin."""
    queues = {each["id"] for each in fixtures["queues"]}
    for index, agent in enumerate(fixtures.get("agents", ())):
        for place, queue in enumerate(agent.get("queues", ())):
            if queue not in queues:
                yield f"/agents/{index}/queues/{place}", "the id of a queue"
        for name in ("takes_after", "answers_after", "closes_after"):
            pause = agent.get(name)
            if isinstance(pause, dict) and pause["from"] > pause["to"]:
                yield f"/agents/{index}/{name}/to", "no less than from"


@cache
def _packaged_fixtures() -> bytes:
    return to_json(parse_yaml(files("thulium_mock").joinpath("fixtures.yaml").read_text("utf-8")))
