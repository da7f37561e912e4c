"""Fixtures for the contract tests: servers that know the queues of `world`."""

from collections.abc import Iterator

import httpx
import pytest
from starlette.types import ASGIApp
from thulium_mock.app import create_app

from tests.contract import world
from tests.servers import RunningServer


@pytest.fixture
def app() -> ASGIApp:
    """The mock as an application, with the fixtures of `world`."""
    return create_app(world.fixtures())


@pytest.fixture(scope="module")
def contract_mock(mock: RunningServer) -> Iterator[RunningServer]:
    """The mock over a socket, with the fixtures of `world` for as long as a module's tests run."""
    httpx.put(f"{mock.origin}/_mock/fixtures", json=world.fixtures()).raise_for_status()
    yield mock
    httpx.post(f"{mock.origin}/_mock/reset").raise_for_status()
