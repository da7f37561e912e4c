"""The generated layer is what the document gives, and only that."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GENERATE = ROOT / "generated_client" / "generate.py"
GENERATED = ROOT / "generated_client" / "thulium_chat" / "_generated"
DOCUMENT = ROOT / "openapi" / "openapi.yaml"
HEADER = "# Generated from openapi/openapi.yaml by `make client`. Do not edit: it is replaced as a whole.\n"


def generate(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the generator."""
    return subprocess.run(
        [sys.executable, str(GENERATE), *map(str, arguments)], capture_output=True, text=True, check=False
    )


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below the folder with its bytes, without Python's byte code."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A copy of the checked-in layer."""
    return shutil.copytree(GENERATED, tmp_path / "output", ignore=shutil.ignore_patterns("__pycache__"))


def test_checked_in_output() -> None:
    """The checked-in layer is what the document gives, without a stale file."""
    done = generate("--check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_check_names_every_difference(output: Path) -> None:
    """--check names each file that was edited, removed or added, fails, and mends nothing."""
    (output / "client.py").write_text("# edited\n")
    (output / "types.py").unlink()
    (output / "models" / "stale.py").write_text("")
    before = contents(output)
    done = generate("--check", "--output", output)
    assert done.returncode == 1
    assert done.stderr.splitlines()[1:] == ["  different: client.py", "  stale: models/stale.py", "  missing: types.py"]
    assert "make client" in done.stderr
    assert contents(output) == before


def test_whole_folder_is_replaced(output: Path) -> None:
    """Generating anew gives the same to the byte, without stale files, and leaves nothing else behind."""
    (output / "stale").mkdir()
    (output / "stale" / "stale.py").write_text("")
    (output / "client.py").write_text("# edited\n")
    assert generate("--output", output).returncode == 0
    assert contents(output) == contents(GENERATED)
    assert [path.name for path in output.parent.iterdir()] == [output.name]


def test_header() -> None:
    """Every generated file says where it comes from and that it is not to be edited."""
    names = contents(GENERATED)
    assert "document.py" in names
    assert [name for name, content in names.items() if not content.startswith(HEADER.encode())] == []


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("minItems: 1", "uniqueItems: true", "does not check the schema keyword uniqueItems"),
        (
            "          format: uuid\n          x-assumed:",
            "          format: ipv4\n          x-was:",
            "a format only by the pattern",
        ),
        ("name: client_surname", "name: timeout", "timeout cannot be an argument"),
        ("example: Jan\n", "example: Jan\n        enum: [1, {}]\n", "failed"),
    ],
    ids=["unchecked keyword", "format alone", "own argument", "broken enum"],
)
def test_unsupported_document(output: Path, old: str, new: str, sentence: str) -> None:
    """A document that the client would not keep to the letter gives no client, and leaves the old one alone."""
    text = DOCUMENT.read_text("utf-8")
    assert old in text
    document = output.parent / "document.yaml"
    document.write_text(text.replace(old, new), "utf-8")
    done = generate("--output", output, "--document", document)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert contents(output) == contents(GENERATED)
