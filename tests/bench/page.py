"""The results as documents of this repository: a page, the chart on it, and the JSON that both are made of."""

import json
from collections.abc import Sequence
from pathlib import Path

from tests.bench.chart import svg
from tests.bench.load import CONNECTIONS
from tests.bench.results import Results, Row, Standing
from tests.bench.table import MET, measured
from tests.servers import ROOT

DOCS = ROOT / "docs"

_PAGE = Path(__file__).with_name("page.md")

_SECTIONS = {
    "throughput": "Beside others",
    "refusals": "Refused requests",
    "filled": "Full of data",
    "start": "Start and memory",
    "client": "The client",
    "suite": "The contract suite",
}


_HEAD = ("", "requests/s", "from … to", "p50, ms", "p99, ms", "per CPU second", "wrk's CPU", "ours is", "does")


def documents(results: Results) -> dict[Path, str]:
    """Return the text of each file, by its path."""
    return {
        DOCS / "benchmarks.json": json_text(results),
        DOCS / "benchmarks.svg": svg(results.standings, _note(results)),
        DOCS / "benchmarks.md": markdown(results),
    }


def json_text(results: Results) -> str:
    """Return the results as JSON."""
    return json.dumps(results.json(), ensure_ascii=False, indent=1) + "\n"


def markdown(results: Results) -> str:
    """Return the page."""
    met, missed = (sum(row.met is each for row in results.rows) for each in (True, False))
    notes = sum(row.bar is not None and row.met is None for row in results.rows)
    unmeasured = f", {notes} not measured" if notes else ""
    return _PAGE.read_text("utf-8").format(
        connections=CONNECTIONS,
        rounds=results.settings["rounds"],
        seconds=f"{results.settings['seconds']:g}",
        machine="\n".join(f"- {name}: {value}" for name, value in results.machine.items()),
        standings=_table(
            (
                "",
                "requests/s",
                "from … to",
                "p50, ms",
                "p99, ms",
                "requests per CPU second",
                "wrk's CPU",
                "ours is",
                "does",
            ),
            [_standing(each) for each in results.standings],
        ),
        summary=f"Bars: {met} met, {missed} not met{unmeasured}.",
        bars="\n\n".join(_bars(name, title, results.rows) for name, title in _SECTIONS.items()).strip(),
    )


def _note(results: Results) -> str:
    machine = ", ".join(results.machine[name] for name in ("processor",) if name in results.machine)
    rounds, seconds = results.settings["rounds"], results.settings["seconds"]
    return (
        f"POST with credentials, {CONNECTIONS} kept-alive connections; medians of {rounds} interleaved rounds of"
        f" {seconds:g} s; {machine}, {results.machine.get('cores', '?')} cores"
    )


def _standing(each: Standing) -> Sequence[str]:
    name = f"{each.title} {each.version}"
    if not (each.rate and each.p50_ms and each.p99_ms and each.rate_of_cpu):
        return (name, "", "", "", "", "", "", "", each.note)
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


def _bars(name: str, title: str, rows: Sequence[Row]) -> str:
    found = [row for row in rows if row.section == name]
    if not found:
        return ""
    cells = [(row.what, *measured(row), f"{MET[row.met]} {row.note}".strip()) for row in found]
    return f"### {title}\n\n" + _table(("", "measured", "from … to", "bar", ""), cells)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] + ["---:"] * (len(head) - 2) + ["---"], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
