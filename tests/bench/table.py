"""The results as text for a terminal."""

from collections.abc import Sequence

from tests.bench.results import Results, Row, Standing
from tests.bench.rounds import Spread

MET = {True: "met", False: "NOT MET", None: ""}


def text(results: Results) -> str:
    """Return the tables of contenders and of bars."""
    parts = []
    if results.standings:
        parts.append(aligned([HEAD, *(cells(each) for each in results.standings)]))
    if results.rows:
        parts.append(aligned([("", "measured", "from … to", "bar", ""), *(_bar_cells(row) for row in results.rows)]))
    return "\n".join(parts)


HEAD = ("", "requests/s", "from … to", "p50 ms", "p99 ms", "per CPU second", "wrk's share", "ours is", "")


def cells(standing: Standing) -> tuple[str, ...]:
    """Return a contender as the cells of a row below `HEAD`."""
    title = f"{standing.title} {standing.version}"
    if not (standing.rate and standing.p50_ms and standing.p99_ms and standing.rate_of_cpu):
        return (title, "", "", "", "", "", "", "", standing.note)
    rate = standing.rate
    return (
        title,
        f"{rate.median:,.0f}",
        f"{rate.least:,.0f} … {rate.greatest:,.0f}",
        f"{standing.p50_ms.median:.2f}",
        f"{standing.p99_ms.median:.2f}",
        f"{standing.rate_of_cpu.median:,.0f}",
        f"{standing.generator_share:.0%} of a core",
        f"{standing.ratio:.2f} ×",
        standing.does,
    )


def number(value: float) -> str:
    """Return a number with three digits that count."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def measured(row: Row) -> tuple[str, str, str]:
    """Return what was measured, its extremes, and the bar."""
    bar = f"{row.bar.sense} {number(row.bar.bound)} {row.unit}" if row.bar else ""
    found: Spread | None = row.spread
    if found is None:
        return "", "", bar
    return f"{number(found.median)} {row.unit}", f"{number(found.least)} … {number(found.greatest)}", bar


def _bar_cells(row: Row) -> tuple[str, ...]:
    note = f"{MET[row.met]} {row.note}".strip()
    return (f"{row.section}: {row.what}", *measured(row), note)


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Return ``rows`` as lines whose cells stand below each other; the first and the last column are text."""
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    lines = []
    for row in rows:
        first, *middle, last = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        lines.append("  ".join([first, *(cell.strip().rjust(len(cell)) for cell in middle), last]).rstrip())
    return "\n".join(lines) + "\n"
