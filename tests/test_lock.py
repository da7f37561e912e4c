"""The lock files hold what the packages and the tools of this repository ask for."""

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.servers import ROOT

PACKAGES = ("mock_server", "generated_client")
SUITE = "tests/contract"
"""The contract suite, which is tested with the releases of the repository alone."""


def requirements(path: Path) -> list[Requirement]:
    """The requirements of a text file; hashes and comments are left out."""
    lines = (line.partition(" \\")[0] for line in path.read_text("utf-8").splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith(("#", " "))]


@pytest.mark.parametrize(
    ("lock", "asked", "packages"),
    [
        ("requirements.txt", "requirements.in", (*PACKAGES, SUITE)),
        ("tests/releases/oldest.txt", "tests/releases/requirements.in", PACKAGES),
        ("tests/releases/newest.txt", "tests/releases/requirements.in", PACKAGES),
        ("tests/codegen/requirements.txt", "tests/codegen/requirements.in", ()),
    ],
)
def test_every_package_is_locked(lock: str, asked: str, packages: tuple[str, ...]) -> None:
    """Each package that is asked for is pinned to a version that it may have."""
    wanted = requirements(ROOT / asked)
    for package in packages:
        project = tomllib.loads((ROOT / package / "pyproject.toml").read_text("utf-8"))["project"]
        wanted += map(Requirement, project["dependencies"])
    pinned = {each.name: next(iter(each.specifier)).version for each in requirements(ROOT / lock)}
    found = [(each, pinned.get(each.name.lower())) for each in wanted]
    unlocked = [str(each) for each, version in found if version is None or version not in each.specifier]
    assert unlocked == [], "run `make lock`"
