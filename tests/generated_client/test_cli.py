"""The command `thulium-chat`."""

import json
import os
import ssl
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
import thulium_chat
from thulium_chat.__main__ import main

from tests.generated_client.support import (
    CONVERSATION_ID,
    ENVELOPE,
    PASSWORD,
    REQUEST_ID,
    STARTED,
    Recorder,
    raw_server,
)

HERE = ["start", "--base-url", "http://127.0.0.1:4010/api", "--user", "api_user", "--password", PASSWORD]


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """The network answers that a conversation was started; a test may put another answer in its place."""
    recorder = Recorder()
    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", lambda _, request: recorder(request))
    return recorder


def other(monkeypatch: pytest.MonkeyPatch, response: httpx.Response | Exception) -> None:
    """The network answers so."""
    recorder = Recorder(response)
    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", lambda _, request: recorder(request))


def run(*arguments: str) -> int:
    """Run the command, with credentials."""
    return main([*HERE, *arguments])


def test_id(answer: Recorder, capsys: pytest.CaptureFixture[str]) -> None:
    """The id of the conversation is printed, alone."""
    assert run("--queue", "3") == 0
    assert capsys.readouterr() == (f"{CONVERSATION_ID}\n", "")
    assert answer.request.url.query == b"chat_queue_id=3"


def test_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """With --json the whole answer is printed."""
    other(monkeypatch, httpx.Response(200, json={**STARTED, "new": 1}))
    assert run("--queue", "3", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {**STARTED, "new": 1}


def test_options(answer: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every option reaches the wire."""
    verified: list[object] = []
    transport = httpx.HTTPTransport.__init__

    def make(self: httpx.HTTPTransport, **settings: Any) -> None:
        verified.append(settings["verify"].verify_mode)
        transport(self, **settings)

    monkeypatch.setattr(httpx.HTTPTransport, "__init__", make)
    status = run(
        *("--queue", "3", "--name", "Jan", "--surname", "Kowalski", "--email", "jan.kowalski@example.org"),
        *("--client-id", "1234", "--customer-id", "1", "--language", "pl", "--timeout", "2.5", "--insecure"),
    )
    assert status == 0
    assert dict(answer.request.url.params) == {
        "chat_queue_id": "3",
        "client_name": "Jan",
        "client_surname": "Kowalski",
        "client_email": "jan.kowalski@example.org",
        "client_id": "1234",
        "customer_id": "1",
    }
    assert answer.request.headers["Accept-Language"] == "pl"
    assert answer.request.extensions["timeout"]["read"] == 2.5
    assert verified == [ssl.CERT_NONE]


def test_system(answer: Recorder) -> None:
    """A system's name gives the vendor's address."""
    assert main(["start", "--system", "mine", "--user", "u", "--password", "p", "--queue", "3"]) == 0
    assert answer.request.url.host == "mine.thulium.com"


def test_environment(answer: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """System and credentials may come from the environment."""
    monkeypatch.setenv("THULIUM_SYSTEM", "mine")
    monkeypatch.setenv("THULIUM_USER", "u")
    monkeypatch.setenv("THULIUM_PASSWORD", "p")
    assert main(["start", "--queue", "3"]) == 0
    assert answer.request.headers["Authorization"] == "Basic dTpw"


def test_errors_of_the_system(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Each error of the system is printed with its code, and the request id, on standard error."""
    faults = [{"message": "Wrong format.", "code": 111111}, {"message": "Zły \x1b[31m adres.\n", "code": 222222}]
    other(monkeypatch, httpx.Response(400, json={**ENVELOPE, "errors": faults}))
    assert run("--queue", "3") == 1
    assert capsys.readouterr() == (
        "",
        "thulium-chat: 111111 Wrong format.\n"
        "thulium-chat: 222222 Zły \\x1b[31m adres.\\n\n"
        f"thulium-chat: status 400, request id {REQUEST_ID}\n",
    )


@pytest.mark.parametrize(
    "response", [httpx.ConnectError("refused"), httpx.ReadTimeout(""), httpx.Response(200, text="?")]
)
def test_failures(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], response: httpx.Response | Exception
) -> None:
    """A failure is one sentence on standard error, and status 1."""
    other(monkeypatch, response)
    assert run("--queue", "3") == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("thulium-chat: ")
    assert err.count("\n") == 1
    assert PASSWORD not in err


def test_interrupt(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """An interrupt is a failure without a traceback."""

    def interrupt(*_: object) -> httpx.Response:
        raise KeyboardInterrupt

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", interrupt)
    assert run("--queue", "3") == 1
    assert capsys.readouterr().err == "thulium-chat: interrupted: whether anything was started is not known\n"


@pytest.mark.parametrize(
    "arguments",
    [
        *(["--queue", "0"], ["--queue", "3", "--email", "jan"], ["--queue", "3", "--customer-id", "2147483648"]),
        *(
            ["--queue", "3", "--name", "a\nb"],
            ["--queue", "3", "--timeout", "nan"],
            ["--queue", "3", "--base-url", "x"],
        ),
    ],
)
def test_wrong_arguments(answer: Recorder, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    """An argument that the document does not allow is a usage error, and nothing is sent."""
    assert run(*arguments) == 2
    assert capsys.readouterr().err.startswith("thulium-chat: ")
    assert answer.requests == []


@pytest.mark.parametrize(
    "arguments",
    [
        *(["--queue", each] for each in ("abc", " 3", "1_0", "٣", "+3", "3.0", "", "9" * 30)),
        *([], ["--queue"], ["--queue", "3", "--rubbish"], ["--queue", "3", "--time", "3"]),
    ],
)
def test_usage(answer: Recorder, arguments: list[str]) -> None:
    """What cannot be read is a usage error, and nothing is sent."""
    with pytest.raises(SystemExit) as caught:
        run(*arguments)
    assert caught.value.code == 2
    assert answer.requests == []


def test_missing_settings(capsys: pytest.CaptureFixture[str]) -> None:
    """Missing settings are named with the variable to set."""
    assert main(["start", "--queue", "3"]) == 2
    assert "THULIUM_SYSTEM" in capsys.readouterr().err


def test_no_command(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a command the usage is shown."""
    with pytest.raises(SystemExit) as caught:
        main([])
    assert caught.value.code == 2
    assert "usage: thulium-chat" in capsys.readouterr().err


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    """--version prints the version."""
    with pytest.raises(SystemExit) as caught:
        main(["--version"])
    assert caught.value.code == 0
    assert capsys.readouterr().out == f"thulium-chat {thulium_chat.__version__}\n"


def test_help_on_the_password(capsys: pytest.CaptureFixture[str]) -> None:
    """The help says that the environment is safer for the password than an argument."""
    with pytest.raises(SystemExit):
        main(["start", "--help"])
    assert "THULIUM_PASSWORD, which is safer" in " ".join(capsys.readouterr().out.split())


def test_as_a_process() -> None:
    """The installed command and `python -m thulium_chat` do the same."""
    body = json.dumps(STARTED).encode()
    reply = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    installed = str(Path(sys.executable).with_name("thulium-chat"))
    for command in ([installed], [sys.executable, "-m", "thulium_chat"]):
        with raw_server(reply) as base_url:
            environment = {"THULIUM_BASE_URL": base_url, "THULIUM_USER": "u", "THULIUM_PASSWORD": "p"}
            done = subprocess.run(
                [*command, "start", "--queue", "3"], env=environment, capture_output=True, text=True, check=False
            )
        assert (done.returncode, done.stdout, done.stderr) == (0, f"{CONVERSATION_ID}\n", "")


def test_output_that_cannot_be_written(tmp_path: Path) -> None:
    """When the id cannot be printed, the error has it: the conversation was started."""
    body = json.dumps(STARTED)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    with raw_server((head + body).encode()) as base_url, Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "thulium_chat", "start", "--queue=3", f"--base-url={base_url}"],
            env={**os.environ, "THULIUM_USER": "api_user", "THULIUM_PASSWORD": PASSWORD},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ran.returncode == 1
    assert (
        ran.stderr == f"thulium-chat: {CONVERSATION_ID} was started, but cannot be printed: No space left on device\n"
    )


@pytest.mark.parametrize(
    ("arguments", "begin"),
    [
        (("--queue", "0"), "--queue must be at least 1: "),
        (("--queue", "3", "--customer-id", "0"), "--customer-id must be at least 1: "),
        (("--queue", "3", "--email", "a"), "--email is malformed: "),
        (("--queue", "3", "--client-id", " "), "--client-id is malformed: "),
        (("--queue", "3", "--timeout", "0"), "--timeout must be a number "),
        (("--queue", "3", "--base-url", "http://a:b@c"), "--base-url must not hold credentials: pass --user and "),
    ],
)
def test_errors_name_options(arguments: tuple[str, ...], begin: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An error names what was typed, not the argument of Python that it becomes."""
    assert run(*arguments) == 2
    assert capsys.readouterr().err.startswith(f"thulium-chat: {begin}")


def test_errors_name_options_that_are_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is missing is named by its option and its variable."""
    for name in ("THULIUM_SYSTEM", "THULIUM_BASE_URL", "THULIUM_USER", "THULIUM_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    assert main(["start", "--queue", "3"]) == 2
    assert "pass --system or --base-url, or set THULIUM_SYSTEM" in capsys.readouterr().err
    assert main(["start", "--queue", "3", "--system", "a"]) == 2
    assert "no user: pass --user, or set THULIUM_USER" in capsys.readouterr().err
