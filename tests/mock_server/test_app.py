"""Mocks that are made by code."""

import re

import pytest
from starlette.types import ASGIApp
from thulium_mock.app import create_app
from thulium_mock.state.fixtures import FixturesError

from tests.http.asgi import call, start

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
NO_CREDENTIALS: list[tuple[str, str]] = []


def test_fixtures_from_code_are_held_to_the_schema() -> None:
    """Fixtures that a caller passes as objects are checked like those of a file."""
    with pytest.raises(FixturesError, match='at /: "customers" is a required property'):
        create_app({"users": [], "queues": []})
    with pytest.raises(FixturesError, match="required property"):
        create_app({})


def test_two_mocks_share_nothing(app: ASGIApp) -> None:
    """A conversation in one mock is not in another in the same process."""
    other = create_app()
    start(app)
    assert call(app, "GET", "/_mock/conversations").json["count"] == 1
    assert call(other, "GET", "/_mock/conversations").json["count"] == 0
