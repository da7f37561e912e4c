"""schemathesis against Prism, which serves the same document, with all that Prism cannot do listed by name."""

import pytest

from tests.contract.edge_values import PATH
from tests.contract.oracle import Known
from tests.contract.prism import DEVIATIONS, PrismOracle
from tests.contract.runs import OWN_CHECKS, PHASES, document, run
from tests.contract.wire import AUTHORIZATION, Socket, basic
from tests.servers import RunningServer

QUERY = "chat_queue_id=3&client_id=1234"


def test_prism_holds_the_document_except_for_what_is_listed(prism: RunningServer) -> None:
    """Prism passes all phases and checks of schemathesis but for the listed deviations, each of which still happens."""
    result = run(base_url=prism.base_url, oracle=PrismOracle(document(), Known(), base_path=""), deviations=DEVIATIONS)
    assert not result.failures, result
    assert set(result.deviations) == {each.reason for each in DEVIATIONS}, result
    assert set(result.requests) == PHASES
    assert {each.__name__ for each in OWN_CHECKS} < set(result.checks)


JSON, PROBLEM = "application/json", "application/problem+json"

OUTSIDE_SCHEMATHESIS = {
    "Prism refuses any body where the document has none.": ("POST", f"{PATH}?{QUERY}", {}, b"[]", 400, JSON),
    "Prism answers an unknown path with problem+json.": ("POST", "/unknown", {}, b"", 404, PROBLEM),
    "Prism answers HEAD with problem+json and without Allow.": ("HEAD", PATH, {}, b"", 405, PROBLEM),
    "Prism takes a password with a colon for malformed credentials.": (
        *("POST", f"{PATH}?{QUERY}", {"Authorization": basic("api_user", "a:b")}, b"", 401, JSON),
    ),
    "Prism leaves a header with a control character to Node.js, which answers with an empty 400.": (
        *("POST", f"{PATH}?{QUERY}", {"Accept-Language": "\x01"}, b"", 400, None),
    ),
    "Prism knows no queues, so none is unknown.": ("POST", f"{PATH}?chat_queue_id=999999", {}, b"", 200, JSON),
}
"""What schemathesis does not send, or cannot know: the request, and the status and media type of Prism's answer."""


@pytest.mark.parametrize("reason", OUTSIDE_SCHEMATHESIS)
def test_prism_deviates_where_schemathesis_does_not_look(reason: str, prism: RunningServer) -> None:
    """Each deviation that schemathesis cannot see is still there."""
    method, target, headers, body, status, media_type = OUTSIDE_SCHEMATHESIS[reason]
    with Socket(prism.port) as connection:
        answer = connection.request(
            method, target, {**AUTHORIZATION, "Content-Type": "application/json", **headers}, body
        )
    assert (answer.status, answer.headers.get("content-type")) == (status, media_type)
    assert "allow" not in answer.headers
