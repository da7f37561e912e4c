"""The seeded defects of clients are defects: each differs from the sound client where its table says so."""

from functools import cache

import pytest

from tests.contract.client_suite import Clients
from tests.mutants.client import CLIENT_MUTANTS
from tests.mutants.client.core import Defect
from tests.mutants.client.situations import Witness, observe

GROUPS = {each.group: [one for one in CLIENT_MUTANTS if one.group == each.group] for each in CLIENT_MUTANTS}


@cache
def sound(witness: Witness, is_sync: bool) -> object:
    """Return what a witness sees of the sound client."""
    return observe(Clients(), witness, is_sync=is_sync)


def differs(clients: Clients, witness: Witness, is_sync: bool) -> bool:
    """Tell whether a witness sees something else of these clients than of the sound one."""
    return observe(clients, witness, is_sync=is_sync) != sound(witness, is_sync)


@pytest.mark.parametrize("group", GROUPS)
def test_mutants_differ(group: str) -> None:
    """A mutant sends, takes or shows something else than the sound client in one of its situations."""
    for mutant in GROUPS[group]:
        classes = [(each, is_sync) for is_sync in (True, False) for each in mutant.witnesses]
        assert any(differs(mutant.clients(), *each) for each in classes), mutant.name


def test_hooks_without_defect() -> None:
    """The hooks that all defects are made of change nothing by themselves, and no defect outlives its call."""
    witnesses = dict.fromkeys(each for mutant in CLIENT_MUTANTS[::7] for each in mutant.witnesses)
    assert not any(differs(Defect().clients(), each, is_sync) for each in witnesses for is_sync in (True, False))
