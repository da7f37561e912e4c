"""Fixtures for all tests."""

import os
import shutil
import signal
from collections.abc import Generator, Iterator

import httpx
import pytest

from tests.servers import RunningServer, running_mock, running_prism


def pytest_configure() -> None:
    """Let commands under test be interrupted: they inherit that a shell has background jobs ignore SIGINT."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI nothing may be skipped: a skip there is a failure."""
    report = yield
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def mock() -> Iterator[RunningServer]:
    """The mock, served over a socket for the whole session; use `fresh_mock` to start from a known state."""
    with running_mock() as server:
        yield server


@pytest.fixture
def fresh_mock(mock: RunningServer) -> RunningServer:
    """The mock as it is right after its start."""
    httpx.post(f"{mock.origin}/_mock/reset").raise_for_status()
    return mock


@pytest.fixture(scope="session")
def prism() -> Iterator[RunningServer]:
    """Prism, serving the same document."""
    if shutil.which("npx") is None:
        pytest.skip("Prism needs Node.js and npm")
    with running_prism() as server:
        yield server
