"""Output in other encodings than UTF-8, and output that nobody can read."""

import io
import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from thulium_mock.cli.main import main

from tests.mock_server.shell import COMMAND, START, start
from tests.servers import CREDENTIALS, RunningServer, running

NAME = "kolejka żółta 🐢"


@pytest.fixture
def polish_mock(fresh_mock: RunningServer, monkeypatch: pytest.MonkeyPatch) -> RunningServer:
    """A mock whose customer, queue, scenario and fault have names that no Western code page has."""
    control = f"{fresh_mock.origin}/_mock"
    fixtures = {
        "users": [{"name": "api_user", "password": "api_pass", "methods": ["*"]}],
        "queues": [{"id": 3, "name": NAME}],
        "customers": [{"id": 1, "name": NAME}],
        "scenarios": [{"name": "outage", "title": {"en": NAME, "pl": NAME}, "faults": [{"answer": {"code": 503}}]}],
    }
    httpx.put(f"{control}/fixtures", json=fixtures).raise_for_status()
    start(fresh_mock, "chat_queue_id=3&customer_id=1")
    fault = {"name": NAME, "answer": {"code": 503}, "times": 1}
    httpx.post(f"{control}/faults", json=fault).raise_for_status()
    monkeypatch.setenv("THULIUM_MOCK_URL", fresh_mock.origin)
    return fresh_mock


def printed(monkeypatch: pytest.MonkeyPatch, encoding: str, *arguments: str) -> tuple[int, str]:
    """Return the status of a command and what it prints in ``encoding``."""
    output = io.TextIOWrapper(io.BytesIO(), encoding)
    with monkeypatch.context() as context:
        context.setattr(sys, "stdout", output)
        status = main(arguments)
    return status, output.buffer.getvalue().decode(encoding)


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_what_an_encoding_lacks_is_escaped(
    monkeypatch: pytest.MonkeyPatch, polish_mock: RunningServer, encoding: str
) -> None:
    """As on Windows, where redirected output is in the system's code page."""
    verify, fault = ["verify", "customer_id=2"], ["fault", "--answer=500", "--name", NAME]
    for arguments in (["requests"], verify, ["faults"], fault, ["scenario"]):
        status, text = printed(monkeypatch, encoding, *arguments)
        assert status == (arguments is verify)
        assert ascii(NAME)[1:-1] in text.replace("ó", "\\xf3")


def test_json_is_json_in_any_encoding(monkeypatch: pytest.MonkeyPatch, polish_mock: RunningServer) -> None:
    """Programs read the same from it, characters beyond 16 bits too."""
    for arguments, name in ((["requests"], NAME), (["faults"], NAME), (["verify", "customer_id=2"], "Żądań")):
        _, text = printed(monkeypatch, "cp1252", *arguments, "--json")
        assert name in json.dumps(json.loads(text), ensure_ascii=False)


def test_serve_prints_banner_and_log_in_any_encoding(tmp_path: Path, free_port: int) -> None:
    """Neither a user nor a customer with a Polish name ends them."""
    fixtures = tmp_path / "fixtures.yaml"
    user = "{name: api_user, password: Żuk, methods: ['*']}"
    fixtures.write_text(f"users: [{user}]\nqueues: [{{id: 3}}]\ncustomers: [{{id: 1, name: Żuk}}]\n", "utf-8")
    command = [COMMAND, "serve", "--log", f"--port={free_port}", "--fixtures", str(fixtures)]
    with running(command, {"PYTHONIOENCODING": "cp1252"}) as (_, output):
        output.read_until(r"credentials  api_user:\\u017buk (.|\n)*Try it:")
        httpx.post(f"http://127.0.0.1:{free_port}{START}?chat_queue_id=3&customer_id=1", auth=("api_user", "Żuk"))
        output.read_until(r"  200  POST  .*  customer 1 \\u017buk by customer_id")


@pytest.mark.parametrize("end", ["| head -1", "| true", ">&-", ">/dev/full", ">&- 2>&- <&-"])
def test_serve_goes_on_without_its_output(free_port: int, end: str) -> None:
    """A mock whose output was closed, or has nowhere to go, serves, and says nothing of its own output."""
    with running(["bash", "-c", f"{COMMAND} serve --log --port={free_port} {end}"]) as (_, output):
        waiting = [COMMAND, "wait", f"--url=http://127.0.0.1:{free_port}"]
        subprocess.run(waiting, check=True, capture_output=True)
        url = f"http://127.0.0.1:{free_port}{START}?chat_queue_id=3"
        assert [httpx.post(url, auth=CREDENTIALS).status_code for _ in range(3)] == [200] * 3
    assert "Error" not in output.finish()


@pytest.mark.parametrize(
    ("line", "status", "error"),
    [
        ("requests >&-", 0, ""),
        ("verify >&-", 0, ""),
        ("wait >&-", 0, ""),
        ("--version >&-", 0, ""),
        ("serve --help | true", 0, ""),
        ("requests --limit=0 2>&-", 2, ""),
        ("requests --json >/dev/full", 1, "thulium-mock: cannot go on (No space left on device): look where "),
        ("requests --json | true", 0, ""),
    ],
)
def test_a_command_ends_as_without_output(polish_mock: RunningServer, line: str, status: int, error: str) -> None:
    """Its status says what it found; only output that was wanted and is lost is an error, of one line."""
    script = f"{COMMAND} {line}; exit ${{PIPESTATUS[0]}}"
    ran = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stdout) == (status, "")
    assert ran.stderr.startswith(error)
    assert ran.stderr.count("\n") == bool(error)
