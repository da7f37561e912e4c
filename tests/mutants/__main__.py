"""Run the contract suite against each seeded defect, and print the kill matrix: ``python -m tests.mutants``."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.mutants import page, report
from tests.mutants.matrix import CLIENT, SERVER, Finding, Run, Subject, run
from tests.mutants.subjects import CORE, core, mutants, named, sound


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the matrix; return 0 only if all were killed and there was no false alarm."""
    options = _parser().parse_args(arguments)
    sides = (SERVER, CLIENT) if options.side == "both" else (options.side,)
    chosen = mutants(sides)
    if options.core:
        chosen = [each for side in sides for each in core([one for one in chosen if one.side == side], CORE[side])]
    subjects = named(chosen, options.only)
    without = sound(sides) if options.sound else []
    if options.list:
        sys.stdout.writelines(f"{each.name}: {each.description}\n" for each in subjects)
        return 0
    if not subjects and not options.sound:
        sys.stderr.write("No mutant has such a name: --list shows them.\n")
        return 2
    seeds = range(options.seed, options.seed + options.seeds)
    jobs = [(subject, options.seed + each) for each in range(options.sound) for subject in without]
    jobs += [(each, seed) for seed in seeds for each in subjects]
    started = time.monotonic()
    runs = _followed(jobs, workers=options.jobs, limit=options.limit)
    seconds = time.monotonic() - started
    result = report.matrix([*without, *subjects], runs, seconds)
    for path, text in (
        (options.json, json.dumps(result, ensure_ascii=False, indent=1)),
        (options.html, page.html(result)),
    ):
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            sys.stderr.write(f"written: {path}\n")
    sys.stdout.write(report.text(result))
    return 0 if report.succeeded(result) else 1


def _followed(jobs: list[tuple[Subject, int]], *, workers: int, limit: float) -> list[Run]:
    """Run all, and tell on standard error how far it is and what went wrong, as it does."""
    runs: list[Run] = []
    for each in run(jobs, workers=workers, limit=limit):
        runs.append(each)
        if not each.good:
            found = each.finding or Finding("")
            sys.stderr.write(f"{each.verdict}: {each.name}, seed {each.seed} {found.rule} {found.detail}\n")
        if len(runs) % 50 == 0 or len(runs) == len(jobs):
            sys.stderr.write(f"{len(runs)} of {len(jobs)} runs\n")
    return runs


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m tests.mutants", description=__doc__)
    parser.add_argument("--seeds", type=int, default=1, metavar="N", help="how many seeds for each mutant (1)")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="the first seed (1)")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="a mutant or a class; * and ? work")
    parser.add_argument("--side", choices=(SERVER, CLIENT, "both"), default="both", help="whose defects (both)")
    parser.add_argument("--core", action="store_true", help="only some of each class, of servers as in CI")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="how many runs at the same time (2)")
    parser.add_argument("--limit", type=float, default=120, metavar="SECONDS", help="how long one run may take (120)")
    parser.add_argument(
        "--sound", type=int, default=0, metavar="N", help="run where there is no defect too, with N seeds (0)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the matrix as JSON")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write the matrix as a page")
    parser.add_argument("--list", action="store_true", help="list the mutants and run nothing")
    return parser


if __name__ == "__main__":
    sys.exit(main())
