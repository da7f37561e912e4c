"""The edge values, run through everyone who has an opinion of them; the suite sends them all to the mock."""

from collections.abc import Callable
from contextlib import closing
from typing import Any
from urllib.parse import parse_qsl

import pytest
import schemathesis
from schemathesis.core.jsonschema import make_validator
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.utils import read_from_wire
from thulium_contract.document.documents import DOCUMENT, document
from thulium_contract.document.edge_values import EDGE_VALUES, PARAMETERS, PATH, PRISM_DIFFERENCES, TARGET, EdgeValue
from thulium_contract.expected.oracle import Known, Oracle
from thulium_contract.http.exchange import Request
from thulium_contract.targets.sockets import SocketTarget

from tests.contract import world
from tests.contract.prism import PrismOracle
from tests.http.messages import basic
from tests.servers import RunningServer

SECONDS = 60
"""How long an answer may take."""

ORACLE = Oracle(document(), world.KNOWN)
PRISM_ORACLE = PrismOracle(document(), Known(), base_path="")

Schema = Callable[[dict[str, Any]], bool]


@pytest.fixture
def schema() -> Schema:
    """Whether the document's query schema, as schemathesis compiles it, allows these values."""
    api = schemathesis.openapi.from_path(DOCUMENT)
    operation = api[PATH]["POST"]
    query: Any = operation.query
    validator = make_validator(query.validation_schema, api.adapter.jsonschema_validator_cls)

    def allows(values: dict[str, Any]) -> bool:
        typed = read_from_wire(operation, ParameterLocation.QUERY, values)
        return validator.is_valid(values) or validator.is_valid(typed)

    return allows


def others(status: Callable[[EdgeValue], object]) -> set[str]:
    """Return the ids of the edge values to which something else gives another status."""
    return {row.id for row in EDGE_VALUES if status(row) != row.status}


def test_prism_gives_the_status_or_differs_by_name(prism: RunningServer) -> None:
    """Prism gives the same status for each edge value, and another one exactly where the table says so and why."""
    with closing(SocketTarget(prism.base_url, time_limit=SECONDS)) as target:
        asked = others(lambda row: target.send(Request(f"{PATH}?{row.query}", headers=(basic(),))).status)
    assert asked == PRISM_DIFFERENCES.keys()


def test_schemathesis_gives_the_verdict_or_cannot_be_asked(schema: Schema) -> None:
    """The document's schema, as schemathesis compiles it, gives each verdict except where the table says why not."""
    asked = {row.id for row in EDGE_VALUES if opinion(row, schema) != row.accepted}
    assert asked == {row.id for row in EDGE_VALUES if row.no_schema is not None}


def test_oracles_give_the_verdict() -> None:
    """The oracle gives the verdict of the table; the oracle for Prism differs exactly where Prism does."""
    for row in EDGE_VALUES:
        judged = ORACLE.judge("POST", f"{TARGET}?{row.query}", [basic()])
        assert (row.id, judged.status, judged.codes or row.codes) == (row.id, row.status, row.codes)
    asked = others(lambda row: PRISM_ORACLE.judge("POST", f"{PATH}?{row.query}", [basic()]).status)
    assert asked == PRISM_DIFFERENCES.keys()


def opinion(row: EdgeValue, schema: Schema) -> bool | None:
    """Return the schema's opinion of the row's documented parameters, None where they are no text."""
    try:
        pairs = parse_qsl(row.query, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        return None
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        if name in PARAMETERS:
            values.setdefault(name, []).append(value)
    return schema({name: given[0] if len(given) == 1 else given for name, given in values.items()})
