"""The contract suite as a command: over HTTP and TLS, its exit status, its reports, and what it must never do."""

import base64
import json
import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from thulium_contract import Options, command
from thulium_contract.command import BROKEN, HELD, UNFINISHED, UNUSABLE, main
from thulium_contract.document.documents import document
from thulium_contract.expected.oracle import Known, Oracle
from thulium_contract.session.control import Control
from thulium_contract.targets.hosts import is_vendor
from thulium_contract.targets.sockets import SocketTarget

from tests.forked import forked_mock
from tests.http import messages
from tests.http.recorder import Peer, Recording, replying, serving
from tests.servers import running_prism

STARTED = b'{"conversation_id": "6ed7c941-2c8a-411e-95d2-338a9f64800a"}'
USER, PASSWORD = "someone", "s3cret+Pa/ss=wörd"

PRISM_BREAKS = {
    "verdict": "It lets every name and password in, reads numbers as JavaScript does, and knows no queues.",
    "status": "So it refuses parameters where it should refuse credentials.",
    "media-type": "Errors that the document leaves to HTTP are problem+json.",
    "envelope": "So they are no envelope.",
    "request-id": "Its ids are those of the document's examples.",
    "fresh-ids": "So they repeat.",
    "faults": "It answers every refusal of parameters with the first example.",
    "codes": "So the codes are those of another fault.",
    "language": "It knows no languages.",
    "sentences": "So the sentences are English to everyone.",
    "allow": "405 comes without Allow.",
    "no-echo": "problem+json repeats the path.",
    "time": "A body of two megabytes is never answered.",
    "answered": "A Content-Type of a slash ends its process.",
}
"""The rules that Prism breaks, and why."""


def run(*arguments: str, user: str = USER, password: str = PASSWORD) -> int:
    """Run the command."""
    return main([*arguments, "--user", user, "--password", password])


@pytest.fixture(scope="module")
def fixtures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fixtures file with an API user whose password has every kind of character."""
    path = tmp_path_factory.mktemp("fixtures") / "fixtures.json"
    users = [{"name": USER, "password": PASSWORD, "methods": ["*"]}]
    path.write_text(json.dumps({"users": users, "queues": [{"id": 3}], "customers": []}), "utf-8")
    return path


def send_fewer(monkeypatch: pytest.MonkeyPatch, every: int) -> None:
    """Send what is plain, and of the rest each so many-th request: all of it goes to the same mock without a socket."""
    monkeypatch.setattr(command, "Options", partial(Options, every=every))


def test_sound_mock_over_http(
    fixtures: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mock over HTTP holds every rule; the reports are well formed and show no credentials."""
    send_fewer(monkeypatch, 40)
    files = {kind: tmp_path / f"report.{kind}" for kind in ("junit", "json")}
    with forked_mock("--fixtures", str(fixtures)) as server:
        options = [f"--{kind}={path}" for kind, path in files.items()]
        assert run(server.base_url, "--max-examples", "30", *options) == HELD
    output = capfd.readouterr()
    report = json.loads(files["json"].read_text("utf-8"))
    assert {rule["state"] for rule in report["rules"]} == {"held"}
    suite = ElementTree.parse(files["junit"]).getroot()
    assert int(suite.attrib["tests"]) == len(report["rules"]) == len(suite)
    assert "sending" in output.err
    assert "held" in output.out
    assert_no_secrets(output.out, output.err, *(path.read_text("utf-8") for path in files.values()))


def test_sound_mock_over_tls(
    fixtures: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mock over TLS holds every rule, once its certificate is accepted; HAR has all of it."""
    send_fewer(monkeypatch, 40)
    path = tmp_path / "report.har"
    with forked_mock("--tls", "--fixtures", str(fixtures)) as server:
        few = ("--only", "startConversation", "--max-examples", "1")
        assert run(server.base_url, "--insecure", *few, "--har", str(path)) == HELD
        assert run(server.base_url) == UNUSABLE
    output = capfd.readouterr()
    assert "certificate cannot be verified; --insecure" in output.err
    entries = json.loads(path.read_text("utf-8"))["log"]["entries"]
    assert len(entries) > 500
    assert all(entry["request"]["url"].startswith("https://") for entry in entries)
    headers = [each for entry in entries for each in entry["request"]["headers"]]
    assert {"name": "Authorization", "value": "Basic REDACTED"} in headers, "redocly drift asks for the scheme"
    assert_no_secrets(output.out, output.err, path.read_text("utf-8"))


def test_wrong_credentials_break_rules_without_showing_them(
    fixtures: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failing run shows a command line, in which the credentials are left to the environment."""
    send_fewer(monkeypatch, 1000)
    path = tmp_path / "report.xml"
    with recorder(200, b'{"conversation_id": "%s"}' % base64.b64encode(f"{USER}:{PASSWORD}".encode())) as (
        origin,
        sent,
    ):
        assert run(f"{origin}/api", "--junit", str(path)) == BROKEN
    assert sent
    output = capfd.readouterr()
    assert "$THULIUM_PASSWORD" in output.out.replace("{", "").replace("}", "")
    assert "not checkable stored" in output.out
    assert_no_secrets(output.out, output.err, path.read_text("utf-8"))


def test_prism_breaks_the_listed_rules(tmp_path: Path) -> None:
    """Prism breaks rules, each of which is listed with its reason, and ends none of the check with a crash."""
    path = tmp_path / "report.json"
    # Some of the requests end its process, so that it has to be another Prism than that of the other tests.
    with running_prism() as prism:
        assert main([prism.base_url, "--strict", "--http", "--time-budget", "8", "--json", str(path)]) == BROKEN
    rules = json.loads(path.read_text("utf-8"))["rules"]
    broken = {rule["rule"] for rule in rules if rule["state"] == "broken"}
    assert {"verdict", "fresh-ids", "codes", "language", "allow"} <= broken <= set(PRISM_BREAKS)


def test_safe_check_starts_only_the_announced_conversation(capfd: pytest.CaptureFixture[str]) -> None:
    """A safe check sends nothing that the oracle lets through, but for the last request, which was announced."""
    with recorder(None) as (origin, sent):
        run(f"{origin}/api", "--safe")
        announced = capfd.readouterr().err
    oracle = Oracle(document(), Known({USER: (PASSWORD, ("*",))}, frozenset({3})))
    *refused, last = sent
    assert 20 < len(refused) < 50
    assert {oracle.judge(each.method, each.target, each.headers).status for each in refused} == {400, 401}
    assert oracle.judge(last.method, last.target, last.headers).status == 200
    assert "Starting one conversation in queue 3" in announced


def test_safe_check_ends_when_a_refusal_is_missing(capfd: pytest.CaptureFixture[str]) -> None:
    """A safe check of a server that lets everything through sends one request, and says first what came of it."""
    with recorder(200, STARTED) as (origin, sent):
        assert run(f"{origin}/api", "--safe") == BROKEN
    assert len(sent) == 1
    output = capfd.readouterr()
    assert "Starting" not in output.err
    assert output.out.startswith("A request before all others was answered with 200: it may have started")


def test_queue_that_is_not_there(capfd: pytest.CaptureFixture[str]) -> None:
    """A queue that does not exist is told in a sentence, not in thousands of deviations."""
    with recorder(None) as (origin, sent):
        run(f"{origin}/api", "--safe", "--queue", "4")
        assert run(f"{origin}/api", "--queue", "4") == UNUSABLE
    output = capfd.readouterr()
    assert "queue 4 may not exist" in output.out
    assert "has no queue 4 (404)" in output.err
    assert len(sent) < 50


def test_safe_check_sends_each_request_once(capfd: pytest.CaptureFixture[str]) -> None:
    """A safe check sends nothing again where the server ends the connection, and does not say that it started one."""
    refused = [messages.Response(status).octets() for status in (401, 400)]

    def hanging_up(peer: Peer, recording: Recording) -> None:
        while request := peer.request():
            if "ContractCheck" in request.target:
                return
            peer.send(refused[bool(request.values("authorization"))])

    with serving(hanging_up) as recording:
        run(recording.base_url, "--safe")
    announced = [each for each in recording.requests if "ContractCheck" in each.target]
    assert announced == recording.requests[-1:]
    output = capfd.readouterr().out
    assert "Whether the announced conversation was started is not known" in output


def test_dry_run_sends_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """A dry run shows a command for all that a safe check would send, without the credentials."""
    with recorder(None) as (origin, sent):
        assert run(f"{origin}/api", "--safe", "--dry-run") == HELD
        assert sent == []
        output = capfd.readouterr().out
        run(f"{origin}/api", "--safe")
    assert output.count("curl ") == len(sent) > 20
    assert output.count("# the announced conversation\n") == 1
    assert_no_secrets(output)


@pytest.mark.parametrize(
    ("status", "path", "sentence"),
    [
        (404, "", "check BASE_URL, which often ends with /api"),
        (401, "/api", "check --user and --password"),
        (302, "/api", "redirects to"),
    ],
)
def test_target_that_was_mistaken(status: int, path: str, sentence: str, capfd: pytest.CaptureFixture[str]) -> None:
    """A wrong address or password is told in one sentence, after three requests at most."""
    with recorder(status) as (origin, sent):
        assert run(f"{origin}{path}") == UNUSABLE
    assert sentence in capfd.readouterr().err
    assert len([each for each in sent if "_mock" not in each.target]) <= 3


def test_what_was_not_sent_is_not_checked(capfd: pytest.CaptureFixture[str]) -> None:
    """A check that has no time for everything is no success, and says what it did not check."""
    with forked_mock() as server:
        assert main([server.base_url, "--time-budget", "1"]) == UNFINISHED
    output = capfd.readouterr().out
    assert "The time was over before everything was checked." in output
    assert re.search(r"\d+ of some \d+ requests", output)
    assert not re.search("^held ", output, re.MULTILINE)


def test_a_signal_ends_the_check(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """After SIGTERM a target knows what it knew before the check."""

    def ended(text: str) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    def options(**given: Any) -> Options:
        return replace(Options(**given), progress=ended)

    monkeypatch.setattr(command, "Options", options)
    with forked_mock() as server, closing(SocketTarget(server.base_url)) as target:
        control = Control(target)
        before = control.fixtures()
        assert main([server.base_url]) == UNFINISHED
        assert control.fixtures() == before
    assert "ended by a signal" in capfd.readouterr().err


def test_words_of_a_report_are_no_credentials(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A password that is a word of the report is taken out of requests and answers alone; that it was told is said."""
    path = tmp_path / "report.json"
    with forked_mock() as server:
        arguments = [server.base_url, "--only", "listWebhooks", "--max-examples", "1", "--json", str(path)]
        assert run(*arguments, password="held") == HELD
    report = json.loads(path.read_text("utf-8"))
    assert report["held"] is True
    assert "REDACTED" not in str([rule["state"] for rule in report["rules"]])
    assert "did not know the API user" in capfd.readouterr().out


def test_target_that_limits_requests(capfd: pytest.CaptureFixture[str]) -> None:
    """A target that asks to wait for longer than there is time is said to limit requests, and nothing is broken."""
    limited = messages.Response(429, (("Retry-After", "500"),))
    with serving(replying(lambda request: limited)) as recording:
        assert run(f"{recording.origin}/api") == UNFINISHED
    assert "limits how many requests it takes" in capfd.readouterr().out


def test_report_that_cannot_be_written(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A report that cannot be written is told before the first request."""
    with recorder(None) as (origin, sent):
        assert run(f"{origin}/api", "--json", str(tmp_path / "nowhere" / "report.json")) == UNUSABLE
    assert sent == []
    assert "cannot be written" in capfd.readouterr().err


def test_standard_output_that_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A report that cannot be printed is an error, and is written where it can be."""
    path = tmp_path / "report.json"
    with recorder(None) as (origin, _), Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)
        assert run(f"{origin}/api", "--safe", "--json", str(path)) == UNUSABLE
    assert json.loads(path.read_text("utf-8"))["requests"]


@pytest.mark.parametrize(
    "host",
    [
        *("x.thulium.com", "thulium.com", "X.Thulium.COM", "x.thulium.com.", "x.thulium.com:8443", "a.b.thulium.com"),
        *(
            "x.ｔｈｕｌｉｕｍ.com",
            "x.thulium。com",
            "x.thu%6cium.com",
            "x.thu\u00adlium.com",
            "x.thulium.com..",
            "x.thu\u200blium.com",
        ),
    ],
)
def test_full_check_of_a_live_tenant_is_refused(host: str, capfd: pytest.CaptureFixture[str]) -> None:
    """The full check of a vendor's host is refused before anything is sent, however the host is spelled."""
    assert main([f"https://{host}/api"]) == UNUSABLE
    assert "--safe" in capfd.readouterr().err


def test_other_hosts_are_not_the_vendors() -> None:
    """A host that only looks like the vendor's is checked."""
    assert not any(map(is_vendor, ("localhost", "thulium.com.example.org", "notthulium.com", "thulium.example")))


@pytest.mark.parametrize(
    "arguments",
    [
        ["http://127.0.0.1:1/api"],
        ["ftp://127.0.0.1/api"],
        ["nonsense"],
        ["http://127.0.0.1:99999/api"],
        ["http://[::1/api"],
        ["http://user:pass@127.0.0.1/api"],
        ["http://127.0.0.1:1/api", "--dry-run"],
    ],
)
def test_what_cannot_be_checked_is_said_in_one_sentence(
    arguments: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    """A target that cannot be reached or read ends the command with status 2 and one sentence."""
    assert main(arguments) == UNUSABLE
    error = capfd.readouterr().err.strip()
    assert error.startswith("error: ")
    assert error.endswith(".")
    assert "\n" not in error


def assert_no_secrets(*texts: str) -> None:
    """Assert that the password is in no text, in no spelling."""
    pair = f"{USER}:{PASSWORD}"
    for text in texts:
        for secret in (PASSWORD, quote(PASSWORD, safe=""), base64.b64encode(pair.encode()).decode().rstrip("=")):
            assert secret not in text
        assert base64.b64encode(PASSWORD.encode()).decode()[:12] not in text


@contextmanager
def recorder(status: int | None, body: bytes = b"{}") -> Iterator[tuple[str, list[messages.Request]]]:
    """Record requests; without a status, each is answered with what the oracle says."""
    oracle = Oracle(document(), Known({USER: (PASSWORD, ("*",))}, frozenset({3})))

    def reply(request: messages.Request) -> messages.Response:
        right = oracle.judge(request.method, request.target, request.headers).status if status is None else status
        return messages.Response(right, (("Content-Type", "application/json"),), body)

    with serving(replying(reply)) as recording:
        yield recording.origin, recording.requests
