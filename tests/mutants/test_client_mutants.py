"""The seeded defects of clients are defects, and found: each by the rule that its table names."""

import gc

import pytest

from tests.contract.client_suite import RULES, check_client
from tests.mutants.client import CLIENT_MUTANTS
from tests.mutants.client.core import Defect

GROUPS = {each.group: [one for one in CLIENT_MUTANTS if one.group == each.group] for each in CLIENT_MUTANTS}


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("group", GROUPS)
def test_mutants_are_found(group: str) -> None:
    """A rule that is named with a defect is broken by its client."""
    for mutant in GROUPS[group]:
        rules = [each for each in RULES if each.name.startswith(mutant.rules)]
        report = check_client(mutant.clients(), seed=1, stop_at_first=True, rules=rules)
        assert report.broken, mutant.name
    gc.collect()  # what a defect leaves open is its own


def test_hooks_without_defect() -> None:
    """The hooks that all defects are made of break no rule by themselves, and no defect outlives its call."""
    report = check_client(Defect().clients(), seed=1, rules=[each for each in RULES if not each.seconds])
    assert {each.rule: each.detail for each in report.broken} == {}
