"""The seeded defects of servers are defects: each differs from the sound mock where it says so."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache

import pytest
from starlette.types import ASGIApp
from thulium_mock.app import create_app

from tests.mutants.server import SERVER_MUTANTS, ServerMutant
from tests.mutants.server.core import Defect, Host
from tests.mutants.server.parts import Parts
from tests.mutants.server.witness import RESET, Ask, differs, observe

Notes = Callable[[tuple[Ask, ...]], Sequence[object]]

_FEW = 50
GROUPS = sorted({each.group for each in SERVER_MUTANTS})


@pytest.fixture(scope="module")
def sound() -> Iterator[Notes]:
    """What a sound mock shows."""
    app = create_app()
    yield cache(lambda witness: observe(app, (RESET, *witness)))
    _host.cache_clear()


@pytest.mark.parametrize("group", GROUPS)
def test_mutants_differ(group: str, sound: Notes, caplog: pytest.LogCaptureFixture) -> None:
    """A mutant answers or stores something else than the sound mock, to its requests or one of the battery."""
    mutants = [each for each in SERVER_MUTANTS if each.group == group]
    same = [each.name for each in mutants if not differs(built(each), (RESET, *each.witness), sound(each.witness))]
    assert same == []
    assert caplog.text == "", "a defect is what its table says, never an exception of its own"


def built(mutant: ServerMutant) -> ASGIApp:
    """Return a mock with a defect, the same one for all that change nothing in its parts."""
    defect = mutant.defect
    return defect.build() if defect.parts != Parts() else defect.around(_host())


@cache
def _host() -> Host:
    return Host(Parts())


def test_layer_without_defect() -> None:
    """The layer that all defects are made of changes nothing by itself."""
    conversations = dict.fromkeys(mutant.witness for mutant in SERVER_MUTANTS)
    # What is sent to webhooks would be lost with a reset.
    apart = [each for each in conversations if any(ask.to_receiver for ask in each)]
    rest = [ask for each in conversations if each not in apart for ask in (RESET, *each) if ask.times < _FEW]
    for witness in (*apart, rest):
        assert observe(Defect().build(), witness) == observe(create_app(), witness)
