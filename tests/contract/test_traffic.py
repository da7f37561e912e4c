"""Facts from recorded traffic: what a HAR of the mock shows, and how the document learns it."""

import base64
import gzip
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from thulium_contract.command import main
from thulium_contract.document.documents import DOCUMENT
from thulium_contract.reports.results import CONFIRMED, CONTRADICTED
from thulium_contract.traffic.har import learned
from thulium_contract.traffic.learning import rewritten
from thulium_mock.app import create_app

from tests.http.asgi import call, start
from tests.http.messages import START, basic


@pytest.fixture(scope="module")
def har(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The HAR of a mock that was asked for a conversation and refused some."""
    app = create_app()
    start(app, "chat_queue_id=3&client_id=1234")
    start(app, "chat_queue_id=3&client_name=Jan&unknown=1")
    start(app, "", ("accept-language", "pl"))
    start(app, "chat_queue_id=x&client_name=%00")
    start(app, "chat_queue_id=999999")
    call(app, "POST", f"{START}?chat_queue_id=3")
    call(app, "POST", f"{START}?chat_queue_id=3", [basic("api_user", "wrong")])
    path = tmp_path_factory.mktemp("traffic") / "mock.har"
    path.write_bytes(call(app, "GET", "/_mock/har").body)
    return path


def test_facts_of_a_har(har: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """What the mock answered breaks nothing, and confirms facts, each with a command that shows it."""
    report = learned(har)
    assert {each.state for each in report} <= {"held", "not checkable"}
    shown = {fact for fact, evidence in report.evidence.items() if evidence.state == CONFIRMED}
    assert {"start.conversation-id-uuid", "errors.envelope", "query.unknown-ignored", "errors.language"} <= shown
    assert all(report.evidence[fact].curl.startswith("curl ") for fact in shown)
    assert main(["facts", str(har)]) == 0
    output = capfd.readouterr().out
    assert "query.unknown-ignored is observed" in output
    assert "redocly drift:" in output


def test_learning(har: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """What was seen is written into the document as observed, with the day, and nothing else changes."""
    path = tmp_path / "openapi.yaml"
    before = DOCUMENT.read_text("utf-8")
    path.write_text(before, "utf-8")
    assert main(["learn", str(har), "--document", str(path)]) == 0
    assert "query.unknown-ignored is observed" in capfd.readouterr().out
    stated = {fact["id"]: fact for fact in yaml.safe_load(path.read_text("utf-8"))["x-facts"]}
    known = {fact["id"]: fact for fact in yaml.safe_load(before)["x-facts"]}
    learnt = stated["query.unknown-ignored"]
    assert (learnt["status"], learnt["source"], learnt["fact"]) == (
        *("observed", "traffic"),
        known["query.unknown-ignored"]["fact"],
    )
    assert date.fromisoformat(learnt["date"])
    assert "reason" not in learnt
    assert stated["query.utf8"] == known["query.utf8"]


MESSAGE = "chat_conversations/6ed7c941-2c8a-411e-95d2-338a9f64800a/message"
STARTED = '{"conversation_id": "6ed7c941-2c8a-411e-95d2-338a9f64800a"}'
JSON = {"content-type": "application/json"}
CHAT = {
    "conversation_id": "6ed7c941-2c8a-411e-95d2-338a9f64800a",
    "chat_queue_id": 3,
    "created_at": "2026-01-01 10:00:00.000",
    "status": "IN_PROGRESS",
}
AUTHORIZED = {"Authorization": "Basic ***"}


def entry(
    path: str, status: int, text: str = "", method: str = "POST", body: str = "", **headers: str
) -> dict[str, Any]:
    """Return an entry of a HAR as browsers save it."""
    given = {**AUTHORIZED, **(JSON if body else {}), **headers}
    answered = {"status": status, "headers": [{"name": "Content-Type", "value": "application/json"}] if text else []}
    return {
        "startedDateTime": "2026-01-01T10:00:00Z",
        "request": {
            "method": method,
            "url": f"https://your-system-name.example.org/api/{path}",
            "headers": [{"name": name.replace("_", "-"), "value": value} for name, value in given.items()],
            "postData": {"text": body},
        },
        "response": {**answered, "content": {"text": text}},
    }


def error(code: int) -> str:
    """Return an error envelope with a code."""
    return json.dumps({"request_id": "5e9f8f2c0a1b2", "errors": [{"message": "There is an error.", "code": code}]})


@pytest.mark.parametrize(
    ("entries", "seen", "unseen", "contradicted"),
    [
        (
            [entry("chat_conversations/start?chat_queue_id=3&client_id=1", 200, STARTED)],
            {"start.conversation-id-uuid", "start.status-success", "auth.basic"},
            {"errors.allow", "auth.challenge", "auth.required", "start.queue-required", "start.matching-order"},
            set(),
        ),
        (
            [entry("chat_conversations/start?chat_queue_id=999", 404, error(404_001))],
            {"errors.status.unknown-queue"},
            {"start.status-success"},
            set(),
        ),
        (
            [entry("chat_conversations/start?chat_queue_id=3", status) for status in (429, 500, 503)],
            set(),
            {"start.status-success", "errors.status.unknown-queue"},
            set(),
        ),
        ([entry(MESSAGE, 200, body='{"text": "x"}')], {"message.answer-empty"}, {"message.authentication"}, set()),
        ([entry(MESSAGE, 200, "sent", body='{"text": "x"}')], set(), set(), {"message.answer-empty"}),
        (
            [entry(MESSAGE, 200, body='{"text": "x"}'), entry(MESSAGE, 409, error(409_001), body='{"text": "x"}')],
            {"message.answer-empty"},
            set(),
            set(),
        ),
        (
            [
                entry(
                    "chat_conversations/start",
                    204,
                    method="OPTIONS",
                    Origin="https://example.org",
                    Access_Control_Request_Method="POST",
                )
            ],
            set(),
            set(),
            set(),
        ),
        (
            [entry("chat_conversations/start?chat_queue_id=3", 401, error(401_002), Authorization="Bearer ***")],
            {"errors.envelope"},
            set(),
            set(),
        ),
        (
            [entry("chats", 200, json.dumps({"count": 1, "result": [CHAT]}), "GET")],
            {"chat.status", "chat.fields"},
            {"chat.closed-at", "chat.status-values"},
            set(),
        ),
    ],
    ids=["start", "no-queue", "outage", "message", "not-empty", "closed", "preflight", "bearer", "chats"],
)
def test_what_a_recording_shows(
    entries: list[dict[str, Any]], seen: set[str], unseen: set[str], contradicted: set[str], tmp_path: Path
) -> None:
    """A fact is seen where its condition occurred; a recording may begin and end within a conversation."""
    path = tmp_path / "browser.har"
    path.write_text(json.dumps({"log": {"entries": entries}}), "utf-8")
    report = learned(path)
    states = {fact: evidence.state for fact, evidence in report.evidence.items()}
    documented = {fact for fact, state in states.items() if state == CONTRADICTED and report.facts.is_law(fact)}
    assert documented == contradicted
    assert {fact for fact, state in states.items() if state == CONFIRMED} >= seen
    assert not {fact for fact, state in states.items() if state == CONFIRMED} & unseen


@pytest.mark.parametrize(
    "change", [{"response": None}, {"startedDateTime": "yesterday"}, {"response": {"status": "x"}}], ids=str
)
def test_an_entry_that_cannot_be_read_is_passed_over(
    change: dict[str, Any], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The report names it, and has what the others show."""
    path = tmp_path / "browser.har"
    whole = entry("chat_conversations/start?chat_queue_id=3", 200, STARTED)
    path.write_text(json.dumps({"log": {"entries": [whole | change, whole]}}), "utf-8")
    assert main(["learn", str(path), "--document", str(shutil.copy(DOCUMENT, tmp_path))]) == 0
    assert "start.status-success is observed" in capfd.readouterr().out
    assert "Entry 1 is passed over" in " ".join(learned(path).notes)


def test_what_recorders_leave_out_or_add(tmp_path: Path) -> None:
    """Redirects, other systems, compressed answers and those without a text are no breach, and another 4xx is."""
    path = tmp_path / "proxy.har"
    whole = entry("chat_conversations/start?chat_queue_id=3", 200, STARTED)
    url = whole["request"]["url"]
    others = [("http" + url[5:], 301), ("https://example.org/v2/chats", 200), (url.partition("api")[0], 200)]
    entries = [{**entry("", status), "request": {**whole["request"], "url": other}} for other, status in others]
    compressed = {"text": base64.b64encode(gzip.compress(STARTED.encode())).decode(), "encoding": "base64"}
    answers: list[dict[str, Any]] = [{"size": 57}, {}, compressed]
    entries += [{**whole, "response": {**whole["response"], "content": content}} for content in answers]
    gone = entry(MESSAGE, 410, error(410_001), body='{"text": "x"}')
    path.write_text(json.dumps({"log": {"entries": [*entries, gone]}}), "utf-8")
    report = learned(path)
    assert report.broken == []
    contradicted = {fact for fact, evidence in report.evidence.items() if evidence.state == CONTRADICTED}
    assert {each for each in contradicted if "status" in each} == {"errors.status.unknown-conversation"}
    assert report.evidence["start.conversation-id"].state == CONFIRMED
    assert "errors.status.unknown-path" not in report.evidence
    assert sum("passed over" in note for note in report.notes) == 2


def test_learning_nothing_changes_nothing() -> None:
    """A document without anything to learn stays as it is, to the byte."""
    text = DOCUMENT.read_text("utf-8")
    assert rewritten(text, [], date(2026, 1, 1)) == text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{}", "is no HAR"),
        ('{"log": {"entries": []}}', "has no request to a path of the document"),
        (
            '{"log": {"entries": [{"request": {"url": "https://example.org/x"}}]}}',
            "has no request to a path of the document",
        ),
    ],
)
def test_no_traffic(text: str, sentence: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A file that has nothing of this API is told in one sentence."""
    path = tmp_path / "some.har"
    path.write_text(text, "utf-8")
    assert main(["facts", str(path)]) == 2
    assert sentence in capfd.readouterr().err
