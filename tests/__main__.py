"""Run every test: ``python -m tests``, with arguments for pytest.

Whole files go to several processes at a time; what forks has one of its own beside them, which has no threads.
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence

import pytest


def main(arguments: Sequence[str] | None = None) -> int:
    """Run both parts at once; return 0 if all tests passed, else what pytest returned for the first that failed."""
    parser = argparse.ArgumentParser("python -m tests", description=__doc__, add_help=False, allow_abbrev=False)
    parser.add_argument("--jobs", default="2")
    options, others = parser.parse_known_args(arguments)
    # The longest files come first, so that at the end no process is left alone with one of them.
    together = ["--numprocesses", options.jobs, "--dist", "loadfile", "--no-loadscope-reorder", "-m", "not alone"]
    parts = [_pytest(*together, *others), _pytest("-m", "alone", *others, stdout=subprocess.PIPE)]
    for part in parts:
        sys.stdout.buffer.write(part.communicate()[0] or b"")
    statuses = [part.returncode for part in parts]
    # Some tests that were asked for may all be of one part.
    failed = [each for each in statuses if each not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)]
    return failed[0] if failed else min(statuses)


def _pytest(*arguments: str, stdout: int | None = None) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "pytest", *arguments], stdout=stdout)


if __name__ == "__main__":
    sys.exit(main())
