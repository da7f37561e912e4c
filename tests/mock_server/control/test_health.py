"""Readiness: the health request is answered when the mock serves, and only then."""

import contextlib
import json
import signal
import socket
import time
from collections.abc import Iterator

import httpx
import pytest
from thulium_contract.http.connection import Connection

from tests.forked import forked, forked_mock
from tests.http.lines import request
from tests.servers import CREDENTIALS, ROOT

SECONDS = 60


def answers(url: str) -> Iterator[httpx.Response | None]:
    """Ask again and again; yield the answer, or None when there was none."""
    with httpx.Client() as client:
        while True:
            try:
                yield client.get(url)
            except httpx.TransportError:
                yield None
                time.sleep(0.01)  # The mock starts sooner where nobody else takes the processor.


@pytest.mark.parametrize("options", [[], ["--reload", f"--document={ROOT / 'openapi/openapi.yaml'}"]])
def test_the_first_answer_is_that_it_serves(free_port: int, options: list[str]) -> None:
    """From before the start on, either nobody answers or the mock is ready, and then it does its work."""
    with forked("serve", "--port", str(free_port), *options) as (process, _):
        first = next(each for each in answers(f"http://127.0.0.1:{free_port}/_mock/health") if each or process.poll())
        assert first is not None
        assert (first.status_code, first.json()["status"]) == (200, "ready")
        url = f"http://127.0.0.1:{free_port}/api/chat_conversations/start?chat_queue_id=3"
        assert httpx.post(url, auth=CREDENTIALS).status_code == 200


def test_a_mock_that_ends_is_not_ready() -> None:
    """Once it is told to end, nobody is told that it serves: neither who connects anew nor who is connected."""
    body = json.dumps({"users": [], "queues": [], "customers": []}).encode()
    put = f"PUT /_mock/fixtures HTTP/1.1\r\nHost: localhost:1\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    with forked_mock() as mock, Connection(mock.port) as busy:
        busy.send(put + body[:5])
        httpx.get(f"{mock.origin}/_mock/health").raise_for_status()
        mock.process.send_signal(signal.SIGTERM)
        with contextlib.suppress(ConnectionError):
            while True:
                # The mock is told, and may not have heard of it yet.
                socket.create_connection(("127.0.0.1", mock.port), SECONDS).close()
        busy.send(body[5:] + request(target="/_mock/health", method="GET"))
        assert busy.answer().status == 200
        busy.assert_closed()
        assert mock.process.wait(SECONDS) == 0
