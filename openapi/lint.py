"""Linting of the documents: every linter that reads them, each warning an error, and then our own checks."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openapi_spec_validator import OpenAPIV30SpecValidator
from referencing.exceptions import Unresolvable

# A script finds modules beside itself only, and these are named from the root of the repository.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from openapi.checks import CHECKS, CONTROL_CHECKS, Check
from openapi.document import ROOT, Finding, join, load, shown

API = ROOT / "openapi/openapi.yaml"
CONTROL = ROOT / "mock_server/thulium_mock/control.yaml"
WORKFLOWS = ROOT / "openapi/conversation.arazzo.yaml"

REDOCLY = ("redocly", "lint", "--config=openapi/redocly.yaml", "--lint-config=error", "--format=json")
SPECTRAL = ("spectral", "lint", "--ruleset=openapi/spectral.yaml", "--quiet", "--format=json")


class ToolError(Exception):
    """Linter that is missing or gave no report."""


def report(command: Sequence[str], *documents: Path) -> Any:
    """Return the JSON that a linter prints of some documents; raise `ToolError` when it does not run."""
    done = _run([*command, *map(str, documents)])
    try:
        return json.loads(done.stdout)
    except json.JSONDecodeError as error:
        names = ", ".join(str(shown(document)) for document in documents)
        raise ToolError(f"{command[0]} did not check {names}: {(done.stderr or done.stdout).strip()}") from error


def redocly(document: Path) -> Iterator[Finding]:
    """Yield the findings of Redocly; raise `ToolError` when it does not run."""
    for problem in report(REDOCLY, document)["problems"]:
        pointer = problem["location"][0].get("pointer", "").removeprefix("#").rstrip("/")
        yield Finding(pointer, f"{problem['message']} (Redocly: {problem['ruleId']})")


def spectral(document: Path) -> Iterator[Finding]:
    """Yield the findings of Spectral, hints included; raise `ToolError` when it does not run."""
    for result in report(SPECTRAL, document):
        yield Finding(join("", *result["path"]), f"{result['message']} (Spectral: {result['code']})")


def spec_validator(document: Path) -> Iterator[Finding]:
    """Yield the findings of openapi-spec-validator, and that of a document that is not YAML."""
    try:
        for error in OpenAPIV30SpecValidator(load(document)).iter_errors():
            message = error.message.partition("\n")[0]  # The rest is the schema and the instance, in full.
            yield Finding(join("", *error.absolute_path), f"{message} (openapi-spec-validator)")
    except Unresolvable as error:
        yield Finding("", f"{error.ref} leads nowhere: define it or correct the reference (openapi-spec-validator)")
    except ValueError as error:
        yield Finding("", str(error))


def client_generator(document: Path) -> Iterator[Finding]:
    """Yield the warnings of openapi-python-client; raise `ToolError` when it does not run."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "config.yaml")
        config.write_text("post_hooks: []\n", encoding="utf-8")  # Nobody reads this client, so nobody formats it.
        command = ["openapi-python-client", "generate", "--fail-on-warning", "--meta=none"]
        done = _run([*command, f"--path={document}", f"--config={config}", f"--output-path={folder}/client"])
    if done.returncode:
        yield Finding("", f"{' '.join(done.stderr.split())} (openapi-python-client)")


Linter = Callable[[Path], Iterator[Finding]]


@dataclass(frozen=True)
class Reading:
    """Linters of others and checks of our own that read one document."""

    linters: Sequence[Linter]
    checks: Sequence[Check]


# No client is generated from the control API.
DOCUMENTS: Mapping[Path, Reading] = {
    API: Reading((redocly, spectral, spec_validator, client_generator), CHECKS),
    CONTROL: Reading((redocly, spectral, spec_validator), CONTROL_CHECKS),
    WORKFLOWS: Reading((redocly,), ()),
}


def lint(documents: Mapping[Path, Reading] = DOCUMENTS) -> dict[Path, list[Finding]]:
    """Return the findings in each document, all linters running at once; raise `ToolError` when one does not run."""
    with ThreadPoolExecutor() as pool:
        running = {
            path: [pool.submit(list, linter(path)) for linter in reading.linters] for path, reading in documents.items()
        }
    found = {path: [finding for run in runs for finding in run.result()] for path, runs in running.items()}
    for path, findings in found.items():
        if not findings:  # Our checks rely on valid documents, whose references resolve.
            content = load(path)
            findings.extend(finding for check in documents[path].checks for finding in check(content))
    return found


def main(documents: Mapping[Path, Reading] = DOCUMENTS) -> int:
    """Print a line for every finding, or one for every clean document; return 1 on any finding, else 0."""
    try:
        found = lint(documents)
    except ToolError as error:
        print(error, file=sys.stderr)
        return 1
    for path, findings in found.items():
        reading = documents[path]
        tools = ", ".join([linter.__name__ for linter in reading.linters] + [f"{len(reading.checks)} checks"])
        for line in [str(finding) for finding in findings] or [f": clean ({tools})"]:
            print(f"{shown(path)}{line}")
    return int(any(found.values()))


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    # The pinned tools come first, and with them the pinned Node.js that two of them run on.
    folders = [str(Path(sys.executable).parent), str(ROOT / "node_modules/.bin"), os.environ["PATH"]]
    environment = {**os.environ, "PATH": os.pathsep.join(folders), "REDOCLY_TELEMETRY": "off"}
    environment["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true"
    try:
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise ToolError(f"{command[0]} is not installed: run `make setup`.") from error


if __name__ == "__main__":
    sys.exit(main())
