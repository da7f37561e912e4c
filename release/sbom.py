"""Software bill of materials of a wheel: what it needs, extras too, in the versions with which it is tested."""

import json
import subprocess
import sys
import tempfile
import zipfile
from email import message_from_bytes
from pathlib import Path

from release.packages import installed


def write_sbom(wheel: Path) -> Path:
    """Write the bill of a wheel beside it, as CycloneDX in JSON, the same each time; return its path."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
        metadata = message_from_bytes(archive.read(name))
    extras = ",".join(metadata.get_all("Provides-Extra", []))
    path = wheel.with_name(f"{'-'.join(wheel.name.split('-')[:2])}.cdx.json")
    with tempfile.TemporaryDirectory() as folder:
        python = installed(wheel, Path(folder, "environment"), f"{metadata['Name']}[{extras}]")
        # The package's own pyproject.toml does not say its version.
        root = {key.lower(): metadata[key] for key in ("Name", "Version")} | {"license": metadata["License-Expression"]}
        root["dependencies"] = [each.partition(";")[0] for each in metadata.get_all("Requires-Dist", [])]
        described = Path(folder, "pyproject.toml")
        described.write_text("[project]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in root.items()))
        command = [sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible", "--no-validate"]
        command += ["--pyproject", str(described), "--output-file", str(path), str(python)]
        subprocess.run(command, check=True, capture_output=True)
    return path
