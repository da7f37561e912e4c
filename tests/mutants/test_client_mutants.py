"""The seeded defects of clients are defects: each differs from the sound client where it says so."""

from collections import Counter

import pytest

from tests.contract.client_suite import Clients
from tests.mutants.client import CLIENT_MUTANTS, ClientMutant
from tests.mutants.client.core import Defect
from tests.mutants.client.witness import observe


@pytest.mark.parametrize("mutant", CLIENT_MUTANTS, ids=lambda mutant: mutant.name)
def test_mutant_differs(mutant: ClientMutant) -> None:
    """A mutant sends, takes or shows something else than the sound client in the situation that it names itself."""
    sound = observe(Clients(), mutant.witness)
    assert observe(mutant.clients(), mutant.witness) != sound
    assert observe(Clients(), mutant.witness) == sound, "the sound client is not what it was"


def test_hooks_without_defect() -> None:
    """The hooks that all defects are made of change nothing by themselves."""
    witnesses = {mutant.witness for mutant in CLIENT_MUTANTS[::7]}
    for witness in witnesses:
        assert observe(Defect().clients(), witness) == observe(Clients(), witness)


def test_names_and_descriptions() -> None:
    """Names and descriptions are unique, and a description is one sentence on one line."""
    for texts in ([each.name for each in CLIENT_MUTANTS], [each.description for each in CLIENT_MUTANTS]):
        assert [text for text, count in Counter(texts).items() if count > 1] == []
    odd = [each.name for each in CLIENT_MUTANTS if not each.description.endswith(".") or "\n" in each.description]
    assert odd == []


def test_number() -> None:
    """There are enough of them."""
    assert len(CLIENT_MUTANTS) >= 200
