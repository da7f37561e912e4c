"""Generated clients do what the document says, but for the faults of their tools that the table lists."""

from collections.abc import Mapping

import pytest

from tests.codegen.build import build, lacking, warnings
from tests.codegen.cases import cases
from tests.codegen.page import PAGE, page
from tests.codegen.run import run
from tests.codegen.table import Generator, generators
from tests.servers import RunningServer

CHOSEN = [each for each in generators() if each.language in ("Python", "TypeScript", "PHP", "Java")]
"""Those whose compilers the tests have; `make codegen` runs the others."""


@pytest.fixture(scope="module")
def printed() -> Mapping[str, str]:
    """What was printed while the clients were generated and compiled."""
    return build([each for each in CHOSEN if not lacking(each)])


@pytest.mark.parametrize("generator", CHOSEN, ids=lambda each: each.name)
def test_a_generated_client_passes_all_cases_but_listed_ones(
    generator: Generator, printed: Mapping[str, str], mock: RunningServer
) -> None:
    """What its tool does wrong is in the table, and nothing is in the table that it does right; so with warnings."""
    if program := lacking(generator):
        pytest.skip(f"{program} is not installed")
    assert set(failed := run(generator, mock)) == generator.failing, failed
    said = warnings(printed[generator.name])
    assert [line for line in said if not any(each in line for each in generator.warnings)] == []
    assert [each for each in generator.warnings if not any(each in line for line in said)] == []


def test_each_listed_case_exists() -> None:
    """Names of cases are unique, and a fault names only those that there are."""
    names = [case.name for case in cases()]
    assert len(names) == len(set(names))
    assert {case for generator in generators() for case in generator.failing} <= set(names)


def test_the_page_is_that_of_the_table() -> None:
    """The page says what the table, the cases and the locked versions say."""
    assert PAGE.read_text("utf-8") == page(), "run make codegen"
