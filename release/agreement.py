"""Consistency checks before a release: versions of document, packages and changelog."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import thulium_chat
import thulium_contract
import thulium_mock

from openapi import diff
from openapi.changes import changes
from openapi.document import load


def disagreements(version: str, root: Path) -> Iterator[str]:
    """Yield a sentence for each thing that does not fit to a version, and says how to mend it."""
    document, changelog = load(root / diff.DOCUMENT), (root / diff.CHANGELOG).read_text("utf-8")
    stated = {
        f"info.version of {diff.DOCUMENT}": diff.version(document),
        "thulium_mock.__version__": thulium_mock.__version__,
        "thulium_chat.__version__": thulium_chat.__version__,
        "thulium_contract.__version__": thulium_contract.__version__,
    }
    for place, value in stated.items():
        if value != version:
            yield f"{place} is {value}: make it {version}."
    newest = next(iter(diff.releases(changelog)), None)
    if newest != version:
        yield f"The newest heading of {diff.CHANGELOG} is no `## {version}: YYYY-MM-DD`: give the entries that heading."
    elif "\n- " in diff.since(newest, changelog):
        yield f"{diff.CHANGELOG} has entries above `## {newest}`: put them below it."
    changed = subprocess.run(["git", "status", "--porcelain"], cwd=root, capture_output=True, text=True, check=True)
    if changed.stdout:
        yield f"What is released is what is committed, and this is not: {' '.join(changed.stdout.split())}"
    if last := diff.last_release(root, but=version):
        release, commit = last
        old = diff.at_reference(root, commit)
        yield from diff.refusals(old, document, changes(old, document), diff.since(release, changelog))
