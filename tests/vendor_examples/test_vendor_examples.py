"""The vendor's four kinds of callers start, write into and stop conversations on the running mock, and show its errors.

The vendor's PHP sample counts the characters of a body for Content-Length, so that a text with Polish letters arrives
cut off: the mock refuses it as broken JSON (400002), as any server must that believes Content-Length. Its test of the
answer takes success, which is empty, for a failure.
"""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from tests.forked import forked_mock
from tests.servers import RunningServer
from tests.vendor_examples.callers import Call, Caller, curl, httpie, java, php

USER, PASSWORD = "żółw@example.org", "gęślą: jaźń :"
EXAMPLE = "chat_queue_id=3&client_id=1234"
"""The vendor's example."""

PARAMETERS = {
    "chat_queue_id": "3",
    "client_name": "Żaneta",
    "client_surname": "Gęślą-Jaźń & syn",
    "client_email": "zażółć+1@example.org",
    "client_id": "=1/2?#%20",
    "customer_id": "1",
}


@pytest.fixture(scope="module", params=["curl", "httpie", "php", "java"])
def caller(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Caller:
    """Each of the four kinds of callers."""
    match request.param:
        case "curl":
            return Caller(curl)
        case "httpie":
            return Caller(httpie, on_error=4)
        case "php":
            return Caller(php, on_error=1, on_nothing=2)
        case _:
            return Caller(java(tmp_path_factory.mktemp("classes")))


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A mock over TLS, with a user whose name and password are hard to send."""
    path = tmp_path_factory.mktemp("fixtures") / "fixtures.json"
    fixtures = {
        "users": [{"name": USER, "password": PASSWORD, "methods": ["chat_conversations/start"]}],
        "queues": [{"id": 3, "name": "Website"}],
        "customers": [{"id": 1, "client_id": "1234", "name": "Jan", "surname": "Kowalski"}],
    }
    path.write_text(json.dumps(fixtures), "utf-8")
    with forked_mock("--fixtures", str(path), "--tls") as mock:
        yield mock


def start(server: RunningServer, query: str) -> str:
    """Return the URL that starts a conversation."""
    return f"{server.base_url}/chat_conversations/start?{query}"


def stored(server: RunningServer, identifier: str = "") -> dict[str, Any]:
    """Return what the mock has stored of a conversation, or of all of them."""
    response = httpx.get(f"{server.origin}/_mock/conversations/{identifier}".rstrip("/"), verify=False)
    found: dict[str, Any] = response.raise_for_status().json()
    return found


def test_the_vendors_example(caller: Caller, mock: RunningServer) -> None:
    """Queue 3 and external id 1234 start a conversation with customer 1; a text arrives in it, and a stop ends it."""
    started = caller.run(Call(start(mock, EXAMPLE)))
    assert (started.status, started.stderr) == (0, ""), started
    conversation = f"{mock.base_url}/chat_conversations/{started.conversation_id}"
    for call in (Call(f"{conversation}/message", '{"text": "Hello, world!"}'), Call(f"{conversation}/stop")):
        outcome = caller.run(call)
        assert (outcome.status, outcome.stdout.strip()) == (caller.on_nothing, ""), outcome
    found = stored(mock, started.conversation_id)
    assert found["parameters"] == {"chat_queue_id": 3, "client_id": "1234"}
    assert (found["customer_id"], found["matched_by"], found["status"]) == (1, "client_id", "CLOSED")
    assert [each["text"] for each in found["messages"]] == ["Hello, world!"]


def test_everything_arrives_as_it_was_sent(caller: Caller, secure: RunningServer) -> None:
    """Polish letters and punctuation in parameters, user name and password mean the same at both ends."""
    outcome = caller.run(Call(start(secure, urlencode(PARAMETERS)), user=USER, password=PASSWORD))
    assert outcome.status == 0, outcome
    found = stored(secure, outcome.conversation_id)
    assert found["parameters"] == {**PARAMETERS, "chat_queue_id": 3, "customer_id": 1}
    assert found["matched_by"] == "customer_id"


@pytest.mark.parametrize(
    ("password", "query", "codes"),
    [("wrong", EXAMPLE, [401003]), (PASSWORD, "chat_queue_id=trzy&client_email=jan", [400014, 400046])],
)
def test_an_error_is_shown_as_it_came(
    caller: Caller, secure: RunningServer, password: str, query: str, codes: list[int]
) -> None:
    """Each caller shows the vendor's envelope, with the exit status that it has for errors; nothing is started."""
    before = stored(secure)["count"]
    outcome = caller.run(Call(start(secure, query), user=USER, password=password))
    assert (outcome.status, outcome.codes) == (caller.on_error, codes), outcome
    assert stored(secure)["count"] == before


def test_a_caller_that_verifies_certificates_refuses(caller: Caller, secure: RunningServer) -> None:
    """Without being told to accept any certificate, each caller fails over TLS."""
    before = stored(secure)["count"]
    outcome = caller.run(Call(start(secure, EXAMPLE), user=USER, password=PASSWORD, any_certificate=False))
    assert outcome.status != 0, outcome
    assert outcome.stdout == ""
    assert re.search("certificat", outcome.stderr, re.IGNORECASE)
    assert stored(secure)["count"] == before


def test_httpie_without_a_query_shows_what_is_missing(mock: RunningServer) -> None:
    """The vendor's HTTPie example has no query string: it is told that the queue is required."""
    outcome = httpie(Call(start(mock, "")))
    assert (outcome.status, outcome.codes) == (4, [400011])


def test_a_length_in_characters_cuts_polish_letters_off(mock: RunningServer) -> None:
    """The body that arrives is no JSON, which is refused, and nothing is kept; a length in bytes mends it."""
    conversation = curl(Call(start(mock, EXAMPLE))).conversation_id
    message = Call(f"{mock.base_url}/chat_conversations/{conversation}/message", '{"text": "Zażółć gęślą jaźń"}')
    cut = php(message)
    assert (cut.status, cut.codes) == (1, [400002])
    assert (stored(mock, conversation)["messages"], stored(mock, conversation)["status"]) == ([], "CREATED")
    assert php(message, count="bytes").stderr == "empty answer\n"
    assert [each["text"] for each in stored(mock, conversation)["messages"]] == ["Zażółć gęślą jaźń"]
