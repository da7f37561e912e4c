"""Build a release: ``python -m release VERSION``. Nothing is published."""

import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from openapi.diff import HistoryError
from openapi.document import ROOT
from release.agreement import disagreements
from release.npm import pack
from release.packages import PROJECTS, build
from release.sbom import write_sbom

SUMS = "SHA256SUMS"


def main(arguments: Sequence[str] | None = None) -> int:
    """Build all that is published of a version; return 1, and build nothing, where something does not agree."""
    parser = ArgumentParser(prog="python -m release", description=__doc__)
    parser.add_argument("version", help="such as 1.0.0")
    parser.add_argument("--preview", action="store_true", help="build what is committed, whatever does not agree")
    options = parser.parse_args(arguments)
    try:
        found = list(disagreements(options.version, ROOT))
    except HistoryError as error:
        found = [str(error)]
    for sentence in found:
        print(sentence, file=sys.stderr)
    if found and not options.preview:
        return 1
    for path in build_all(ROOT / "dist"):
        print(path)
    return 0


def build_all(output: Path) -> list[Path]:
    """Build packages, bills of materials and checksums of what is committed, in place of those of another version.

    All of them are the same each time.
    """
    for old in output.glob("thulium*-*.*"):
        old.unlink()
    os.environ["SOURCE_DATE_EPOCH"] = _git("log", "-1", "--format=%ct").decode().strip()
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder, "tree")
        archive = Path(folder, "tree.tar")
        archive.write_bytes(_git("archive", "HEAD"))
        with tarfile.open(archive) as opened:
            opened.extractall(tree, filter="data")
        (tree / "node_modules").symlink_to(ROOT / "node_modules")
        paths = [pack(tree, output)]
        for project in PROJECTS:
            sdist, wheel = build(tree / project, output)
            paths += [sdist, wheel, write_sbom(wheel)]
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(paths)]
    (output / SUMS).write_text("".join(sums), "utf-8")
    return [*paths, output / SUMS]


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True).stdout


if __name__ == "__main__":
    sys.exit(main())
