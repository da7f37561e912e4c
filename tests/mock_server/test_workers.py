"""Several processes that serve one mock: nobody can tell which one has answered."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.raw_http import AUTHORIZATION, Connection, ConnectionEnded, request
from tests.servers import BIN, CREDENTIALS, RunningServer, running_mock

START = "chat_conversations/start"
MANY = 24
"""So many connections that no process is left without one, but for a chance of one in a thousand million."""

SECONDS = 30

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="workers are forked")


@pytest.fixture(scope="module")
def shared_mock() -> Iterator[RunningServer]:
    """A mock that three processes serve."""
    with running_mock("--workers", "3") as server:
        yield server


@pytest.fixture
def mock(shared_mock: RunningServer) -> RunningServer:
    """The same, as it is after its start."""
    httpx.post(f"{shared_mock.origin}/_mock/reset").raise_for_status()
    for space in httpx.get(f"{shared_mock.origin}/_mock/spaces").json()["result"][1:]:
        httpx.delete(f"{shared_mock.origin}/_mock/spaces/{space['name']}").raise_for_status()
    return shared_mock


def start(mock: RunningServer, query: str = "chat_queue_id=3", base_path: str = "/api") -> httpx.Response:
    """Start a conversation over a connection of its own."""
    return httpx.post(f"{mock.origin}{base_path}/{START}?{query}", auth=CREDENTIALS)


def shown(mock: RunningServer, path: str) -> Any:
    """Return what the control API says."""
    return httpx.get(f"{mock.origin}/_mock/{path}").raise_for_status().json()


def workers_of(mock: RunningServer) -> list[int]:
    """Return the ids of the processes that the mock has started."""
    children = Path(f"/proc/{mock.process.pid}/task/{mock.process.pid}/children").read_text()
    return [int(child) for child in children.split()]


def is_running(process: int) -> bool:
    """Tell whether a process runs; one that has ended may wait for somebody to take note of it."""
    try:
        return Path(f"/proc/{process}/stat").read_text().split(") ")[1][0] != "Z"
    except FileNotFoundError:
        return False


def test_who_has_an_answer_finds_it_everywhere(mock: RunningServer) -> None:
    """Each request and conversation is there as soon as it is answered, whoever answered it and whoever is asked."""
    started = []
    for count in range(1, MANY + 1):
        started.append(start(mock, "chat_queue_id=3&client_id=1234").json()["conversation_id"])
        newest = shown(mock, "requests?limit=1")
        assert newest["count"] == count
        assert newest["result"][0]["conversation_id"] == started[-1]
        assert newest["result"][0]["customer"]["matched_by"] == "client_id"
        assert shown(mock, f"conversations/{started[-1]}")["conversation_id"] == started[-1]
    listed = shown(mock, f"conversations?limit={MANY}")["result"]
    assert [each["conversation_id"] for each in listed] == started[::-1]
    assert len(set(started)) == MANY


def test_request_ids_differ_and_errors_are_kept(mock: RunningServer) -> None:
    """No two processes give out the same id, and what was refused is in the journal."""
    answers = [start(mock, "chat_queue_id=0").json() for _ in range(MANY)]
    assert len({answer["request_id"] for answer in answers}) == MANY
    requests = shown(mock, "requests?limit=100")
    assert [each["errors"][0]["code"] for each in requests["result"]] == [400015] * MANY
    assert [each["number"] for each in requests["result"]] == list(range(MANY, 0, -1))


def test_a_change_is_known_to_all_before_it_is_answered(mock: RunningServer) -> None:
    """New fixtures count for the next request, over whatever connection, and a reset restores the first ones."""
    user = {"name": "api_user", "password": "api_pass", "methods": ["*"]}
    for queue in range(50, 54):
        fixtures = {"users": [user], "queues": [{"id": queue}], "customers": []}
        httpx.put(f"{mock.origin}/_mock/fixtures", json=fixtures).raise_for_status()
        assert {start(mock, f"chat_queue_id={queue}").status_code for _ in range(8)} == {200}
        assert {start(mock, f"chat_queue_id={queue - 1}").status_code for _ in range(8)} == {404}
    httpx.post(f"{mock.origin}/_mock/reset").raise_for_status()
    assert {start(mock).status_code for _ in range(8)} == {200}
    assert shown(mock, "requests")["count"] == 8


def test_faults_that_count_are_counted_once(mock: RunningServer) -> None:
    """A fault for the next five requests strikes five, not five of each process."""
    fault = {"answer": {"code": 503}, "times": 5}
    httpx.post(f"{mock.origin}/_mock/faults", json=fault).raise_for_status()
    statuses = [start(mock).status_code for _ in range(MANY)]
    assert statuses == [503] * 5 + [200] * (MANY - 5)


@pytest.mark.parametrize("query", ["chat_queue_id=4290", "client_name=a+b&chat_queue_id=%34290"])
def test_a_quota_is_that_of_all_together(mock: RunningServer, query: str) -> None:
    """The magic queue lets three requests through in all, however its number is spelt."""
    statuses = [start(mock, query).status_code for _ in range(MANY)]
    assert statuses.count(429) == MANY - statuses.count(200)
    assert statuses[:4] == [200, 200, 200, 429]


def test_a_seed_makes_ids_repeat(mock: RunningServer) -> None:
    """What is drawn by lot is drawn in one order, whoever is asked."""

    def ids() -> list[str]:
        httpx.post(f"{mock.origin}/_mock/seed", json={"seed": 7}).raise_for_status()
        return [start(mock).json()["conversation_id"] for _ in range(8)]

    assert ids() == ids()
    httpx.post(f"{mock.origin}/_mock/seed", json={"seed": None}).raise_for_status()
    assert len({start(mock).json()["conversation_id"] for _ in range(8)}) == 8


def test_spaces_are_made_and_removed_for_all(mock: RunningServer) -> None:
    """A space is made by the first request, whoever gets it, and what was in it is gone with it."""
    for name in ("ewa", "adam"):
        assert {start(mock, base_path=f"/spaces/{name}/api").status_code for _ in range(MANY)} == {200}
    # A change lets the workers know the new spaces too.
    httpx.delete(f"{mock.origin}/_mock/spaces/adam/requests").raise_for_status()
    assert {start(mock, base_path=f"/spaces/{name}/api").status_code for name in ("ewa", "adam") * 8} == {200}
    assert shown(mock, "spaces/ewa/requests")["count"] == MANY + 8
    assert shown(mock, "spaces/adam/requests")["count"] == 8
    assert shown(mock, "requests")["count"] == 0
    httpx.delete(f"{mock.origin}/_mock/spaces/ewa").raise_for_status()
    assert {start(mock, base_path="/spaces/ewa/api").status_code for _ in range(8)} == {200}
    assert shown(mock, "spaces/ewa/requests")["count"] == 8


def test_a_connection_may_ask_for_everything(mock: RunningServer) -> None:
    """Over one connection that is kept alive, the vendor's API, the control API and the console are all there."""
    for _ in range(6):
        with httpx.Client(base_url=mock.origin, auth=CREDENTIALS) as client:
            assert client.post(f"/api/{START}?chat_queue_id=3").status_code == 200
            assert client.get("/").headers["content-type"] == "text/html; charset=utf-8"
            assert client.get("/_mock/health").json()["status"] == "ok"
            assert client.post(f"/api/{START}?chat_queue_id=3").status_code == 200
            assert client.put("/_mock/fixtures", content=b"[" * 300_000).status_code == 400
    assert shown(mock, "requests")["count"] == 12


def test_requests_that_do_not_wait_for_answers(mock: RunningServer) -> None:
    """Pipelined requests are answered in order; where one would have to go elsewhere, the connection ends before it."""
    start_target = f"/api/{START}?chat_queue_id=3"
    ended = 0
    for _ in range(MANY):
        with Connection(mock.port) as connection:
            connection.send(
                request(AUTHORIZATION, target=start_target) * 3 + request(method="GET", target="/_mock/health")
            )
            for _ in range(3):
                assert b"conversation_id" in connection.answer().content
            try:
                assert json.loads(connection.answer().content)["status"] == "ok"
            except ConnectionEnded:
                ended += 1
    assert ended > 0
    assert shown(mock, "requests")["count"] == 3 * MANY


def test_a_stream_tells_of_what_all_processes_do(mock: RunningServer) -> None:
    """Who watches sees each request, without asking for it."""
    with httpx.stream("GET", f"{mock.origin}/_mock/stream", timeout=SECONDS) as stream:
        lines = stream.iter_lines()
        seen = 0
        for _ in range(MANY):
            start(mock)
        for line in lines:
            seen += line == "event: request"
            if seen == MANY:
                break


def test_many_connections_lose_nothing(mock: RunningServer) -> None:
    """Under load, all that was answered is there in the end, each once."""
    sent = 40 * MANY
    with ExitStack() as stack:
        connections = [stack.enter_context(Connection(mock.port)) for _ in range(MANY)]
        for connection in connections:
            connection.send(request(AUTHORIZATION, target=f"/api/{START}?chat_queue_id=3") * 40)
        answers = [connection.answer() for connection in connections for _ in range(40)]
    ids = {json.loads(answer.content)["conversation_id"] for answer in answers}
    assert len(ids) == sent
    assert shown(mock, "conversations?limit=1")["count"] == sent
    assert {each["conversation_id"] for each in journal(mock)} == ids


def journal(mock: RunningServer) -> Iterator[dict[str, Any]]:
    """Yield all requests of the journal."""
    for offset in range(0, 40 * MANY, 500):
        yield from shown(mock, f"requests?limit=500&offset={offset}")["result"]


def test_a_worker_that_ends_is_told_and_done_without() -> None:
    """The others serve on, and the mock ends as it should."""
    with running_mock("--workers", "2") as mock:
        (worker,) = workers_of(mock)
        os.kill(worker, signal.SIGKILL)
        mock.output.read_until("a worker has ended")
        assert {start(mock).status_code for _ in range(8)} == {200}
        assert shown(mock, "requests")["count"] == 8
        mock.process.send_signal(signal.SIGTERM)
        assert mock.process.wait(SECONDS) == 0


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_no_process_is_left(how: signal.Signals) -> None:
    """However the mock ends, its workers end too."""
    with running_mock("--workers", "3") as mock:
        workers = workers_of(mock)
        assert len(workers) == 2
        mock.process.send_signal(how)
        assert mock.process.wait(SECONDS) == (-signal.SIGKILL if how is signal.SIGKILL else 0)
        deadline = time.monotonic() + SECONDS
        while any(map(is_running, workers)):
            assert time.monotonic() < deadline, workers
            time.sleep(0.02)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--tls",), "--workers and --tls do not go together"),
        (("--reload",), "--workers and --reload do not go together"),
        (("--workers", "0"), "give a number from 1 to 64"),
    ],
)
def test_what_workers_cannot_do_is_told(options: tuple[str, ...], reason: str) -> None:
    """The mock does not start with options of which one would not be heeded."""
    command = [str(BIN / "thulium-mock"), "serve", "--port", "0", "--workers", "2", *options]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert ended.returncode in (1, 2)
    assert reason in ended.stderr


def test_a_port_in_use_is_told() -> None:
    """Two mocks never share a port, though the workers of one do."""
    with running_mock("--workers", "2") as first:
        command = [str(BIN / "thulium-mock"), "serve", "--port", str(first.port), "--workers", "2"]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        assert ended.returncode == 1
        assert "Address already in use" in ended.stderr
