"""The vendor's four kinds of callers, each as a command: what it sends, and how it says what came back."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.servers import BIN, CREDENTIALS

HERE = Path(__file__).resolve().parent
SECONDS = 120


@dataclass(frozen=True)
class Call:
    """A POST; with ``any_certificate`` a certificate that nobody knows is accepted."""

    url: str
    body: str = ""
    user: str = CREDENTIALS[0]
    password: str = CREDENTIALS[1]
    any_certificate: bool = True


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
    def codes(self) -> list[Any]:
        """The codes of the error envelope that was printed."""
        return [entry["code"] for entry in json.loads(self.stdout)["errors"]]


@dataclass(frozen=True)
class Caller:
    """One kind of caller, which ends with a status of its own after an error of the API, and after an empty answer."""

    run: Callable[[Call], Outcome]
    on_error: int = 0
    on_nothing: int = 0


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
    return run([program("curl", "curl"), *options, "-H", "Content-type: application/json", "-d", call.body, call.url])


def httpie(call: Call) -> Outcome:
    """Call with HTTPie, whose status is that of the answer only when asked for."""
    # Each call would ask for a newer HTTPie, in a process of its own.
    (configuration := Path(os.environ["XDG_DATA_HOME"], "httpie")).mkdir(exist_ok=True)
    (configuration / "config.json").write_text('{"disable_update_warnings": true}', "utf-8")
    options = ["--ignore-stdin", "--check-status", "--body", "-a", f"{call.user}:{call.password}"]
    verify = ["--verify=no"] if call.any_certificate else []
    fields = [f"{name}={value}" for name, value in json.loads(call.body or "{}").items()]
    environment = {"HTTPIE_CONFIG_DIR": str(configuration)}
    return run([BIN / "http", *options, *verify, "POST", call.url, *fields], environment)


@cache
def php_with_curl() -> str:
    """Return the path of PHP; skip the test where it lacks the curl extension."""
    interpreter = program("php", "php-cli")
    if "curl" not in run([interpreter, "-m"]).stdout.split():
        pytest.skip("PHP has no curl extension: on Debian it is in the package php-curl")
    return interpreter


def php(call: Call, count: str = "characters") -> Outcome:
    """Call with PHP and its curl extension, which counts a body's characters, as the vendor's sample does, or bytes."""
    environment = {"ACCEPT_ANY_CERTIFICATE": str(int(call.any_certificate)), "COUNT": count}
    return run([php_with_curl(), HERE / "post.php", call.url, call.user, call.password, call.body], environment)


def java(classes: Path) -> Callable[[Call], Outcome]:
    """Return the caller in Java, compiled into ``classes``."""
    interpreter = program("java", "openjdk-17-jre-headless")
    quick = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
    compiler = [program("javac", "openjdk-17-jdk-headless"), *(f"-J{each}" for each in quick)]
    compiled = run([*compiler, "-Xlint:all", "-Werror", "-d", classes, HERE / "Post.java"])
    assert compiled.status == 0, compiled.stderr
    options: list[str | Path] = [*quick, "-Dfile.encoding=UTF-8", "-cp", classes]

    def call_with_java(call: Call) -> Outcome:
        flag = str(call.any_certificate).lower()
        return run([interpreter, *options, "Post", call.url, call.user, call.password, flag, call.body])

    return call_with_java
