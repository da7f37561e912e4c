"""Distributions of the Python packages: built alone, and installed into an empty environment."""

import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterable
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement

PROJECTS = ("generated_client", "mock_server", "tests/contract")
"""The folders of the packages."""


def build(folder: Path, output: Path) -> tuple[Path, Path]:
    """Build the sdist of the package in ``folder``, and the wheel of the sdist; return both."""
    with tempfile.TemporaryDirectory() as place:
        # Alone, so that nothing around it is looked at, such as what git ignores.
        alone = shutil.copytree(folder, Path(place, "alone"), ignore=shutil.ignore_patterns("__pycache__"))
        made = Path(place, "made")
        command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(made), str(alone)]
        subprocess.run(command, check=True, capture_output=True)
        output.mkdir(parents=True, exist_ok=True)
        wheel, sdist = (Path(shutil.move(each, output / each.name)) for each in sorted(made.iterdir()))
    return sdist, wheel


def installed(wheel: Path, folder: Path, *requirements: str) -> Path:
    """Install a wheel and what it needs, extras by ``requirements``, alone into ``folder``; return the Python there."""
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    uv = [
        str(Path(sys.executable).with_name("uv")),
        "pip",
        "install",
        "--quiet",
        "--offline",
        "--no-deps",
        "--python",
        str(python),
    ]
    subprocess.run([*uv, str(wheel)], check=True)
    lend(python, requirements or [wheel.name.partition("-")[0].replace("_", "-")])
    return python


def lend(python: Path, requirements: Iterable[str]) -> None:
    """Link what requirements need into an environment, without a network; they themselves are there."""
    (packages,) = python.parent.parent.glob("lib/python*/site-packages")
    own = {Requirement(each).name for each in requirements}
    for name in needed(requirements) - own:
        files = distribution(name).files or []
        for top in {file.parts[0] for file in files if file.parts[0] != ".."}:
            if not (packages / top).exists():
                (packages / top).symlink_to(Path(str(distribution(name).locate_file(top))))


def needed(requirements: Iterable[str]) -> set[str]:
    """Return the names of the distributions that requirements name, and of those that they need in turn."""
    found: set[tuple[str, str]] = set()
    todo = {(each.name, extra) for each in map(Requirement, requirements) for extra in ("", *each.extras)}
    while todo:
        name, extra = todo.pop()
        found.add((name, extra))
        for each in map(Requirement, distribution(name).requires or []):
            if each.marker is None or each.marker.evaluate({"extra": extra}):
                todo |= {(each.name, extra) for extra in ("", *each.extras)} - found
    return {name for name, _ in found}
