"""The suite for the client passes the sound one and finds what is wrong with others."""

import itertools
from collections import Counter

import pytest

from tests.contract.client_suite import RULES, Clients, check_client, generated
from tests.contract.client_suite.bodies import ERRORS
from tests.contract.client_suite.generated import allowed, faults_of
from tests.contract.client_suite.rules import Rule
from tests.mutants.client import CLIENT_MUTANTS

MUTANTS = {each.name: each for each in CLIENT_MUTANTS}

SEEN_BY_GENERATED = {
    "parameters-that-are-generated": ("trims-texts", "drops-email-if-named", "malformed-not-sent", "sends-twice"),
    "answers-that-are-generated": ("extra-fields-lost", "bare-value-error"),
}
"""Defects that a rule must find alone, with nothing but what schemathesis generates."""


def test_sound_client_passes() -> None:
    """The sound client breaks no rule, and no rule goes unchecked."""
    report = check_client(Clients(), seed=0)
    assert {each.rule: each.detail for each in report.broken} == {}
    assert [each.rule for each in report if not each.checked] == []


def only(*names: str) -> list[Rule]:
    """Return the rules of these names."""
    return [each for each in RULES if each.name in names]


@pytest.mark.parametrize(("name", "face"), [("swaps-names", "sync"), ("async-only-trims", "async")])
def test_report_says_how_a_rule_was_broken(name: str, face: str) -> None:
    """The report tells the class of the client in which a defect was found, and a run stops there when it is to."""
    rules = only("parameters-of-edge-values", "parameters-of-random-values")
    report = check_client(MUTANTS[name].clients(), seed=0, stop_at_first=True, rules=rules)
    [broken] = report.broken
    assert broken.detail.startswith(f"{face}: ")
    assert sum(each.checked > 0 for each in report) == 1


@pytest.mark.parametrize(
    ("rule", "name"), [(rule, name) for rule in SEEN_BY_GENERATED for name in SEEN_BY_GENERATED[rule]]
)
def test_generated_values_find_the_defect(rule: str, name: str) -> None:
    """What schemathesis generates is enough to find the defect."""
    report = check_client(MUTANTS[name].clients(), seed=0, rules=only(rule))
    assert [each.rule for each in report.broken] == [rule]


def test_generated_calls_are_of_every_kind() -> None:
    """Calls that the document allows and calls that it refuses are generated, the latter for all that is not any text.

    What of a text is refused is among the edge values of each parameter, which another rule sends.
    """
    faults = [faults_of(query) for query, _ in generated.queries()]
    assert faults.count(()) >= 10
    assert all(sum(name in each for each in faults) >= 10 for name in ("chat_queue_id", "customer_id", "client_email"))


def test_generated_answers_are_of_every_kind() -> None:
    """Answers of each status are generated, allowed and not, and many of them with Retry-After."""
    answers = generated.answers()
    counted = Counter((each.status, allowed(each)) for each in answers)
    assert min(counted.values()) >= 10
    assert set(counted) == set(itertools.product((200, *ERRORS), (True, False)))
    assert sum("Retry-After" in each.headers for each in answers if allowed(each)) >= 10


def test_report_is_the_same_for_the_same_seed() -> None:
    """The same seed asks the same."""
    clients = MUTANTS["swaps-names"].clients()
    once, again = (check_client(clients, seed=7, rules=only("parameters-of-random-values")) for _ in range(2))
    assert [(each.rule, each.checked, each.detail) for each in once] == [
        (each.rule, each.checked, each.detail) for each in again
    ]


def test_rules_have_names_and_sentences() -> None:
    """Each rule has a name of its own, and a sentence that says what it holds a client to."""
    assert len({each.name for each in RULES}) == len(RULES)
    assert [each.name for each in RULES if not each.sentence.endswith(".")] == []
