"""The workflows beside the document hold on our mock, and on Prism what it can do."""

import pytest

from tests import workflows
from tests.servers import RunningServer


def test_on_our_mock(fresh_mock: RunningServer, capfd: pytest.CaptureFixture[str]) -> None:
    """A conversation is found after its end, and a subscriber is told of one."""
    with workflows.receiving() as receiver:
        assert workflows.respect(fresh_mock.base_url, receiver) == 0, capfd.readouterr().out
    assert "Workflows: 2 passed, 2 total" in capfd.readouterr().out


def test_on_prism(prism: RunningServer, capfd: pytest.CaptureFixture[str]) -> None:
    """Prism, which sends no events, answers a conversation's life."""
    assert workflows.main([prism.base_url]) == 0
    assert "Workflows: 1 passed, 1 total" in capfd.readouterr().out


def test_a_failure(mock: RunningServer, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """A server that answers otherwise fails, and the password is not told."""
    monkeypatch.setenv("THULIUM_PASSWORD", "not-the-password")
    assert workflows.main([mock.base_url]) == 1
    told = "".join(capfd.readouterr())
    assert "start" in told
    assert "not-the-password" not in told
