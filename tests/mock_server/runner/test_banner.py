"""What the mock prints when it is ready."""

from typing import Any

import pytest
from thulium_mock import __version__
from thulium_mock.openapi.documents import vendor_document
from thulium_mock.runner.banner import banner
from thulium_mock.settings import Settings
from thulium_mock.state.fixtures import default_fixtures

USER: dict[str, Any] = {"name": "ewa", "password": "x", "methods": ["*"]}


def test_it_says_what_is_served_and_where() -> None:
    """Version, address, document, operations and credentials are there, and a line to paste at the end."""
    text = banner(Settings(), 4321, default_fixtures(), vendor_document())
    lines = [line.split(maxsplit=1) for line in text.splitlines() if line]
    assert [*lines[:4], lines[-6]] == [
        ["thulium-mock", __version__],
        ["serving", "http://127.0.0.1:4321/api"],
        ["document", "Thulium chat API 1.0.0"],
        ["operation", "POST /chat_conversations/start"],
        ["credentials", "api_user:api_pass  (permitted: *)"],
    ]
    assert lines[-1][0] == "curl"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (Settings(tls=True), "serving      https://127.0.0.1:1/api"),
        (Settings(host="::1"), "serving      http://[::1]:1/api"),
        (Settings(), "console      http://127.0.0.1:1/\n"),
        (
            Settings(host="0.0.0.0"),
            "serving      http://127.0.0.1:1/api\n  listening    0.0.0.0  (every address of this",
        ),
        (Settings(host="::", token="x"), "console      http://[::1]:1/#token=x\n"),
        (Settings(token="let-me-in"), "token        let-me-in"),
        (Settings(token="a+b/c=#"), "console      http://127.0.0.1:1/#token=a%2Bb%2Fc%3D%23\n"),
    ],
)
def test_settings_show(settings: Settings, expected: str) -> None:
    """TLS, an IPv6 address and a token are in the text, and an address that can be opened where it listens on all."""
    assert expected in banner(settings, 1, default_fixtures(), vendor_document())


@pytest.mark.parametrize(
    ("users", "queues", "has_line"),
    [
        ([USER], [{"id": 7}], True),
        ([{**USER, "methods": ["chats"]}], [{"id": 7}], False),
        ([USER], [], False),
        ([], [{"id": 7}], False),
    ],
)
def test_a_line_that_would_fail_is_not_offered(users: list[Any], queues: list[Any], has_line: bool) -> None:
    """Without a user who may, or without a queue, there is nothing to try."""
    text = banner(Settings(), 1, {"users": users, "queues": queues, "customers": []}, vendor_document())
    assert ("chat_queue_id=7" in text) is has_line
    assert ("Try it" in text) is has_line
