"""Fixtures for all tests."""

import gc
import os
import signal
from collections.abc import Generator, Iterator
from pathlib import Path

import certifi
import pytest
from thulium_contract.http.connection import Connection

from tests.forked import forked_mock
from tests.http.messages import Request
from tests.postgresql import PostgreSQL, running_postgresql
from tests.servers import ROOT, RunningServer, reserved_port, running_prism

LONGEST = (
    "mutants/test_core.py",
    "contract/test_suite_app.py",
    "contract/test_schemathesis_mock.py",
    "codegen/test_codegen.py",
    "contract/foreign/test_foreign_servers.py",
    "browser/test_accessibility.py",
    "contract/test_client_suite.py",
    "test_readme.py",
    "test_recipes.py",
    "browser/test_console_many.py",
    "browser/test_console_look.py",
    "browser/test_console_chat.py",
    "mutants/test_client_mutants.py",
    "test_cluster.py",
    "contract/test_schemathesis_prism.py",
    "browser/test_console_page.py",
    "test_site.py",
    "mock_server/test_pytest_environments.py",
    "test_packages.py",
    "contract/test_suite_command.py",
    "contract/test_proxied.py",
    "mutants/test_server_mutants.py",
    "mock_server/state/test_durability.py",
    "mock_server/runner/test_reloader.py",
    "test_workflow.py",
)
"""The files that take longest, the longest first."""


def pytest_configure() -> None:
    """Let commands under test be interrupted: they inherit that a shell has background jobs ignore SIGINT."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Leave all that tests are made of to no garbage collection, a third of the start, and collect as the mock does."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(10_000)
        gc.enable()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Pass over files without the marker where only tests that have it are asked for: importing all takes long."""
    if config.getoption("markexpr") != "alone" or collection_path.suffix != ".py":
        return None
    return "pytest.mark.alone" not in collection_path.read_text("utf-8") or None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first: where several processes share the files, they then end at about the same time."""
    places = {ROOT / "tests" / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI nothing may be skipped: a skip there is a failure."""
    report = yield
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"
    return report


@pytest.fixture(scope="session", autouse=True)
def kept_data(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Mocks keep their certificates in a folder of the tests."""
    os.environ["XDG_DATA_HOME"] = str(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session", autouse=True)
def one_authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """httpx trusts one authority: no test leaves this machine, and all of them take 40 ms of CPU for each client."""
    first, end, _ = Path(certifi.where()).read_text("utf-8").partition("-----END CERTIFICATE-----\n")
    path = tmp_path_factory.mktemp("authority") / "ca.pem"
    path.write_text(first + end, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(certifi, "where", lambda: str(path))
        yield


@pytest.fixture(scope="session")
def mock() -> Iterator[RunningServer]:
    """The mock, served over a socket for the whole session; use `fresh_mock` to start from a known state."""
    with forked_mock() as server:
        yield server


@pytest.fixture
def connection(mock: RunningServer) -> Iterator[Connection]:
    """A connection to the mock."""
    with Connection(mock.port) as connection:
        yield connection


@pytest.fixture
def fresh_mock(mock: RunningServer) -> Iterator[RunningServer]:
    """The mock as it is right after its start; no other test meets what a test makes of it, such as a seed."""
    restore(mock)
    yield mock
    restore(mock)


def restore(mock: RunningServer) -> None:
    """Put the mock back to its start, and take away a seed, which a reset only begins anew."""
    # httpx would read all the certificates of the system first.
    with Connection(mock.port, limit=60) as connection:
        for path, body in (("seed", b'{"seed": null}'), ("reset", b"")):
            request = Request(f"/_mock/{path}", headers=(("Content-Type", "application/json"),), body=body)
            assert (answer := connection.ask(request)).status in (200, 204), answer


@pytest.fixture
def free_port() -> Iterator[int]:
    """A port on which nobody listens, kept for the servers that a test starts."""
    with reserved_port() as port:
        yield port


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL server, in which each test makes databases of its own."""
    with running_postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def prism() -> Iterator[RunningServer]:
    """Prism, serving the same document; some requests end it, and who sends those needs one of their own."""
    if not (ROOT / "node_modules").exists():
        pytest.skip("Prism needs npm, and make setup")
    with running_prism() as server:
        yield server
        assert server.process.poll() is None, f"a test has ended the Prism of all tests:\n{server.output.finish()}"
