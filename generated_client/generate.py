"""Generator of thulium_chat/_generated from openapi/openapi.yaml; with --check, a comparison of the two.

`_generated` is what openapi-python-client makes of the document, plus what the hand-written layer needs of it, so that
nothing is repeated there: the methods of the clients, their results, and constants to check arguments and answers with.
"""

import argparse
import filecmp
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import document_constants
import face
import reading
import results
import yaml

HERE = Path(__file__).resolve().parent
DOCUMENT = HERE.parent / "openapi" / "openapi.yaml"
OUTPUT = HERE / "thulium_chat" / "_generated"
MODULES: Mapping[str, Callable[[reading.Node], str]] = {
    # That of openapi-python-client would import all of its output with the methods.
    "__init__.py": lambda _: '"""What `make client` makes of the document."""\n',
    "document.py": document_constants.module,
    "face.py": face.face,
    "requests.py": face.requests,
    "results.py": results.results,
    "events.py": results.webhook_events,
}
HEADER = "# Generated from openapi/openapi.yaml by `make client`. Do not edit: it is replaced as a whole.\n"


def main(argv: list[str] | None = None) -> int:
    """Write the generated layer, or compare it with --check; 0 when it is (now) what the document gives."""
    parser = argparse.ArgumentParser(prog="generate.py", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when the output is not up to date")
    parser.add_argument("--document", type=Path, default=DOCUMENT, help="the OpenAPI document")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="the folder of the generated layer")
    options = parser.parse_args(argv)
    try:
        # Beside the output, so that the swap is a rename within one file system; a check leaves no trace there.
        beside = None if options.check else options.output.resolve().parent
        with tempfile.TemporaryDirectory(prefix=".generating-", dir=beside) as scratch:
            fresh = Path(scratch) / "fresh"
            generate(options.document.resolve(), fresh)
            if options.check:
                return report(differences(options.output, fresh), options.output)
            swap(fresh, options.output, Path(scratch) / "stale")
    except GenerationError as error:
        print(f"generate.py: {error}", file=sys.stderr)
        return 1
    return 0


class GenerationError(Exception):
    """The document could not be turned into a client."""


def generate(document: Path, output: Path) -> None:
    """Make the whole generated layer in the new folder `output`."""
    environment = tool_environment()
    command = [
        *(sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none", "--fail-on-warning"),
        *("--path", str(document), "--config", str(HERE / "config.yaml"), "--output-path", str(output)),
    ]
    try:
        content = yaml.safe_load(document.read_bytes())
        modules = {output / name: make(content) for name, make in MODULES.items()}
    except reading.UnsupportedError as error:
        raise GenerationError(str(error)) from error
    run(command, environment)
    for path, text in modules.items():
        path.write_text(text, "utf-8")
    settings = ("--isolated", "--no-cache", "--quiet", "--line-length", "120")
    run(["ruff", "check", *settings, "--select", "F401,I", "--fix", *map(str, modules)], environment)
    run(["ruff", "format", *settings, *map(str, modules)], environment)
    for path in output.rglob("*.py"):
        path.write_text(HEADER + path.read_text("utf-8"), "utf-8")


def tool_environment() -> Mapping[str, str]:
    """Return the environment in which the generator finds ruff; without it, it would skip its hooks."""
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)])
    if shutil.which("ruff", path=path) is None:
        raise GenerationError("ruff was not found: install it beside openapi-python-client, or put it on PATH")
    return {**os.environ, "PATH": path}


def run(command: list[str], environment: Mapping[str, str]) -> None:
    """Run a tool; raise GenerationError with all that it printed when it fails."""
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise GenerationError(f"{' '.join(command[:4])} failed:\n{done.stdout}{done.stderr}")


def swap(fresh: Path, output: Path, stale: Path) -> None:
    """Put `fresh` in the place of `output`, so that files which the document no longer gives disappear."""
    if output.exists():
        output.rename(stale)
    fresh.rename(output)


def differences(output: Path, fresh: Path) -> Iterator[str]:
    """Name each file that is missing, stale or different in `output`, in the order of their paths."""
    old, new = files(output), files(fresh)
    for name in sorted(old.keys() | new.keys()):
        if name not in old:
            yield f"missing: {name}"
        elif name not in new:
            yield f"stale: {name}"
        elif not filecmp.cmp(old[name], new[name], shallow=False):
            yield f"different: {name}"


def files(folder: Path) -> dict[str, Path]:
    """Return the files below `folder` by relative name, without Python's byte code."""
    return {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.is_file() and path.parent.name != "__pycache__"
    }


def report(found: Iterator[str], output: Path) -> int:
    """Print the differences; 1 when there are any."""
    lines = list(found)
    if lines:
        print(f"{output} is not what the document gives; run `make client`:", *lines, sep="\n  ", file=sys.stderr)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
