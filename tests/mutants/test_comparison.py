"""What schemathesis as it comes finds, beside this suite."""

import json
import subprocess
import sys

from tests.http.asgi import call, start
from tests.http.messages import START, basic
from tests.mutants import comparison
from tests.mutants.comparison import OURS, STOCK
from tests.servers import ROOT
from tests.stock_connexion import stock_connexion

SEEN, UNSEEN = "integers.queue-zero", "ids.short"

_COMPARE = f"""
import json
from tests.mutants.comparison import compare_defects
from tests.mutants.matrix import KILLED, Finding, Run
from tests.mutants.subjects import mutants

subjects = [each for each in mutants() if each.name in {(SEEN, UNSEEN)}]
runs = [Run(each.name, seed, KILLED, 1.0, Finding("status")) for each in subjects for seed in (1, 2)]
print(json.dumps(compare_defects(subjects, runs, seed=1, workers=2, limit=120, examples=20)))
"""


def test_connexion_is_as_it_comes() -> None:
    """Stock connexion serves the document: it starts conversations, checks credentials, and has its own errors."""
    app = stock_connexion()
    assert "conversation_id" in start(app).json
    assert start(app, "chat_queue_id=0").fields["content-type"] == "application/problem+json"
    assert call(app, "POST", f"{START}?chat_queue_id=3", [basic(password="wrong")]).status == 401


def test_defects_are_compared() -> None:
    """Of the same defects it is said which schemathesis as it comes finds, and which this suite found.

    It runs in a process of its own: the matrix forks, which a test run with its threads must not.
    """
    done = subprocess.run([sys.executable, "-c", _COMPARE], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    stock, ours = json.loads(done.stdout)
    assert (stock["suite"], [each["rule"] for each in stock["found"]], stock["missed"]) == (STOCK, [SEEN], [UNSEEN])
    assert (ours["suite"], {each["rule"] for each in ours["found"]}, ours["missed"]) == (OURS, {SEEN, UNSEEN}, [])


def test_stock_run_judges_by_stock_checks_alone() -> None:
    """Schemathesis as it comes finds what connexion does not say as the document has it."""
    found = comparison.stock(1, app=stock_connexion(), examples=5)
    assert {each["rule"] for each in found} >= {"content_type_conformance"}
    assert all(each["detail"] for each in found)
