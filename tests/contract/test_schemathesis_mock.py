"""schemathesis against the mock: the vendor's API and the control API, in process."""

import json
import re
from typing import Any

import pytest
from schemathesis.core.transport import Response
from thulium_contract.document.documents import document
from thulium_contract.expected.oracle import Oracle
from thulium_mock.app import create_app, new_spaces
from thulium_mock.openapi.documents import control_document, operations, vendor_document

from tests.contract import world
from tests.contract.fuzzing.run import OWN_CHECKS, PHASES, STOCK_CHECKS, Deviation, Run, run
from tests.http.asgi import call
from tests.mutants.server import SERVER_MUTANTS
from tests.servers import ROOT

CONTROL = ROOT / "mock_server/thulium_mock/control.yaml"
TOKEN = "token"
TOKEN_AUTH = {"controlToken": {"bearer": TOKEN}}

UNIQUE = Deviation(
    "positive_data_acceptance",
    "JSON Schema cannot say that names and ids are unique, so the control API refuses what its schema allows.",
    lambda response, message: broken_rules(response) <= {"unique"},
)
FAULTS = Deviation(
    "positive_data_acceptance",
    "A fault names what the document has, for deliveries nothing of requests; agents serve queues that are there; "
    "no delay or pause ends before it begins.",
    lambda response, message: (
        bool(broken_rules(response))
        and broken_rules(response) <= {"unique", "one of", "parameters", "type", "no less", "absent", "the id"}
    ),
)

DEVIATIONS = [UNIQUE, FAULTS]


def broken_rules(response: Response) -> set[str]:
    """Return the rules that the errors about a body name, without what they ask for."""
    errors = [each["message"] for each in json.loads(response.content)["errors"]]
    found = [re.search(r": (unique|one of|parameters|type|no less|absent|the id)\b[^:]*\.$", each) for each in errors]
    return {match[1] if match else "another" for match in found}


@pytest.fixture
def oracle() -> Oracle:
    """The oracle of the mock."""
    return Oracle(document(), world.KNOWN)


def assert_sound(result: Run) -> None:
    """Assert that nothing failed, and that everything ran that should."""
    assert not result.failures, result
    assert set(result.requests) == PHASES
    assert set(result.checks) >= STOCK_CHECKS | {each.__name__ for each in OWN_CHECKS}


def test_mock_holds_the_document(oracle: Oracle) -> None:
    """The vendor's API passes all phases and checks of schemathesis, with every operation."""
    result = run(app=create_app(world.fixtures()), oracle=oracle, examples=10)
    assert_sound(result)
    assert result.operations == set(described(vendor_document()).values())
    assert set(result.statuses) == {200, 400, 401, 404, 405, 409}


def described(document: dict[str, Any]) -> dict[str, str]:
    """Return method and path of each operation, by its operationId."""
    return {each["operationId"]: f"{method} {path}" for method, path, each in operations(document)}


def test_control_api_in_process_holds_its_document() -> None:
    """The control API's application passes all phases and checks of schemathesis, with every operation."""
    spaces = new_spaces(world.fixtures())
    # As when the mock stops: nobody could read to the end of a stream otherwise.
    spaces.close()
    app = create_app(spaces=spaces, token=TOKEN, hosts=["testserver"])
    result = run(CONTROL, app=app, auth=TOKEN_AUTH, deviations=DEVIATIONS, examples=4)
    assert_sound(result)
    assert result.operations == set(described(control_document()).values())
    assert set(result.deviations) == {each.reason for each in DEVIATIONS}


@pytest.mark.parametrize(
    ("name", "check"),
    [
        ("integers.customer-zero", "ExactStatus"),
        ("faults.first-only", "ExactCodes"),
        ("envelopes.no-request-id", "ErrorEnvelope"),
        ("ids.of-same-query", "FreshIds"),
        ("credentials.not-needed", "ignored_auth"),
    ],
)
def test_run_fails_on_a_defect(name: str, check: str, oracle: Oracle) -> None:
    """A mock with a defect fails the run, and the check that is meant to see the defect names it."""
    others = described(vendor_document()).keys() - {"startConversation"}
    (app,) = (each.build() for each in SERVER_MUTANTS if each.name == name)
    call(app, "PUT", "/_mock/fixtures", body=json.dumps(world.fixtures()).encode())
    result = run(app=app, oracle=oracle, stop_at=check, without=others, examples=20)
    assert check in result.failures, result
