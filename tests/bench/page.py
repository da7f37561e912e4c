"""The results as documents of this repository: a page, the chart on it, and the JSON that both are made of."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from tests.bench.chart import svg
from tests.bench.load import CONNECTIONS
from tests.bench.results import Results, Row, Standing
from tests.servers import ROOT

DOCS = ROOT / "docs"

_HEAD = ("", "requests/s", "from … to", "p50, ms", "p99, ms", "per CPU second", "wrk's CPU", "ours is", "does")
_BAR_HEAD = ("", "measured", "from … to", "bar", "")
_MET = {True: "met", False: "NOT MET", None: ""}


def documents(results: Results) -> dict[Path, str]:
    """Return the text of each file, by its path."""
    return {
        DOCS / "benchmarks.json": results.json(),
        DOCS / "benchmarks.svg": svg(results.standings),
        DOCS / "benchmarks.md": page(results),
    }


def page(results: Results) -> str:
    """Return the page."""
    template = Path(__file__).with_name("page.md").read_text("utf-8")
    return template.format(
        connections=CONNECTIONS,
        rounds=results.settings["rounds"],
        seconds=f"{results.settings['seconds']:g}",
        machine="\n".join(f"- {name}: {value}" for name, value in results.machine.items()),
        standings=standings(results),
        bars=bars(results),
    )


def standings(results: Results) -> str:
    """Return the table of the contenders."""
    return table([_HEAD, *map(_standing, results.standings)]) if results.standings else ""


def bars(results: Results) -> str:
    """Return a table of measurements and bars for each section, and how many bars are met."""
    unmeasured = f", {count} not measured" if (count := results.count(None)) else ""
    parts = [f"Bars: {results.count(True)} met, {results.count(False)} not met{unmeasured}."]
    for section, rows in groupby(results.rows, lambda row: row.section):
        parts.append(f"### {section.capitalize()}\n\n{table([_BAR_HEAD, *map(_bar, rows)])}")
    return "\n\n".join(parts)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table that can be read as it is; its first row is the head, its first and last column text."""
    *columns, _ = zip(*rows, strict=True)  # Nothing stands behind the last one.
    first, *others = (max(4, *map(len, column)) for column in columns)
    rule = ["-" * first, *("-" * (width - 1) + ":" for width in others), "---"]
    lines = []
    for name, *cells, last in (rows[0], rule, *rows[1:]):
        aligned = (cell.rjust(width) for cell, width in zip(cells, others, strict=True))
        lines.append(f"| {' | '.join([name.ljust(first), *aligned, last])} |")
    return "\n".join(lines)


def number(value: float) -> str:
    """Return a number with three significant digits."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _standing(each: Standing) -> Sequence[str]:
    name = f"{each.title} {each.version}"
    if not (each.rate and each.p50_ms and each.p99_ms and each.rate_of_cpu):
        return (name, *[""] * (len(_HEAD) - 2), each.note)
    return (
        name,
        f"{each.rate.median:,.0f}",
        f"{each.rate.least:,.0f} … {each.rate.greatest:,.0f}",
        f"{each.p50_ms.median:.2f}",
        f"{each.p99_ms.median:.2f}",
        f"{each.rate_of_cpu.median:,.0f}",
        f"{each.generator_share:.0%}",
        f"{each.ratio:.2f} ×",
        each.does,
    )


def _bar(row: Row) -> Sequence[str]:
    unit, found = row.unit, row.spread
    return (
        row.what,
        f"{number(found.median)} {unit}" if found else "",
        f"{number(found.least)} … {number(found.greatest)}" if found else "",
        f"{row.bar.sense} {number(row.bar.bound)} {unit}" if row.bar else "",
        f"{_MET[row.met]} {row.note}".strip(),
    )
