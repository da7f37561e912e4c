"""What processes use of the machine, read from /proc: CPU time and memory of a whole process group."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_TICKS = os.sysconf("SC_CLK_TCK")
# Fields of /proc/PID/stat after the name, which ends with the last bracket.
_GROUP, _USER, _CHILDREN_SYSTEM = 2, 11, 14


class Memory(NamedTuple):
    """Memory in MiB: ``resident`` counts shared pages in each process, ``proportional`` counts them once."""

    resident: float
    proportional: float


def cpu_seconds(group: int) -> float:
    """Return the CPU time of all processes in a group, with that of their children that have ended."""
    return sum(int(each) for _, fields in _stats(group) for each in fields[_USER : _CHILDREN_SYSTEM + 1]) / _TICKS


def memory(group: int) -> Memory:
    """Return the memory of all processes in a group."""
    resident = proportional = 0
    for pid, _ in _stats(group):
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        resident += int(re.findall(r"^Rss:\s+(\d+)", rollup, re.MULTILINE)[0])
        proportional += int(re.findall(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[0])
    return Memory(resident / 1024, proportional / 1024)


def _stats(group: int) -> Iterator[tuple[int, list[str]]]:
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            # It has ended since it was listed.
            continue
        if int(fields[_GROUP]) == group:
            yield int(path.parent.name), fields
