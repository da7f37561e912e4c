"""What schemathesis as it comes finds, beside this suite."""

import pytest

from tests.asgi import START, basic, call, start
from tests.mutants import comparison
from tests.mutants.comparison import OURS, STOCK, compare, stock_connexion
from tests.mutants.matrix import KILLED, Finding, Run
from tests.mutants.subjects import mutants

SEEN, UNSEEN = "ids.short", "integers.queue-zero"


def test_connexion_is_as_it_comes() -> None:
    """Stock connexion serves the document: it starts conversations, checks credentials, and has its own errors."""
    app = stock_connexion()
    assert "conversation_id" in start(app).json
    assert start(app, "chat_queue_id=0").headers["content-type"] == "application/problem+json"
    assert call(app, "POST", f"{START}?chat_queue_id=3", [basic(password="wrong")]).status == 401


def test_defects_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the same defects it is said which schemathesis as it comes finds, and which this suite found."""
    monkeypatch.setattr(comparison, "_of_prism", lambda seed: [])
    monkeypatch.setattr(comparison, "_of_connexion", lambda seed: [])
    subjects = [each for each in mutants() if each.name in (SEEN, UNSEEN)]
    runs = [Run(each.name, seed, KILLED, 1.0, Finding("status")) for each in subjects for seed in (1, 2)]
    stock, ours = compare(subjects, runs, seed=1, workers=2, limit=120)
    assert (stock["suite"], [each["rule"] for each in stock["found"]], stock["missed"]) == (STOCK, [SEEN], [UNSEEN])
    assert (ours["suite"], [each["rule"] for each in ours["found"]], ours["missed"]) == (OURS, [SEEN, UNSEEN], [])


def test_stock_run_judges_by_stock_checks_alone() -> None:
    """Schemathesis as it comes finds what connexion does not say as the document has it."""
    found = comparison._stock(1, app=stock_connexion())
    assert {each["rule"] for each in found} >= {"content_type_conformance"}
    assert all(each["detail"] for each in found)
