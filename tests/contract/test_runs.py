"""Running schemathesis."""

import threading

import pytest
from starlette.types import Receive, Scope, Send

from tests.contract.fuzzing.run import run


async def _broken(scope: Scope, receive: Receive, send: Send) -> None:
    raise OSError("no such server")


def test_a_run_that_ends_early_leaves_no_thread() -> None:
    """When it is told that schemathesis cannot run, its thread has ended: two threads must not read source at once."""
    with pytest.raises(AssertionError, match="schemathesis cannot run") as caught:
        run(app=_broken)
    # As a report does, this holds on to what the run had.
    assert caught.tb
    assert [each.name for each in threading.enumerate() if each.name.startswith("schemathesis")] == []
