"""What the matrix is made of: each seeded defect of a server or a client, and the sound ones."""

from collections import defaultdict
from collections.abc import Callable, Collection
from fnmatch import fnmatchcase
from functools import cache

from starlette.types import ASGIApp
from thulium_contract.reports.results import Report
from thulium_mock.app import create_app
from thulium_mock.state.fixtures import default_fixtures

from tests.contract.client_suite import Clients, check_client
from tests.mutants.client import CLIENT_MUTANTS
from tests.mutants.matrix import CLIENT, SERVER, SOUND, Finding, Subject
from tests.mutants.server import SERVER_MUTANTS
from tests.mutants.server.witness import RESET, observe

CORE = {SERVER: 32, CLIENT: 16}
"""How many defects of each side CI runs, at least."""


def mutants(sides: Collection[str] = (SERVER, CLIENT)) -> list[Subject]:
    """Return a subject for each defect of these sides."""
    servers = [_server(each.name, each.group, each.description, each.build, each.only) for each in SERVER_MUTANTS]
    clients = [_client(each.name, each.group, each.description, each.clients) for each in CLIENT_MUTANTS]
    return [each for each in (*servers, *clients) if each.side in sides]


def sound(sides: Collection[str] = (SERVER, CLIENT)) -> list[Subject]:
    """Return the mock and the client without a defect, on which the whole suite is run."""
    found = (
        _server("sound mock", SOUND, "The mock as it is.", create_app),
        _client("sound client", SOUND, "The client as it is.", Clients),
    )
    return [each for each in found if each.side in sides]


def named(subjects: list[Subject], patterns: list[str]) -> list[Subject]:
    """Return the subjects whose name or class is one of the patterns; all, without any."""
    return [
        each
        for each in subjects
        if not patterns or any(fnmatchcase(name, pattern) for pattern in patterns for name in (each.name, each.group))
    ]


def core(subjects: list[Subject], number: int) -> list[Subject]:
    """Return at least ``number`` subjects, spread over all classes: of each class every n-th, from its first.

    ``n`` is as large as it may be; all are returned where there are no more.
    """
    classes: dict[tuple[str, str], list[Subject]] = defaultdict(list)
    for each in subjects:
        classes[each.side, each.group].append(each)
    steps = range(len(subjects), 1, -1)
    spreads = ([each for members in classes.values() for each in members[::step]] for step in steps)
    return next((chosen for chosen in spreads if len(chosen) >= number), subjects)


def _server(
    name: str, group: str, description: str, build: Callable[[], ASGIApp], only: Collection[str] = ()
) -> Subject:
    # The suite is needed only to run, not to list what there is to run against.
    def prepare(seed: int) -> None:
        from thulium_contract.checking.full import prepare

        _documents_read()
        if not only:
            prepare(seed, frozenset(each["id"] for each in default_fixtures()["queues"]))

    def hunt(seed: int) -> Finding | None:
        from thulium_contract import check_app

        return _first(check_app(build(), seed=seed, stop_at_first=group != SOUND, only=only))

    return Subject(name, group, description, hunt, SERVER, prepare)


@cache
def _documents_read() -> None:
    """Have a mock read its documents, of which all that are forked make the same."""
    observe(create_app(), [RESET])


def _client(name: str, group: str, description: str, build: Callable[[], Clients]) -> Subject:
    def hunt(seed: int) -> Finding | None:
        return _first(check_client(build(), seed=seed, stop_at_first=group != SOUND))

    return Subject(name, group, description, hunt, CLIENT)


def _first(report: Report) -> Finding | None:
    return next((Finding(each.rule, each.detail, each.curl) for each in report.broken), None)
