"""Reloading, with a real process: what is served after a file has changed, what is said, and what stays."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from thulium_contract.http.connection import Connection

from tests.forked import forked_mock
from tests.http.lines import request
from tests.mock_server.runner.files import FIXTURES, QUEUE_5, RULE_410, edit
from tests.mock_server.shell import run, start
from tests.servers import RunningServer

TWO_QUEUES = r"fixtures.yaml: now served \(users 1, queues 2, customers 0\)\n"
STAYS = "Until then the mock serves what it did before."


@pytest.fixture
def mock(fixtures: Path, document: Path) -> Iterator[RunningServer]:
    """A mock that looks at both files."""
    with forked_mock("--reload", "--fixtures", str(fixtures), "--document", str(document)) as server:
        yield server


def until(stream: httpx.Response, what: str) -> str:
    """Return what a stream says up to the piece that has ``what`` in it."""
    said = ""
    for piece in stream.iter_text():
        said += piece
        if what in said:
            break
    return said


def replace(path: Path, text: str) -> None:
    """Write the text as many editors do: into another file, which takes the name of this one."""
    other = path.with_suffix(".tmp")
    other.write_text(text)
    other.rename(path)


def write(path: Path, text: str) -> None:
    """Write the text in place."""
    path.write_text(text)


def test_changed_fixtures_are_known_and_restored(mock: RunningServer, fixtures: Path) -> None:
    """A new queue is served and told, a reset keeps it, and every space knows it, in use or not made yet."""
    ways = ((write, QUEUE_5, 200), (replace, FIXTURES, 404), (replace, QUEUE_5, 200))
    assert start(mock, "chat_queue_id=5", "/spaces/used").status_code == 404
    for number, (way, content, status) in enumerate(ways, 1):
        way(fixtures, content)
        queues = content.count("{id:")
        mock.output.read_until(rf"(now served(.|\n)*){{{number}}} \(users 1, queues {queues}, customers 0\)\n")
        httpx.post(f"{mock.origin}/_mock/reset").raise_for_status()
        for base in ("", "/spaces/used", f"/spaces/new-{number}"):
            assert start(mock, "chat_queue_id=5", base).status_code == status


def test_a_changed_document_is_served(mock: RunningServer, document: Path) -> None:
    """Its version is told by the health request, its rules count, and its limit of the URL too, on open connections."""
    with Connection(mock.port) as connection:
        connection.send(request())
        assert connection.answer().status == 200
        edit(document, "version: 1.0.0", "version: 2.7.1")
        mock.output.read_until(r"openapi.yaml: now served \(version 2.7.1\)\n")
        edit(document, "x-request-target-limit: 64000", "x-request-target-limit: 100")
        mock.output.read_until(r"(now served(.|\n)*){2}")
        connection.send(request(target=f"/api/chat_conversations/start?chat_queue_id=3&client_id={'1' * 100}"))
        assert connection.answer().status == 414
    assert httpx.get(f"{mock.origin}/_mock/health").json()["document_version"] == "2.7.1"


def test_state_stays(mock: RunningServer, document: Path) -> None:
    """Conversations, what a space knows, open connections and streams outlive another document."""
    with Connection(mock.port) as connection, httpx.stream("GET", f"{mock.origin}/_mock/stream") as stream:
        connection.send(request())
        started = json.loads(connection.answer().body)["conversation_id"]
        httpx.put(f"{mock.origin}/_mock/fixtures", json={"users": [], "queues": [], "customers": []}).raise_for_status()
        edit(document, "version: 1.0.0", "version: 1.0.1")
        mock.output.read_until(r"version 1.0.1\)\n")
        connection.send(request())
        assert connection.answer().status == 401
        events = until(stream, '"status":401')
        assert events.index('"fixtures"') < events.index('"document"') < events.index('"status":401')
    (kept,) = httpx.get(f"{mock.origin}/_mock/conversations").json()["result"]
    assert kept["conversation_id"] == started


BROKEN = [
    ("openapi: 3.0.3", "openapi: [", r"it is not YAML or JSON \(line \d+: .*\): mend its syntax\."),
    ("version: 1.0.0", "edition: 1.0.0", "Mend at /info: .*'(edition|version)'"),
    ("operationId: startConversation", "operationId: begin", "begin: no handler has this operationId"),
    ("maximum: 2147483647", "multipleOf: 2", "the schema keyword multipleOf is not implemented"),
]


def test_a_broken_document_is_told_and_changes_nothing(
    capsys: pytest.CaptureFixture[str], mock: RunningServer, document: Path
) -> None:
    """The sentence is the one that the mock would not start with; mended, the document is served again."""
    for count, (old, new, sentence) in enumerate(BROKEN, 1):
        edit(document, old, new)
        told = rf"thulium-mock: the document {document} cannot be served: .*({sentence}).* {STAYS}\n"
        line = mock.output.read_until(told).splitlines()[-1]
        assert start(mock, "chat_queue_id=3").status_code == 200
        alone = run(capsys, "serve", "--port=0", "--document", str(document))
        assert alone == (1, "", line.removesuffix(f" {STAYS}") + "\n")
        edit(document, new, old)
        mock.output.read_until(rf"(openapi.yaml: now served \(version 1.0.0\)\n(.|\n)*){{{count}}}")


def test_broken_fixtures_are_told_and_change_nothing(mock: RunningServer, fixtures: Path) -> None:
    """A file that is emptied, or gone, is told; the queues stay as they are."""
    write(fixtures, "")
    mock.output.read_until(rf"thulium-mock: the fixtures file {fixtures} cannot be used. Mend at /: .* {STAYS}\n")
    assert start(mock, "chat_queue_id=3").status_code == 200
    fixtures.unlink()
    mock.output.read_until(r"cannot be read \(No such file or directory\)")
    assert start(mock, "chat_queue_id=3").status_code == 200
    write(fixtures, QUEUE_5)
    mock.output.read_until(TWO_QUEUES)


GONE = "        '410': {$ref: '#/components/responses/UnknownQueue'}\n"


def test_fixtures_that_wait_for_the_document_are_tried_again(
    mock: RunningServer, fixtures: Path, document: Path
) -> None:
    """A magic input may answer what the document has; when the document gets it, the fixtures are used."""
    write(fixtures, RULE_410)
    mock.output.read_until(rf"{fixtures} cannot be used. Mend at /rules/0/answer/code: one of .* {STAYS}\n")
    edit(document, "        '503': {", GONE + "        '503': {")
    mock.output.read_until(r"openapi.yaml: now served .*\n(.|\n)*fixtures.yaml: now served")
    assert start(mock, "chat_queue_id=3&client_email=a@example.org").status_code >= 400
    edit(document, GONE, "")
    mock.output.read_until("openapi.yaml lacks what faults of the fixtures need. Mend there at /rules/0/answer/code:")
