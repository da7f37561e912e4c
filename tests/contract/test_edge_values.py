"""The edge values, run through everyone who has an opinion of them; the suite sends them all to the mock."""

from collections.abc import Callable, Iterator
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

every_edge_value = pytest.mark.parametrize("row", EDGE_VALUES, ids=lambda row: row.id)

Schema = Callable[[dict[str, Any]], bool]


@pytest.fixture(scope="module")
def prism_socket(prism: RunningServer) -> Iterator[SocketTarget]:
    """Prism, asked over a connection."""
    with closing(SocketTarget(prism.base_url, time_limit=SECONDS)) as target:
        yield target


@pytest.fixture(scope="module")
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


@every_edge_value
def test_prism_gives_the_verdict_or_differs_by_name(row: EdgeValue, prism_socket: SocketTarget) -> None:
    """Prism gives the same status for each edge value, and another one exactly where the table says so and why."""
    answer = prism_socket.send(Request(f"{PATH}?{row.query}", headers=(basic(),)))
    assert (answer.status == row.status) == (row.id not in PRISM_DIFFERENCES), answer


@every_edge_value
def test_schemathesis_gives_the_verdict_or_cannot_be_asked(row: EdgeValue, schema: Schema) -> None:
    """The document's schema, as schemathesis compiles it, gives the verdict except where the table says why not."""
    assert (opinion(row, schema) == row.accepted) == (row.no_schema is None)


@every_edge_value
def test_oracles_give_the_verdict(row: EdgeValue) -> None:
    """The oracle gives the verdict of the table; the oracle for Prism differs exactly where Prism does."""
    for_mock = ORACLE.judge("POST", f"{TARGET}?{row.query}", [basic()])
    assert (for_mock.status, for_mock.codes or row.codes) == (row.status, row.codes)
    for_prism = PRISM_ORACLE.judge("POST", f"{PATH}?{row.query}", [basic()])
    assert (for_prism.status == row.status) == (row.id not in PRISM_DIFFERENCES)


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
