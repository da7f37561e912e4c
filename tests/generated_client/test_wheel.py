"""The wheel: what is in it, and that it works alone in an empty environment."""

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from thulium_chat import __version__

from tests.generated_client.support import CONVERSATION_ID, STARTED, raw_server

ROOT = Path(__file__).resolve().parents[2]
PROJECT = ROOT / "generated_client"
PACKAGE = PROJECT / "thulium_chat"
METADATA = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
DECLARED = {Requirement(each).name for each in METADATA["dependencies"]}
OPTIONAL = {Requirement(each).name for group in METADATA["optional-dependencies"].values() for each in group}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the sources."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-index"]
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(PROJECT)], check=True)
    [wheel] = folder.iterdir()
    return wheel


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with nothing but the wheel and what it declares to need."""
    folder = tmp_path_factory.mktemp("empty")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python), "install", "--quiet"]
    subprocess.run([*pip, "--no-index", "--no-deps", str(wheel)], check=True)
    [packages] = folder.glob("lib/python*/site-packages")
    # The tests have no network: what the wheel needs is borrowed from this environment, and nothing else of it.
    for name in needed(DECLARED):
        files = distribution(name).files or []
        for top in {file.parts[0] for file in files if file.parts[0] != ".."}:
            if not (packages / top).exists():
                (packages / top).symlink_to(Path(str(distribution(name).locate_file(top))))
    return python


def needed(names: set[str]) -> set[str]:
    """The distributions of these names, and those that they need in turn."""
    found: set[str] = set()
    todo = set(names)
    while todo:
        name = todo.pop()
        found.add(name)
        for requirement in map(Requirement, distribution(name).requires or []):
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                todo |= {requirement.name} - found
    return found


def imported() -> Iterator[str]:
    """The top-level names that the package imports, itself and the standard library left out."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            yield from (name.partition(".")[0] for name in names)


def test_files(wheel: Path) -> None:
    """The wheel holds the package with its generated layer and py.typed, and nothing else."""
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    sources = {path.relative_to(PROJECT).as_posix() for path in PACKAGE.rglob("*.py")}
    assert names == sources | {"thulium_chat/py.typed"}
    assert "thulium_chat/_generated/document.py" in names


def test_metadata(wheel: Path) -> None:
    """The wheel's metadata has the README, the licence, and the command."""
    with zipfile.ZipFile(wheel) as archive:
        info = f"thulium_chat-{__version__}.dist-info"
        metadata = archive.read(f"{info}/METADATA").decode()
        assert b"thulium-chat = thulium_chat.__main__:main" in archive.read(f"{info}/entry_points.txt")
    assert "# thulium-chat\n" in metadata
    assert "License-Expression: MIT" in metadata
    assert re.search(r"^Requires-Python: >=3\.11$", metadata, re.MULTILINE)


def test_declared_dependencies() -> None:
    """What the package imports is what it declares, and the data that zoneinfo finds by itself."""
    third_party = set(imported()) - set(sys.stdlib_module_names) - {"thulium_chat"}
    assert third_party | {"tzdata"} == DECLARED | OPTIONAL


def test_alone(python: Path) -> None:
    """The wheel works in an empty environment, from Python and as a command."""
    body = json.dumps(STARTED).encode()
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    code = (
        "from thulium_chat import *\n"
        "assert 'site-packages' in __import__('thulium_chat').__file__\n"
        "with ThuliumChat() as chat: print(chat.start_conversation(3).conversation_id)"
    )
    in_python = [str(python), "-I", "-W", "error", "-c", code]
    as_command = [str(python.with_name("thulium-chat")), "start", "--queue", "3"]
    for command in (in_python, as_command):
        with raw_server(answer) as base_url:
            environment = {"THULIUM_BASE_URL": base_url, "THULIUM_USER": "u", "THULIUM_PASSWORD": "p"}
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert (done.stdout, done.stderr) == (f"{CONVERSATION_ID}\n", "")


def test_import_is_light(python: Path) -> None:
    """Importing the package imports no module beyond httpx, attrs and a handful of the standard library's own."""
    code = "import sys, httpx, attrs; before = {*sys.modules}; import thulium_chat; print(*({*sys.modules} - before))"
    done = subprocess.run([python, "-I", "-c", code], capture_output=True, text=True, check=True)
    added = {name for name in done.stdout.split() if name.partition(".")[0] != "thulium_chat"}
    assert not added & {"asyncio", "argparse", "anyio", "pydantic", "yaml", "jsonschema"}
    assert {name.partition(".")[0] for name in added} <= set(sys.stdlib_module_names)


def test_every_type_is_known(python: Path) -> None:
    """pyright finds no type of the package's own public interface unknown, and nothing undocumented."""
    done = subprocess.run(
        ["npx", "--no-install", "pyright", "--verifytypes", "thulium_chat", "--ignoreexternal"],
        cwd=ROOT,
        # Of several environments, pyright verifies a package of the first Python on the path.
        env={**os.environ, "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Type completeness score: 100%" in done.stdout, done.stdout
    assert "Classes without docstring: 0" in done.stdout
    assert "Functions without docstring: 0" in done.stdout
