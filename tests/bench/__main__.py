"""Measure how fast the mock and the client are, beside others: ``python -m tests.bench``."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tests.bench import client, filled, refusals, startup, suite, table, throughput, workers
from tests.bench.load import is_missing
from tests.bench.plan import Plan
from tests.bench.progress import Progress
from tests.bench.results import Results
from tests.bench.versions import machine

SECTIONS = {each.SECTION: each for each in (throughput, refusals, filled, workers, startup, client, suite)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; return 0 if it could be measured, whatever was found, and with ``--strict`` only if every bar is met."""
    options = _parser().parse_args(arguments)
    chosen = [section for name, section in SECTIONS.items() if not options.only or name in options.only]
    if problem := is_missing():
        sys.stderr.write(f"{problem}\n")
        return 2
    plan = Plan(Progress(0))
    plan = plan.quick() if options.quick else plan
    plan = replace(plan, progress=Progress(sum(each.steps(plan) for each in chosen)))
    results = Results(machine(), {"quick": options.quick, "rounds": plan.rounds, "seconds": plan.seconds})
    for each in chosen:
        each.measure(plan, results)
    plan.progress.end()
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(results.json(), ensure_ascii=False, indent=1) + "\n", "utf-8")
        sys.stderr.write(f"written: {options.json}\n")
    sys.stdout.write(table.text(results))
    return 1 if options.strict and results.missed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="shorter runs, of which only the ratios say something")
    parser.add_argument("--only", action="append", default=[], choices=SECTIONS, help="measure this; may be repeated")
    parser.add_argument("--strict", action="store_true", help="end with 1 if a bar is not met")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all results here")
    return parser


if __name__ == "__main__":
    sys.exit(main())
