"""The kill matrix: as JSON, which has all of it, and as text for a terminal."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from tests.mutants.matrix import SOUND, Run, Subject

Matrix = dict[str, Any]

_LETTERS = {"killed": "●", "survived": "○", "timeout": "◔", "error": "!"}


def matrix(subjects: Iterable[Subject], runs: Iterable[Run], seconds: float) -> Matrix:
    """Return the matrix as JSON."""
    by_name: dict[str, list[dict[str, Any]]] = {}
    for run in runs:
        by_name.setdefault(run.name, []).append(run.as_json())
    rows: list[Matrix] = [
        {
            "name": each.name,
            "side": each.side,
            "group": each.group,
            "description": each.description,
            "runs": sorted(by_name[each.name], key=lambda run: run["seed"]),
        }
        for each in subjects
        if each.name in by_name
    ]
    mutants = [row for row in rows if row["group"] != SOUND]
    sound = [{"name": row["name"], **run} for row in rows if row["group"] == SOUND for run in row["runs"]]
    return {
        "summary": {
            "mutants": len(mutants),
            "killed_on_every_seed": sum(all_good(row) for row in mutants),
            "runs": sum(len(row["runs"]) for row in mutants),
            "killed_runs": sum(run["good"] for row in mutants for run in row["runs"]),
            "seeds": sorted({run["seed"] for row in mutants for run in row["runs"]}),
            "sound_runs": len(sound),
            "false_alarms": sum(not run["good"] for run in sound),
            "seconds": round(seconds, 1),
        },
        "mutants": mutants,
        "sound": sound,
    }


def succeeded(result: Matrix) -> bool:
    """Tell whether all were killed and there was no false alarm."""
    summary = result["summary"]
    return bool(summary["killed_runs"] == summary["runs"] and summary["false_alarms"] == 0)


def text(result: Matrix) -> str:
    """Return the matrix for a terminal: a line a class, then a line for each mutant that lives."""
    lines = []
    for group, rows in groups(result["mutants"]).items():
        lines.append(f"{group:<20}{sum(map(all_good, rows)):>4} of {len(rows):>3}  {rules(rows)}")
    alive = [row for row in result["mutants"] if not all_good(row)]
    lines += ["", *(f"{_strip(row['runs'])}  {row['name']}: {row['description']}" for row in alive)]
    lines += [
        f"false alarm on the {run['name']}, seed {run['seed']}: {run['rule']} {run['detail']}"
        for run in result["sound"]
        if not run["good"]
    ]
    return "\n".join([*lines, "", sentence(result["summary"]), ""])


def all_good(row: Matrix) -> bool:
    """Tell whether a mutant was killed on every seed."""
    return all(run["good"] for run in row["runs"])


def groups(rows: list[Matrix]) -> dict[str, list[Matrix]]:
    """Return the mutants by side and class."""
    found: dict[str, list[Matrix]] = {}
    for row in rows:
        found.setdefault(f"{row['side']} {row['group']}", []).append(row)
    return found


def rules(rows: list[Matrix]) -> str:
    """Return the rules that killed most."""
    counts = Counter(run["rule"] for row in rows for run in row["runs"] if run["rule"])
    return ", ".join(rule for rule, _ in counts.most_common(3))


def _strip(runs: list[Matrix]) -> str:
    return "".join(_LETTERS[run["verdict"]] for run in runs)


def sentence(summary: Matrix) -> str:
    """Return the summary in a sentence."""
    killed, mutants, seeds = summary["killed_on_every_seed"], summary["mutants"], len(summary["seeds"])
    alarms, runs = summary["false_alarms"], summary["sound_runs"]
    return f"{killed} of {mutants} mutants killed on each of {seeds} seeds; {alarms} false alarms in {runs} sound runs."
