"""The GitHub Actions workflow for consumers, run as far as it can be without GitHub: its shell steps, in order."""

import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.servers import BIN, ROOT, reserved_port

WORKFLOW = yaml.safe_load((ROOT / "docs/github-actions.yml").read_text("utf-8"))
START = "curl -sf -u $THULIUM_USER:$THULIUM_PASSWORD -X POST $THULIUM_BASE_URL/chat_conversations/start?chat_queue_id=3"
STEPS = {
    "tests-against-the-mock": START,
    "contract-of-your-stub": f"{BIN}/thulium-mock serve --port 8080 >/dev/null 2>&1 &",
}
"""The command that a newcomer puts into each job."""

Run = Callable[[str], tuple[list[int], Path]]


def names(value: Any) -> set[str]:
    """Return the variables that the workflow's expressions read."""
    return set(re.findall(r"\$\{\{ *([\w.]+)", str(value)))


@pytest.fixture
def ports() -> Iterator[dict[str, str]]:
    """Ports in place of those of the workflow, on which others may listen here."""
    with reserved_port() as mock, reserved_port() as stub:
        yield {"4010": str(mock), "8080": str(stub)}


@pytest.fixture
def run(tmp_path: Path, ports: dict[str, str]) -> Iterator[Run]:
    """Return a function that runs the shell steps of a job, and returns their statuses and the folder of the job."""
    sessions: list[int] = []
    (tmp_path / WORKFLOW["env"]["KIT"]).symlink_to(ROOT)

    def filled(text: str) -> str:
        return re.sub("4010|8080", lambda found: ports[found[0]], text)

    def job(name: str) -> tuple[list[int], Path]:
        given = {**WORKFLOW["env"], **WORKFLOW["jobs"][name].get("env", {}), "GITHUB_WORKSPACE": str(tmp_path)}
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFLAGS"))}
        environment |= {key: filled(value) for key, value in given.items()}
        statuses = []
        for step in WORKFLOW["jobs"][name]["steps"]:
            if "run" in step:
                script = re.sub('echo "your command here.*"', lambda _: STEPS[name], step["run"])
                # A whole contract run takes minutes, and is tried elsewhere.
                script = filled(script.replace("--junit", "--safe --junit"))
                process = subprocess.Popen(
                    ["bash", "-e", "-c", script], cwd=tmp_path, env=environment, start_new_session=True
                )
                sessions.append(process.pid)
                statuses.append(process.wait(300))
        return statuses, tmp_path

    yield job
    for session in sessions:
        with suppress(ProcessLookupError):
            os.killpg(session, signal.SIGTERM)


@pytest.mark.parametrize("job", WORKFLOW["jobs"])
def test_the_steps_of_a_job_run(run: Run, job: str) -> None:
    """From a checkout with the kit beside it, with a newcomer's command in place; what is uploaded is there."""
    statuses, folder = run(job)
    assert set(statuses) == {0}
    (upload,) = [each for each in WORKFLOW["jobs"][job]["steps"] if "upload-artifact" in each.get("uses", "")]
    for name in upload["with"]["path"].split():
        assert (folder / name).stat().st_size > 0, name


def test_a_newcomer_has_to_set_nothing_but_what_the_file_names() -> None:
    """All that it reads is in its own `env`; the kit is checked out at a ref, and what was installed is cached."""
    assert names(WORKFLOW) <= {f"env.{name}" for name in WORKFLOW["env"]}
    for job in WORKFLOW["jobs"].values():
        used = {each["uses"].partition("@")[0]: each.get("with", {}) for each in job["steps"] if "uses" in each}
        assert set(used["actions/checkout"]) == {"repository", "ref", "path"}
        assert used["actions/setup-python"]["cache"] == "pip"
