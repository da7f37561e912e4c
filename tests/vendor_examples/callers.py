"""The vendor's four kinds of callers, each as a command: what it sends, and how it says what came back."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.servers import BIN

HERE = Path(__file__).resolve().parent
SECONDS = 120


@dataclass(frozen=True)
class Call:
    """One call to make; with ``any_certificate`` a certificate that nobody knows is accepted."""

    base_url: str
    user: str
    password: str
    query: Mapping[str, str]
    any_certificate: bool = True

    @property
    def url(self) -> str:
        """The full URL."""
        return f"{self.base_url}/chat_conversations/start?{urlencode(self.query)}"

    @property
    def pairs(self) -> list[str]:
        """The query, as arguments."""
        return [f"{name}={value}" for name, value in self.query.items()]


@dataclass(frozen=True)
class Outcome:
    """How a caller ended."""

    status: int
    stdout: str
    stderr: str

    @property
    def conversation_id(self) -> str:
        """The id that was printed, alone or in the answer's JSON."""
        text = self.stdout.strip()
        identifier: str = json.loads(text)["conversation_id"] if text.startswith("{") else text
        return identifier

    @property
    def envelope(self) -> Any:
        """The error that was printed."""
        return json.loads(self.stdout)


@dataclass(frozen=True)
class Caller:
    """One kind of caller; it ends with status ``on_error`` when the answer is an error of the API."""

    name: str
    run: Callable[[Call], Outcome]
    on_error: int


def run(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> Outcome:
    """Run a command in UTF-8."""
    result = subprocess.run(
        command,
        env={**os.environ, "LC_ALL": "C.UTF-8", **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
    )
    return Outcome(result.returncode, result.stdout, result.stderr)


def program(name: str, package: str) -> str:
    """Return the path of a program; skip the test where it is not installed."""
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed: on Debian it is in the package {package}")
    return path


def curl(call: Call) -> Outcome:
    """Call with cURL."""
    insecure = ["-k"] if call.any_certificate else []
    options = ["-sS", "-u", f"{call.user}:{call.password}", *insecure, "-X", "POST"]
    return run([program("curl", "curl"), *options, "-H", "Content-type: application/json", "-d", "", call.url])


def httpie(call: Call) -> Outcome:
    """Call with HTTPie, whose status is that of the answer only when asked for."""
    verify = ["--verify=no"] if call.any_certificate else []
    options = ["--ignore-stdin", "--check-status", "--body", "-a", f"{call.user}:{call.password}"]
    return run([BIN / "http", *options, *verify, "POST", call.url])


def php(call: Call) -> Outcome:
    """Call with PHP and its curl extension."""
    interpreter = program("php", "php-cli")
    if "curl" not in run([interpreter, "-m"]).stdout.split():
        pytest.skip("PHP has no curl extension: on Debian it is in the package php-curl")
    environment = {"ACCEPT_ANY_CERTIFICATE": "1" if call.any_certificate else "0"}
    return run([interpreter, HERE / "start.php", call.base_url, call.user, call.password, *call.pairs], environment)


def java(classes: Path) -> Callable[[Call], Outcome]:
    """Return the caller in Java, compiled into ``classes``."""
    interpreter = program("java", "openjdk-17-jre-headless")
    compiled = run(
        [program("javac", "openjdk-17-jdk-headless"), "-Xlint:all", "-Werror", "-d", classes, HERE / "Start.java"]
    )
    assert compiled.status == 0, compiled.stderr

    def call_with_java(call: Call) -> Outcome:
        options: list[str | Path] = ["-Xshare:auto", "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8", "-cp", classes]
        flag = "true" if call.any_certificate else "false"
        return run([interpreter, *options, "Start", call.base_url, call.user, call.password, flag, *call.pairs])

    return call_with_java
