"""What the matrix is made of: each seeded defect, and the sound mock."""

from collections.abc import Callable
from fnmatch import fnmatchcase

from starlette.types import ASGIApp
from thulium_mock.app import create_app

from tests.mutants.matrix import SOUND, Finding, Subject
from tests.mutants.server import SERVER_MUTANTS


def server_subjects(max_examples: int | None = None) -> list[Subject]:
    """Return a subject for each defect of a server."""
    return [
        Subject(each.name, each.group, each.description, _hunt(each.build, max_examples, stop_at_first=True))
        for each in SERVER_MUTANTS
    ]


def sound_subject(max_examples: int | None = None) -> Subject:
    """Return the sound mock, on which the whole suite is run."""
    return Subject(SOUND, SOUND, "The mock as it is.", _hunt(create_app, max_examples, stop_at_first=False))


def named(subjects: list[Subject], patterns: list[str]) -> list[Subject]:
    """Return the subjects whose name or class is one of the patterns; all, without any."""
    return [
        each
        for each in subjects
        if not patterns or any(fnmatchcase(name, pattern) for pattern in patterns for name in (each.name, each.group))
    ]


def _hunt(
    build: Callable[[], ASGIApp], max_examples: int | None, *, stop_at_first: bool
) -> Callable[[int], Finding | None]:
    def hunt(seed: int) -> Finding | None:
        # The suite is needed only to run, not to list what there is to run against.
        from tests.contract.suite import check_app

        report = check_app(build(), seed=seed, stop_at_first=stop_at_first, max_examples=max_examples)
        return next((Finding(each.rule, each.detail, each.curl) for each in report.broken), None)

    return hunt
