"""The seeded defects of servers are defects: each differs from the sound mock where it says so."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.types import ASGIApp
from thulium_mock.app import create_app

from tests.mutants.server import SERVER_MUTANTS
from tests.mutants.server.core import Defect
from tests.mutants.server.witness import Ask, observe

_RESET = Ask("", "POST", "/_mock/reset", None)
_FEW = 50
GROUPS = sorted({each.group for each in SERVER_MUTANTS})


@pytest.fixture(scope="module", autouse=True)
def sound() -> Iterator[ASGIApp]:
    """A sound mock; each document is read only once, which is most of the time of the hundreds of starts here."""
    app = create_app()
    from connexion.spec import Specification  # it may be imported without a warning once the mock is

    read: dict[str, Any] = {}

    def load(document: dict[str, Any], **_: Any) -> Any:
        title = document["info"]["title"]
        if title not in read:
            read[title] = Specification.from_dict(document)
        return read[title]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Specification, "load", load)
        yield app


@pytest.mark.parametrize("group", GROUPS)
def test_mutants_differ(group: str, sound: ASGIApp, caplog: pytest.LogCaptureFixture) -> None:
    """A mutant answers or stores something else than the sound mock, to the requests that it names itself."""
    same = [
        each.name
        for each in SERVER_MUTANTS
        if each.group == group and observe(each.build(), each.witness) == observe(sound, (_RESET, *each.witness))[1:]
    ]
    assert same == []
    assert caplog.text == "", "a defect is what its table says, never an exception of its own"


def test_layer_without_defect() -> None:
    """The layer that all defects are made of changes nothing by itself."""
    witness = [ask for mutant in SERVER_MUTANTS for ask in (_RESET, *mutant.witness) if ask.times < _FEW]
    assert observe(Defect(reads_body=True).build(), witness) == observe(create_app(), witness)


def test_names_and_descriptions() -> None:
    """Names and descriptions are unique, a description is one sentence on one line, and each mutant has a witness."""
    for texts in ([each.name for each in SERVER_MUTANTS], [each.description for each in SERVER_MUTANTS]):
        assert [text for text, count in Counter(texts).items() if count > 1] == []
    odd = [each.name for each in SERVER_MUTANTS if not each.description.endswith(".") or "\n" in each.description]
    assert odd == []
    assert all(each.witness for each in SERVER_MUTANTS)


def test_number() -> None:
    """There are enough of them."""
    assert len(SERVER_MUTANTS) >= 110
