"""What has to agree before a release is built."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from openapi.diff import CHANGELOG, DOCUMENT, version
from openapi.document import load
from release.agreement import disagreements
from tests.servers import ROOT

VERSION = version(load(ROOT / DOCUMENT))
HEADING = f"## {VERSION}: 2026-12-24"

Released = Callable[..., list[str]]


@pytest.fixture
def released(tmp_path: Path) -> Released:
    """Return a function that commits changelogs and documents, one after another, and tells what disagrees then."""
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    (tmp_path / DOCUMENT).parent.mkdir()

    def found(*commits: tuple[str, str], wanted: str = VERSION) -> list[str]:
        git = ["git", "-c", "user.name=Test", "-c", "user.email=test@example.org", "-C", str(tmp_path)]
        for changelog, document in commits:
            (tmp_path / CHANGELOG).write_text(changelog, "utf-8")
            (tmp_path / DOCUMENT).write_text(document, "utf-8")
            subprocess.run([*git, "add", "."], check=True)
            subprocess.run([*git, "commit", "--quiet", "-m", "State"], check=True)
        return list(disagreements(wanted, tmp_path))

    return found


DOCUMENT_TEXT = (ROOT / DOCUMENT).read_text("utf-8")
OLDER = DOCUMENT_TEXT.replace(f"  version: {VERSION}\n", "  version: 0.1.0\n")


@pytest.mark.parametrize(
    ("commits", "sentences"),
    [
        ([(f"{HEADING}\n\n- All.\n", DOCUMENT_TEXT)], []),
        ([("## Unreleased\n\n- All.\n", DOCUMENT_TEXT)], [f"The newest heading of {CHANGELOG} is no `## {VERSION}: "]),
        ([(f"## Unreleased\n\n- More.\n\n{HEADING}\n", DOCUMENT_TEXT)], [f"{CHANGELOG} has entries above"]),
        ([(f"{HEADING}\n\n- All.\n", OLDER)], [f"info.version of {DOCUMENT} is 0.1.0: make it {VERSION}."]),
        (
            [
                ("## 0.1.0: 2026-12-01\n\n- All.\n", OLDER.replace("name: client_surname", "name: surname")),
                (f"{HEADING}\n\n- `client_name` is another.\n\n## 0.1.0: 2026-12-01\n\n- All.\n", DOCUMENT_TEXT),
            ],
            [f"{CHANGELOG} does not tell of `surname`", f"{CHANGELOG} does not tell of `client_surname`"],
        ),
    ],
    ids=["all", "heading", "entries", "document", "changes"],
)
def test_all_has_to_agree(released: Released, commits: list[tuple[str, str]], sentences: list[str]) -> None:
    """Document, packages, changelog and what changed since the release before; each sentence says how to mend it."""
    found = released(*commits)
    assert [line[: len(each)] for line, each in zip(found, sentences, strict=True)] == sentences


def test_the_packages_and_what_is_committed_have_to_agree(released: Released, tmp_path: Path) -> None:
    """Another version is that of nothing, and what is not committed is not released."""
    released((f"{HEADING}\n\n- All.\n", DOCUMENT_TEXT))
    (tmp_path / "notes.txt").touch()
    found = "\n".join(released(wanted="9.9.9"))
    for name in ("thulium_mock", "thulium_chat", "thulium_contract"):
        assert f"{name}.__version__ is {VERSION}: make it 9.9.9." in found
    assert "notes.txt" in found
