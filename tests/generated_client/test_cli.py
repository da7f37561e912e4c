"""The command `thulium-chat`."""

import getpass
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from unittest import mock

import certifi
import httpx
import pytest
import thulium_chat
from thulium_chat.__main__ import main

from tests.generated_client.support import (
    CONVERSATION_ID,
    ENVELOPE,
    OK,
    PASSWORD,
    REQUEST_ID,
    SECRETS,
    Recorder,
    raw_server,
)

WHO = ["--base-url", "http://127.0.0.1:4010/api", "--user", "api_user"]
HERE = ["start", *WHO, "--password", PASSWORD]
TYPED = ["start", *WHO, "--queue", "3", "--password-file"]


def network(monkeypatch: pytest.MonkeyPatch, *answers: httpx.Response | BaseException) -> Recorder:
    """The network answers so, or that a conversation was started."""
    recorder = Recorder(*answers)
    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", lambda _, request: recorder(request))
    return recorder


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """The network answers that a conversation was started."""
    return network(monkeypatch)


def run(*arguments: str) -> int:
    """Run the command, with credentials."""
    return main([*HERE, *arguments])


def test_errors_of_the_system(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Each error of the system is printed with its code, and the request id, on standard error."""
    faults = [{"message": "Wrong format.", "code": 111111}, {"message": "Zły \x1b[31m adres.\n", "code": 222222}]
    network(monkeypatch, httpx.Response(400, json={**ENVELOPE, "errors": faults}))
    assert run("--queue", "3") == 1
    assert capsys.readouterr() == (
        "",
        "thulium-chat: 111111 Wrong format.\n"
        "thulium-chat: 222222 Zły \\x1b[31m adres.\\n\n"
        f"thulium-chat: status 400, request id {REQUEST_ID}\n",
    )


def test_json_of_errors_without_an_envelope(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An error of a gateway has its status and no entries, and something may have been started."""
    network(monkeypatch, httpx.Response(502, html="<h1>Bad Gateway</h1>"))
    assert run("--queue", "3", "--json") == 3
    assert json.loads(capsys.readouterr().err) == {
        "message": "status 502: the answer names no error\nwhether anything was started is not known",
        "type": "ServerError",
        "maybe_started": True,
        "maybe_done": True,
        "status": 502,
        "request_id": "",
        "errors": [],
    }


def test_interrupt(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """An interrupt is a failure without a traceback."""
    network(monkeypatch, KeyboardInterrupt())
    assert run("--queue", "3") == 3
    assert capsys.readouterr().err == "thulium-chat: interrupted: whether anything was started is not known\n"


@pytest.mark.parametrize("arguments", [[], ["start"]])
def test_what_is_required(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Without a command, and without a queue, the usage is shown."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
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


@pytest.mark.parametrize(
    ("redirections", "status", "out", "err"),
    [
        ("", 0, f"{CONVERSATION_ID}\n", ""),
        (
            *(">/dev/full", 3, ""),
            f"thulium-chat: {CONVERSATION_ID} was started, but cannot be printed: No space left on device\n",
        ),
        (">&-", 3, "", f"thulium-chat: {CONVERSATION_ID} was started, but cannot be printed: "),
        ("2>&-", 0, f"{CONVERSATION_ID}\n", ""),
        (">&- 2>&-", 3, "", ""),
    ],
)
def test_as_a_process(redirections: str, status: int, out: str, err: str) -> None:
    """When the id cannot be printed, the error has it and the status tells it: the conversation was started."""
    with raw_server(OK) as base_url:
        ran = subprocess.run(
            ["sh", "-c", f'exec "$0" -m thulium_chat start --queue 3 {redirections}', sys.executable],
            env={"THULIUM_BASE_URL": base_url, "THULIUM_USER": "u", "THULIUM_PASSWORD": "p"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert (ran.returncode, ran.stdout, ran.stderr[: len(err) or None]) == (status, out, err)


@pytest.mark.parametrize(
    ("arguments", "begin"),
    [
        (("--queue", "0"), "--queue must be at least 1 (an assumed bound): give a number "),
        (("--queue", "3", "--customer-id", "0"), "--customer-id must be at least 1 "),
        (("--queue", "3", "--email", "a"), "--email is malformed "),
        (("--queue", "3", "--client-id", " "), "--client-id is malformed "),
        (("--queue", "3", "--timeout", "0"), "--timeout must be a number "),
        (("--queue", "3", "--password", ""), "--password must be a text that is not empty"),
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
        assert main([*TYPED, name]) == 0
    assert answer.request.headers["Authorization"] == f"Basic {SECRETS[1]}"


def test_password_that_is_typed(answer: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal the password is asked for, without an echo."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(getpass, "getpass", lambda prompt: PASSWORD)
    assert main([*TYPED, "-"]) == 0
    assert answer.request.headers["Authorization"] == f"Basic {SECRETS[1]}"


@pytest.mark.parametrize("key", [KeyboardInterrupt, EOFError])
def test_password_that_is_not_typed(
    answer: Recorder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], key: type[BaseException]
) -> None:
    """Ctrl-C and Ctrl-D at the prompt end the command before anything is sent."""
    monkeypatch.setattr(sys, "stdin", mock.Mock(isatty=lambda: True))
    monkeypatch.setattr(getpass, "getpass", mock.Mock(side_effect=key))
    assert main([*TYPED, "-"]) == 2
    assert capsys.readouterr().err == "thulium-chat: --password-file was not given\n"
    assert answer.requests == []


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
    assert main([*TYPED, str(file)]) == 2
    err = capsys.readouterr().err
    assert err.startswith("thulium-chat: --password-file ")
    assert sentence in err
    assert PASSWORD not in err
    assert answer.requests == []


def test_ca_file(answer: Recorder, capsys: pytest.CaptureFixture[str]) -> None:
    """--ca-file names certificates; what is wrong with it is said with the option's name."""
    assert run("--queue", "3", "--ca-file", certifi.where()) == 0
    assert run("--queue", "3", "--ca-file", "/no/such/file") == 2
    assert capsys.readouterr().err.startswith("thulium-chat: --ca-file must name a file")
    with pytest.raises(SystemExit):
        run("--queue", "3", "--ca-file", certifi.where(), "--insecure")


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_completion(capsys: pytest.CaptureFixture[str], shell: str) -> None:
    """The completion of a shell knows the command and its options."""
    with pytest.raises(SystemExit) as caught:
        main(["--print-completion", shell])
    assert caught.value.code == 0
    out = capsys.readouterr().out
    assert all(word in out for word in ("start", "queue", "password-file"))


def test_completion_that_is_read_in_part() -> None:
    """The command bears with a reader such as `head`, who has seen enough."""
    command = [sys.executable, "-m", "thulium_chat", "--print-completion", "bash"]
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        ran = subprocess.run(command, stdout=pipe, stderr=subprocess.PIPE, check=False)
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_completion_without_its_package(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Without shtab the command says how to get it."""
    monkeypatch.setitem(sys.modules, "shtab", None)
    with pytest.raises(SystemExit) as caught:
        main(["--print-completion", "bash"])
    assert caught.value.code == 2
    assert "pip install 'thulium-chat[completion]'" in capsys.readouterr().err
