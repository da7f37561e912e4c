"""The suite for the client passes the sound one and finds what is wrong with others."""

import pytest

from tests.contract.client_suite import RULES, Clients, check_client
from tests.mutants.client import CLIENT_MUTANTS, ClientMutant

SAMPLE = (
    "swaps-names",
    "trims-texts",
    "async-only-trims",
    "true-allowed",
    "timeout-300",
    "retries-read-timeouts",
    "verify-off",
    "request-id-lost",
    "html-gives-none",
    "redirects-followed",
    "error-keeps-request",
    "wait-blocks-the-loop",
    "cancellation-is-a-failure",
    "results-mixed",
)
"""A defect of each class; all of them are checked where the kill matrix is made."""


def test_sound_client_passes() -> None:
    """The sound client breaks no rule, and no rule goes unchecked."""
    report = check_client(Clients(), seed=0)
    assert {each.rule: each.detail for each in report.broken} == {}
    assert [each.rule for each in report if not each.checked] == []


@pytest.mark.parametrize("mutant", [each for each in CLIENT_MUTANTS if each.name in SAMPLE], ids=lambda each: each.name)
def test_defect_is_found(mutant: ClientMutant) -> None:
    """A defect breaks a rule, and the report says how."""
    [broken] = check_client(mutant.clients(), seed=0, stop_at_first=True).broken
    assert broken.detail.startswith(("sync: ", "async: "))


def test_sample_exists() -> None:
    """Each defect of the sample is one."""
    assert set(SAMPLE) <= {each.name for each in CLIENT_MUTANTS}


def test_report_is_the_same_for_the_same_seed() -> None:
    """The same seed asks the same."""
    [mutant] = [each for each in CLIENT_MUTANTS if each.name == "truncates-255"]
    once, again = (check_client(mutant.clients(), seed=7, stop_at_first=True) for _ in range(2))
    assert [(each.rule, each.checked, each.detail) for each in once] == [
        (each.rule, each.checked, each.detail) for each in again
    ]


def test_rules_have_names_and_sentences() -> None:
    """Each rule has a name of its own, and a sentence that says what it holds a client to."""
    assert len({each.name for each in RULES}) == len(RULES)
    assert [each.name for each in RULES if not each.sentence.endswith(".")] == []
