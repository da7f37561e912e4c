"""The table of generators, read from `generators.yaml`, with the versions that are locked."""

import json
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.servers import ROOT

HERE = Path(__file__).resolve().parent
OUT = ROOT / "dist/codegen"


@dataclass(frozen=True)
class Fault:
    """What a generator itself does wrong, and how its users mend it."""

    cases: tuple[str, ...]
    text: str
    mend: str


@dataclass(frozen=True)
class Generator:
    """One generator: its command, the lines that a user needs, and its own faults."""

    name: str
    language: str
    packages: list[str]
    use: str = ""
    errors: str = ""
    unknown: str = ""
    notes: str = ""
    title: str = ""
    generate: str = ""
    needs: str = ""
    strict: bool = True
    warnings: list[str] = field(default_factory=list)
    faults: tuple[Fault, ...] = ()
    missing: str = ""

    @property
    def out(self) -> Path:
        """Where its code goes."""
        return OUT / self.name

    @property
    def module(self) -> str:
        """The module of a driver in Python."""
        return self.name.replace("-", "_")

    @property
    def command(self) -> str:
        """The command that a user gives."""
        return self.generate.format(out=self.out.relative_to(ROOT))

    @property
    def failing(self) -> set[str]:
        """The names of the cases that it is known to fail."""
        return {case for fault in self.faults for case in fault.cases}


@cache
def generators() -> tuple[Generator, ...]:
    """Return all rows."""
    rows = yaml.safe_load((HERE / "generators.yaml").read_text("utf-8"))
    return tuple(Generator(**{**row, "faults": tuple(map(_fault, row.get("faults", [])))}) for row in rows)


def _fault(row: dict[str, Any]) -> Fault:
    return Fault(tuple(row["cases"]), row["text"], row["mend"])


@cache
def versions() -> dict[str, str]:
    """Return the version of each package that the lock files have."""
    found: dict[str, str] = {}
    for lock in (ROOT / "package-lock.json", HERE / "package-lock.json"):
        for path, package in json.loads(lock.read_text("utf-8"))["packages"].items():
            found.setdefault(path.removeprefix("node_modules/"), package.get("version", ""))
    for lock in (ROOT / "requirements.txt", HERE / "requirements.txt"):
        found |= dict(re.findall(r"^([\w.-]+)==([\w.]+)", lock.read_text("utf-8"), re.MULTILINE))
    return found
