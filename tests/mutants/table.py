"""The table of `docs/kill-matrix.md`, of one or more files of `--json`: ``python -m tests.mutants.table FILE…``."""

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from openapi.tables import write
from tests.mutants.report import Matrix, all_good, groups, rules
from tests.servers import ROOT

PAGE = ROOT / "docs/kill-matrix.md"


def table(files: Sequence[Path]) -> str:
    """Return what the files say together, such as those of parts or of further seeds, in Markdown."""
    results: list[Matrix] = [json.loads(path.read_text("utf-8")) for path in files]
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for row in (row for result in results for row in result["mutants"]):
        rows.setdefault((row["side"], row["name"]), {**row, "runs": []})["runs"].extend(row["runs"])
    defects = list(rows.values())
    sound = [run for result in results for run in result["sound"]]
    seeds = ", ".join(map(str, sorted({run["seed"] for row in defects for run in row["runs"]})))
    day = datetime.fromtimestamp(max(path.stat().st_mtime for path in files), UTC).date()
    killed, alarms = sum(map(all_good, defects)), sum(not run["good"] for run in sound)
    lines = [
        f"On {day}, with seed {seeds}: {killed} of {len(defects)} defects were killed whenever they were tried"
        + (f", and of {len(sound)} runs without a defect {alarms} raised an alarm." if sound else "."),
        "",
        "| side, class | killed | mostly by | a defect of the class |",
        "|---|---|---|---|",
    ]
    for name, group in groups(defects).items():
        lines.append(
            f"| {name} | {sum(map(all_good, group))} of {len(group)} | {rules(group)} | {group[0]['description']} |"
        )
    alive = [f"- {row['side']} `{row['name']}`: {row['description']}" for row in defects if not all_good(row)]
    return "\n".join([*lines, *(["", "Not killed on each seed:", "", *alive] if alive else [])])


def main(files: Sequence[Path]) -> int:
    """Write the table into the page; return 2 where no file is named."""
    if not files:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    write([(PAGE, "matrix", lambda: table(files))])
    return 0


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]]))
