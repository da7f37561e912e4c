"""The vendor's four kinds of callers start conversations on the running mock, and show its errors."""

import json
import re
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.servers import RunningServer, running_mock
from tests.vendor_examples.callers import Call, Caller, curl, httpie, java, php

UUID = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
USER, PASSWORD = "żółw@example.org", "gęślą: jaźń :"
QUERY = {"chat_queue_id": "3", "client_id": "1234"}
"""The vendor's example."""

FULL_QUERY = {
    "chat_queue_id": "3",
    "client_name": "Żaneta",
    "client_surname": "Gęślą-Jaźń & syn",
    "client_email": "zażółć+1@example.org",
    "client_id": "=1/2?#%20",
    "customer_id": "1",
}


@pytest.fixture(scope="session", params=["curl", "httpie", "php", "java"])
def caller(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Caller:
    """Each of the four kinds of callers."""
    match request.param:
        case "curl":
            return Caller("curl", curl, on_error=0)
        case "httpie":
            return Caller("httpie", httpie, on_error=4)
        case "php":
            return Caller("php", php, on_error=1)
        case _:
            return Caller("java", java(tmp_path_factory.mktemp("classes")), on_error=0)


@pytest.fixture(scope="session", params=[[], ["--tls"]], ids=["http", "tls"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A mock over HTTP and over TLS, with a user whose name and password are hard to send."""
    path = tmp_path_factory.mktemp("fixtures") / "fixtures.json"
    fixtures = {
        "users": [
            {"name": "api_user", "password": "api_pass", "methods": ["*"]},
            {"name": USER, "password": PASSWORD, "methods": ["chat_conversations/start"]},
            {"name": "api_limited", "password": "api_pass", "methods": ["chats"]},
        ],
        "queues": [{"id": 3, "name": "Website"}],
        "customers": [{"id": 1, "client_id": "1234", "name": "Jan", "surname": "Kowalski"}],
    }
    path.write_text(json.dumps(fixtures), "utf-8")
    with running_mock("--fixtures", str(path), *request.param) as mock:
        yield mock


def stored(server: RunningServer, identifier: str) -> dict[str, Any]:
    """Return what the mock has stored of a conversation."""
    response = httpx.get(f"{server.origin}/_mock/conversations/{identifier}", verify=False)
    conversation: dict[str, Any] = response.raise_for_status().json()
    return conversation


def started(server: RunningServer) -> int:
    """Return how many conversations the mock has stored."""
    response = httpx.get(f"{server.origin}/_mock/conversations", verify=False)
    count: int = response.raise_for_status().json()["count"]
    return count


def test_the_vendors_example_starts_a_conversation(caller: Caller, server: RunningServer) -> None:
    """Queue 3 and external id 1234 start a conversation with customer 1, and its id is printed."""
    outcome = caller.run(Call(server.base_url, "api_user", "api_pass", QUERY))
    assert outcome.status == 0, outcome
    assert outcome.stderr == ""
    assert re.fullmatch(UUID, outcome.conversation_id)
    conversation = stored(server, outcome.conversation_id)
    assert conversation["parameters"] == {"chat_queue_id": 3, "client_id": "1234"}
    assert (conversation["chat_queue_id"], conversation["customer_id"], conversation["matched_by"]) == (
        3,
        1,
        "client_id",
    )


def test_everything_arrives_as_it_was_sent(caller: Caller, server: RunningServer) -> None:
    """Polish letters and punctuation in parameters, user name and password mean the same at both ends."""
    outcome = caller.run(Call(server.base_url, USER, PASSWORD, FULL_QUERY))
    assert outcome.status == 0, outcome
    conversation = stored(server, outcome.conversation_id)
    assert conversation["parameters"] == {**FULL_QUERY, "chat_queue_id": 3, "customer_id": 1}
    assert conversation["matched_by"] == "customer_id"


@pytest.mark.parametrize(
    ("user", "password", "query", "codes"),
    [
        ("api_user", "wrong", QUERY, [401003]),
        ("api_limited", "api_pass", QUERY, [403001]),
        ("api_user", "api_pass", {"client_id": "1234"}, [400011]),
        ("api_user", "api_pass", {"chat_queue_id": "trzy", "client_email": "jan"}, [400014, 400046]),
        ("api_user", "api_pass", {"chat_queue_id": "4"}, [404002]),
    ],
)
def test_an_error_is_shown_as_it_came(
    caller: Caller, server: RunningServer, user: str, password: str, query: dict[str, str], codes: list[int]
) -> None:
    """Each caller shows the vendor's envelope, with the exit status that it has for errors; nothing is started."""
    before = started(server)
    outcome = caller.run(Call(server.base_url, user, password, query))
    assert outcome.status == caller.on_error, outcome
    envelope = outcome.envelope
    assert set(envelope) == {"request_id", "errors"}
    assert re.fullmatch("[0-9a-f]{13}", envelope["request_id"])
    assert abs(time.time() - int(envelope["request_id"][:8], 16)) < 120
    assert [error["code"] for error in envelope["errors"]] == codes
    assert all(set(error) == {"message", "code"} and error["message"] for error in envelope["errors"])
    assert started(server) == before


def test_a_caller_that_verifies_certificates_refuses(caller: Caller, server: RunningServer) -> None:
    """Without being told to accept any certificate, each caller fails over TLS, and over HTTP there is none."""
    before = started(server)
    outcome = caller.run(Call(server.base_url, "api_user", "api_pass", QUERY, any_certificate=False))
    if server.base_url.startswith("https:"):
        assert outcome.status != 0, outcome
        assert outcome.stdout == ""
        assert re.search("certificat", outcome.stderr, re.IGNORECASE)
        assert started(server) == before
    else:
        assert outcome.status == 0
        assert started(server) == before + 1


def test_httpie_without_a_query_shows_what_is_missing(server: RunningServer) -> None:
    """The vendor's HTTPie example has no query string: it is told that the queue is required."""
    outcome = httpie(Call(server.base_url, "api_user", "api_pass", {}))
    assert outcome.status == 4
    assert [error["code"] for error in outcome.envelope["errors"]] == [400011]
