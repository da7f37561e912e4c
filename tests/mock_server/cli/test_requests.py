"""The journal from a shell."""

import json
import re
import signal
from contextlib import ExitStack

import httpx
import pytest
from thulium_contract.http.connection import Connection

from tests.forked import forked
from tests.http.messages import Request, basic
from tests.mock_server.shell import START, TIME, Command, start
from tests.servers import CREDENTIALS, RunningServer


def test_requests_are_a_line_each(command: Command, fresh_mock: RunningServer) -> None:
    """Time, status, method, path and query, reason, matched customer and duration, the newest last."""
    for query in ("chat_queue_id=3&client_id=1234", "chat_queue_id=0&customer_id=0"):
        start(fresh_mock, query)
    status, out, err = command("requests")
    assert (status, err) == (0, "")
    first, second = out.splitlines()
    url = re.escape(f"{START}?chat_queue_id=3&client_id=1234")
    assert re.fullmatch(rf"{TIME}  200  POST  {url}  customer 1 Jan Kowalski by client_id  \d+\.\d ms", first)
    assert re.match(rf"{TIME}  400  POST  .*=0&customer_id=0  400015 The parameter chat_queue_id .*  400065 ", second)


@pytest.mark.parametrize(
    ("options", "numbers"),
    [
        ([], [1, 2, 3]),
        (["--limit=2"], [2, 3]),
        (["--status=400"], [2]),
        (["--method=POST"], [1, 2, 3]),
        (["--method=GET"], []),
        (["--path=*start"], [1, 2, 3]),
        (["--path=/x*"], []),
    ],
)
def test_requests_are_chosen(
    command: Command, fresh_mock: RunningServer, options: list[str], numbers: list[int]
) -> None:
    """By number, status, method and path; as JSON they are as the control API shows them."""
    for query in ("chat_queue_id=3", "chat_queue_id=0", "chat_queue_id=99"):
        start(fresh_mock, query)
    status, out, _ = command("requests", "--json", *options)
    shown = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert [each["number"] for each in shown] == numbers
    listed = httpx.get(f"{fresh_mock.origin}/_mock/requests").json()["result"]
    assert all(each in listed for each in shown)


def test_a_request_cannot_steer_the_terminal(command: Command, fresh_mock: RunningServer) -> None:
    """Control characters, in a customer's name even, are shown and do nothing."""
    customers = [{"id": 1, "name": "\x1b[31mred\n", "surname": "Zażółć"}]
    users = [{"name": "api_user", "password": "api_pass", "methods": ["*"]}]
    fixtures = {"users": users, "queues": [{"id": 3}], "customers": customers}
    httpx.put(f"{fresh_mock.origin}/_mock/fixtures", json=fixtures).raise_for_status()
    start(fresh_mock, "chat_queue_id=3&customer_id=1")
    _, out, _ = command("requests")
    assert "  customer 1 \\x1b[31mred\\n Zażółć by customer_id  " in out
    assert out.count("\n") == 1


def test_requests_are_followed_through_a_restart(free_port: int) -> None:
    """What is there, then what comes, and what comes to a mock that was stopped and started again."""
    serve = ["serve", "--port", str(free_port)]
    follow = ["requests", "--follow", "--status=200", f"--url=http://127.0.0.1:{free_port}"]

    def ask(query: str) -> None:
        httpx.post(f"http://127.0.0.1:{free_port}{START}?{query}", auth=CREDENTIALS)

    with ExitStack() as stack:
        with forked(*serve) as (_, output):
            output.read_until("Try it:")
            ask("chat_queue_id=3&client_name=before")
            process, lines = stack.enter_context(forked(*follow))
            lines.read_until("client_name=before")
            ask("chat_queue_id=0&client_name=refused")
            ask("chat_queue_id=3&client_name=after")
            lines.read_until("client_name=after")
        lines.read_until("is gone; waiting for it")
        with forked(*serve) as (_, output):
            output.read_until("Try it:")
            lines.read_until("the mock is back")
            ask("chat_queue_id=3&client_name=again")
            lines.read_until("client_name=again")
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 0
    assert "refused" not in lines.finish()
    assert "Traceback" not in lines.text


def test_a_pending_request_is_followed_to_its_end(mock: RunningServer) -> None:
    """It is a line when it comes, and another when its client gives up, also if it was listed as pending."""
    follow = ["requests", "--follow", "--space=waiting", f"--url={mock.origin}"]
    space = f"{mock.origin}/_mock/spaces/waiting"

    def asked(name: str) -> Connection:
        connection = stack.enter_context(Connection(mock.port))
        target = f"/spaces/waiting{START}?chat_queue_id=3&__delay=60000&client_name={name}"
        connection.send(Request(target, headers=(basic(),)).octets("localhost"))
        return connection

    with ExitStack() as stack:
        listed = asked("listed")
        come = httpx.post(f"{space}/requests/verify", json={"matcher": {}, "timeout": 60}, timeout=90)
        assert come.json()["verified"]
        process, lines = stack.enter_context(forked(*follow))
        lines.read_until(r"  \.\.\.  POST  .*=listed  not answered yet\n")
        streamed = asked("streamed")
        lines.read_until(r"  \.\.\.  POST  .*=streamed  not answered yet\n")
        for name, connection in (("streamed", streamed), ("listed", listed)):
            connection.close()
            lines.read_until(rf"  ---  POST  .*={name}  fault: delay  the client gave up  .* ms\n")
        httpx.delete(space).raise_for_status()
        assert process.wait(60) == 0
        assert lines.finish().count("POST") == 4


def test_following_ends_with_the_space(mock: RunningServer) -> None:
    """Whoever follows a space that is removed is told, and does not bring it back."""
    follow = ["requests", "--follow", "--space=followed", f"--url={mock.origin}"]
    with forked(*follow) as (process, lines):
        # The first may be listed, the second comes through the stream, which is then known to be open.
        for queue in (3, 2):
            httpx.post(f"{mock.origin}/spaces/followed{START}?chat_queue_id={queue}", auth=CREDENTIALS)
            lines.read_until(f"chat_queue_id={queue}")
        httpx.delete(f"{mock.origin}/_mock/spaces/followed").raise_for_status()
        assert process.wait(60) == 0
        assert "thulium-mock: the space was removed" in lines.finish()
    assert "followed" not in [each["name"] for each in httpx.get(f"{mock.origin}/_mock/spaces").json()["result"]]
