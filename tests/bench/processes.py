"""CPU time and memory of a process group, read from /proc."""

import os
import re
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_TICKS = os.sysconf("SC_CLK_TCK")
# Fields of /proc/PID/stat after the name, which ends with the last bracket.
_PARENT, _GROUP, _USER, _CHILDREN_SYSTEM = 1, 2, 11, 14


class Memory(NamedTuple):
    """Memory in MiB: ``resident`` counts shared pages in each process, ``proportional`` counts them once."""

    resident: float
    proportional: float


def cpu_seconds(group: int) -> float:
    """Return the CPU time of all processes in a group, with that of their children that have ended."""
    return sum(int(each) for _, fields in _stats(group) for each in fields[_USER : _CHILDREN_SYSTEM + 1]) / _TICKS


def cpu_seconds_of_family(parent: int) -> float:
    """Return the CPU time of a process and its children, which may have groups of their own, also of ended ones."""
    times = [fields for pid, fields in _all_stats() if parent in (pid, int(fields[_PARENT]))]
    return sum(int(each) for fields in times for each in fields[_USER : _CHILDREN_SYSTEM + 1]) / _TICKS


def cpu_seconds_of_children() -> float:
    """Return the CPU time of this process's children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def memory(group: int) -> Memory:
    """Return the memory of all processes in a group."""
    return Memory(_mib(group, "Rss"), _mib(group, "Pss"))


def _mib(group: int, name: str) -> float:
    rollups = [Path(f"/proc/{pid}/smaps_rollup").read_text() for pid, _ in _stats(group)]
    return sum(int(each) for rollup in rollups for each in re.findall(rf"\n{name}: +(\d+)", rollup)) / 1024


def _stats(group: int) -> Iterator[tuple[int, list[str]]]:
    return (each for each in _all_stats() if int(each[1][_GROUP]) == group)


def _all_stats() -> Iterator[tuple[int, list[str]]]:
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            # It has ended since it was listed.
            continue
        yield int(path.parent.name), fields
