"""The packages: built from their folders alone and from their sdists, on systems without symbolic links too."""

import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.servers import ROOT

COPIES = {
    "mock_server/thulium_mock/openapi.yaml": "openapi/openapi.yaml",
    "tests/contract/src/thulium_contract/openapi.yaml": "openapi/openapi.yaml",
    "tests/contract/LICENSE": "LICENSE",
    "mock_server/LICENSE": "LICENSE",
    "generated_client/LICENSE": "LICENSE",
}


def test_there_are_no_symbolic_links() -> None:
    """Git for Windows, archives and `COPY` in a Dockerfile make text files or dangling links of them."""
    listed = subprocess.run(["git", "ls-files", "--stage"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert [line for line in listed.stdout.splitlines() if line.startswith("120000")] == []


@pytest.mark.parametrize(("copy", "original"), COPIES.items())
def test_a_copy_is_like_its_original(copy: str, original: str) -> None:
    """What a package needs of the rest of the repository is a copy in its folder: `make docs` writes it anew."""
    assert (ROOT / copy).read_bytes() == (ROOT / original).read_bytes(), "run `make docs`"


def built(target: str, folder: Path, output: Path) -> Path:
    """Build the package in ``folder``, and nothing else of the repository, as its backend does."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(output)]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    (path,) = output.iterdir()
    return path


@pytest.mark.parametrize("project", ["mock_server", "generated_client", "tests/contract"])
def test_folder_and_sdist_build_the_same_wheel(tmp_path: Path, project: str) -> None:
    """The folder alone is enough, and so is the sdist of it; the wheel has the licence and the whole package."""
    folder = tmp_path / "alone"
    shutil.copytree(ROOT / project, folder, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    with tarfile.open(built("sdist", folder, tmp_path / "sdist")) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    wheels = [built("wheel", each, tmp_path / f"wheel-{each.name}") for each in (folder, unpacked)]
    assert wheels[0].read_bytes() == wheels[1].read_bytes()
    with zipfile.ZipFile(wheels[0]) as wheel:
        content = {name: wheel.read(name) for name in wheel.namelist()}
    (licence,) = (text for name, text in content.items() if name.endswith(".dist-info/licenses/LICENSE"))
    assert licence == (ROOT / "LICENSE").read_bytes()
    (package,) = {name.partition("/")[0] for name in content if ".dist-info/" not in name}
    root = next(each for each in (ROOT / project / "src", ROOT / project) if (each / package).is_dir())
    files = {path for path in (root / package).rglob("*") if path.is_file() and path.suffix != ".pyc"}
    expected = {path.relative_to(root).as_posix(): path.read_bytes() for path in files}
    assert {name: text for name, text in content.items() if ".dist-info/" not in name} == expected
