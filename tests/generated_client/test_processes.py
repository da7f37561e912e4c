"""One client in several processes, as after a fork of gunicorn or Celery: nobody gets another's answer."""

import subprocess
import sys

import pytest

from tests.generated_client.echo import echo_server

FORKED = """
import asyncio, json, os, sys, httpx
from thulium_chat import AsyncThuliumChat, ThuliumChat, ThuliumError

SETTINGS = {{"base_url": {base_url!r}, "user": "api_user", "password": "api_pass"}}


def children(count, work):
    pipes = []
    for number in range(count):
        reader, writer = os.pipe()
        if not (child := os.fork()):
            try:
                os.write(writer, json.dumps(work(number)).encode())
            finally:
                os._exit(0)
        os.close(writer)
        pipes.append((child, reader))
    found = []
    for child, reader in pipes:
        with open(reader) as pipe:
            found.append(json.load(pipe))
        os.waitpid(child, 0)
    return found


def outcome(call):
    try:
        return call().conversation_id.int
    except ThuliumError as error:
        return [type(error).__name__, str(error), error.maybe_started]

"""

SYNC = """
chat = ThuliumChat(**SETTINGS)
assert outcome(lambda: chat.start_conversation(3)) == 3
queues = lambda number: range(1000 * number + 1, 1000 * number + 30)
found = children(8, lambda number: [outcome(lambda: chat.start_conversation(queue)) for queue in queues(number)])
assert found == [list(queues(number)) for number in range(8)], found
assert outcome(lambda: chat.start_conversation(4)) == 4
"""

CLOSED = """
chat = ThuliumChat(**SETTINGS)
chat.start_conversation(3)
in_child = lambda _: [outcome(lambda: chat.start_conversation(5)), chat.close(), chat.is_closed]
assert children(1, in_child) == [[5, None, True]]
assert not chat.is_closed
assert outcome(lambda: chat.start_conversation(4)) == 4
"""

ASYNC = """
chat = AsyncThuliumChat(**SETTINGS)
call = lambda queue: outcome(lambda: asyncio.run(chat.start_conversation(queue)))
assert call(3) == 3
assert children(4, lambda number: [call(1000 * number + each) for each in (1, 2, 7)]) == [
    [1000 * number + each for each in (1, 2, 7)] for number in range(4)
]
"""

GIVEN = """
for given in ({"transport": httpx.HTTPTransport()}, {"http_client": httpx.Client()}):
    chat = ThuliumChat(**given, **SETTINGS)
    chat.start_conversation(3)
    for kind, message, maybe_started in children(3, lambda _: outcome(lambda: chat.start_conversation(5))):
        assert (kind, maybe_started) == ("ThuliumError", False)
        assert "belongs to another process: make a client in this process" in message
    assert outcome(lambda: chat.start_conversation(4)) == 4
"""

NO_CONNECTIONS = """
answer = lambda request: httpx.Response(200, json={{"conversation_id": "00000000-0000-0000-0000-000000000005"}})
chat = ThuliumChat(transport=httpx.MockTransport(answer), **SETTINGS)
assert children(2, lambda _: outcome(lambda: chat.start_conversation(3))) == [5, 5]
"""


@pytest.mark.parametrize(
    "code",
    [SYNC, CLOSED, ASYNC, GIVEN, NO_CONNECTIONS],
    ids=["sync", "closed in a child", "async", "a connection pool of the caller", "no connections"],
)
def test_fork(code: str) -> None:
    """Each child has connections of its own, or an error before anything is sent."""
    with echo_server() as server:
        script = FORKED.format(base_url=server.base_url) + code.replace("{{", "{").replace("}}", "}")
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
        assert (done.returncode, done.stderr) == (0, "")


def test_connections_are_reused_within_a_process() -> None:
    """Calls one after another use one connection."""
    code = "chat = ThuliumChat(**SETTINGS)\nfor queue in range(1, 20): chat.start_conversation(queue)"
    with echo_server() as server:
        subprocess.run([sys.executable, "-c", FORKED.format(base_url=server.base_url) + code], timeout=60, check=True)
        assert server.connections == 1
