"""The kill matrix, on suites that are made for the test."""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import thulium_contract
from starlette.types import ASGIApp
from thulium_contract.checking import full

from tests.mutants import page, report
from tests.mutants.__main__ import main
from tests.mutants.matrix import CLIENT, ERROR, KILLED, SERVER, SOUND, SURVIVED, TIMEOUT, Finding, Subject, run
from tests.mutants.subjects import CORE, core, mutants, sound
from tests.mutants.table import table

pytestmark = pytest.mark.alone

LIMIT = 10


def _subject(name: str, hunt: Callable[[int], Finding | None]) -> Subject:
    return Subject(name, name, "One & only.", hunt)


def _broken(seed: int) -> Finding:
    raise ValueError("no such rule")


SUBJECTS = [
    _subject("caught", lambda seed: Finding("Rule", "200 <for> 400", "curl -u 'a'")),
    _subject("missed", lambda seed: None),
    _subject("hung", lambda seed: time.sleep(60)),
    _subject("raised", _broken),
    _subject("ended", lambda seed: sys.exit(3)),
    _subject(SOUND, lambda seed: Finding("Rule") if seed == 2 else None),
]


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    """The matrix of the subjects, on two seeds."""
    runs = run([(each, seed) for each in SUBJECTS for seed in (1, 2)], workers=4, limit=LIMIT)
    return report.matrix(SUBJECTS, runs, 60)


def test_verdicts(result: dict[str, Any]) -> None:
    """Each end of a run has its verdict; one that hangs is ended, and counts as no kill."""
    verdicts = {row["name"]: {each["verdict"] for each in row["runs"]} for row in result["mutants"]}
    assert verdicts == {
        "caught": {KILLED},
        "missed": {SURVIVED},
        "hung": {TIMEOUT},
        "raised": {ERROR},
        "ended": {ERROR},
    }
    assert [each["good"] for each in result["sound"]] == [True, False]


def test_summary(result: dict[str, Any]) -> None:
    """The summary counts mutants, runs and false alarms, and one that lives is a failure."""
    summary = result["summary"]
    assert (summary["mutants"], summary["killed_on_every_seed"], summary["runs"], summary["killed_runs"]) == (
        5,
        1,
        10,
        2,
    )
    assert (summary["seeds"], summary["sound_runs"], summary["false_alarms"]) == ([1, 2], 2, 1)
    assert not report.succeeded(result)


def test_core() -> None:
    """The core has as many defects as are asked for and few more, of every class."""
    for side, number in CORE.items():
        subjects = mutants([side])
        chosen = core(subjects, number)
        assert number <= len(chosen) < 1.3 * number
        assert {each.group for each in chosen} == {each.group for each in subjects}
        assert core(subjects, 10_000) == subjects


def test_text(result: dict[str, Any]) -> None:
    """The text names what lives and each false alarm."""
    text = report.text(result)
    assert "○○  missed: One & only." in text
    assert "false alarm on the sound, seed 2: Rule" in text


def test_page(result: dict[str, Any]) -> None:
    """The page shows everything, escaped, and asks for nothing from elsewhere."""
    text = page.html(result)
    assert "200 &lt;for&gt; 400" in text
    assert text.count("data-alive") == 4
    assert "<!-- " not in text
    assert "http" not in text


def test_page_of_the_docs(result: dict[str, Any], tmp_path: Path) -> None:
    """Several files are one table, whose defects were killed only if they were in each; who lives is named."""
    files = [tmp_path / name for name in ("a.json", "b.json")]
    files[0].write_text(json.dumps(result), "utf-8")
    caught = {**result["mutants"][0], "side": CLIENT}
    files[1].write_text(json.dumps({**result, "mutants": [caught, *result["mutants"][1:]], "sound": []}), "utf-8")
    shown = table(files)
    assert "with seed 1, 2: 2 of 6 defects were killed whenever they were tried" in shown
    assert "of 2 runs without a defect 1 raised an alarm" in shown
    assert f"| {CLIENT} caught | 1 of 1 | Rule | One & only. |" in shown
    assert "`missed`: One & only." in shown


def test_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command runs the suite on the chosen mutants, writes both files, and succeeds when all are killed."""
    found = SimpleNamespace(rule="Rule", detail="…", curl="curl")

    def check_app(app: ASGIApp, *, stop_at_first: bool, **options: Any) -> Any:
        return SimpleNamespace(broken=[found] * stop_at_first)

    monkeypatch.setattr(thulium_contract, "check_app", check_app)
    monkeypatch.setattr(full, "prepare", lambda seed, queues: None)
    files = [f"--json={tmp_path / 'matrix.json'}", f"--html={tmp_path / 'matrix.html'}"]

    assert main(["--side", "server", "--only", "ids.o*", "--seeds", "2", "--sound", "1", *files]) == 0

    matrix = json.loads((tmp_path / "matrix.json").read_text("utf-8"))
    assert {row["group"] for row in matrix["mutants"]} == {"ids"}
    assert matrix["summary"]["runs"] == 2 * len(matrix["mutants"])
    assert "0 false alarms in 1 sound runs" in capsys.readouterr().out
    assert (tmp_path / "matrix.html").read_text("utf-8").startswith("<!doctype html>")


def test_unknown_name() -> None:
    """A name that no mutant has is no success."""
    assert main(["--only", "nothing"]) == 2


def test_client_side(capsys: pytest.CaptureFixture[str]) -> None:
    """The client's defects are chosen by their side, and run by the suite for clients."""
    assert main(["--side", "client", "--only", "plain-http"]) == 0
    assert "1 of 1 mutants killed" in capsys.readouterr().out


def test_names_and_descriptions() -> None:
    """There are enough defects of both sides, each with a name and a sentence on one line of its own."""
    subjects = [*sound(), *mutants()]
    number = Counter(each.side for each in subjects)
    assert number[SERVER] >= 1100
    assert number[CLIENT] >= 400
    for texts in ([each.name for each in subjects], [(each.side, each.description) for each in subjects]):
        assert [text for text, count in Counter(texts).items() if count > 1] == []
    assert [each.name for each in subjects if not each.description.endswith(".") or "\n" in each.description] == []
