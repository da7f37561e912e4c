"""PostgreSQL for tests: a cluster of its own in a temporary folder, on a free loopback port."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

from tests.servers import Output, reserved_port

PASSWORD = "s3cret-w0rd"

_SCHEMAS = 50
"""How many schemas are made together: a program that makes one takes longer than a test."""

_DEBIAN = Path("/usr/lib/postgresql")


@dataclass
class PostgreSQL:
    """A running cluster, whose user ``mock`` has the `PASSWORD` above; it can be restarted."""

    folder: Path
    port: int
    process: subprocess.Popen[str] | None = None
    output: Output | None = None
    _schemas: Iterator[int] = field(default_factory=count)

    def url(self) -> str:
        """Return the URL of the database."""
        return f"postgresql://mock:{PASSWORD}@127.0.0.1:{self.port}/postgres"

    def new_database(self) -> str:
        """Return the URL of an empty schema, which is to the mock what a database of its own is, and is made faster."""
        number = next(self._schemas)
        if number % _SCHEMAS == 0:
            self.execute("; ".join(f"CREATE SCHEMA schema{number + each}" for each in range(_SCHEMAS)))
        return f"{self.url()}?search_path=schema{number}"

    def execute(self, statement: str) -> str:
        """Run one statement outside of any database of a test, and return its rows in plain text."""
        command = [program("psql"), "--no-psqlrc", "--tuples-only", "--no-align", "--command", statement, self.url()]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def start(self) -> None:
        """Start the server, and wait until it serves."""
        # Nothing here survives a power cut, which no test causes.
        settings = {"listen_addresses": "127.0.0.1", "port": self.port, "fsync": "off", "max_connections": 60}
        options = [f"--{name}={value}" for name, value in settings.items()]
        self.process = subprocess.Popen(
            [program("postgres"), "-D", str(self.folder), "-k", str(self.folder), *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            env={**os.environ, "LC_ALL": "C"},
            user=_user(),
        )
        self.output = Output(self.process)
        self.output.read_until("ready to accept connections")

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it as an administrator does: who is connected is cut off."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(60)
            self.process = None


@contextmanager
def running_postgresql() -> Iterator[PostgreSQL]:
    """Run a cluster until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="thulium-mock-postgresql-"))
    try:
        password = folder / "password"
        password.write_text(PASSWORD)
        if user := _user():
            for path in (folder, password):
                shutil.chown(path, user)
        options = ["--auth=scram-sha-256", "--username=mock", f"--pwfile={password}", "--no-sync", "--locale=C"]
        command = [program("initdb"), "-D", str(folder / "data"), "--encoding=UTF8", *options]
        subprocess.run(command, check=True, capture_output=True, text=True, user=_user())
        with reserved_port() as port:
            cluster = PostgreSQL(folder / "data", port)
            cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop(signal.SIGQUIT)
    finally:
        shutil.rmtree(folder)


def program(name: str) -> str:
    """Return a program of PostgreSQL's, which Debian keeps out of the path."""
    found = shutil.which(name) or next(map(str, sorted(_DEBIAN.glob(f"*/bin/{name}"), reverse=True)), None)
    return found or pytest.skip("PostgreSQL is missing: install the package postgresql")


def _user() -> str | None:
    """Return who runs the server in place of root, whom PostgreSQL refuses."""
    if os.getuid():
        return None
    return "postgres" if "postgres" in {each.pw_name for each in pwd.getpwall()} else "nobody"
