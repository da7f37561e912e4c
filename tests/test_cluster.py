"""The cluster of `make cluster`, started for real: replicas behind the nginx.conf that we recommend."""

import json
import os
import re
import signal
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx
import pytest
from thulium_contract import Options, check
from thulium_contract.targets.sockets import SocketTarget

from tests.servers import CREDENTIALS, ROOT, Output, reserved_port, running

START = "api/chat_conversations/start?chat_queue_id=3"


@dataclass
class Cluster:
    """A cluster that serves: the URLs of its mock, of its database and of each replica, and the processes."""

    url: str
    database: str
    replicas: list[str]
    processes: list[int]
    make: subprocess.Popen[str]
    output: Output

    def start(self, url: str, query: str = "") -> httpx.Response:
        """Ask for a conversation at one of the URLs."""
        return httpx.post(f"{url}/{START}{query}", auth=CREDENTIALS, verify=False, timeout=60)

    def shown(self, what: str, url: str = "") -> list[dict[str, object]]:
        """Return conversations or requests, the newest first, as the control API at a URL shows them."""
        answer = httpx.get(f"{url or self.url}/_mock/{what}?limit=1000", verify=False).raise_for_status()
        result: list[dict[str, object]] = answer.json()["result"]
        return result


@pytest.fixture(scope="module")
def running_cluster() -> Iterator[Cluster]:
    """What `make cluster` starts."""
    environment = {name: "" for name in os.environ if name.startswith(("MAKE", "MFLAGS"))}
    with reserved_port() as port, running(["make", "cluster"], {**environment, "PORT": str(port)}) as (make, output):
        banner = output.read_until("Ctrl-C ends it")
        ((url, database),) = re.findall(r"serving +(\S+)/api\n.*\n  database +(\S+)", banner)
        found = re.findall(r"replica +(\S+)/api  \(process (\d+)\)", banner)
        yield Cluster(url, database, [each for each, _ in found], [int(each) for _, each in found], make, output)


@pytest.fixture
def cluster(running_cluster: Cluster) -> Cluster:
    """The cluster, with nothing of what tests before did."""
    httpx.post(f"{running_cluster.url}/_mock/reset", verify=False).raise_for_status()
    return running_cluster


def test_every_replica_shows_what_any_of_them_answered(cluster: Cluster) -> None:
    """Conversations that were started through nginx and at each replica, and the faults that one of them was told.

    A fault of one operation strikes no other one, whichever replica is asked.
    """
    ids = [cluster.start(url).json()["conversation_id"] for url in [cluster.url, *cluster.replicas] * 2]
    for url in cluster.replicas:
        assert [each["conversation_id"] for each in cluster.shown("conversations", url)] == ids[::-1]
    fault = {"operation": "startConversation", "answer": {"code": 503}, "times": 3}
    httpx.post(f"{cluster.replicas[0]}/_mock/faults", json=fault, verify=False).raise_for_status()
    lists = [httpx.get(f"{url}/api/chats", auth=CREDENTIALS, verify=False, timeout=60) for url in cluster.replicas]
    assert [each.json()["count"] for each in lists] == [len(ids)] * 2
    answers = [cluster.start(cluster.url).status_code for _ in range(8)]
    assert Counter(answers) == {503: 3, 200: 5}


def test_the_stream_shows_what_comes_to_every_replica(cluster: Cluster) -> None:
    """As it comes, through an nginx that buffers what it may."""
    with httpx.stream("GET", f"{cluster.url}/_mock/stream", verify=False, timeout=60) as stream:
        lines = stream.iter_lines()
        assert next(lines) == "retry: 1000"
        ids = {cluster.start(url).json()["conversation_id"] for url in cluster.replicas}
        seen: set[str] = set()
        while not ids <= seen:
            line = next(lines)
            if line.startswith("data: "):
                seen.add(json.loads(line.removeprefix("data: ")).get("conversation_id"))


class Links(HTMLParser):
    """What a page loads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the links of styles, scripts and pictures."""
        self.found += [value for name, value in attrs if value and name == ("href" if tag == "link" else "src")]


def test_console_and_journal_know_the_prefix(cluster: Cluster) -> None:
    """The console's files and Swagger UI are there, and cURL lines lead through nginx."""
    with httpx.Client(verify=False, follow_redirects=True) as client:
        for page in ("", "/", "/docs"):
            shown = client.get(f"{cluster.url}{page}").raise_for_status()
            links = [urljoin(str(shown.url), each) for each in Links(shown.text).found]
            assert links
            for link in links:
                assert link.startswith(cluster.url)
                client.get(link).raise_for_status()
    cluster.start(cluster.url)
    (request,) = cluster.shown("requests")
    assert f"{cluster.url}/api/chat_conversations/start" in str(request["curl"])


def test_a_request_that_may_have_arrived_is_not_sent_again(cluster: Cluster) -> None:
    """A connection that a fault drops is a 502 of nginx, the request is in the journal once, and no replica is out."""
    fault = {"connection": "drop", "times": 4}
    httpx.post(f"{cluster.url}/_mock/faults", json=fault, verify=False).raise_for_status()
    answers = [cluster.start(cluster.url, f"&client_id={each}").status_code for each in range(12)]
    assert answers == [502] * 4 + [200] * 8
    assert len(cluster.shown("requests")) == 12


def test_the_pytest_plugin_uses_it(cluster: Cluster) -> None:
    """Its own tests pass with options that name the cluster: they see and change what all replicas know."""
    where = [f"--thulium-mock-url={cluster.url}", f"--thulium-mock-database={cluster.database}"]
    what = ["-k", "afresh or ends_with or seed_repeats or fixtures_of_one or spaces_are or are_verified or in_flight"]
    alone = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    assert pytest.main([str(ROOT / "tests/mock_server/test_pytest_plugin.py"), *where, *what, *alone]) == 0


def test_the_contract_is_kept(cluster: Cluster) -> None:
    """The contract suite finds nothing broken, and its model of the state finds that of two replicas to be one."""
    with closing(SocketTarget(f"{cluster.url}/api")) as target:
        report = check(target, Options(examples=1, every=5000))
    assert (report.broken, report.held, report.unfinished) == ([], True, "")
    assert not [note for note in report.notes if "no control API" in note]


def test_a_replica_that_is_killed_is_survived(cluster: Cluster) -> None:
    """What was answered is there, nothing is there twice, and what it was answering fails, but nothing afterwards."""
    first, second = cluster.replicas
    half = threading.Semaphore(0)

    def ask(number: int) -> int:
        half.release()
        return cluster.start(cluster.url, f"&client_id={number}").status_code

    with ThreadPoolExecutor(4) as pool:
        answers = [pool.submit(ask, number) for number in range(80)]
        for _ in range(40):
            half.acquire()
        os.kill(cluster.processes[0], signal.SIGKILL)
        statuses = [each.result() for each in answers]
    assert set(statuses) <= {200, 502}
    assert statuses.count(502) <= 4
    assert [cluster.start(cluster.url).status_code for _ in range(8)] == [200] * 8
    started = Counter(each["client_id"] for each in cluster.shown("conversations", second))
    started.pop(None)
    assert set(started.values()) == {1}
    assert {str(number) for number, status in enumerate(statuses) if status == 200} <= set(started)
    with pytest.raises(httpx.ConnectError):
        cluster.start(first)


def test_ctrl_c_ends_all_of_it(running_cluster: Cluster) -> None:
    """nginx, replicas and PostgreSQL, whose folders are gone too."""
    (python,) = children(running_cluster.make.pid)
    processes = children(python)
    assert len(processes) >= 3
    os.killpg(running_cluster.make.pid, signal.SIGINT)
    running_cluster.make.wait(60)
    assert not [each for each in processes if os.path.exists(f"/proc/{each}")]
    assert "Traceback" not in running_cluster.output.finish()


def children(process: int) -> list[int]:
    """Return the processes that a process has started."""
    with open(f"/proc/{process}/task/{process}/children") as listed:
        return [int(each) for each in listed.read().split()]
