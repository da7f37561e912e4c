"""Files for the CI and the editors of consumers, run as far as they can be without their hosts: their shell steps."""

import json
import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from tests.servers import BIN, ROOT, reserved_port

WORKFLOW = yaml.safe_load((ROOT / "docs/github-actions.yml").read_text("utf-8"))
ACTION = yaml.safe_load((ROOT / "tests/contract/action.yml").read_text("utf-8"))
GITLAB = yaml.safe_load((ROOT / "docs/gitlab-ci.yml").read_text("utf-8"))
CONTAINER = json.loads((ROOT / "docs/devcontainer.json").read_text("utf-8"))
SCHEMAS = {
    "docs/github-actions.yml": ("vendor.github-workflows",),
    "tests/contract/action.yml": ("vendor.github-actions",),
    "docs/gitlab-ci.yml": ("vendor.gitlab-ci", "--data-transform", "gitlab-ci"),
}
START = "curl -sf -u $THULIUM_USER:$THULIUM_PASSWORD -X POST $THULIUM_BASE_URL/chat_conversations/start?chat_queue_id=3"
COMMANDS = {
    "tests-against-the-mock": START,
    "contract-of-your-stub": "thulium-mock serve --port 8080 >/dev/null 2>&1 &",
    "container": START,
}
"""The command that a newcomer puts into each job."""

Variables = Mapping[str, str]


@dataclass(frozen=True)
class Job:
    """Shell scripts of a job, one after another, each with its variables; and the files that it keeps."""

    name: str
    scripts: Sequence[tuple[str, Variables]]
    files: Sequence[str]


def expanded(value: str, values: Variables) -> str:
    """Return a text of GitHub with the values of its expressions."""
    return re.sub(r"\$\{\{ *([\w.-]+) *\}\}", lambda found: values[found[1]], value)


def github(name: str) -> Job:
    """Return a job of the workflow, with the steps of the composite action where it uses it."""
    job = WORKFLOW["jobs"][name]
    variables = {**WORKFLOW["env"], **job.get("env", {})}
    values = {f"env.{key}": value for key, value in variables.items()} | {"github.action_path": "action"}
    scripts: list[tuple[str, Variables]] = []
    for step in job["steps"]:
        if step.get("uses", "").startswith("./"):
            assert (ROOT / step["uses"].removeprefix(f"./{variables['KIT']}/") / "action.yml").is_file()
            given = {key: each.get("default", "") for key, each in ACTION["inputs"].items()} | step["with"]
            assert given.keys() == ACTION["inputs"].keys()
            known = {**values, **{f"inputs.{key}": expanded(each, values) for key, each in given.items()}}
            for part in ACTION["runs"]["steps"]:
                own = {key: expanded(each, known) for key, each in part.get("env", {}).items()}
                scripts += [(part["run"], {**variables, **own})] if "run" in part else []
        elif "run" in step:
            scripts.append((step["run"], variables))
    (upload,) = [each for each in job["steps"] if "upload-artifact" in each.get("uses", "")]
    return Job(name, scripts, upload["with"]["path"].split())


def gitlab(name: str) -> Job:
    """Return a job of GitLab, whose lines are one script."""
    job = GITLAB[name]
    variables = {**GITLAB["variables"], **job["variables"]}
    return Job(name, [("\n".join(job["script"]), variables)], job["artifacts"]["paths"])


def container() -> Job:
    """Return the commands of the dev container, and that of a newcomer in it."""
    commands = (CONTAINER["postCreateCommand"], CONTAINER["postStartCommand"], 'echo "your command here"')
    return Job("container", [(command, CONTAINER["containerEnv"]) for command in commands], ["thulium-mock.log"])


JOBS = {
    **{f"github-{name}": github(name) for name in WORKFLOW["jobs"]},
    **{f"gitlab-{name}": gitlab(name) for name in GITLAB if "script" in GITLAB[name]},
    "devcontainer": container(),
}

Run = Callable[[Job], list[int]]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Return a function that runs a job, on ports of its own, and returns the statuses of its scripts."""
    sessions: list[int] = []
    # What is fetched there is there: the packages are tried alone by others.
    there = "pip() { :; }; make() { :; }; "
    (tmp_path / WORKFLOW["env"]["KIT"]).symlink_to(ROOT)
    with reserved_port() as mock, reserved_port() as stub:
        replaced = {"4010": str(mock), "8080": str(stub)}

        def filled(text: str) -> str:
            return re.sub("|".join(replaced), lambda found: replaced[found[0]], text)

        def job(each: Job) -> list[int]:
            statuses = []
            for text, variables in each.scripts:
                script = re.sub('echo "your command here.*"', lambda _: COMMANDS[each.name], text)
                # A whole contract run takes minutes, and is tried elsewhere.
                script = there + filled(script.replace("--junit", "--safe --junit"))
                environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "HOME": str(tmp_path)}
                environment |= {key: filled(value) for key, value in variables.items()}
                process = subprocess.Popen(
                    ["bash", "-e", "-c", script], cwd=tmp_path, env=environment, start_new_session=True
                )
                sessions.append(process.pid)
                statuses.append(process.wait(300))
            return statuses

        yield job
        for session in sessions:
            with suppress(ProcessLookupError):
                os.killpg(session, signal.SIGTERM)


@pytest.mark.parametrize("name", JOBS)
def test_a_job_runs(run: Run, tmp_path: Path, name: str) -> None:
    """With a newcomer's command in place; what it keeps is there."""
    job = JOBS[name]
    assert set(run(job)) == {0}
    for file in job.files:
        assert (tmp_path / file).stat().st_size > 0, file


@pytest.mark.parametrize("path", SCHEMAS)
def test_a_file_fits_its_schema(path: str) -> None:
    """GitHub's and GitLab's; that of dev containers is in no package, and was asked once."""
    command = [str(BIN / "check-jsonschema"), "--builtin-schema", *SCHEMAS[path], str(ROOT / path)]
    subprocess.run(command, check=True, capture_output=True)


def test_a_newcomer_has_to_set_nothing_but_what_the_file_names() -> None:
    """All that the workflow reads is in its own `env`; the kit is checked out at a ref, and installed once."""
    read = set(re.findall(r"\$\{\{ *([\w.]+)", str(WORKFLOW)))
    assert read <= {f"env.{name}" for name in WORKFLOW["env"]} | {"env.STUB"}
    for job in WORKFLOW["jobs"].values():
        used = {each["uses"].partition("@")[0]: each.get("with", {}) for each in job["steps"] if "uses" in each}
        assert set(used["actions/checkout"]) == {"repository", "ref", "path"}
    mock = WORKFLOW["jobs"]["tests-against-the-mock"]["steps"]
    (python,) = [each["with"] for each in mock if each.get("uses", "").startswith("actions/setup-python@")]
    assert python["cache"] == "pip"
