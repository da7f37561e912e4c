"""Run every test: ``python -m tests``, with arguments for pytest.

Whole files go to several processes at a time; what needs the machine for itself comes after them, in one process.
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence

import pytest


def main(arguments: Sequence[str] | None = None) -> int:
    """Run both parts; return 0 if all tests passed, else what pytest returned for the first part that failed."""
    parser = argparse.ArgumentParser("python -m tests", description=__doc__, add_help=False, allow_abbrev=False)
    parser.add_argument("--jobs", default="2")
    options, others = parser.parse_known_args(arguments)
    # The longest files come first, so that at the end no process is left alone with one of them.
    together = ["--numprocesses", options.jobs, "--dist", "loadfile", "--no-loadscope-reorder", "-m", "not alone"]
    statuses = [_pytest(*together, *others), _pytest("-m", "alone", *others)]
    # Some tests that were asked for may all be of one part.
    failed = [each for each in statuses if each not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)]
    return failed[0] if failed else min(statuses)


def _pytest(*arguments: str) -> int:
    return subprocess.call([sys.executable, "-m", "pytest", *arguments])


if __name__ == "__main__":
    sys.exit(main())
