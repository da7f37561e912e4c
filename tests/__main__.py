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
    command = [sys.executable, "-m", "pytest", *others]
    with subprocess.Popen([*command, "-m", "alone"], stdout=subprocess.PIPE) as alone:
        statuses = [subprocess.call([*command, *together])]
        sys.stdout.buffer.write(alone.communicate()[0])
    statuses.append(alone.returncode)
    # Some tests that were asked for may all be of one part.
    failed = [each for each in statuses if each not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)]
    return failed[0] if failed else min(statuses)


if __name__ == "__main__":
    sys.exit(main())
