"""The edge values, run through everyone who has an opinion of them."""

from collections.abc import Iterator

import pytest

from tests.contract.edge_values import EDGE_VALUES, PATH, PRISM_DIFFERENCES, TARGET, EdgeValue
from tests.contract.wire import Answer, InProcess, Socket
from tests.servers import RunningServer
from thulium_mock.app import create_app

every_edge_value = pytest.mark.parametrize("row", EDGE_VALUES, ids=lambda row: row.id)


@pytest.fixture(scope="module")
def in_process() -> InProcess:
    """The mock without a socket."""
    return InProcess(create_app())


@pytest.fixture(scope="module")
def mock_socket(mock: RunningServer) -> Iterator[Socket]:
    """A connection to the mock."""
    connection = Socket(mock.port)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def prism_socket(prism: RunningServer) -> Iterator[Socket]:
    """A connection to Prism."""
    connection = Socket(prism.port)
    yield connection
    connection.close()


@every_edge_value
def test_mock_in_process_gives_the_verdict(row: EdgeValue, in_process: InProcess) -> None:
    """The mock's application accepts or refuses each edge value with exactly the codes of the table."""
    assert verdict(in_process.request("POST", f"{TARGET}?{row.query}")) == (row.status, row.codes)


@every_edge_value
def test_mock_over_a_socket_gives_the_verdict(row: EdgeValue, mock_socket: Socket) -> None:
    """The mock behind its HTTP server accepts or refuses each edge value with exactly the codes of the table."""
    assert verdict(mock_socket.request("POST", f"{TARGET}?{row.query}")) == (row.status, row.codes)


@every_edge_value
def test_prism_gives_the_verdict_or_differs_by_name(row: EdgeValue, prism_socket: Socket) -> None:
    """Prism gives the same status for each edge value, and another one exactly where the table says so and why."""
    answer = prism_socket.request("POST", f"{PATH}?{row.query}")
    assert (answer.status == row.status) == (row.id not in PRISM_DIFFERENCES), answer


def verdict(answer: Answer) -> tuple[int, tuple[int, ...]]:
    """Return what the table says of an answer: status and error codes."""
    return answer.status, answer.codes
