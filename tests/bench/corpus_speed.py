"""Check the mock in this process; print the checked cases of the corpus a second, and those of the whole run."""

import re
import sys
import time

from thulium_contract import Options, check
from thulium_contract.targets.target import AppTarget
from thulium_mock.app import create_app

_phases: list[tuple[float, str]] = []


def _progress(text: str) -> None:
    _phases.append((time.perf_counter(), text))


def main() -> None:
    """Run one check with its defaults."""
    target = AppTarget(create_app())
    report = check(target, Options(progress=_progress))
    target.close()
    assert report.held, "the mock broke a rule"
    # The corpus is sent, and judged, between two phases that the check tells of.
    (begun, text), (ended, _) = _phases[:2]
    cases = re.fullmatch(r"sending (\d+) requests", text)
    assert cases, text
    sys.stdout.write(f"{int(cases[1]) / (ended - begun):.1f} {report.requests / report.seconds:.1f}\n")


if __name__ == "__main__":
    main()
