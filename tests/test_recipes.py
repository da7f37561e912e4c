"""The recipes of the docs: the tests in them pass against the mock, with the tools that they name."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from tests.servers import ROOT, RunningServer

RECIPES = ROOT / "docs/recipes"
PAGE = (RECIPES / "README.md").read_text("utf-8")
COMMANDS = re.findall(r"^\| \[`\w+/`\].*\| `((?:npm|pytest) .*)` \|$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_recipe_passes(mock: RunningServer, free_port: int, command: str) -> None:
    """As the page says to run it, against a mock that serves others too, with the browser of the system."""
    tools = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    browser = shutil.which("chromium-headless-shell") or ""
    given = {"PATH": tools, "THULIUM_MOCK_URL": mock.origin, "VITE_PORT": str(free_port), "CHROMIUM": browser}
    # Users of the recipes have not installed them, and they take two seconds.
    given["PYTEST_ADDOPTS"] = "-p no:schemathesis -p no:hypothesispytest"
    done = subprocess.run(
        command.split(), cwd=RECIPES, env={**os.environ, **given}, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_page_names_each_recipe() -> None:
    """Each folder has a row."""
    hidden = re.compile(r"\.|node_modules$|test-results$")
    folders = {each.name for each in RECIPES.iterdir() if each.is_dir() and not hidden.match(each.name)}
    assert folders == set(re.findall(r"^\| \[`(\w+)/`\]", PAGE, re.MULTILINE))
    assert len(COMMANDS) >= 4
