"""Servers to compare with: each is started as its users start it, and does all that it can of our mock's work."""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

from tests.servers import ROOT, RunningServer, reserved_port, running, running_asgi, running_mock, running_prism

FOLDER = Path(__file__).parent
MODULES = FOLDER / "node_modules"
"""Folder of the npm packages that only the benchmark needs."""


@dataclass(frozen=True)
class Contender:
    """Server to compare with; ``does`` says what of our mock's work it does.

    It needs a ``program`` and an npm ``module``, or ``packages`` of Python, the first of which gives its version.
    """

    key: str
    title: str
    does: str
    start: Callable[[], AbstractContextManager[RunningServer]]
    program: str = ""
    module: Path | None = None
    packages: tuple[str, ...] = ()

    @property
    def missing(self) -> str:
        """What is missing on this machine; nothing if all is there."""
        absent = [self.program] if self.program and not shutil.which(self.program) else []
        absent += [str(self.module.relative_to(ROOT))] if self.module and not self.module.exists() else []
        return f"not run: {', '.join(absent)} not found" if absent else ""

    @property
    def version(self) -> str:
        """The version, empty if it is not installed."""
        if self.module and self.module.exists():
            return str(json.loads((self.module / "package.json").read_text("utf-8"))["version"])
        return ", ".join(f"{name} {version(name)}" for name in self.packages).partition(" ")[2]


@contextmanager
def _wiremock() -> Iterator[RunningServer]:
    """WireMock with one stub: credentials, the required parameter, and a template that makes the id."""
    jar = next((MODULES / "wiremock/build").glob("*.jar"))
    with reserved_port() as port, tempfile.TemporaryDirectory() as folder:
        mappings = Path(folder, "mappings")
        mappings.mkdir()
        shutil.copy(FOLDER / "wiremock.json", mappings)
        command = ["java", "-jar", str(jar), "--port", str(port), "--root-dir", folder]
        with running(command) as (process, output):
            banner = output.read_until(r"\nextensions:.*\n")
            yield RunningServer(f"http://127.0.0.1:{port}/api", process, output, banner)


@contextmanager
def _mockoon() -> Iterator[RunningServer]:
    """Mockoon with the document, which it serves without checking a request against it."""
    program, document = MODULES / "@mockoon/cli/bin/run.js", ROOT / "openapi/openapi.yaml"
    with reserved_port() as port:
        options = ["--data", str(document), "--port", str(port), "--disable-log-to-file"]
        with running(["node", str(program), "start", *options]) as (process, output):
            banner = output.read_until("Server started on port")
            yield RunningServer(f"http://127.0.0.1:{port}/api", process, output, banner)


_ALL = "all: credentials, validation, matching, store, journal"
_ONE_STUB = "one stub: credentials, one parameter; an id; journal"
_PRISM = ROOT / "node_modules/@stoplight/prism-cli"
_STOCK = partial(running_asgi, "tests.stock_connexion:stock_connexion", "--factory")
_FUNCTION = partial(running_asgi, "tests.bench.bare:app", "--lifespan", "off", "--no-server-header")
_SERVER = ("uvicorn", "uvloop", "httptools")

OURS = Contender("mock", "this mock", _ALL, running_mock, packages=("thulium-chat-mock",))
PRISM = Contender("prism", "Prism", "validation; any credentials; a constant id", running_prism, "node", _PRISM)
BARE = Contender("bare", "bare ASGI on uvicorn", "nothing: the same bytes to everyone", _FUNCTION, packages=_SERVER)
CONTENDERS = [
    OURS,
    PRISM,
    Contender("connexion", "stock connexion", "credentials, own validation; an id", _STOCK, packages=("connexion",)),
    Contender("wiremock", "WireMock", _ONE_STUB, _wiremock, "java", MODULES / "wiremock"),
    Contender("mockoon", "Mockoon", "no checks; an id; journal", _mockoon, "node", MODULES / "@mockoon/cli"),
    BARE,
]
