"""Fixtures for the tests of the mock's modules."""

import pytest
from starlette.types import ASGIApp
from thulium_mock.app import create_app


@pytest.fixture
def app() -> ASGIApp:
    """A mock of its own for each test."""
    return create_app()


@pytest.fixture
def anyio_backend() -> str:
    """The event loop of asynchronous tests."""
    return "asyncio"
