"""Fixtures for the tests of the client."""

import os

import pytest

from tests.generated_client.support import Call, Start, call_async, call_sync, start_async, start_sync


@pytest.fixture(params=[start_sync, start_async], ids=["sync", "async"])
def start(request: pytest.FixtureRequest) -> Start:
    """Start a conversation, once with each client."""
    chosen: Start = request.param
    return chosen


@pytest.fixture(params=[call_sync, call_async], ids=["sync", "async"])
def call(request: pytest.FixtureRequest) -> Call:
    """Call any method, once with each client."""
    chosen: Call = request.param
    return chosen


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the developer's own settings reaches a test."""
    for name in os.environ:
        if name.startswith("THULIUM_") or name.upper().endswith("_PROXY"):
            monkeypatch.delenv(name)
