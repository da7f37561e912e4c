"""The wheel: it works alone, in an empty environment, and says what it needs."""

import ast
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from release.packages import build, installed
from tests.generated_client.support import CONVERSATION_ID, OK, raw_server
from tests.servers import ROOT, node_tool

PROJECT = ROOT / "generated_client"
PACKAGE = PROJECT / "thulium_chat"
METADATA = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
DECLARED = {Requirement(each).name for each in METADATA["dependencies"]}
OPTIONAL = {Requirement(each).name for group in METADATA["optional-dependencies"].values() for each in group}


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with nothing but the wheel and what it declares to need."""
    _, wheel = build(PROJECT, tmp_path_factory.mktemp("wheel"))
    return installed(wheel, tmp_path_factory.mktemp("empty"))


def imported() -> Iterator[str]:
    """The top-level names that the package imports, itself and the standard library left out."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            yield from (name.partition(".")[0] for name in names)


def test_declared_dependencies() -> None:
    """What the package imports is what it declares, and the data that zoneinfo finds by itself."""
    third_party = set(imported()) - set(sys.stdlib_module_names) - {"thulium_chat"}
    assert third_party | {"tzdata"} == DECLARED | OPTIONAL


def test_alone(python: Path) -> None:
    """The wheel works in an empty environment, and its import brings httpx and little more before a client is made."""
    code = (
        "import sys, httpx; before = {*sys.modules}; import thulium_chat; print(*({*sys.modules} - before))\n"
        "assert 'site-packages' in thulium_chat.__file__\n"
        "with thulium_chat.ThuliumChat() as chat: print(chat.start_conversation(3).conversation_id)"
    )
    with raw_server(OK) as base_url:
        environment = {"THULIUM_BASE_URL": base_url, "THULIUM_USER": "u", "THULIUM_PASSWORD": "p"}
        command = [str(python), "-I", "-W", "error", "-c", code]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    imports, conversation = done.stdout.splitlines()
    assert (conversation, done.stderr) == (CONVERSATION_ID, "")
    added = set(imports.split())
    assert not added & {"asyncio", "argparse", "importlib.metadata", "thulium_chat._generated.document"}
    assert {name.partition(".")[0] for name in added} <= set(sys.stdlib_module_names) | {"thulium_chat"}


def test_every_type_is_known(python: Path) -> None:
    """pyright finds no type of the package's own public interface unknown, and nothing undocumented."""
    done = subprocess.run(
        [*node_tool("pyright"), "--verifytypes", "thulium_chat", "--ignoreexternal"],
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
