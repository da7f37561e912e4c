"""Dockerfile and compose.yaml, whose steps and commands are tried without Docker."""

import json
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import yaml
from thulium_mock.cli.serve import ENVIRONMENT

from release.packages import build
from tests.cluster import NGINX, REPLICAS
from tests.postgresql import program
from tests.servers import BIN, ROOT, running

FOLDER = ROOT / "mock_server"
_LINES = (FOLDER / "Dockerfile").read_text("utf-8").replace("\\\n", "").splitlines()
STEPS = [tuple(line.split(maxsplit=1)) for line in _LINES if line and not line.startswith("#")]
COMPOSE = yaml.safe_load((FOLDER / "compose.yaml").read_text("utf-8"))
SERVICES = COMPOSE["services"]
"""Services of compose.yaml, by name."""


def step(name: str) -> str:
    """Return what stands behind the only instruction of this name."""
    (found,) = [rest for instruction, rest in STEPS if instruction == name]
    return found


def test_what_is_copied_is_what_is_installed(tmp_path: Path) -> None:
    """The files that the Dockerfile names are a package, with the command and the extras that the image runs."""
    folder = tmp_path / "source"
    folder.mkdir()
    for source in [name for instruction, rest in STEPS if instruction == "COPY" for name in rest.split()[:-1]]:
        path = FOLDER / source
        copy = shutil.copytree if path.is_dir() else shutil.copy
        copy(path, folder / source)
    with zipfile.ZipFile(build(folder, tmp_path / "built")[1]) as wheel:
        texts = {Path(each).name: wheel.read(each).decode() for each in wheel.namelist() if ".dist-info/" in each}
    (extras,) = re.findall(r"pip install .*/source\[([a-z,]+)\]", "\n".join(rest for _, rest in STEPS))
    assert set(extras.split(",")) == set(re.findall(r"^Provides-Extra: (.*)$", texts["METADATA"], re.MULTILINE))
    assert json.loads(step("ENTRYPOINT")) == re.findall(r"^(\S+) = ", texts["entry_points.txt"], re.MULTILINE)[:1]


def test_the_image_serves_and_knows_its_health(free_port: int) -> None:
    """Its command serves every address, with its variables; the health check holds without a token, and only then."""
    variables = dict(pair.split("=") for pair in step("ENV").split())
    assert set(variables) <= set(ENVIRONMENT.values())
    assert variables["THULIUM_MOCK_PORT"] == step("EXPOSE")
    environment = {**variables, "THULIUM_MOCK_PORT": str(free_port), "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    check: list[str] = json.loads(step("HEALTHCHECK").partition("CMD ")[2].replace(step("EXPOSE"), str(free_port)))
    with running([*json.loads(step("ENTRYPOINT")), *json.loads(step("CMD"))], environment) as (_, output):
        output.read_until(r"listening +0\.0\.0\.0")
        subprocess.run(check, check=True, env=environment, capture_output=True)
    ended = subprocess.run([*check, "--timeout=0"], check=False, env=environment, capture_output=True)
    assert ended.returncode == 1


def test_the_image_is_pinned_and_not_roots() -> None:
    """Each image has a version, and the mock a user of its own, whom an earlier step makes."""
    images = [step("FROM"), *(each["image"] for each in SERVICES.values() if "image" in each)]
    assert all(re.fullmatch(r"[a-z]+:\d+(\.\d+)*-[a-z]+", each) for each in images)
    before = [rest for _, rest in STEPS[: STEPS.index(("USER", step("USER")))]]
    assert re.findall(r"useradd .*--uid (\d+) ", "\n".join(before)) == [step("USER")]


def test_the_dockerfile_has_no_faults() -> None:
    """As hadolint sees it, hints included."""
    done = subprocess.run([BIN / "hadolint", FOLDER / "Dockerfile"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_compose_fits_its_schema_and_the_mock() -> None:
    """The variables are the mock's, replicas and ports those of nginx.conf; who is waited for has a health check."""
    checked = [str(BIN / "check-jsonschema"), "--builtin-schema", "vendor.compose-spec", str(FOLDER / "compose.yaml")]
    subprocess.run(checked, check=True, capture_output=True)
    assert tuple(name for name, each in SERVICES.items() if "build" in each) == REPLICAS
    assert re.findall(r"^ +server (\S+):(\d+) ", NGINX.read_text("utf-8"), re.MULTILINE) == [
        (name, step("EXPOSE")) for name in REPLICAS
    ]
    assert f"listen {SERVICES['nginx']['ports'][0].rpartition(':')[2]};" in NGINX.read_text("utf-8")
    (mounted,) = SERVICES["nginx"]["volumes"]
    assert (FOLDER / mounted.partition(":")[0]).resolve() == NGINX
    for name, service in SERVICES.items():
        for other in service.get("depends_on", {}):
            assert "build" in SERVICES[other] or "healthcheck" in SERVICES[other], (name, other)
    for name in REPLICAS:
        assert set(SERVICES[name]["environment"]) <= set(ENVIRONMENT.values())


def test_the_database_of_compose_is_the_one_that_the_mock_asks_for() -> None:
    """Host, user and password are the same on both sides, nobody's password is in the file, and its health is asked."""
    known = SERVICES["postgresql"]["environment"]
    password = known["POSTGRES_PASSWORD"]
    assert re.fullmatch(r"\$\{POSTGRES_PASSWORD:\?.+\}", password)
    user = known["POSTGRES_USER"]
    url = f"postgresql://{user}:{password}@postgresql/{user}"
    assert {SERVICES[name]["environment"]["THULIUM_MOCK_DATABASE"] for name in REPLICAS} == {url}
    ready, *options = SERVICES["postgresql"]["healthcheck"]["test"][1:]
    asked = subprocess.run([program(ready), *options, "--port=1"], check=False, capture_output=True)
    assert asked.returncode == 2, "it answers 3 to options that it does not know"
