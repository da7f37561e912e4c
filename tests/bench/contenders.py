"""The servers that are compared: each is started as its users start it, and does all that it can of what ours does."""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers import (
    CREDENTIALS,
    ROOT,
    RunningServer,
    reserved_port,
    running,
    running_asgi,
    running_mock,
    running_prism,
)

Start = Callable[[], AbstractContextManager[RunningServer]]

MODULES = Path(__file__).parent / "node_modules"
"""Where `make bench` installs what only the benchmark needs."""


@dataclass(frozen=True)
class Contender:
    """A server to compare with: ``does`` says what of our mock's work it does, ``needs`` what has to be there."""

    key: str
    title: str
    does: str
    start: Start
    needs: tuple[str | Path, ...] = ()

    @property
    def missing(self) -> str:
        """Say what is missing on this machine; nothing if all is there."""
        absent = [str(each) for each in self.needs if not _is_there(each)]
        absent = [each.removeprefix(f"{ROOT}/") for each in absent]
        return f"not run: {', '.join(absent)} not found" if absent else ""


def _is_there(needed: str | Path) -> bool:
    return needed.exists() if isinstance(needed, Path) else shutil.which(needed) is not None


@contextmanager
def _bare() -> Iterator[RunningServer]:
    with running_asgi("tests.bench.bare:app", "--lifespan", "off", "--no-server-header") as server:
        yield server


@contextmanager
def _stock() -> Iterator[RunningServer]:
    with running_asgi("tests.stock_connexion:stock_connexion", "--factory") as server:
        yield server


@contextmanager
def _wiremock() -> Iterator[RunningServer]:
    """WireMock with one stub: credentials, the required parameter, and a template that makes the id."""
    user, password = CREDENTIALS
    stub = {
        "request": {
            "method": "POST",
            "urlPath": "/api/chat_conversations/start",
            "basicAuthCredentials": {"username": user, "password": password},
            "queryParameters": {"chat_queue_id": {"matches": "[1-9][0-9]*"}},
        },
        "response": {
            "status": 200,
            "headers": {"Content-Type": "application/json"},
            "body": '{"conversation_id":"{{randomValue type=\'UUID\'}}"}',
            "transformers": ["response-template"],
        },
    }
    jar = next(_JARS.glob("*.jar"))
    with reserved_port() as port, tempfile.TemporaryDirectory() as folder:
        mappings = Path(folder, "mappings")
        mappings.mkdir()
        (mappings / "start.json").write_text(json.dumps(stub), "utf-8")
        command = ["java", "-jar", str(jar), "--port", str(port), "--root-dir", folder]
        with running(command) as (process, output):
            banner = output.read_until(r"\nextensions:.*\n")
            yield RunningServer(f"http://127.0.0.1:{port}/api", process, output, banner)


@contextmanager
def _mockoon() -> Iterator[RunningServer]:
    """Mockoon with the document, which it serves without checking a request against it."""
    document = ROOT / "openapi/openapi.yaml"
    with reserved_port() as port:
        options = ["--data", str(document), "--port", str(port), "--disable-log-to-file"]
        with running(["node", str(_MOCKOON), "start", *options]) as (process, output):
            banner = output.read_until("Server started on port")
            yield RunningServer(f"http://127.0.0.1:{port}/api", process, output, banner)


_JARS = MODULES / "wiremock/build"
_MOCKOON = MODULES / "@mockoon/cli/bin/run.js"

OURS, PRISM, BARE = "mock", "prism", "bare"

CONTENDERS = [
    Contender(OURS, "this mock", "all: credentials, validation, matching, store, journal", running_mock),
    Contender(PRISM, "Prism", "validation; any credentials; a constant id", running_prism, ("npx",)),
    Contender("connexion", "stock connexion", "credentials, its own validation; an id", _stock),
    Contender(
        "wiremock", "WireMock", "one stub: credentials, one parameter; an id; journal", _wiremock, ("java", _JARS)
    ),
    Contender("mockoon", "Mockoon", "no checks; an id; journal", _mockoon, ("node", _MOCKOON)),
    Contender(BARE, "bare ASGI on uvicorn", "nothing: the same bytes to everyone", _bare),
]
