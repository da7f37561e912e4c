"""The kill matrix as a page that a person likes to look at: light and dark, and nothing from elsewhere."""

from html import escape
from pathlib import Path

from tests.mutants.report import Matrix, all_good, groups, sentence, succeeded

_TEMPLATE = Path(__file__).with_name("page.html")


def html(result: Matrix) -> str:
    """Return the matrix as a page that needs nothing else."""
    summary = result["summary"]
    alive = [row for row in result["mutants"] if not all_good(row)]
    parts = {
        "STATE": "good" if succeeded(result) else "bad",
        "SENTENCE": escape(sentence(summary)),
        "TILES": _tiles(summary),
        "ALIVE": _section("Not killed on every seed", [_table(alive)]) if alive else "",
        "SOUND": _sound(result["sound"]),
        "GROUPS": "".join(_group(name, rows) for name, rows in groups(result["mutants"]).items()),
        "COMPARISON": _comparison(result["comparison"]),
    }
    page = _TEMPLATE.read_text("utf-8")
    for name, part in parts.items():
        page = page.replace(f"<!-- {name} -->", part)
    return page


def _tiles(summary: Matrix) -> str:
    share = f"{summary['killed_runs'] / summary['runs']:.1%}" if summary["runs"] else "–"
    tiles = [
        (f"{summary['killed_on_every_seed']} / {summary['mutants']}", "mutants killed on every seed"),
        (share, f"of {summary['runs']} runs killed"),
        (f"{summary['false_alarms']} / {summary['sound_runs']}", "false alarms where there is no defect"),
        (f"{summary['seconds'] / 60:.1f} min", "for all runs"),
    ]
    return "".join(
        f"<div class=tile><b>{escape(number)}</b><span>{escape(label)}</span></div>" for number, label in tiles
    )


def _cell(verdict: str, title: str) -> str:
    return f"<i class={verdict} title='{escape(title, quote=True)}'></i>"


def _alarm(run: Matrix) -> str:
    words = escape(" ".join((run["verdict"], run["rule"], run["detail"])))
    return f"<p><b>seed {run['seed']}</b> {words}</p><pre>{escape(run['curl'])}</pre>"


def _section(title: str, parts: list[str]) -> str:
    return f"<section><h2>{escape(title)}</h2>{''.join(parts)}</section>"


def _group(name: str, rows: list[Matrix]) -> str:
    good = sum(map(all_good, rows))
    cells = "".join(_cell(_worst(row), row["name"]) for row in rows)
    count = f"<span class=count>{good} of {len(rows)}</span>"
    head = f"<summary><b>{escape(name)}</b>{count}<span class=strip>{cells}</span></summary>"
    return f"<details{'' if good == len(rows) else ' open'}>{head}{_table(rows)}</details>"


def _worst(row: Matrix) -> str:
    verdicts = [run["verdict"] for run in row["runs"]]
    return next(each for each in ("error", "timeout", "survived", "killed") if each in verdicts)


def _table(rows: list[Matrix]) -> str:
    head = "<tr><th>Mutant<th>Seeds<th>Killed by<th class=number>Seconds</tr>"
    return f"<table>{head}{''.join(map(_row, rows))}</table>"


def _row(row: Matrix) -> str:
    runs = row["runs"]
    cells = "".join(_cell(run["verdict"], _title(run)) for run in runs)
    rules = ", ".join(dict.fromkeys(run["rule"] for run in runs if run["rule"])) or "–"
    detail = next((run["detail"] for run in runs if run["detail"]), "")
    curl = next((run["curl"] for run in runs if run["curl"]), "")
    shown = f"<p>{escape(detail)}</p><pre>{escape(curl)}</pre>"
    proof = f"<details class=proof><summary>{escape(rules)}</summary>{shown}</details>"
    seconds = sum(run["seconds"] for run in runs) / len(runs)
    return (
        f"<tr><td><code>{escape(row['name'])}</code><br>{escape(row['description'])}<td class=strip>{cells}"
        f"<td>{proof if detail or curl else escape(rules)}<td class=number>{seconds:.2f}</tr>"
    )


def _title(run: Matrix) -> str:
    return f"seed {run['seed']}: {run['verdict']} {run['rule']} ({run['seconds']:.2f} s)"


def _sound(runs: list[Matrix]) -> str:
    if not runs:
        return ""
    cells = "".join(_cell("killed" if run["good"] else "survived", _title(run)) for run in runs)
    alarms = "".join(_alarm(run) for run in runs if not run["good"])
    return _section("The sound mock", [f"<p class=strip>{cells}</p>", alarms])


def _comparison(entries: list[Matrix]) -> str:
    if not entries:
        return ""
    rows = "".join(
        f"<tr><td>{escape(entry['suite'])}<td>{escape(entry['target'])}<td class=number>{len(entry['found'])}"
        f"<td>{_found(entry)}<td>{escape(entry.get('note', ''))}</tr>"
        for entry in entries
    )
    return _section(
        "Other suites, other servers",
        [f"<table><tr><th>Suite<th>Server<th class=number>Found<th>What<th>Note</tr>{rows}</table>"],
    )


def _found(entry: Matrix) -> str:
    items = "".join(f"<li><b>{escape(each['rule'])}</b> {escape(each.get('detail', ''))}" for each in entry["found"])
    return f"<details class=proof><summary>show</summary><ul>{items}</ul></details>" if items else "nothing"
