"""The packages: the same bytes wherever they are built, complete, and working when installed alone."""

import json
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from importlib.metadata import distribution
from pathlib import Path

import pytest

from release.packages import PROJECTS, build, installed, lend
from release.sbom import write_sbom
from tests.servers import BIN, ROOT, running_mock

COPIES = {
    "mock_server/thulium_mock/openapi.yaml": "openapi/openapi.yaml",
    "tests/contract/src/thulium_contract/openapi.yaml": "openapi/openapi.yaml",
    "tests/contract/LICENSE": "LICENSE",
    "mock_server/LICENSE": "LICENSE",
    "generated_client/LICENSE": "LICENSE",
}
NAMES = dict(zip(PROJECTS, ("thulium-chat", "thulium-chat-mock", "thulium-contract"), strict=True))
COMMANDS = dict(zip(PROJECTS, ("thulium-chat", "thulium-mock", "thulium-contract"), strict=True))


@dataclass(frozen=True)
class Built:
    """Sdists and wheels of one package: those of a release, and those made another way."""

    sdists: tuple[Path, Path]
    wheels: tuple[Path, Path]

    @property
    def content(self) -> dict[str, bytes]:
        """The files of the wheel by name."""
        with zipfile.ZipFile(self.wheels[0]) as wheel:
            return {name: wheel.read(name) for name in wheel.namelist()}

    @property
    def metadata(self) -> Message:
        """The metadata of the wheel."""
        return message_from_bytes(next(text for name, text in self.content.items() if name.endswith("/METADATA")))


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Built]:
    """Every package by its folder, built once as a release is, and once more from its folder and its sdist."""

    def package(project: str) -> Built:
        place = tmp_path_factory.mktemp("built")
        sdist, wheel = build(ROOT / project, place / "release")
        with tarfile.open(sdist) as archive:
            archive.extractall(place / "unpacked", filter="data")
        (unpacked,) = (place / "unpacked").iterdir()
        again = [sys.executable, "-m", "hatchling", "build", "--directory", str(place / "again"), "--target"]
        for target, folder in (("wheel", ROOT / project), ("sdist", unpacked)):
            subprocess.run([*again, target], cwd=folder, check=True, capture_output=True)
        second = place / "again"
        return Built((sdist, second / sdist.name), (wheel, second / wheel.name))

    return {project: package(project) for project in PROJECTS}


def test_there_are_no_symbolic_links() -> None:
    """Git for Windows, archives and `COPY` in a Dockerfile make text files or dangling links of them."""
    listed = subprocess.run(["git", "ls-files", "--stage"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert [line for line in listed.stdout.splitlines() if line.startswith("120000")] == []


@pytest.mark.parametrize(("copy", "original"), COPIES.items())
def test_a_copy_is_like_its_original(copy: str, original: str) -> None:
    """What a package needs of the rest of the repository is a copy in its folder: `make docs` writes it anew."""
    assert (ROOT / copy).read_bytes() == (ROOT / original).read_bytes(), "run `make docs`"


@pytest.mark.parametrize("project", PROJECTS)
def test_folder_and_sdist_give_the_same_bytes(packages: dict[str, Built], project: str) -> None:
    """The folder alone is enough, and so is its sdist; when and where a file was written changes nothing."""
    for first, second in (packages[project].sdists, packages[project].wheels):
        assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("project", PROJECTS)
def test_a_wheel_is_the_package_and_its_licence(packages: dict[str, Built], project: str) -> None:
    """The document, data and pages are in it, and nothing of tests, tools and caches."""
    content = packages[project].content
    (licence,) = (text for name, text in content.items() if name.endswith(".dist-info/licenses/LICENSE"))
    assert licence == (ROOT / "LICENSE").read_bytes()
    (package,) = {name.partition("/")[0] for name in content if ".dist-info/" not in name}
    root = next(each for each in (ROOT / project / "src", ROOT / project) if (each / package).is_dir())
    files = {path for path in (root / package).rglob("*") if path.is_file() and path.suffix != ".pyc"}
    expected = {path.relative_to(root).as_posix(): path.read_bytes() for path in files}
    assert {name: text for name, text in content.items() if ".dist-info/" not in name} == expected
    assert f"{package}/py.typed" in expected


@pytest.mark.parametrize("project", PROJECTS)
def test_the_metadata_are_complete(packages: dict[str, Built], project: str) -> None:
    """Whoever finds the package in an index sees who makes it, what it runs on, where to read on, and no dead link."""
    metadata = packages[project].metadata
    assert metadata["Name"] == NAMES[project]
    assert (metadata["License-Expression"], metadata["Requires-Python"]) == ("MIT", ">=3.11")
    assert metadata["Author-email"] == "Thulium chat contract kit <thulium-chat@example.org>"
    assert set(metadata["Keywords"].split(",")) > {"api", "thulium"}
    urls = dict(each.split(", ") for each in metadata.get_all("Project-URL", []))
    assert urls.keys() == {"Homepage", "Documentation", "Changelog"}
    classifiers = set(metadata.get_all("Classifier", []))
    versions = {f"Programming Language :: Python :: 3.{minor}" for minor in range(11, 15)}
    assert classifiers > versions | {"Typing :: Typed"}
    links = re.findall(r"\]\((\S+?)\)", str(metadata.get_payload()))
    assert [each for each in links if not each.startswith(("https://", "http://"))] == []
    for path in (each.removeprefix(f"{urls['Homepage']}/") for each in [*urls.values(), *links]):
        assert path.startswith("http") or (ROOT / path.partition("#")[0]).exists(), path


def test_the_checks_of_the_index_pass(packages: dict[str, Built]) -> None:
    """As `twine` and `check-wheel-contents` see them, with every warning an error."""
    paths = [str(each) for package in packages.values() for each in (package.sdists[0], package.wheels[0])]
    subprocess.run([str(BIN / "twine"), "check", "--strict", *paths], check=True, capture_output=True)
    for project, package in packages.items():
        checked = [BIN / "check-wheel-contents", package.wheels[0]]
        done = subprocess.run(checked, cwd=ROOT / project, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def test_each_wheel_works_alone(packages: dict[str, Built], tmp_path: Path) -> None:
    """In environments with no more than they ask for, client and suite find that the mock serves; so do its extras."""
    python = {
        project: installed(package.wheels[0], tmp_path / project.replace("/", "-"))
        for project, package in packages.items()
    }
    program = {project: python[project].with_name(COMMANDS[project]) for project in PROJECTS}
    for project in PROJECTS:
        said = subprocess.run([str(program[project]), "--version"], capture_output=True, text=True, check=True).stdout
        assert said == f"{COMMANDS[project]} {packages[project].metadata['Version']}\n"
    database = f"sqlite:///{tmp_path}/mock.db"
    serve = [str(program["mock_server"]), "serve", "--port", "0", "--database", database]
    refused = subprocess.run(serve, capture_output=True, text=True, check=False)
    assert "pip install 'thulium-chat-mock[sqlite]'" in refused.stderr
    lend(python["mock_server"], ["thulium-chat-mock[sqlite,postgresql]"])
    with running_mock("--database", database, program=program["mock_server"]) as mock:
        access = ["--user", "api_user"]
        environment = {**os.environ, "THULIUM_PASSWORD": "api_pass", "THULIUM_BASE_URL": mock.base_url}
        start = [str(program["generated_client"]), "start", *access, "--queue", "3"]
        subprocess.run(start, env=environment, check=True, capture_output=True)
        check = [str(program["tests/contract"]), mock.base_url, *access, "--safe"]
        report = subprocess.run(check, env=environment, capture_output=True, text=True, check=False)
        assert report.returncode == 0, report.stdout + report.stderr
        for page in ("/", "/docs", "/_mock/health"):
            subprocess.run(["curl", "--fail", "--silent", f"{mock.origin}{page}"], check=True, capture_output=True)


def test_the_bill_names_what_is_needed(packages: dict[str, Built]) -> None:
    """In the versions with which it is tested, those of the extras too, and nothing of tests and tools."""
    wheel = packages["mock_server"].wheels[0]
    bill = json.loads(write_sbom(wheel).read_bytes())
    root = bill["metadata"]["component"]
    assert (root["name"], root["version"]) == ("thulium-chat-mock", packages["mock_server"].metadata["Version"])
    versions = {each["name"].lower(): each["version"] for each in bill["components"]}
    assert versions["asyncpg"] == distribution("asyncpg").version
    assert versions.keys() > {"connexion", "sqlalchemy", "uvicorn"}
    assert not versions.keys() & {"pytest", "mypy", "thulium-chat"}
