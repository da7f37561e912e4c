"""``make codegen``: generate clients, compile them, run the cases with them, and write `docs/codegen.md`.

    python -m tests.codegen [GENERATOR ...]

Without names, all generators whose compilers this machine has.
"""

import sys
from collections.abc import Sequence

from tests.codegen.build import build, warnings
from tests.codegen.compilers import lacking
from tests.codegen.page import PAGE, page
from tests.codegen.run import run
from tests.codegen.table import Generator, generators
from tests.servers import running_mock


def main(names: Sequence[str]) -> int:
    """Return 0 if each client does what the table says of it."""
    unknown = set(names) - {each.name for each in generators()}
    if unknown:
        sys.stderr.write(f"There is no generator {', '.join(sorted(unknown))}.\n")
        return 2
    chosen = [each for each in generators() if not each.missing and (not names or each.name in names)]
    for generator in filter(lacking, chosen):
        sys.stdout.write(f"{generator.name}: not run, as {lacking(generator)} is not installed\n")
    chosen = [each for each in chosen if not lacking(each)]
    printed = build(chosen)
    with running_mock() as mock:
        differing = [each for each in chosen if _differs(each, run(each, mock), printed[each.name])]
    PAGE.write_text(page(), "utf-8")
    sys.stdout.write(f"{len(chosen) - len(differing)} of {len(chosen)} do what {PAGE.name} says\n")
    return int(bool(differing))


def _differs(generator: Generator, failed: dict[str, str], printed: str) -> bool:
    """Print what is not as the table says; tell whether there is such."""
    said = [f"warns: {line}" for line in warnings(printed) if not any(each in line for each in generator.warnings)]
    said += [f"fails: {name}: {text}" for name, text in failed.items() if name not in generator.failing]
    said += [f"passes by now: {name}" for name in sorted(generator.failing - set(failed))]
    sys.stdout.writelines(f"{generator.name}: {line}\n" for line in said)
    return bool(said)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
