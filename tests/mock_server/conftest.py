"""Fixtures for the tests of the mock's modules."""

import pytest
from starlette.types import ASGIApp
from thulium_mock.app import create_app, new_spaces
from thulium_mock.state.spaces import Spaces


@pytest.fixture
def spaces() -> Spaces:
    """The spaces of the mock."""
    return new_spaces()


@pytest.fixture
def app(spaces: Spaces) -> ASGIApp:
    """A mock of its own for each test."""
    return create_app(spaces=spaces)


@pytest.fixture
def anyio_backend() -> str:
    """The event loop of asynchronous tests."""
    return "asyncio"
