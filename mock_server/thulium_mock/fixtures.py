"""Fixtures: the API users, queues and customers that the mock knows, its magic inputs and scenarios."""

from importlib.resources import files
from pathlib import Path
from typing import cast

from thulium_mock.bodies import JsonBody
from thulium_mock.catalogue import fault
from thulium_mock.documents import Document, control_document, vendor_document
from thulium_mock.errors import InvalidRequest
from thulium_mock.fault_checks import FaultChecks
from thulium_mock.store import Fixtures
from thulium_mock.yaml_files import FileError, parse_yaml, read_yaml

_UNIQUE = {"users": "name", "queues": "id", "customers": "id", "scenarios": "name"}


class FixturesError(Exception):
    """A fixtures file that cannot be used; the sentence says where and why."""


def default_fixtures() -> Fixtures:
    """Return the fixtures that hold the vendor's examples."""
    text = files("thulium_mock").joinpath("fixtures.yaml").read_text("utf-8")
    return checked(parse_yaml(text), document=vendor_document())


def load_fixtures(path: Path, document: Document | None = None) -> Fixtures:
    """Return the fixtures in a YAML or JSON file, `checked`; raises `FixturesError`."""
    source = f"the fixtures file {path}"
    try:
        return checked(read_yaml(path), source, document)
    except FileError as error:
        raise FixturesError(f"{source} {error}") from error


def check_unique(fixtures: Fixtures) -> None:
    """Raise `InvalidRequest` if two users or scenarios have one name, or two queues or customers one id."""
    if faults := [fault("body_invalid", where=where, rule="unique") for where in repeated(fixtures)]:
        raise InvalidRequest(*faults[:100])


def checked(fixtures: object, source: str = "the fixtures", document: Document | None = None) -> Fixtures:
    """Return ``fixtures`` if they can be used, else raise `FixturesError`.

    They fit the schema, their names and ids are unique, and the answers and parameters of their faults are those of
    ``document``, if that is known yet.
    """
    if problems := JsonBody(_schema()).problems(fixtures):
        raise FixturesError(f"{source} cannot be used. Mend {'; '.join(problems[:5])}.")
    valid = cast(Fixtures, fixtures)
    if twice := repeated(valid):
        raise FixturesError(f"{source} cannot be used. Given before: {', '.join(twice[:5])}.")
    misfits = [] if document is None else list(FaultChecks(document).of_fixtures(valid))
    if problems := [f"at {where}: {rule}" for where, rule in misfits[:5]]:
        raise FixturesError(f"{source} cannot be used. Mend {'; '.join(problems)}.")
    return valid


def repeated(fixtures: Fixtures) -> list[str]:
    """Return where users or scenarios have a name, or queues or customers an id, that came before."""
    return [
        f"/{kind}/{index}/{key}"
        for kind, key in _UNIQUE.items()
        for index in _repeated([each[key] for each in fixtures.get(kind, [])])
    ]


def _schema() -> dict[str, object]:
    """The schema of the control API's document, so that a file and a PUT are held to the same rules."""
    return {"$ref": "#/components/schemas/Fixtures", "components": control_document()["components"]}


def _repeated(values: list[object]) -> list[int]:
    """Return the index of each value that came before."""
    first: dict[object, int] = {}
    return [index for index, value in enumerate(values) if first.setdefault(value, index) != index]
