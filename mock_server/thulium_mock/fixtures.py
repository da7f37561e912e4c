"""Fixtures: the API users, queues and customers that the mock knows."""

from importlib.resources import files
from pathlib import Path
from typing import cast

from thulium_mock.bodies import JsonBody
from thulium_mock.catalogue import fault
from thulium_mock.documents import control_document
from thulium_mock.errors import InvalidRequest
from thulium_mock.store import Fixtures
from thulium_mock.yaml_files import FileError, parse_yaml, read_yaml

_UNIQUE = {"users": "name", "queues": "id", "customers": "id"}


class FixturesError(Exception):
    """A fixtures file that cannot be used; the sentence says where and why."""


def default_fixtures() -> Fixtures:
    """Return the fixtures that hold the vendor's examples."""
    return checked(parse_yaml(files("thulium_mock").joinpath("fixtures.yaml").read_text("utf-8")))


def load_fixtures(path: Path) -> Fixtures:
    """Return the fixtures in a YAML or JSON file; raises `FixturesError`."""
    source = f"the fixtures file {path}"
    try:
        return checked(read_yaml(path), source)
    except FileError as error:
        raise FixturesError(f"{source} {error}") from error


def check_unique(fixtures: Fixtures) -> None:
    """Raise `InvalidRequest` if two users have one name, or two queues or customers one id."""
    if faults := [fault("body_invalid", where=where, rule="unique") for where in repeated(fixtures)]:
        raise InvalidRequest(*faults[:100])


def checked(fixtures: object, source: str = "the fixtures") -> Fixtures:
    """Return ``fixtures`` if they fit the schema and their names and ids are unique; else raise `FixturesError`."""
    if problems := JsonBody(_schema()).problems(fixtures):
        raise FixturesError(f"{source} cannot be used. Mend {'; '.join(problems[:5])}.")
    valid = cast(Fixtures, fixtures)
    if twice := repeated(valid):
        raise FixturesError(f"{source} cannot be used. Given before: {', '.join(twice[:5])}.")
    return valid


def repeated(fixtures: Fixtures) -> list[str]:
    """Return where users have a name, or queues or customers an id, that came before."""
    return [
        f"/{kind}/{index}/{key}"
        for kind, key in _UNIQUE.items()
        for index in _repeated([each[key] for each in fixtures[kind]])
    ]


def _schema() -> dict[str, object]:
    """The schema of the control API's document, so that a file and a PUT are held to the same rules."""
    return {"$ref": "#/components/schemas/Fixtures", "components": control_document()["components"]}


def _repeated(values: list[object]) -> list[int]:
    """Return the index of each value that came before."""
    first: dict[object, int] = {}
    return [index for index, value in enumerate(values) if first.setdefault(value, index) != index]
