"""The tables of strangers and liars, and their checks, one by one: ``python -m tests.contract.foreign.table``."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from starlette.types import ASGIApp
from thulium_contract.checking.full import Options, check
from thulium_contract.checking.safe import check_safely
from thulium_contract.reports.report import as_har
from thulium_contract.reports.results import Report
from thulium_contract.targets.target import AppTarget

from tests.contract.foreign.app import Stranger
from tests.contract.foreign.mocked import Mocked


@dataclass(frozen=True)
class Row:
    """A server of the tables; a liar names the ``fact`` that it breaks, and whether a ``safe`` check can show it."""

    name: str
    manners: dict[str, Any]
    fact: str = ""
    safe: bool = True

    def app(self) -> Stranger | Mocked:
        """Return a new server."""
        return Mocked(self.manners["mock"]) if "mock" in self.manners else Stranger(**self.manners)


@cache
def strangers() -> tuple[Row, ...]:
    """Return the servers that keep all documented facts."""
    return tuple(Row(name, manners) for name, manners in _read("strangers").items())


@cache
def liars() -> tuple[Row, ...]:
    """Return the servers that break one documented fact each."""
    rows = _read("liars").items()
    return tuple(Row(name, row, row.pop("fact"), row.pop("safe")) for name, row in rows)


def _read(name: str) -> dict[str, dict[str, Any]]:
    text = Path(__file__).with_name(f"{name}.yaml").read_text("utf-8")
    rows: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return rows


def checked(row: Row, *, every: int = 1) -> Report:
    """Check a server in full, with each ``every``-th request beside the plain ones."""
    options = Options(examples=100, stop_at_first=bool(row.fact), every=every)
    return _on(row.app(), lambda target: check(target, options))


def checked_safely(row: Row) -> tuple[Report, int, list[str]]:
    """Check a server safely; return the report, how much was started or made, and what was announced."""
    app = row.app()
    announced: list[str] = []
    report = _on(app, lambda target: check_safely(target, Options(keep=True), announced.append))
    return report, len(app.started), announced


def _on(app: ASGIApp, run: Callable[[AppTarget], Report]) -> Report:
    target = AppTarget(app)
    try:
        return run(target)
    finally:
        target.close()


def main(arguments: list[str] | None = None) -> int:
    """Check every server of the tables, print a line for each, and return 0 only if all are judged right."""
    parser = argparse.ArgumentParser("python -m tests.contract.foreign.table", description=__doc__)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="send every N-th request only (1)")
    parser.add_argument("--only", default="", metavar="TEXT", help="only servers whose name has this text")
    parser.add_argument("--hars", type=Path, metavar="FOLDER", help="write the traffic of each safe check here")
    options = parser.parse_args(arguments)
    wrong = 0
    for row in (*strangers(), *liars()):
        if options.only not in row.name:
            continue
        broken = {each.rule: each.detail for each in checked(row, every=options.every).broken}
        safely, started, _ = checked_safely(row)
        if options.hars:
            (options.hars / f"{row.name}.har").write_text(as_har(safely), "utf-8", errors="backslashreplace")
        right = bool(broken) == bool(row.fact) and bool(safely.broken) == (bool(row.fact) and row.safe) and started <= 1
        wrong += not right
        sys.stdout.write(
            f"{'right' if right else 'WRONG'}  {row.name}: {broken or 'nothing broken'}; safe: "
            f"{[(each.rule, each.detail) for each in safely.broken]}, {started} started\n"
        )
        sys.stdout.flush()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
