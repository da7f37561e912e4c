"""Verifying from a shell that certain requests came."""

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.mock_server.shell import START, TIME, Command, start
from tests.servers import RunningServer


def test_verify_tells_whether_requests_came(command: Command, fresh_mock: RunningServer) -> None:
    """Status 0 if they did, 1 if not; then the nearest misses are shown field by field."""
    for query in ("chat_queue_id=3&client_id=1234", "chat_queue_id=99"):
        start(fresh_mock, query)
    assert command("verify", "--count=1", "--status=200", "query.client_id=1234") == (
        0,
        "verified: 1 request matches\n",
        "",
    )
    status, out, err = command(
        "verify", "--count=1", "--status=200", "query.client_id=4321", "--absent=query.chat_queue_id"
    )
    assert (status, err) == (1, "")
    lines = out.splitlines()
    assert lines[0] == "not verified. Requests: 2, matching: 0, expected: exactly 1."
    assert re.match(rf"  {TIME}  200  POST  {START}", lines[1])
    assert set(lines[2:4]) == {
        '    query.chat_queue_id: expected nothing, was "3"',
        '    query.client_id: expected "4321", was "1234"',
    }
    assert '    status: expected "200", was "404"' in lines


def test_verify_waits_for_what_is_to_come(command: Command, fresh_mock: RunningServer) -> None:
    """With --timeout it asks until the requests are as expected, or the time is over."""
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(command, "verify", "--timeout=60", "--count=1", "query.client_id=late")
        start(fresh_mock, "chat_queue_id=3&client_id=late")
        assert waiting.result() == (0, "verified: 1 request matches\n", "")
    begin = time.monotonic()
    assert command("verify", "--timeout=0.3", "query.client_id=never")[0] == 1
    assert time.monotonic() - begin >= 0.3


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["query.client_email=*@example.org"], 0),
        (["query.client_email==*@example.org"], 1),
        (["query.client_email=jan@example.org", "customer_id=1"], 1),
        (["query.client_email=jan@example.org", "headers.Accept=*/*"], 0),
        (["query.chat_queue_id=3", "query.chat_queue_id=3"], 1),
        (["method=POST", "path=*/start", "status=200"], 0),
        (["--method=POST", "--path=*/start"], 0),
        (["error_code=400015"], 1),
        (["--at-most=0"], 1),
        (["--at-most=0", "--method=GET"], 0),
        (["--at-least=2"], 1),
        (["--at-least=1", "--at-most=1"], 0),
    ],
)
def test_verify_knows_the_matcher_language(
    command: Command, fresh_mock: RunningServer, arguments: list[str], status: int
) -> None:
    """Fields, patterns, values to the letter, several values, and counts."""
    start(fresh_mock, "chat_queue_id=3&client_email=jan@example.org")
    assert command("verify", *arguments)[0] == status
    result, out, _ = command("verify", "--json", *arguments)
    assert result == status
    assert json.loads(out)["verified"] is (status == 0)


@pytest.mark.parametrize("field", ["state=nope", "method=post", "status=OK", "customer_id=x"])
def test_a_field_that_cannot_be_so_is_told(command: Command, field: str) -> None:
    """It would only be missed."""
    status, out, err = command("verify", field)
    assert (status, out) == (2, "")
    assert f"/matcher/{field.partition('=')[0]}: pattern ^" in err
