"""The direction of imports, as pyproject.toml has it for import-linter: a module that breaks it is named."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.servers import BIN, ROOT

BREACHES = [
    ("mock_server/thulium_mock/errors.py", "thulium_mock.state.spaces", "thulium_mock.errors is not allowed"),
    ("mock_server/thulium_mock/cli/main.py", "thulium_chat", "thulium_mock is not allowed to import thulium_chat"),
    ("generated_client/thulium_chat/_client.py", "thulium_mock.app", "thulium_chat is not allowed to import"),
    (
        "tests/contract/src/thulium_contract/expected/oracle.py",
        "thulium_mock.paths",
        "thulium_contract is not allowed to",
    ),
]
UNLISTED = [("mock_server/thulium_mock/new.py", "thulium_mock.paths", "not listed as layers")]


@pytest.mark.parametrize("breaches", [BREACHES, UNLISTED], ids=["direction", "unlisted"])
def test_an_import_in_the_wrong_direction_is_found(tmp_path: Path, breaches: list[tuple[str, str, str]]) -> None:
    """Upwards, from a module that no layer names, and between the parts that know nothing of each other."""
    for folder in ("mock_server/thulium_mock", "generated_client/thulium_chat", "tests"):
        ignored = shutil.ignore_patterns("node_modules", "__pycache__")
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    for module, imported, _ in breaches:
        with (tmp_path / module).open("a") as file:
            file.write(f"import {imported}\n")
    path = os.pathsep.join(
        str(tmp_path / each) for each in ("mock_server", "generated_client", "tests/contract/src", ".")
    )
    command: list[str | Path] = [BIN / "lint-imports", "--no-cache", ROOT / "pyproject.toml"]
    ran = subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": path}, capture_output=True, text=True)
    assert ran.returncode == 1
    assert [told for _, _, told in breaches if told not in ran.stdout] == []
