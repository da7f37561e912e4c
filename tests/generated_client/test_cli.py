"""The command `thulium-chat`."""

import getpass
import io
import json
import os
import re
import ssl
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import certifi
import httpx
import pytest
import thulium_chat
from thulium_chat.__main__ import main

from tests.generated_client.support import (
    CONVERSATION_ID,
    ENVELOPE,
    PASSWORD,
    REQUEST_ID,
    SECRETS,
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
    ("response", "status"),
    [
        (httpx.ConnectError("refused"), 1),
        (httpx.ConnectTimeout(""), 1),
        (httpx.ReadTimeout(""), 3),
        (httpx.ReadError("reset"), 3),
        (httpx.Response(200, text="?"), 3),
        (httpx.Response(401, html="<h1>Sorry</h1>"), 1),
    ],
)
def test_failures(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    response: httpx.Response | Exception,
    status: int,
) -> None:
    """A failure is one sentence on standard error; status 3 says that a conversation may have been started."""
    other(monkeypatch, response)
    assert run("--queue", "3") == status
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("thulium-chat: ")
    assert err.count("\n") == 1
    assert PASSWORD not in err


def test_json_of_errors_without_an_envelope(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An error of a gateway has its status and no entries, and something may have been started."""
    other(monkeypatch, httpx.Response(502, html="<h1>Bad Gateway</h1>"))
    assert run("--queue", "3", "--json") == 3
    assert json.loads(capsys.readouterr().err) == {
        "message": "status 502: the answer names no error\nwhether anything was started is not known",
        "type": "ServerError",
        "maybe_started": True,
        "status": 502,
        "request_id": "",
        "errors": [],
    }


def test_interrupt(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """An interrupt is a failure without a traceback."""

    def interrupt(*_: object) -> httpx.Response:
        raise KeyboardInterrupt

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", interrupt)
    assert run("--queue", "3") == 3
    assert capsys.readouterr().err == "thulium-chat: interrupted: whether anything was started is not known\n"


@pytest.mark.parametrize(
    "arguments",
    [
        *(
            ["--queue", "0"],
            ["--queue", "3", "--email", "jan"],
            ["--queue", "3", "--customer-id", f"{2**63}"],
        ),
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
    assert ran.returncode == 3
    assert (
        ran.stderr == f"thulium-chat: {CONVERSATION_ID} was started, but cannot be printed: No space left on device\n"
    )


@pytest.mark.parametrize(
    ("arguments", "begin"),
    [
        (("--queue", "0"), "--queue must be at least 1 (an assumed bound): give a number "),
        (("--queue", "3", "--customer-id", "0"), "--customer-id must be at least 1 "),
        (("--queue", "3", "--email", "a"), "--email is malformed "),
        (("--queue", "3", "--client-id", " "), "--client-id is malformed "),
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


@pytest.mark.parametrize("status", [400, 401, 403, 404, 414, 429, 500, 503])
@pytest.mark.parametrize("as_json", [False, True], ids=["text", "json"])
def test_status_of_errors(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], status: int, as_json: bool
) -> None:
    """After a 500 or a 503 a conversation may have been started: status 3, also with --json."""
    other(monkeypatch, httpx.Response(status, json=ENVELOPE))
    assert run("--queue", "3", *["--json"] * as_json) == (3 if status >= 500 else 1)
    out, err = capsys.readouterr()
    assert out == ""
    if as_json:
        found = json.loads(err)
        assert (found["status"], found["request_id"], found["errors"]) == (status, REQUEST_ID, ENVELOPE["errors"])
        assert found["maybe_started"] == (status >= 500)
        assert found["type"].endswith("Error")
    else:
        assert ("not known" in err) == (status >= 500)


@pytest.mark.parametrize(
    ("arguments", "status", "kind"),
    [
        (["--queue", "0"], 2, "ArgumentError"),
        (["--queue", "3", "--base-url", "x"], 2, "ConfigurationError"),
        (["--queue", "abc"], 2, "UsageError"),
        (["--queue", "3", "--rubbish"], 2, "UsageError"),
        ([], 2, "UsageError"),
        (["--queue", "3", "--base-url", "http://127.0.0.1:1/api"], 1, "ThuliumConnectionError"),
    ],
)
def test_json_errors(capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, kind: str) -> None:
    """With --json every error is one JSON object on standard error."""
    try:
        found = run("--json", *arguments)
    except SystemExit as ended:
        found = int(ended.code or 0)
    out, err = capsys.readouterr()
    assert (found, out) == (status, "")
    error = json.loads(err)
    assert (error["type"], error["maybe_started"]) == (kind, False)
    assert error["message"]


@pytest.mark.parametrize(
    "content",
    [
        PASSWORD.encode(),
        f"{PASSWORD}\n".encode(),
        f"{PASSWORD}\r\n".encode(),
        b"\xef\xbb\xbf" + PASSWORD.encode(),
        f"{PASSWORD}\r\n".encode("utf-16"),
    ],
    ids=["bare", "line", "CRLF", "BOM", "UTF-16"],
)
@pytest.mark.parametrize("origin", ["file", "standard input"])
def test_password_file(
    answer: Recorder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes, origin: str
) -> None:
    """The password may come from a file or from standard input, as editors and shells write it."""
    file = tmp_path / "password"
    file.write_bytes(content)
    with file.open() as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        name = str(file) if origin == "file" else "-"
        command = ["start", "--queue", "3", "--system", "s", "--user", "api_user", "--password-file", name]
        assert main(command) == 0
    assert answer.request.headers["Authorization"] == f"Basic {SECRETS[1]}"


def test_password_that_is_typed(answer: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal the password is asked for, without an echo."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(getpass, "getpass", lambda prompt: PASSWORD)
    assert main(["start", "--queue", "3", "--system", "s", "--user", "api_user", "--password-file", "-"]) == 0
    assert answer.request.headers["Authorization"] == f"Basic {SECRETS[1]}"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "No such file or directory"),
        (b"\xff\xff", "not text in UTF-8"),
        (b"", "must be a text that is not empty"),
        (f"{PASSWORD}\nmore\n".encode(), "must not contain control characters"),
    ],
)
def test_password_file_that_cannot_be_used(
    answer: Recorder, capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    """What is wrong with the file is said with the option's name, and without the password."""
    file = tmp_path / "password"
    if content is not None:
        file.write_bytes(content)
    command = ["start", "--queue", "3", "--system", "s", "--user", "api_user", "--password-file", str(file)]
    assert main(command) == 2
    err = capsys.readouterr().err
    assert err.startswith("thulium-chat: --password-file ")
    assert sentence in err
    assert PASSWORD not in err
    assert answer.requests == []


def test_password_twice(answer: Recorder) -> None:
    """A password is given in one way."""
    with pytest.raises(SystemExit) as caught:
        run("--queue", "3", "--password-file", "-")
    assert caught.value.code == 2
    assert answer.requests == []


def test_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """--retries tries again where nothing can have been started."""
    recorder = Recorder(httpx.ConnectError("refused"), httpx.Response(200, json=STARTED))
    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", lambda _, request: recorder(request))
    monkeypatch.setattr(time, "sleep", lambda _: None)
    assert run("--queue", "3") == 1
    assert run("--queue", "3", "--retries", "1") == 0


def test_ca_file(answer: Recorder, capsys: pytest.CaptureFixture[str]) -> None:
    """--ca-file names certificates; what is wrong with it is said with the option's name."""
    assert run("--queue", "3", "--ca-file", certifi.where()) == 0
    assert run("--queue", "3", "--ca-file", "/no/such/file") == 2
    assert capsys.readouterr().err.startswith("thulium-chat: --ca-file must name a file")
    with pytest.raises(SystemExit):
        run("--queue", "3", "--ca-file", certifi.where(), "--insecure")


@pytest.mark.parametrize(
    "arguments", [("--queue", "0"), ("--queue", "3", "--timeout", "0"), ("--queue", "3", "--email", "a")]
)
def test_errors_are_not_about_python(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    """An error speaks of numbers and texts, not of the classes of Python."""
    assert run(*arguments) == 2
    assert not re.search(r"\b(int|str|None|httpx|float)\b", capsys.readouterr().err)


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_completion(capsys: pytest.CaptureFixture[str], shell: str) -> None:
    """The completion of a shell knows the command and its options."""
    with pytest.raises(SystemExit) as caught:
        main(["--print-completion", shell])
    assert caught.value.code == 0
    out = capsys.readouterr().out
    assert all(word in out for word in ("start", "queue", "password-file"))


def test_completion_without_its_package(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Without shtab the command says how to get it."""
    monkeypatch.setitem(sys.modules, "shtab", None)
    with pytest.raises(SystemExit) as caught:
        main(["--print-completion", "bash"])
    assert caught.value.code == 2
    assert "pip install 'thulium-chat[completion]'" in capsys.readouterr().err


@pytest.mark.parametrize("closed", ["1", "2", "1 2"])
def test_closed_streams(closed: str) -> None:
    """Without a standard output or error the status still tells what happened."""
    body = json.dumps(STARTED).encode()
    reply = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    with raw_server(reply) as base_url:
        redirections = " ".join(f"{each}>&-" for each in closed.split())
        ran = subprocess.run(
            ["sh", "-c", f'exec "$0" -m thulium_chat start --queue 3 {redirections}', sys.executable],
            env={"THULIUM_BASE_URL": base_url, "THULIUM_USER": "u", "THULIUM_PASSWORD": "p"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert ran.returncode == (3 if "1" in closed else 0)
    assert ran.stdout == ("" if "1" in closed else f"{CONVERSATION_ID}\n")
    assert (CONVERSATION_ID in ran.stderr) == (closed == "1")
