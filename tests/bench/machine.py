"""Description of the machine that the benchmark ran on, without anything that tells whose it is."""

import os
import platform
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from tests.servers import ROOT


def machine() -> dict[str, str]:
    """Describe the machine: the day, processor, cores, memory, kernel, and the programs that run the servers."""
    described = {
        "day": str(datetime.now(UTC).date()),
        "processor": _first(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text("utf-8")) or platform.processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 1024**3:.0f} GiB",
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "load before": f"{os.getloadavg()[0]:.1f} processes that ran or waited to",
        "Python": platform.python_version(),
        "Node.js": _output(["node", "--version"], r"v(\S+)"),
        "Node.js of Prism": _output([str(ROOT / "node_modules/.bin/node"), "--version"], r"v(\S+)"),
        "Java": _output(["java", "-version"], r'version "([^"]+)'),
        "wrk": _output(["wrk", "-v"], r"wrk \S*?([0-9.]+)"),
    }
    return {name: value for name, value in described.items() if value}


def _output(command: list[str], pattern: str) -> str:
    """Return what ``pattern`` finds in what a command prints, nothing if there is no such command."""
    if not shutil.which(command[0]):
        return ""
    ran = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    return _first(pattern, ran.stdout + ran.stderr)


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found[1].strip() if found else ""
