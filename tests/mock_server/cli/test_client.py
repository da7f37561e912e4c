"""Reaching a mock: waiting for one, and what every command says of one that it cannot reach."""

import re
from pathlib import Path

import pytest

from tests.forked import forked, forked_mock
from tests.http.recorder import answering, serving
from tests.mock_server.shell import Command, refusal, run


def test_wait_ends_as_soon_as_the_mock_serves(free_port: int) -> None:
    """It waits for a mock that is still to be started, and ends with success when that serves."""
    url = f"http://127.0.0.1:{free_port}"
    with forked("wait", "--url", url) as (waiting, output), forked("serve", "--port", str(free_port)):
        assert waiting.wait(60) == 0
        assert output.finish() == f"ready: {url}/api (document 1.0.0)\n"


def test_wait_gives_up_in_time(capsys: pytest.CaptureFixture[str], free_port: int) -> None:
    """Without a mock it ends with 1, and says what is wrong and how to mend it."""
    status, out, err = run(capsys, "wait", f"--url=http://127.0.0.1:{free_port}", "--timeout=0.2")
    assert (status, out) == (1, "")
    assert re.fullmatch(
        r"thulium-mock: not ready after 0\.2 s: no mock answers at http://127\.0\.0\.1:\d+ \(connection refused\):"
        r" start one with `thulium-mock serve`, or give its address with --url or THULIUM_MOCK_URL\.\n",
        err,
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            b"HTTP/1.1 200 OK\r\n\r\n<p>Hello",
            "{} is no thulium-mock (it answered 200): correct --url or THULIUM_MOCK_URL.",
        ),
        (
            b"HTTP/1.1 404 No\r\n\r\n<p>Hello",
            "{} is no thulium-mock (it answered 404): correct --url or THULIUM_MOCK_URL.",
        ),
        (b"220 mail.example.org ESMTP\r\n", "no mock answers at {} (it does not speak HTTP): start one with"),
    ],
)
def test_another_server_is_no_mock(capsys: pytest.CaptureFixture[str], content: bytes, told: str) -> None:
    """What answers without being a mock is told; waiting for it is in vain."""
    with serving(answering(content, keep=False)) as server:
        url = server.origin
        assert run(capsys, "wait", "--url", url, "--timeout=0")[0] == 1
        assert told.format(url) in refusal(run(capsys, "requests", "--url", url), 2)


def test_the_token_is_sent_and_asked_for(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A mock with a token is told it by option or variable; without, commands say how to give it, but for waiting."""
    monkeypatch.delenv("THULIUM_MOCK_TOKEN", raising=False)
    with forked_mock("--token=sesame") as mock:
        assert run(capsys, "wait", "--url", mock.base_url)[0] == 0
        assert run(capsys, "requests", "--url", mock.base_url, "--token=sesame")[0] == 0
        status, out, err = run(capsys, "requests", "--url", mock.base_url)
        assert (status, out) == (2, "")
        assert err.endswith("(401004) Give it as --token, or in THULIUM_MOCK_TOKEN.\n")
        monkeypatch.setenv("THULIUM_MOCK_TOKEN", "sesame")
        assert run(capsys, "requests", "--url", mock.base_url) == (0, "", "")


def test_the_certificate_of_this_machine_is_trusted_and_another_if_asked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A mock that serves HTTPS elsewhere is reached with --insecure; without it, that is what is said."""
    with forked_mock("--tls") as mock:
        assert run(capsys, "wait", "--url", mock.origin)[0] == 0
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
        assert run(capsys, "wait", "--url", mock.origin, "--insecure")[0] == 0
        status, _, err = run(capsys, "wait", "--url", mock.origin)
        told = f"the certificate of {mock.origin} is not trusted: add --insecure, or name its CA in SSL_CERT_FILE."
        assert (status, err) == (2, f"thulium-mock: {told}\n")
        assert run(capsys, "wait", "--url", mock.origin.replace("https", "http"), "--timeout=0")[0] == 1


def test_what_the_mock_refuses_is_told(command: Command) -> None:
    """Status 2, and the mock's own sentence with its code."""
    status, out, err = command("fault", "--answer=503", "--when=chat_queue_id=x")
    assert (status, out) == (2, "")
    assert re.fullmatch(r"thulium-mock: The .*when.* \(\d{6}\)\n", err), err
