"""A running mock, and the command that reaches it."""

import pytest

from tests.mock_server.shell import Command, run
from tests.servers import RunningServer


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], fresh_mock: RunningServer, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs a command against the mock; returns its status, and what it prints on stdout and stderr."""
    monkeypatch.setenv("THULIUM_MOCK_URL", fresh_mock.origin)
    return lambda *arguments: run(capsys, *arguments)
