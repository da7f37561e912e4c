"""Distributions of the packages: built as their backend does, and installed into an empty environment."""

import subprocess
import sys
import venv
from collections.abc import Iterable
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement

from tests.servers import BIN

PROJECTS = ("generated_client", "mock_server", "tests/contract")
"""The folders of the packages."""


def built(target: str, folder: Path, output: Path) -> Path:
    """Build the package in ``folder``, and nothing else of the repository; ``target`` is ``sdist`` or ``wheel``."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(output)]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    (path,) = output.iterdir()
    return path


def installed(wheel: Path, folder: Path, *requirements: str) -> Path:
    """Install a wheel and what it needs, extras by ``requirements``, alone into ``folder``; return the Python there."""
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    uv = [str(BIN / "uv"), "pip", "install", "--quiet", "--offline", "--no-deps", "--python", str(python)]
    subprocess.run([*uv, str(wheel)], check=True)
    lend(python, requirements or [wheel.name.partition("-")[0].replace("_", "-")])
    return python


def lend(python: Path, requirements: Iterable[str]) -> None:
    """Link what requirements need into an environment, since tests have no network; they themselves are there."""
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
