"""A running mock that speaks HTTPS."""

from collections.abc import Iterator

import pytest

from tests.forked import forked_mock
from tests.servers import RunningServer


@pytest.fixture(scope="module")
def tls_mock() -> Iterator[RunningServer]:
    """The mock, served over TLS; at the end nothing that a client did has made it complain."""
    with forked_mock("--tls") as server:
        yield server
    assert server.process.poll() == 0
    assert "Traceback" not in server.output.text
    assert "rror" not in server.output.text
