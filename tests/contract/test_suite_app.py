"""The contract suite in process: the mock passes, a rule says what is wrong, and a command shows it."""

import asyncio
import json
import subprocess
import time

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send
from thulium_contract import Options, Report, check, check_app
from thulium_contract.http.exchange import PASSWORD_VARIABLE, USER_VARIABLE
from thulium_contract.targets.target import TIME_LIMIT, AppTarget
from thulium_mock.app import create_app

from tests.http.asgi import answer, ask
from tests.http.messages import Response
from tests.http.recorder import replying, serving
from tests.mutants.server import SERVER_MUTANTS
from tests.mutants.server.core import Defect, Request
from tests.mutants.server.parts import Server
from tests.servers import CREDENTIALS

MUTANTS = {each.name: each for each in SERVER_MUTANTS}


Sent = list[tuple[str, bytes, object]]


@pytest.fixture(scope="module")
def sound() -> tuple[Report, Sent]:
    """The report on the mock, and the first requests of its check."""
    sent: Sent = []
    return check_app(recording(sent), seed=7, max_examples=30), sent


def recording(sent: Sent, *, ends: bool = False) -> ASGIApp:
    """Return a mock that records the first requests; it may fail after them, which ends a check."""
    app = create_app()

    async def recorder(scope: Scope, receive: Receive, send: Send) -> None:
        if not scope["path"].startswith("/_mock"):
            if len(sent) < 1200:
                sent.append((scope["method"], scope["raw_path"] + scope["query_string"], tuple(scope["headers"])))
            elif ends:
                await answer(send, Response(500))
                return
        await app(scope, receive, send)

    return recorder


def test_sound_mock_holds_every_rule(sound: tuple[Report, Sent]) -> None:
    """The mock holds every rule, each of which had something to check, in many requests."""
    report, _ = sound
    assert not report.broken, report.broken
    assert {each.rule for each in report if each.state != "held"} == set()
    assert report.requests > 20_000


def test_one_operation_is_checked_alone() -> None:
    """The lives of conversations are held to what the mock shows, though nothing else is sent to what ends them."""
    target = AppTarget(create_app())
    report = check(target, Options(examples=1, only=["listChats"]))
    target.close()
    assert (report.broken, report.results["lifecycle"].state) == ([], "held")


def _blocked(request: Request, server: Server) -> float:
    if "%F0%9F" in request.query:
        time.sleep(30)
    return 0


BUILDS = {
    "counting": (MUTANTS["timing.every-113th"].build, {"status"}),
    "concurrency": (MUTANTS["timing.crossed-together"].build, {"stored", "status", "codes", "faults"}),
    "time": (MUTANTS["timing.hang-on-head"].build, {"time"}),
    "time of all": (Defect(pause=_blocked).build, {"time"}),
    "storage": (MUTANTS["misread.exact-integers"].build, {"stored"}),
}


@pytest.mark.parametrize("name", BUILDS)
def test_rule_says_what_is_wrong(name: str) -> None:
    """Defects of counting, concurrency, time and storage break a rule that says what is wrong."""
    build, rules = BUILDS[name]
    target = AppTarget(build(), time_limit=2 if rules == {"time"} else TIME_LIMIT)
    try:
        report = check(target, Options(seed=3, stop_at_first=True, strict=True, http=True))
    finally:
        target.close()
    assert {each.rule for each in report.broken} & rules, report.broken


def test_same_seed_sends_the_same_requests(sound: tuple[Report, Sent]) -> None:
    """The same seed sends the same requests in the same order, another seed others."""
    other: Sent = []
    same: Sent = []
    for seed, sent in ((12, other), (7, same)):
        check_app(recording(sent, ends=True), seed=seed, stop_at_first=True, max_examples=30)
    assert len(other) == 1200
    assert same == sound[1] != other


@pytest.mark.parametrize("name", ["integers.customer-zero", "texts.blank"])
def test_command_line_shows_the_failure(name: str) -> None:
    """The command line of a report, run against the same defect over a socket, gets the wrong answer."""
    app = MUTANTS[name].build()
    report = check_app(app, seed=3, stop_at_first=True)
    assert all(each.detail and each.curl.startswith("curl ") for each in report.broken)
    wrong, right = (run_curl(report.broken[0].curl, each) for each in (app, create_app()))
    assert right[0] == 400
    assert wrong != right


def run_curl(command: str, app: ASGIApp) -> tuple[int, tuple[int, ...]]:
    """Run the command of a report against an application over a socket; return status and error codes of the answer."""
    environment = {"PATH": "/usr/bin:/bin", USER_VARIABLE: CREDENTIALS[0], PASSWORD_VARIABLE: CREDENTIALS[1]}
    with serving(replying(lambda request: asyncio.run(ask(app, request)))) as server:
        command = command.replace("http://127.0.0.1:4010", server.origin)
        done = subprocess.run(["bash", "-c", command], env=environment, capture_output=True, text=True, timeout=60)
    head, _, body = done.stdout.replace("\r", "").partition("\n\n")
    assert head, done
    return int(head.split()[1]), tuple(error["code"] for error in json.loads(body).get("errors", ()))
