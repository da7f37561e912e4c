"""The versions of what is compared, and the machine it ran on; nothing that tells whose machine it is."""

import json
import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path

from tests.bench.contenders import BARE, MODULES, OURS, PRISM
from tests.servers import ROOT

_PACKAGES = {
    OURS: ["thulium-mock"],
    BARE: ["uvicorn", "uvloop", "httptools"],
    "connexion": ["connexion"],
}
_MODULES = {
    PRISM: ROOT / "node_modules/@stoplight/prism-cli",
    "wiremock": MODULES / "wiremock",
    "mockoon": MODULES / "@mockoon/cli",
}


def version_of(key: str) -> str:
    """Return the version of a contender, empty if it is not installed."""
    if key in _PACKAGES:
        first, *others = _PACKAGES[key]
        return ", ".join([version(first), *(f"{name} {version(name)}" for name in others)])
    package = _MODULES[key] / "package.json"
    return str(json.loads(package.read_text("utf-8"))["version"]) if package.exists() else ""


def machine() -> dict[str, str]:
    """Describe the machine: processor, cores, memory, kernel, and the programs that run the servers."""
    described = {
        "processor": _first(r"model name\s*: (.+)", _text("/proc/cpuinfo")) or platform.processor(),
        "cores": str(os.cpu_count()),
        "memory": _memory(),
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "load before": f"{os.getloadavg()[0]:.1f} processes that ran or waited to",
        "Python": platform.python_version(),
        "Node.js": _output(["node", "--version"], r"v(\S+)"),
        "Node.js of Prism": _output([str(ROOT / "node_modules/.bin/node"), "--version"], r"v(\S+)"),
        "Java": _output(["java", "-version"], r'version "([^"]+)'),
        "wrk": _output(["wrk", "-v"], r"wrk \S*?([0-9.]+)"),
    }
    return {name: value for name, value in described.items() if value}


def _memory() -> str:
    kilobytes = _first(r"MemTotal:\s+(\d+)", _text("/proc/meminfo"))
    return f"{int(kilobytes) / 1024**2:.0f} GiB" if kilobytes else ""


def _text(path: str) -> str:
    return Path(path).read_text("utf-8") if Path(path).exists() else ""


def _output(command: list[str], pattern: str) -> str:
    """Return what ``pattern`` finds in what a command prints, nothing if there is no such command."""
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    except FileNotFoundError:
        return ""
    return _first(pattern, ran.stdout + ran.stderr)


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found[1].strip() if found else ""
