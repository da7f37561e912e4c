"""What `make diff` says of two versions of the document, and which of them it refuses."""

import copy
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from openapi import diff
from openapi.changes import changes, following, level
from openapi.document import Content, at, load, parse
from tests.servers import ROOT

ROWS: list[dict[str, Any]] = parse(Path(__file__).with_name("differences.yaml").read_text("utf-8"))
CHANGELOG = "# Changelog\n\n## Unreleased\n\n{entry}\n## 1.0.0: 2026-12-01\n\n- `client_name` and all the rest.\n"


@pytest.fixture(scope="module")
def document() -> Content:
    """The document, with three operations of it."""
    content = load(ROOT / diff.DOCUMENT)
    kept = ("/chat_conversations/start", "/chats", "/webhooks")
    return {**content, "paths": {path: content["paths"][path] for path in kept}}


def changed(document: Content, row: Mapping[str, Any]) -> Content:
    """Return the document with the changes of a row."""
    document = copy.deepcopy(document)

    def place(pointer: str) -> tuple[Any, Any]:
        holder = at(document, pointer.rpartition("/")[0])
        key: Any = pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
        return holder, int(key) if isinstance(holder, list) and key.isdecimal() else key

    for pointer, value in row.get("set", {}).items():
        holder, key = place(pointer)
        holder[key] = value
    for pointer, value in row.get("add", {}).items():
        holder, key = place(pointer)
        holder.insert(len(holder) if key == "-" else key, value)
    for pointer, name in row.get("rename", {}).items():
        holder, key = place(pointer)
        holder[name] = holder.pop(key)
    for pointer, index in row.get("move", {}).items():
        holder, key = place(pointer)
        holder.insert(index, holder.pop(key))
    if "remove" in row:
        holder, key = place(row["remove"])
        del holder[key]
    return document


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_a_change_is_classed(document: Content, row: Mapping[str, Any]) -> None:
    """By whom it breaks, if anybody; the version that follows is that of the gravest change."""
    found = changes(document, changed(document, row))
    told = [" ".join(str(each).partition(": ")[0].split()) for each in found]
    assert told == row.get("says", []), "\n".join(map(str, found))
    levels = {"breaks": "major", "minor": "minor", "patch": "patch"}
    expected = [levels[word] for each in told if (word := each.split()[0]) in levels]
    assert level([each for each in found if not each.is_fact]) == next(iter(expected), None)


@pytest.mark.parametrize(
    ("step", "version"), [("major", "3.0.0"), ("minor", "2.4.0"), ("patch", "2.3.5")], ids=["major", "minor", "patch"]
)
def test_a_version_follows(step: str, version: str) -> None:
    """As Semantic Versioning says."""
    assert following("2.3.4", step) == version


Commit = Callable[[str, str, str], None]


@pytest.fixture
def repository(tmp_path: Path) -> Commit:
    """Return a function that commits version, bounds of `limit` and an entry, to a repository that released 1.0.0."""
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    (tmp_path / "openapi").mkdir()

    def commit(version: str, bound: str, entry: str) -> None:
        text = f"""
info: {{version: {version}}}
paths:
  /chats:
    get:
      operationId: listChats
      parameters: [{{name: limit, in: query, schema: {{type: integer, {bound}}}}}]
      responses: {{}}
"""
        (tmp_path / diff.DOCUMENT).write_text(text, "utf-8")
        (tmp_path / diff.CHANGELOG).write_text(CHANGELOG.format(entry=entry), "utf-8")
        git = ["git", "-c", "user.name=Test", "-c", "user.email=test@example.org"]
        subprocess.run([*git, "add", "."], cwd=tmp_path, check=True)
        subprocess.run([*git, "commit", "--quiet", "--allow-empty", "-m", version], cwd=tmp_path, check=True)

    commit("1.0.0", "maximum: 10", "")
    return commit


@pytest.mark.parametrize(
    ("version", "bound", "entry", "refusals"),
    [
        ("1.0.0", "maximum: 10", "", []),
        ("2.0.0", "maximum: 5", "- At most 5 chats by `limit`.", []),
        ("1.1.0", "maximum: 20", "- `limit` of 20.", []),
        ("2.0.0", "maximum: 20", "- `limit` of 20.", []),
        ("1.1.0", "maximum: 5", "- `limit` of 5.", ["The version 1.1.0 is too low: these changes ask for 2.0.0"]),
        ("1.0.0", "maximum: 20", "- `limit` of 20.", ["The version 1.0.0 is too low: these changes ask for 1.1.0"]),
        ("1.1.0", "maximum: 20", "- `limits`, `offset`.", ["CHANGELOG.md does not tell of `limit`"]),
        ("1.0.1", "maximum: 10, description: Chats", "", ["CHANGELOG.md tells of no change"]),
    ],
)
def test_a_release_is_followed(
    repository: Commit,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    version: str,
    bound: str,
    entry: str,
    refusals: list[str],
) -> None:
    """By a version that is high enough and an entry of the changelog that names what changed; else it is refused."""
    repository(version, bound, entry)
    assert diff.main([], tmp_path) == bool(refusals)
    lines = capsys.readouterr().err.splitlines()
    assert [line[: len(each)] for line, each in zip(lines, refusals, strict=True)] == refusals


def test_a_release_is_compared_with_the_one_before(
    repository: Commit, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also by the commit that gives it its heading, and before that; what comes after it has to follow it."""
    release = "- `limit` of 20.\n\n## 1.1.0: 2026-12-24\n\n- `limit`"
    repository("1.1.0", "maximum: 20", release.replace("- `limit` of 20.\n\n", ""))
    assert diff.main([], tmp_path) == 0
    assert "limit: maximum 10 → 20" in capsys.readouterr().out
    repository("1.1.0", "maximum: 30", release)
    assert diff.main([], tmp_path) == 1
    assert "limit: maximum 20 → 30" in capsys.readouterr().out


def test_the_base_is_a_reference_or_the_last_release(
    repository: Commit, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A clone without tags knows the release by its heading; one without history, or a wrong reference, is told."""
    repository("2.0.0", "maximum: 5", "- `limit`")
    repository("2.0.0", "maximum: 4", "- `limit`")
    assert diff.main([], tmp_path) == 0
    assert "limit: maximum 10 → 4" in capsys.readouterr().out
    assert diff.main(["HEAD~1"], tmp_path) == 1, "another breaking change, and the same version"
    assert "limit: maximum 5 → 4" in capsys.readouterr().out
    assert diff.main(["nowhere"], tmp_path) == 1
    assert "nowhere" in capsys.readouterr().err
    shallow = tmp_path / "shallow"
    subprocess.run(["git", "clone", "--quiet", "--depth=1", f"file://{tmp_path}", shallow], check=True)
    assert diff.main([], shallow) == 1
    assert "git fetch --unshallow" in capsys.readouterr().err
    (tmp_path / diff.CHANGELOG).write_text("# Changelog\n\n## Unreleased\n", "utf-8")
    assert diff.main([], tmp_path) == 0
    assert "no release yet" in capsys.readouterr().out
