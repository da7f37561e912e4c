"""The life of a mock: what keeps it from serving, what is served, and its end."""

import re
from pathlib import Path

import httpx
import pytest

from tests.forked import forked_mock
from tests.mock_server.runner.files import QUEUE_5, RULE_410, edit
from tests.mock_server.shell import refusal, run, start


@pytest.mark.parametrize("own_document", [False, True])
def test_own_fixtures_fit_the_document_from_the_start(
    capsys: pytest.CaptureFixture[str], fixtures: Path, document: Path, own_document: bool
) -> None:
    """Fixtures that a reload would refuse are refused at start."""
    fixtures.write_text(RULE_410)
    options = ["--document", str(document)] if own_document else []
    told = refusal(run(capsys, "serve", "--port=0", "--fixtures", str(fixtures), *options), 1)
    assert f"{fixtures} cannot be used. Mend at /rules/0/answer/code: one of" in told


def test_built_in_faults_that_the_document_lacks_are_told_at_start(document: Path) -> None:
    """The built-in fixtures are nobody's mistake: the mock serves, and says which of their faults will not work."""
    edit(document, "closed-queue", "shut-queue")
    with forked_mock("--document", str(document)) as mock:
        complaint = "openapi.yaml lacks what faults of the fixtures need. Mend there at /rules/0/answer/example: one of"
        assert re.search(f"thulium-mock: .*{complaint} .* unknown-queue, shut-queue", mock.output.text)
        assert "no such example as closed-queue" in start(mock, "chat_queue_id=404").text


def test_another_document_is_served_and_read_again_on_demand_only(fixtures: Path, document: Path) -> None:
    """The banner and the health request name its version; without `--reload` changed files are left alone."""
    edit(document, "version: 1.0.0", "version: 3.1.4")
    arguments = ["--fixtures", str(fixtures), "--document", str(document)]
    with forked_mock(*arguments) as mock, forked_mock("--reload", *arguments) as reloading:
        fixtures.write_text(QUEUE_5)
        edit(document, "version: 3.1.4", "version: 3.1.5")
        reloading.output.read_until(r"version 3.1.5(.|\n)*queues 2")
        assert "document     Thulium chat API 3.1.4\n" in mock.banner
        assert start(mock, "chat_queue_id=5").status_code == 404
        assert httpx.get(f"{mock.origin}/_mock/health").json()["document_version"] == "3.1.4"
