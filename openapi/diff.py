"""Diff of the document against another version: breaking changes, whom they break, and the next version number.

The other version is a git reference, or the last release: the commit that gave the changelog its heading.
"""

import re
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path

# A script finds modules beside itself only, and these are named from the root of the repository.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from openapi.changes import Change, changes, following, level
from openapi.document import ROOT, Content, load, parse

DOCUMENT, CHANGELOG = "openapi/openapi.yaml", "CHANGELOG.md"


class HistoryError(Exception):
    """The other version cannot be had; the sentence says why."""


def releases(changelog: str) -> list[str]:
    """Return the versions of a changelog, the newest first."""
    return re.findall(r"^## (\d+\.\d+\.\d+)\b", changelog, re.MULTILINE)


def since(release: str | None, changelog: str) -> str:
    """Return what a changelog says above a release; without one, all."""
    heading = rf"^## {re.escape(release)}\b" if release else r"\Z"
    return re.split(heading, changelog, maxsplit=1, flags=re.MULTILINE)[0]


def last_release(root: Path, but: str | None = None) -> tuple[str, str] | None:
    """Return version and commit of the last release before what is checked out, of another version than ``but``.

    The commit is the one that gave the changelog the heading. Raises `HistoryError` in a clone without a history.
    """
    if _git(root, "rev-parse", "--is-shallow-repository").strip() == "true":
        raise HistoryError("This clone has no history: run `git fetch --unshallow`.")
    head = _git(root, "rev-parse", "HEAD").strip()
    for release in releases((root / CHANGELOG).read_text("utf-8")):
        commits = _git(root, "log", "--format=%H", f"-S## {release}", "--", CHANGELOG).split()
        if release != but and commits and commits[-1] != head:
            return release, commits[-1]
    return None


def at_reference(root: Path, reference: str) -> Content:
    """Return the document of a git reference; raise `HistoryError` where there is none."""
    document: Content = parse(_git(root, "show", f"{reference}:{DOCUMENT}"))
    return document


def version(document: Content) -> str:
    """Return the version of a document."""
    return str(document["info"]["version"])


def refusals(old: Content, new: Content, found: Sequence[Change], entries: str) -> Iterator[str]:
    """Yield a sentence for each reason why a document may not follow another one, with these entries of a changelog."""
    step = level(found)
    if step is None:
        return
    needed, given = following(version(old), step), version(new)
    if [*map(int, given.split("."))] < [*map(int, needed.split("."))]:
        yield f"The version {given} is too low: these changes ask for {needed} in info.version."
    subjects = dict.fromkeys(each.subject for each in found if each.level != "patch" and not each.is_fact)
    for subject in subjects:
        if not re.search(rf"(?<![\w.]){re.escape(subject)}(?!\w)", entries):
            yield f"{CHANGELOG} does not tell of `{subject}`: name it under Unreleased."
    if not re.search(r"^- ", entries, re.MULTILINE):
        yield f"{CHANGELOG} tells of no change: write an entry under Unreleased."


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Print the changes; return 1 when they are refused or cannot be told, else 0."""
    parser = ArgumentParser(prog="diff.py", description=__doc__)
    parser.add_argument("base", nargs="?", help="git reference of the version to compare with (default: last release)")
    base = parser.parse_args(arguments).base
    changelog = (root / CHANGELOG).read_text("utf-8")
    try:
        release, commit = last_release(root) or (None, "")
        if not base and not commit:
            print(f"{CHANGELOG} has no release yet, so that everything is new: BASE=… compares with a git reference.")
            return 0
        old = at_reference(root, base or commit)
    except HistoryError as error:
        print(error, file=sys.stderr)
        return 1
    new = load(root / DOCUMENT)
    found = changes(old, new)
    for change in found:
        print(change)
    step = level(found)
    follows = f"{following(version(old), step)} follows" if step else "the version stays"
    print(f"{len(found)} changes since {base or release}: {follows}.")
    refused = list(refusals(old, new, found, since(release, changelog)))
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
