"""What a fault may ask for of the document that is served."""

import copy
from typing import Any

import pytest
from thulium_mock.faults.fault_checks import FaultChecks
from thulium_mock.openapi.documents import vendor_document


@pytest.fixture
def checks() -> FaultChecks:
    """The checks of a document in which a parameter stands at the path item."""
    document = copy.deepcopy(vendor_document())
    shared = {"name": "tenant", "in": "query", "schema": {"type": "integer"}, "x-error-number": 99}
    document["paths"]["/chat_conversations/start"]["parameters"] = [shared]
    return FaultChecks(document)


@pytest.mark.parametrize(
    ("when", "misfits"),
    [
        ({"tenant": 7}, []),
        ({"tenant": 7, "chat_queue_id": 3}, []),
        ({"tenant": "7"}, [("/when/tenant", "type integer")]),
        ({"tenant": True}, [("/when/tenant", "type integer")]),
    ],
)
def test_a_fault_may_depend_on_a_parameter_of_the_path_item(
    checks: FaultChecks, when: dict[str, Any], misfits: list[tuple[str, str]]
) -> None:
    """It is a parameter of each of the path's operations."""
    assert list(checks.of_fault({"connection": "drop", "when": when})) == misfits


def test_what_may_stand_in_when_is_told(checks: FaultChecks) -> None:
    """The parameters of the path item among them."""
    ((where, rule),) = checks.of_fault({"connection": "drop", "when": {"x": 1}})
    assert (where, set(rule.removeprefix("one of ").split(", ")) >= {"tenant", "chat_queue_id"}) == ("/when", True)


@pytest.mark.parametrize(
    ("fault", "where", "rule"),
    [
        ({"operation": "nope"}, "/operation", "one of startConversation"),
        ({"operation": "listChats", "delivery": "late"}, "/operation", "absent"),
        ({"delivery": "dropped", "answer": {"code": 503}}, "/answer", "absent"),
        ({"delivery": "late", "connection": "drop"}, "/connection", "absent"),
        ({"operation": "sendMessage", "when": {"limit": 3}}, "/when", "one of conversation_id"),
        ({"when": {"limit": 3, "client_name": "Jan"}}, "/when", "parameters of one operation"),
        ({"operation": "listChats", "answer": {"code": 404}}, "/answer/code", "one of 200, 400"),
        ({"operation": "listChats", "answer": {"example": "unknown-queue"}}, "/answer/example", "one of closed-chat"),
    ],
)
def test_a_fault_that_cannot_strike_is_refused(
    checks: FaultChecks, fault: dict[str, Any], where: str, rule: str
) -> None:
    """Its operation must have the parameters and the answer; deliveries are of no operation, and have no answer."""
    ((place, told),) = checks.of_fault(fault)
    assert (place, told[: len(rule)]) == (where, rule)
