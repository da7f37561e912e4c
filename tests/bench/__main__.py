"""Measure how fast the mock and the client are, beside others: ``python -m tests.bench``."""

import argparse
import logging
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tests.bench import against, client, engines, filled, memory, page, refusals, startup, suite, throughput
from tests.bench.machine import machine
from tests.bench.plan import QUICK, Plan
from tests.bench.results import Results

SECTIONS = {
    each.SECTION: each.measure
    for each in (throughput, against, refusals, engines, filled, startup, memory, client, suite)
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; return 0 if it could be measured, whatever was found, and with ``--strict`` only if every bar is met."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.write_docs and (options.only or options.quick) and not options.read:
        parser.error("what is published is a whole run: leave out --only and --quick")
    if not options.read and not shutil.which("wrk"):
        parser.error("wrk is not there: install it (Debian and Ubuntu: apt install wrk; macOS: brew install wrk)")
    results = Results.of(options.read.read_text("utf-8")) if options.read else _measured(options)
    if options.write_docs and results.settings["quick"]:
        parser.error(f"{options.read} has the results of --quick, which are not to be published")
    written = page.documents(results) if options.write_docs else {}
    written |= {options.json: results.json()} if options.json else {}
    for path, text in written.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        sys.stderr.write(f"written: {path}\n")
    sys.stdout.write(f"{page.standings(results)}\n\n{page.bars(results)}\n")
    return 1 if options.strict and results.count(False) else 0


def _measured(options: argparse.Namespace) -> Results:
    logging.basicConfig(format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    logging.getLogger("tests.bench").setLevel(logging.INFO)
    plan = replace(QUICK if options.quick else Plan(), against=options.against)
    results = Results(machine(), {"quick": options.quick, "rounds": plan.rounds, "seconds": plan.seconds})
    for name, measure in SECTIONS.items():
        if not options.only or name in options.only:
            measure(plan, results)
    return results


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="shorter runs, of which only the ratios say something")
    parser.add_argument("--only", action="append", default=[], choices=SECTIONS, help="measure this; may be repeated")
    parser.add_argument("--against", type=Path, metavar="DIR", help="another checkout, set up, to compare with")
    parser.add_argument("--strict", action="store_true", help="end with 1 if a bar is not met")
    parser.add_argument("--read", type=Path, metavar="FILE", help="measure nothing, but show the results in this JSON")
    parser.add_argument("--write-docs", action="store_true", help="write docs/benchmarks.md, .json and .svg")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all results here")
    return parser


if __name__ == "__main__":
    sys.exit(main())
