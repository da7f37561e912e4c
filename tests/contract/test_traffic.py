"""Facts from recorded traffic: what a HAR of the mock shows, and how the document learns it."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from thulium_contract.command import main
from thulium_contract.document.documents import DOCUMENT
from thulium_contract.reports.results import CONFIRMED
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
