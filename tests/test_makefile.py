"""The Makefile's targets that mend."""

import subprocess
from pathlib import Path

from tests.servers import ROOT


def test_format_mends_what_it_can(tmp_path: Path) -> None:
    """What nobody but the author can mend is named after all else is mended."""
    file = tmp_path / "module.py"
    file.write_text('"""A module."""\nimport os\nx=missing\n')
    command = ["make", "--silent", "format", f"SOURCES={tmp_path}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, "Undefined name `missing`" in done.stdout) == (2, True), done
    assert file.read_text() == '"""A module."""\n\nx = missing\n'
