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
    ("fault", "rule"),
    [({"operation": "nope"}, "one of startConversation"), ({"operation": "listChats", "delivery": "late"}, "absent")],
)
def test_an_operation_must_be_one_that_can_have_the_fault(
    checks: FaultChecks, fault: dict[str, Any], rule: str
) -> None:
    """Those that there are, are told; a delivery is of none."""
    ((where, told),) = checks.of_fault(fault)
    assert (where, told.startswith(rule)) == ("/operation", True)
