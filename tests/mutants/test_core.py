"""The core of the seeded defects: on one seed the suites find every one of them, and nothing where there is none."""

import subprocess
import sys

import pytest

from tests.servers import ROOT

pytestmark = pytest.mark.alone


def test_core_is_killed_and_nothing_else() -> None:
    """Each defect of the core is found, and the sound mock and the sound client raise no alarm.

    It runs in a process of its own: the matrix forks, which a test run with its threads must not.
    """
    command = [sys.executable, "-m", "tests.mutants", "--core", "--sound", "1", "--seed", "5", "--limit", "600"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr + done.stdout
