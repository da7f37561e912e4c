"""The contract suite in process: the mock passes, and defects of all classes are found, with a command to show them."""

import asyncio
import json
import shlex
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

import pytest
import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from thulium_contract import Options, Report, check, check_app
from thulium_contract.http.exchange import PASSWORD_VARIABLE, USER_VARIABLE
from thulium_contract.targets.target import TIME_LIMIT, AppTarget
from thulium_mock.app import create_app

from tests.contract.defects import DEFECTS, Defect
from tests.http.asgi import answer
from tests.http.messages import Response
from tests.servers import CREDENTIALS

Layer = Callable[[ASGIApp], ASGIApp]


def test_sound_mock_holds_every_rule() -> None:
    """The mock holds every rule, each of which had something to check, in many requests."""
    report = check_app(create_app(), seed=7, max_examples=30)
    assert not report.broken, report.broken
    assert {each.rule for each in report if each.state != "held"} == set()
    assert report.requests > 20_000


@pytest.mark.parametrize("defect", DEFECTS, ids=str)
def test_defect_is_found(defect: Defect) -> None:
    """Each of the known defects breaks a rule, and the report has a command that shows it."""
    report = found(defect)
    assert report.broken, report
    assert all(each.detail and each.curl.startswith("curl ") for each in report.broken)


@cache
def found(defect: Defect) -> Report:
    """Return what the suite finds first of a defect."""
    return check_app(defect.around(create_app()), seed=3, stop_at_first=True)


def every(number: int) -> Layer:
    """Return a defect of every n-th request: it is answered with another id in upper case."""

    def around(app: ASGIApp) -> ASGIApp:
        seen = 0

        async def defective(scope: Scope, receive: Receive, send: Send) -> None:
            nonlocal seen
            seen += 1
            broken = seen % number == 0

            async def change(message: Message) -> None:
                if broken and message["type"] == "http.response.body":
                    message = {**message, "body": message["body"].upper()}
                await send(message)

            await app(scope, receive, change)

        return defective

    return around


def mixed_up(app: ASGIApp) -> ASGIApp:
    """Return a defect under concurrency: all requests of a moment have the query of the last."""
    last = b""

    async def defective(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal last
        if scope["type"] != "http" or scope["path"].startswith("/_mock"):
            return await app(scope, receive, send)
        last = scope["query_string"]
        await asyncio.sleep(0)
        return await app({**scope, "query_string": last}, receive, send)

    return defective


def hangs(app: ASGIApp) -> ASGIApp:
    """Return a defect of time: a surname of 1,024 letters is never answered."""

    async def defective(scope: Scope, receive: Receive, send: Send) -> None:
        if b"client_surname=" in scope["query_string"] and len(scope["query_string"]) > 1024:
            await asyncio.Event().wait()
        await app(scope, receive, send)

    return defective


def blocks(app: ASGIApp) -> ASGIApp:
    """Return a defect of time that blocks the whole server."""

    async def defective(scope: Scope, receive: Receive, send: Send) -> None:
        if b"%F0%9F" in scope["query_string"]:
            time.sleep(30)  # noqa: ASYNC251 - that is the defect
        await app(scope, receive, send)

    return defective


def trims(app: ASGIApp) -> ASGIApp:
    """Return a defect of what is stored: the spaces after a surname are lost."""

    async def defective(scope: Scope, receive: Receive, send: Send) -> None:
        query = scope["query_string"]
        while b"client_surname=" in query and query.endswith((b"%20", b"+")) and query.rstrip(b"+%20")[-1:] != b"=":
            query = query.removesuffix(b"%20").removesuffix(b"+")
        await app({**scope, "query_string": query}, receive, send)

    return defective


SUBTLE = {
    "every-1500th": (every(1500), {"json", "started", "envelope", "answered", "control"}),
    "mixed-up": (mixed_up, {"stored", "status", "codes", "faults"}),
    "hangs": (hangs, {"time"}),
    "blocks": (blocks, {"time"}),
    "trims": (trims, {"stored"}),
}


@pytest.mark.parametrize("name", SUBTLE)
def test_subtle_defect_is_found(name: str) -> None:
    """Defects of counting, concurrency, time and storage break a rule that says what is wrong."""
    around, rules = SUBTLE[name]
    target = AppTarget(around(create_app()), time_limit=2 if rules == {"time"} else TIME_LIMIT)
    try:
        report = check(target, Options(seed=3, stop_at_first=True, strict=True, http=True))
    finally:
        target.close()
    assert {each.rule for each in report.broken} & rules, report.broken


def test_same_seed_sends_the_same_requests() -> None:
    """The same seed sends the same requests in the same order, another seed others."""
    first, other = recorded(11), recorded(12)
    assert recorded(11) == first != other


def test_command_line_shows_the_failure() -> None:
    """The command line of a report, run against the same defect over a socket, gets the wrong answer."""
    for defect in DEFECTS[:3]:
        report = found(defect)
        with served(defect.around(create_app())) as origin:
            wrong = run_curl(report, origin)
        with served(create_app()) as origin:
            right = run_curl(report, origin)
        assert right[0] == 400
        assert wrong != right


def recorded(seed: int) -> list[tuple[str, bytes, object]]:
    """Return the first requests that a check sends."""
    sent: list[tuple[str, bytes, object]] = []

    def record(app: ASGIApp) -> ASGIApp:
        async def recording(scope: Scope, receive: Receive, send: Send) -> None:
            if not scope["path"].startswith("/_mock"):
                sent.append((scope["method"], scope["raw_path"] + scope["query_string"], tuple(scope["headers"])))
            if len(sent) > 1200:
                await answer(send, Response(500))
                return
            await app(scope, receive, send)

        return recording

    check_app(record(create_app()), seed=seed, stop_at_first=True, max_examples=50)
    return sent[:1200]


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """Serve an application on a free port for as long as the block runs; yield its origin."""
    config = uvicorn.Config(app, port=0, log_level="critical", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def run_curl(report: Report, origin: str) -> tuple[int, tuple[int, ...]]:
    """Run the first command of a report against ``origin``; return status and error codes of the answer."""
    command = report.broken[0].curl.replace("http://127.0.0.1:4010", origin)
    assert shlex.split(command)
    environment = {"PATH": "/usr/bin:/bin", USER_VARIABLE: CREDENTIALS[0], PASSWORD_VARIABLE: CREDENTIALS[1]}
    done = subprocess.run(["bash", "-c", command], env=environment, capture_output=True, text=True, timeout=60)
    head, _, body = done.stdout.partition("\n\n") if "\n\n" in done.stdout else done.stdout.partition("\r\n\r\n")
    assert head, done
    return int(head.split()[1]), tuple(error["code"] for error in json.loads(body).get("errors", ()))
