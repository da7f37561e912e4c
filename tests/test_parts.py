"""The two parts in which ``make test`` runs the tests."""

import subprocess
import sys

import pytest

from tests import __main__ as tests

OK, FAILED, NONE = pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED


@pytest.mark.parametrize(
    ("statuses", "status"),
    [
        ((OK, OK), OK),
        ((OK, NONE), OK),
        ((NONE, OK), OK),
        ((NONE, NONE), NONE),
        ((FAILED, OK), FAILED),
        ((NONE, FAILED), FAILED),
        ((pytest.ExitCode.INTERNAL_ERROR, FAILED), pytest.ExitCode.INTERNAL_ERROR),
    ],
)
def test_both_parts_have_to_pass(
    monkeypatch: pytest.MonkeyPatch, statuses: tuple[pytest.ExitCode, pytest.ExitCode], status: pytest.ExitCode
) -> None:
    """Both run whatever becomes of the first; one of them may have none of the tests that were asked for."""
    left, asked = list(statuses), []

    def started(*arguments: str, **_: object) -> subprocess.Popen[bytes]:
        asked.append(arguments)
        return subprocess.Popen([sys.executable, "-S", "-c", f"raise SystemExit({int(left.pop(0))})"])

    monkeypatch.setattr(tests, "_pytest", started)
    assert tests.main(["--jobs", "3", "-k", "name"]) == status
    assert [arguments[-2:] for arguments in asked] == [("-k", "name")] * 2
    assert asked[0][:2] == ("--numprocesses", "3")
