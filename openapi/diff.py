"""What changed in the document since another version, whom that breaks, and which version number follows.

The other version is a git reference, or the last release: the commit that gave the changelog its heading.
"""

import re
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

# A script finds modules beside itself only, and these are named from the root of the repository.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from openapi.changes import Change, changes, following, level
from openapi.document import ROOT, Content, load

DOCUMENT, CHANGELOG = "openapi/openapi.yaml", "CHANGELOG.md"


class HistoryError(Exception):
    """The other version cannot be had; the sentence says why."""


def released(root: Path = ROOT) -> tuple[str, str] | None:
    """Return number and commit of the newest release of the changelog; None before the first."""
    found = re.search(r"^## (\d+\.\d+\.\d+)\b", (root / CHANGELOG).read_text("utf-8"), re.MULTILINE)
    if found is None:
        return None
    if _git(root, "rev-parse", "--is-shallow-repository").strip() == "true":
        raise HistoryError("This clone has no history: run `git fetch --unshallow`.")
    commits = _git(root, "log", "--format=%H", f"-S## {found[1]}", "--", CHANGELOG).split()
    if not commits:
        raise HistoryError(f"The release {found[1]} is not committed: it is compared with once it is.")
    return found[1], commits[-1]


def version(document: Content) -> str:
    """Return the version of a document."""
    return str(document["info"]["version"])


def unreleased(text: str) -> str:
    """Return what a changelog says above its newest release."""
    return re.split(r"^## \d", text, maxsplit=1, flags=re.MULTILINE)[0]


def refusals(old: Content, new: Content, found: Sequence[Change], changelog: str) -> Iterator[str]:
    """Yield a sentence for each reason why a document may not follow another one."""
    step = level(found)
    if step is None:
        return
    needed, given = following(version(old), step), version(new)
    if [*map(int, given.split("."))] < [*map(int, needed.split("."))]:
        yield f"The version {given} is too low: these changes ask for {needed} in info.version."
    entry = unreleased(changelog)
    subjects = dict.fromkeys(each.subject for each in found if each.level != "patch" and not each.is_fact)
    for subject in subjects:
        if not re.search(rf"(?<![\w.]){re.escape(subject)}(?!\w)", entry):
            yield f"{CHANGELOG} does not tell of `{subject}`: name it under Unreleased."
    if not re.search(r"^- ", entry, re.MULTILINE):
        yield f"{CHANGELOG} tells of no change: write an entry under Unreleased."


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Print the changes; return 1 when they are refused or cannot be told, else 0."""
    parser = ArgumentParser(prog="diff.py", description=__doc__)
    parser.add_argument("base", nargs="?", help="git reference of the version to compare with (default: last release)")
    base = parser.parse_args(arguments).base
    try:
        release = None if base else released(root)
        if not base and release is None:
            print(f"{CHANGELOG} has no release yet, so that everything is new: BASE=… compares with a git reference.")
            return 0
        name, reference = release if release else (base, base)
        old = yaml.safe_load(_git(root, "show", f"{reference}:{DOCUMENT}"))
    except HistoryError as error:
        print(error, file=sys.stderr)
        return 1
    new = load(root / DOCUMENT)
    found = changes(old, new)
    for change in found:
        print(change)
    step = level(found)
    print(f"{len(found)} changes since {name}" + (f": {following(version(old), step)} follows." if step else "."))
    refused = list(refusals(old, new, found, (root / CHANGELOG).read_text("utf-8")))
    for sentence in refused:
        print(sentence, file=sys.stderr)
    return int(bool(refused))


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise HistoryError(done.stderr.strip())
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
