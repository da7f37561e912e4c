"""Generation of the tables in the Markdown files; --check names the stale ones and writes nothing."""

import re
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

# A script finds modules beside itself only, and these are named from the root of the repository.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from openapi.document import ROOT, shown
from openapi.error_table import error_table
from openapi.facts import fact_table
from openapi.fault_tables import magic_table, scenario_table
from openapi.parameter_tables import argument_table
from openapi.prism_table import prism_table

Table = tuple[Path, str, Callable[[], str]]

# The file, the name in the markers <!-- table:name --> and <!-- /table -->, and what writes the lines between them.
TABLES: Sequence[Table] = (
    (ROOT / "openapi/README.md", "facts", fact_table),
    (ROOT / "generated_client/README.md", "arguments", argument_table),
    (ROOT / "docs/guides/faults.md", "magic", magic_table),
    (ROOT / "docs/guides/faults.md", "scenarios", scenario_table),
    (ROOT / "docs/reference/errors.md", "errors", error_table),
    (ROOT / "docs/reference/errors.pl.md", "errors", partial(error_table, "pl")),
    (ROOT / "docs/reference/differences.md", "prism", prism_table),
)


def write(tables: Sequence[Table] = TABLES, *, check: bool = False) -> list[str]:
    """Write the tables that are stale, unless only checking, and return their names, each after its file's.

    Raises `LookupError` when a file lacks the markers of a table.
    """
    stale = []
    for path, name, lines in tables:
        text = path.read_text(encoding="utf-8")
        begin, end = f"<!-- table:{name} -->", "<!-- /table -->"
        match = re.search(f"{begin}\n(.*?){end}", text, re.DOTALL)
        if match is None:
            raise LookupError(f"{shown(path)}: the table {name} has no place: put {begin} and {end} on two lines.")
        table = f"\n{lines()}\n\n"
        if match[1] != table:
            stale.append(f"{shown(path)}: the table {name}")
            if not check:
                path.write_text(text[: match.start(1)] + table + text[match.end(1) :], encoding="utf-8")
    return stale


def main(arguments: Sequence[str] | None = None, tables: Sequence[Table] = TABLES) -> int:
    """Write the tables, or with --check only compare them; return 1 when one is stale or has no place, else 0."""
    parser = ArgumentParser(prog="tables.py", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, and fail when a table is stale")
    check = parser.parse_args(arguments).check
    try:
        stale = write(tables, check=check)
    except LookupError as error:
        print(error, file=sys.stderr)
        return 1
    for name in stale:
        print(f"{name} is stale: run `make docs`." if check else f"{name} is written.")
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
