"""Measure how fast the mock and the client are, beside others: ``python -m tests.bench``."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tests.bench import client, filled, page, refusals, startup, suite, table, throughput
from tests.bench.load import is_missing
from tests.bench.page import json_text
from tests.bench.plan import Plan
from tests.bench.progress import Progress
from tests.bench.results import Results
from tests.bench.versions import machine

SECTIONS = {each.SECTION: each for each in (throughput, refusals, filled, startup, client, suite)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; return 0 if it could be measured, whatever was found, and with ``--strict`` only if every bar is met."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.write_docs and (options.only or options.quick) and not options.read:
        parser.error("what is published is a whole run: leave out --only and --quick")
    if not options.read and (problem := is_missing()):
        sys.stderr.write(f"{problem}\n")
        return 2
    results = _read(options.read) if options.read else _measured(options)
    if options.write_docs and results.settings["quick"]:
        parser.error(f"{options.read} has the results of --quick, which are not to be published")
    if options.json:
        _write(options.json, json_text(results))
    if options.write_docs:
        for path, text in page.documents(results).items():
            _write(path, text)
    sys.stdout.write(table.text(results))
    return 1 if options.strict and results.missed else 0


def _measured(options: argparse.Namespace) -> Results:
    chosen = [section for name, section in SECTIONS.items() if not options.only or name in options.only]
    plan = Plan(Progress(0))
    plan = plan.quick() if options.quick else plan
    plan = replace(plan, progress=Progress(sum(each.steps(plan) for each in chosen)))
    results = Results(machine(), {"quick": options.quick, "rounds": plan.rounds, "seconds": plan.seconds})
    for each in chosen:
        each.measure(plan, results)
    plan.progress.end()
    return results


def _read(path: Path) -> Results:
    return Results.of(json.loads(path.read_text("utf-8")))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    sys.stderr.write(f"written: {path}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="shorter runs, of which only the ratios say something")
    parser.add_argument("--only", action="append", default=[], choices=SECTIONS, help="measure this; may be repeated")
    parser.add_argument("--strict", action="store_true", help="end with 1 if a bar is not met")
    parser.add_argument("--read", type=Path, metavar="FILE", help="measure nothing, but show the results in this JSON")
    parser.add_argument("--write-docs", action="store_true", help="write docs/benchmarks.md, .json and .svg")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all results here")
    return parser


if __name__ == "__main__":
    sys.exit(main())
