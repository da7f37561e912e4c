"""The kill matrix as a page that a person likes to look at: light and dark, and nothing from elsewhere."""

from html import escape
from pathlib import Path

from tests.mutants.report import Matrix, all_good, groups, sentence, succeeded

_TEMPLATE = Path(__file__).with_name("page.html")
_SIDES = {"server": "Defects of servers", "client": "Defects of clients"}


def html(result: Matrix) -> str:
    """Return the matrix as a page that needs nothing else."""
    summary = result["summary"]
    parts = {
        "STATE": "good" if succeeded(result) else "bad",
        "SENTENCE": escape(sentence(summary)),
        "TILES": _tiles(summary),
        "SOUND": _sound(result["sound"]),
        "SIDES": "".join(_side(side, title, result["mutants"]) for side, title in _SIDES.items()),
        "COMPARISON": _comparison(result["comparison"]),
    }
    page = _TEMPLATE.read_text("utf-8")
    for name, part in parts.items():
        page = page.replace(f"<!-- {name} -->", part)
    return page


def _tiles(summary: Matrix) -> str:
    share = f"{summary['killed_runs'] / summary['runs']:.1%}" if summary["runs"] else "–"
    tiles = [
        (f"{summary['killed_on_every_seed']} / {summary['mutants']}", "defects killed on every seed"),
        (share, f"of {summary['runs']} runs killed"),
        (f"{summary['false_alarms']} / {summary['sound_runs']}", "false alarms where there is no defect"),
        (f"{summary['seconds'] / 60:.1f} min", "for all runs"),
    ]
    return "".join(
        f"<div class='card tile'><b>{escape(number)}</b><span>{escape(label)}</span></div>" for number, label in tiles
    )


def _side(side: str, title: str, rows: list[Matrix]) -> str:
    found = groups([row for row in rows if row["side"] == side])
    if not found:
        return ""
    number = sum(map(len, found.values()))
    head = f"<h2>{title} <small>{number} in {len(found)} classes</small></h2>"
    parts = "".join(_group(side, name.removeprefix(f"{side} "), each) for name, each in found.items())
    return f"<section class=side>{head}{parts}</section>"


def _group(side: str, name: str, rows: list[Matrix]) -> str:
    good = sum(map(all_good, rows))
    seconds = [run["seconds"] for row in rows for run in row["runs"]]
    cells = "".join(f"<i class={_worst(row)} title='{escape(row['name'], quote=True)}'></i>" for row in rows)
    head = (
        f"<summary><b>{escape(name)}</b><span class=count>{good} of {len(rows)}</span>"
        f"<span class=strip aria-hidden=true>{cells}</span>"
        f"<span class='count number time'>{sum(seconds) / len(seconds):.1f} s each</span></summary>"
    )
    table = (
        "<table><thead><tr><th scope=col class=what>Defect<th scope=col class=seeds>Seeds<th scope=col>Killed by"
        f"<th scope=col class=number>Time</tr></thead><tbody>{''.join(map(_row, rows))}</tbody></table>"
    )
    opened = "" if good == len(rows) else " open"
    return f"<details class='group card' data-side={side} data-name='{escape(name)}'{opened}>{head}{table}</details>"


def _worst(row: Matrix) -> str:
    verdicts = [run["verdict"] for run in row["runs"]]
    return next(each for each in ("error", "timeout", "survived", "killed") if each in verdicts)


def _row(row: Matrix) -> str:
    runs = row["runs"]
    rules = ", ".join(dict.fromkeys(run["rule"] for run in runs if run["rule"])) or "–"
    detail = next((run["detail"] for run in runs if run["detail"]), "")
    curl = next((run["curl"] for run in runs if run["curl"]), "")
    shown = f"<p>{escape(detail)}</p>" + (f"<pre>{escape(curl)}</pre>" if curl else "")
    proof = f"<details class=proof><summary>{escape(rules)}</summary>{shown}</details>" if detail else escape(rules)
    seconds = sum(run["seconds"] for run in runs) / len(runs)
    alive = "" if all_good(row) else " data-alive"
    return (
        f"<tr{alive}><td class=what><code>{escape(row['name'])}</code><p>{escape(row['description'])}</p>"
        f"<td>{_strip(runs, 'killed')}<td>{proof}<td class=number>{seconds:.2f} s</tr>"
    )


def _strip(runs: list[Matrix], done: str) -> str:
    """Return a mark for each run, and the same in words for those who do not see them."""
    cells = "".join(
        f"<i class={'killed' if run['good'] else run['verdict'] if run['verdict'] != 'killed' else 'survived'} "
        f"title='{escape(_title(run), quote=True)}'></i>"
        for run in runs
    )
    words = f"{done} on {sum(run['good'] for run in runs)} of {len(runs)} seeds"
    return f"<span class=strip aria-hidden=true>{cells}</span><span class=hidden>{words}</span>"


def _title(run: Matrix) -> str:
    return f"seed {run['seed']}: {run['verdict']} {run['rule']} ({run['seconds']:.2f} s)"


def _sound(runs: list[Matrix]) -> str:
    parts = []
    for name in dict.fromkeys(run["name"] for run in runs):
        own = [run for run in runs if run["name"] == name]
        alarms = "".join(_alarm(run) for run in own if not run["good"])
        head = f"<h4>{escape(name)}</h4><p class=note>{len(own)} runs</p>"
        parts.append(f"<div class=card>{head}{_strip(own, 'no alarm')}{alarms}</div>")
    return f"<section><h2>Where there is no defect</h2><div class=pair>{''.join(parts)}</div></section>" if runs else ""


def _alarm(run: Matrix) -> str:
    words = escape(" ".join((run["verdict"], run["rule"], run["detail"])))
    return f"<p><b>seed {run['seed']}</b> {words}</p><pre>{escape(run['curl'])}</pre>"


def _comparison(entries: list[Matrix]) -> str:
    if not entries:
        return ""
    parts = []
    for target in dict.fromkeys(each["target"] for each in entries):
        own = [each for each in entries if each["target"] == target]
        counted = any("missed" in each for each in own)
        inner = "".join(map(_bar if counted else _findings, own))
        parts.append(f"<h3>In {escape(target)}</h3><div class='{'card bars' if counted else 'pair'}'>{inner}</div>")
    return f"<section><h2>Compared with schemathesis as it comes</h2>{''.join(parts)}</section>"


def _bar(entry: Matrix) -> str:
    found, missed = len(entry["found"]), entry["missed"]
    share = found / max(1, found + len(missed))
    names = "".join(f"<li>{escape(each)}" for each in missed)
    rest = f"<details class=proof><summary>{len(missed)} missed</summary><ul>{names}</ul></details>" if missed else ""
    return (
        f"<div><div class='bar{'' if missed else ' ours'}'><b>{escape(entry['suite'])}</b>"
        f"<div><span style='width:{share:.1%}'></span></div>"
        f"<span class=number>{found} of {found + len(missed)}</span></div>{rest}</div>"
    )


def _findings(entry: Matrix) -> str:
    items = "".join(
        f"<li><b>{escape(each['rule'])}</b> <span>{escape(each.get('detail', ''))}</span>" for each in entry["found"]
    )
    number = len(entry["found"])
    rest = f"<details class=proof><summary>which</summary><ul>{items}</ul></details>" if items else ""
    return f"<div class=card><h4>{escape(entry['suite'])}</h4><p>{number} rules broken</p>{rest}</div>"
