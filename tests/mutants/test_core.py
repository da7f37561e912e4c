"""The core of the seeded defects of servers: on one seed the suite finds every one of them."""

import subprocess
import sys

from tests.servers import ROOT


def test_core_is_killed() -> None:
    """Each defect of the core is found; that nothing is where there is none, the tests of the suite show.

    It runs in a process of its own: the matrix forks, which a test run with its threads must not.
    """
    command = [
        sys.executable,
        "-m",
        "tests.mutants",
        "--core",
        "--side",
        "server",
        "--seed",
        "5",
        "--limit",
        "600",
        "--jobs",
        "1",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr + done.stdout
