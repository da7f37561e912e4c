"""The commands for shells, against a running mock: what they print, and the status that they end with."""

import json
import os
import re
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest
from thulium_mock.cli import main

from tests.servers import BIN, CREDENTIALS, RunningServer, free_port, running, running_mock

TIME = r"\d\d:\d\d:\d\d\.\d{3}"
START = "/api/chat_conversations/start"

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], fresh_mock: RunningServer, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs a command against the mock; returns its status, and what it prints on stdout and stderr."""
    monkeypatch.setenv("THULIUM_MOCK_URL", fresh_mock.origin)
    return lambda *arguments: run(capsys, *arguments)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run a command in this process."""
    try:
        status = main(arguments)
    except SystemExit as end:
        status = int(end.code or 0)
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def start(mock: RunningServer, query: str, base: str = "") -> httpx.Response:
    """Start a conversation."""
    return httpx.post(f"{mock.origin}{base}{START}?{query}", auth=CREDENTIALS)


@contextmanager
def another_server(status: int = 404) -> Iterator[str]:
    """Serve something that is no mock."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(b"<p>Hello")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class has it so
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_wait_ends_as_soon_as_the_mock_serves() -> None:
    """It waits for a mock that is still to be started, and ends with success when that serves."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    waiting = subprocess.Popen([BIN / "thulium-mock", "wait", "--url", url], stdout=subprocess.PIPE, text=True)
    with running([str(BIN / "thulium-mock"), "serve", "--port", str(port)]):
        printed, _ = waiting.communicate(timeout=60)
    assert (waiting.returncode, printed) == (0, f"ready: {url}/api (document 1.0.0)\n")


def test_wait_gives_up_in_time(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a mock it ends with 1, and says what is wrong and how to mend it."""
    status, out, err = run(capsys, "wait", f"--url=http://127.0.0.1:{free_port()}", "--timeout=0.2")
    assert (status, out) == (1, "")
    assert re.fullmatch(
        r"thulium-mock: not ready after 0\.2 s: no mock answers at http://127\.0\.0\.1:\d+ \(connection refused\):"
        r" start one with `thulium-mock serve`, or give its address with --url\.\n",
        err,
    )


@pytest.mark.parametrize("status", [200, 404])
def test_another_server_is_no_mock(capsys: pytest.CaptureFixture[str], status: int) -> None:
    """What answers without being a mock is told; waiting for it is in vain."""
    with another_server(status) as url:
        assert run(capsys, "wait", "--url", url, "--timeout=0")[0] == 1
        result, _, err = run(capsys, "requests", "--url", url)
    assert result == 2
    assert err == f"thulium-mock: what answers at {url} is no thulium-mock (it answered {status}): correct --url.\n"


def test_what_does_not_speak_http_is_no_mock(capsys: pytest.CaptureFixture[str]) -> None:
    """A port on which something else listens is told."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"220 mail.example.org ESMTP\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        status, _, err = run(capsys, "reset", "--url", url)
        thread.join()
    assert status == 2
    assert f"no mock answers at {url} (it does not speak HTTP)" in err


@pytest.mark.parametrize(
    "url",
    ["", "127.0.0.1:4010", "ftp://127.0.0.1", "http://", "http://a:70000", "http://a/b", "http://u@a", "http://a?b"],
)
def test_a_wrong_url_is_told(capsys: pytest.CaptureFixture[str], url: str) -> None:
    """What cannot be the address of a mock is refused, with one that can."""
    status, _, err = run(capsys, "reset", "--url", url)
    assert status == 2
    assert err.endswith(f"{url!r} is not the URL of a mock: give one such as http://127.0.0.1:4010\n")


def test_the_token_is_sent_and_asked_for(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A mock with a token is told it by option or variable; without, waiting ends at once and says how to give it."""
    monkeypatch.delenv("THULIUM_MOCK_TOKEN", raising=False)
    with running_mock("--token=sesame") as mock:
        assert run(capsys, "wait", "--url", mock.base_url, "--token=sesame")[0] == 0
        status, out, err = run(capsys, "wait", "--url", mock.base_url)
        assert (status, out) == (2, "")
        assert err.endswith("(401004) Give it as --token, or in THULIUM_MOCK_TOKEN.\n")
        monkeypatch.setenv("THULIUM_MOCK_TOKEN", "sesame")
        assert run(capsys, "requests", "--url", mock.base_url) == (0, "", "")


def test_a_self_signed_certificate_is_accepted_if_asked(capsys: pytest.CaptureFixture[str]) -> None:
    """A mock that serves HTTPS is reached with --insecure; without it, that is what is said."""
    with running_mock("--tls") as mock:
        assert run(capsys, "wait", "--url", mock.origin, "--insecure")[0] == 0
        status, _, err = run(capsys, "wait", "--url", mock.origin)
        assert (status, err) == (2, f"thulium-mock: the certificate of {mock.origin} is not trusted: add --insecure.\n")
        assert run(capsys, "wait", "--url", mock.origin.replace("https", "http"), "--timeout=0")[0] == 1


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


def test_requests_are_followed_through_a_restart() -> None:
    """What is there, then what comes, and what comes to a mock that was stopped and started again."""
    port = free_port()
    serve = [str(BIN / "thulium-mock"), "serve", "--port", str(port)]
    follow = [str(BIN / "thulium-mock"), "requests", "--follow", "--status=200", f"--url=http://127.0.0.1:{port}"]

    def ask(query: str) -> None:
        httpx.post(f"http://127.0.0.1:{port}{START}?{query}", auth=CREDENTIALS)

    with running(serve) as (_, output):
        output.read_until("Try it:")
        ask("chat_queue_id=3&client_name=before")
        following = running(follow)
        process, lines = following.__enter__()
        lines.read_until("client_name=before")
        ask("chat_queue_id=0&client_name=refused")
        ask("chat_queue_id=3&client_name=after")
        lines.read_until("client_name=after")
    lines.read_until("is gone; waiting for it")
    with running(serve) as (_, output):
        output.read_until("Try it:")
        lines.read_until("the mock is back")
        ask("chat_queue_id=3&client_name=again")
        lines.read_until("client_name=again")
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    following.__exit__(None, None, None)
    assert "refused" not in lines.finish()
    assert "Traceback" not in lines.text


def test_a_reader_that_has_seen_enough_is_no_error(mock: RunningServer) -> None:
    """`thulium-mock requests --follow | head -1` and the like end without a word."""
    start(mock, "chat_queue_id=3")
    line = f"{BIN}/thulium-mock requests --follow --url {mock.origin} | head -1; echo ${{PIPESTATUS[0]}}"
    with running(["bash", "-c", line]) as (_, output):
        output.read_until("start")
        start(mock, "chat_queue_id=3")
        assert re.search(r"ms\n0\n", output.read_until(r"\n\d+\n"))


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


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["verify", "client_id=1"], "'client_id' is not a field: use method, path, status"),
        (["verify", "query.=1"], "'query.' is not a field"),
        (["verify", "status"], "'status' is not a name and a value: write NAME=VALUE"),
        (["verify", "--count=some"], "'some' is not a number of requests"),
        (["wait", "--timeout=soon"], "'soon' is not possible: give seconds from 0 to 86400"),
        (["requests", "--limit=0"], "'0' is not possible: give a number from 1 to 1000"),
        (["fault", "--delay=long"], "'long' is not a delay: give milliseconds such as 500, 200-800 or 400~1"),
        (["fault", "--quota=5"], "'5' is not a quota: give requests and seconds, such as 5/10"),
        (["seed", "x"], "'x' is not a seed"),
        (["seed"], "one of the arguments N --off is required"),
    ],
)
def test_wrong_usage_is_told(capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str) -> None:
    """Status 2 and a sentence that says what would be right, before any mock is asked."""
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert sentence in err.splitlines()[-1]


def test_what_the_mock_refuses_is_told(command: Command) -> None:
    """Status 2, and the mock's own sentence with its code."""
    status, out, err = command("requests", "--status=7")
    assert (status, out) == (2, "")
    assert re.fullmatch(r"thulium-mock: The parameter status is out of range: .* \(\d{6}\)\n", err)


def test_reset_forgets(command: Command, fresh_mock: RunningServer) -> None:
    """Conversations and requests are gone."""
    start(fresh_mock, "chat_queue_id=3")
    assert command("reset") == (0, "", "")
    assert command("requests") == (0, "", "")
    assert httpx.get(f"{fresh_mock.origin}/_mock/conversations").json()["count"] == 0


def test_a_seed_repeats_ids(command: Command, fresh_mock: RunningServer) -> None:
    """The same seed, the same ids; without one, others."""
    ids = []
    for arguments in (["7"], ["7"], ["--off"]):
        assert command("seed", *arguments) == (0, "", "")
        ids.append(start(fresh_mock, "chat_queue_id=3").json()["conversation_id"])
    assert ids[0] == ids[1] != ids[2]


def test_a_space_is_meant_by_option_or_url(command: Command, fresh_mock: RunningServer) -> None:
    """Each space has its own requests; the list of spaces tells their addresses, and one can be removed."""
    base = f"{fresh_mock.origin}/spaces/shell/api"
    start(fresh_mock, "chat_queue_id=3", "/spaces/shell")
    try:
        assert command("requests") == (0, "", "")
        for which in (["--space=shell"], [f"--url={base}"]):
            _, out, _ = command("requests", *which)
            assert "/spaces/shell/api/chat_conversations/start?chat_queue_id=3" in out
        _, out, _ = command("spaces")
        assert f"shell  {base}  1 conversations, 1 requests\n" in out
        _, out, _ = command("spaces", "--json")
        assert "shell" in [each["name"] for each in json.loads(out)]
    finally:
        assert command("spaces", "--remove=shell") == (0, "", "")
    status, _, err = command("spaces", "--remove=shell")
    assert (status, "There is no space of this name" in err) == (2, True)
    assert "shell" not in command("spaces")[1]


def test_help_is_answered_without_the_server() -> None:
    """Nothing heavy is imported for --help."""
    heavy = {"connexion", "uvicorn", "httpx", "http.client", "ssl", "yaml", "shtab", "asyncio", "importlib.metadata"}
    script = f"""
import sys
from thulium_mock.cli import main
try:
    main(["--help"])
except SystemExit:
    print(sorted({heavy} & set(sys.modules)))
"""
    ran = subprocess.run([BIN / "python", "-c", script], capture_output=True, text=True, check=True, env=os.environ)
    assert ran.stdout.endswith("\n[]\n")
