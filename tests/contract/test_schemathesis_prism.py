"""schemathesis against Prism, which serves the same document, with all that Prism cannot do listed by name."""

import pytest
from thulium_contract.document.documents import document
from thulium_contract.expected.oracle import Known
from thulium_contract.http.connection import Connection

from tests.contract.fuzzing.run import OWN_CHECKS, PHASES, run
from tests.contract.prism import DEVIATIONS, OUTSIDE_SCHEMATHESIS, PrismOracle
from tests.servers import RunningServer


def test_prism_holds_the_document_except_for_what_is_listed(prism: RunningServer) -> None:
    """Prism passes all phases and checks of schemathesis but for the listed deviations, each of which still happens."""
    # Prism calls a webhook's callbacks itself, at addresses that were made up, and is not heard of meanwhile.
    oracle = PrismOracle(document(), Known(), base_path="")
    result = run(base_url=prism.base_url, oracle=oracle, deviations=DEVIATIONS, without=["createWebhook"], examples=10)
    assert not result.failures, result
    assert set(result.deviations) == {each.reason for each in DEVIATIONS}, result
    assert set(result.requests) == PHASES
    assert {each.__name__ for each in OWN_CHECKS} < set(result.checks)


@pytest.mark.parametrize("reason", OUTSIDE_SCHEMATHESIS)
def test_prism_deviates_where_schemathesis_does_not_look(reason: str, prism: RunningServer) -> None:
    """Each deviation that schemathesis cannot see is still there."""
    request, status, media_type = OUTSIDE_SCHEMATHESIS[reason]
    with Connection(prism.port) as connection:
        answer = connection.ask(request)
    assert (answer.status, answer.fields.get("content-type")) == (status, media_type)
    assert "allow" not in answer.fields
