"""The set of faults in force: those of every request, and those of parameters."""

from typing import Any

import pytest
from thulium_mock.faults.fault import Fault
from thulium_mock.faults.fault_set import FaultSet, rules, scenario_faults

FAULTS = FaultSet(
    [
        Fault.read("1", {"name": "all", "connection": "drop"}),
        Fault.read("2", {"name": "mail", "when": {"client_email": "a@b.pl"}, "connection": "drop"}),
        Fault.read("3", {"name": "both", "when": {"chat_queue_id": 3, "client_email": "a@b.pl"}, "connection": "drop"}),
        Fault.read("4", {"name": "queue", "when": {"chat_queue_id": 4}, "connection": "drop"}),
        Fault.read("5", {"name": "again", "when": {"chat_queue_id": 4}, "connection": "drop"}),
    ]
)


def test_without_faults_nothing_happens() -> None:
    """There is nothing to look at in every request, and nothing for any parameter."""
    assert (FaultSet().everywhere, FaultSet().concerning({"chat_queue_id": 3})) == ((), [])


def test_a_fault_without_parameters_concerns_every_request() -> None:
    """It is not looked for by parameters."""
    assert [fault.name for fault in FAULTS.everywhere] == ["all"]


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ({"chat_queue_id": 3}, []),
        ({"chat_queue_id": 3, "client_email": "a@b.pl"}, ["mail", "both"]),
        ({"client_email": "a@b.pl", "chat_queue_id": 4}, ["mail", "queue", "again"]),
        ({"chat_queue_id": 4, "client_id": "x"}, ["queue", "again"]),
        ({"chat_queue_id": 5, "client_email": "A@b.pl"}, []),
        ({}, []),
    ],
)
def test_a_fault_of_parameters_concerns_requests_with_all_its_values(
    arguments: dict[str, Any], names: list[str]
) -> None:
    """Of whichever parameter it is found by; several are in the order in which they count."""
    assert [fault.name for fault in FAULTS.concerning(arguments)] == names


def test_a_fault_of_an_operation_spares_the_others() -> None:
    """With parameters and without."""
    everywhere = Fault.read("1", {"connection": "drop", "operation": "sendMessage"})
    by_queue = Fault.read("2", {"connection": "drop", "operation": "startConversation", "when": {"chat_queue_id": 3}})
    assert [everywhere.concerns({}, each) for each in ("sendMessage", "startConversation", None)] == [
        True,
        False,
        False,
    ]
    found = FaultSet([by_queue])
    assert found.concerning({"chat_queue_id": 3}, "startConversation") == [by_queue]
    assert found.concerning({"chat_queue_id": 3}, "listChats") == []


def test_rules_and_scenarios_have_faults() -> None:
    """Each has an id of its own; those of a scenario end with it, a rule never ends."""
    given = {"name": "a", "connection": "drop"}
    fixtures = {"rules": [given], "scenarios": [{"name": "s", "faults": [given, {**given, "name": "b"}]}]}
    assert [(each.fault_id, each.name, each.expires_at) for each in scenario_faults(fixtures, "s", 5)] == [
        ("scenario s 0", "a", 5),
        ("scenario s 1", "b", 5),
    ]
    assert [(each.fault_id, each.expires_at) for each in rules(fixtures)] == [("rule 0", float("inf"))]
    assert rules({}) == scenario_faults(fixtures, "t", 5) == []
