"""The seeded defects of servers are defects: each differs from the sound mock where it says so."""

from collections import Counter
from collections.abc import Iterator

import pytest
from starlette.types import ASGIApp
from thulium_mock.app import create_app

from tests.mutants.server import SERVER_MUTANTS, ServerMutant
from tests.mutants.server.core import Defect
from tests.mutants.server.witness import Ask, observe

_RESET = Ask("", "POST", "/_mock/reset", None)
_RARELY_SHORT = 50


@pytest.fixture(scope="module", autouse=True)
def sound() -> Iterator[ASGIApp]:
    """A sound mock; the documents are checked once, since hundreds of mocks start here and it takes longest."""
    create_app()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("connexion.spec.Specification._validate_spec", lambda *_: None)
        yield create_app()


@pytest.mark.parametrize("mutant", SERVER_MUTANTS, ids=lambda mutant: mutant.name)
def test_mutant_differs(mutant: ServerMutant, sound: ASGIApp) -> None:
    """A mutant answers or stores something else than the sound mock, to the requests that it names itself."""
    assert mutant.witness
    witness = (_RESET, *mutant.witness)
    assert observe(mutant.build(), witness) != observe(sound, witness)


def test_layer_without_defect() -> None:
    """The layer that all defects are made of changes nothing by itself."""
    witness = [ask for mutant in SERVER_MUTANTS for ask in (_RESET, *mutant.witness) if ask.times < _RARELY_SHORT]
    assert observe(Defect(reads_body=True).build(), witness) == observe(create_app(), witness)


def test_names_and_descriptions() -> None:
    """Names and descriptions are unique, and a description is one sentence on one line."""
    for texts in ([each.name for each in SERVER_MUTANTS], [each.description for each in SERVER_MUTANTS]):
        assert [text for text, count in Counter(texts).items() if count > 1] == []
    odd = [each.name for each in SERVER_MUTANTS if not each.description.endswith(".") or "\n" in each.description]
    assert odd == []


def test_number() -> None:
    """There are enough of them."""
    assert len(SERVER_MUTANTS) >= 110
