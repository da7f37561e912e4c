"""Paths and methods: found to the letter, or an error; never a redirect."""

import pytest
from starlette.types import ASGIApp

from tests.http.asgi import call
from tests.http.messages import START, basic


@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/",
        "/api/chat_conversations",
        f"{START}/",
        f"/{START}",
        START.upper(),
        START.removeprefix("/api"),
        f"{START}%0A",
        f"{START}%00",
        f"{START}%20",
        "/api/chat_conversations%2Fstart",
        "/api%2fchat_conversations/start",
        "/api/chat_conversations/start.json",
        "/api/x/../chat_conversations/start",
        "/_mock",
        "/_mock/health/",
    ],
)
def test_other_paths_are_unknown(app: ASGIApp, path: str) -> None:
    """A path that differs in anything is answered with 404."""
    answer = call(app, "POST", f"{path}?chat_queue_id=3", [basic()])
    assert (answer.status, answer.codes) == (404, [404001])


def test_a_path_may_be_percent_encoded(app: ASGIApp) -> None:
    """Encoded letters are the letters that they stand for."""
    assert call(app, "POST", "/api/chat_conversations/%73tart?chat_queue_id=3", [basic()]).status == 200


@pytest.mark.parametrize(
    ("path", "method", "allow"),
    [
        *((START, method, "POST") for method in ("GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "post")),
        ("/_mock/health", "POST", "GET, HEAD"),
        ("/_mock/fixtures", "DELETE", "GET, HEAD, PUT"),
        ("/_mock/conversations/x", "PUT", "GET, HEAD"),
    ],
)
def test_other_methods_are_told_which_are_allowed(app: ASGIApp, path: str, method: str, allow: str) -> None:
    """405 names all methods of the path, those of several operations too."""
    answer = call(app, method, path, [basic()])
    assert (answer.status, answer.codes, answer.fields["allow"]) == (405, [405001], allow)
