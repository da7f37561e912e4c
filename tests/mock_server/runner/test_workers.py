"""Workers: several processes that answer on one port as one does."""

import os
import signal
from pathlib import Path

import httpx

from tests.forked import forked_mock
from tests.mock_server.runner.files import QUEUE_5
from tests.mock_server.state.databases import processes
from tests.servers import CREDENTIALS

CONNECTIONS = 12
"""New connections, of which each process takes some."""


def test_workers_are_equal(tmp_path: Path, fixtures: Path) -> None:
    """Over HTTPS and with reloading too: what one knows, all know, and one that is killed is replaced."""
    options = ["--workers=2", f"--database=sqlite:///{tmp_path}/mock.db", "--tls", "--reload", f"--fixtures={fixtures}"]
    with forked_mock(*options, "--log") as mock:

        def start(queue: int) -> int:
            url = f"{mock.base_url}/chat_conversations/start?chat_queue_id={queue}"
            return httpx.post(url, auth=CREDENTIALS, verify=False).status_code

        assert {start(5) for _ in range(CONNECTIONS)} == {404}
        fixtures.write_text(QUEUE_5)
        mock.output.read_until("queues 2")
        assert {start(5) for _ in range(CONNECTIONS)} == {200}
        before = processes(mock)
        os.kill(before[0], signal.SIGKILL)
        mock.output.read_until(r"thulium-mock: worker \d has ended \(-9\): another one takes its place\.")
        assert [start(5) for _ in range(CONNECTIONS)] == [200] * CONNECTIONS
        counts = {
            httpx.get(f"{mock.origin}/_mock/conversations", verify=False).json()["count"] for _ in range(CONNECTIONS)
        }
        assert counts == {2 * CONNECTIONS}
        assert set(processes(mock)) != set(before)
        mock.process.send_signal(signal.SIGTERM)
        assert mock.process.wait(60) == 0
        assert mock.output.finish().count("Try it") == 1


def test_workers_that_cannot_serve_end_the_mock(tmp_path: Path) -> None:
    """A file that is lost is told by each that would serve from it, and no further one takes its place."""
    with forked_mock("--workers=2", f"--database=sqlite:///{tmp_path}/mock.db") as mock:
        for path in tmp_path.iterdir():
            path.unlink()
        (tmp_path / "mock.db").mkdir()
        for process in processes(mock):
            os.kill(process, signal.SIGKILL)
        assert mock.process.wait(60) == 1
        assert "the database cannot be used: unable to open database file" in mock.output.finish()
