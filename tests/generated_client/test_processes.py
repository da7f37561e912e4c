"""One client in several processes, as after a fork of gunicorn or Celery: nobody gets another's answer."""

import asyncio
import gc
import json
import os
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from thulium_chat import AsyncThuliumChat, ThuliumChat, ThuliumError

from tests.generated_client.echo import echo_server
from tests.generated_client.support import Recorder


@pytest.fixture
def settings() -> Iterator[dict[str, Any]]:
    """What a client of a server needs whose answers name the queue."""
    with echo_server() as server:
        yield {"base_url": server.base_url, "user": "api_user", "password": "api_pass"}
    gc.collect()  # the connections of an event loop that has ended are nobody's to close


def in_children(count: int, work: Callable[[int], object]) -> list[Any]:
    """Return what comes of the work in so many processes at once, each with its number."""
    pipes = []
    for number in range(count):
        reader, writer = os.pipe()
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
            child = os.fork()  # with threads, of which it needs none
        if not child:
            try:
                os.write(writer, json.dumps(work(number)).encode())
            finally:
                os._exit(0)
        os.close(writer)
        pipes.append((child, reader))
    found = []
    for child, reader in pipes:
        with open(reader) as pipe:
            found.append(json.loads(pipe.read() or "null"))
        os.waitpid(child, 0)
    return found


def outcome(chat: ThuliumChat | AsyncThuliumChat, queue: int) -> object:
    """Return the queue whose answer came, or what the error says."""
    try:
        found = chat.start_conversation(queue)
        return (asyncio.run(found) if asyncio.iscoroutine(found) else found).conversation_id.int
    except ThuliumError as error:
        return [str(error), error.maybe_started]


@pytest.mark.parametrize(("client", "calls"), [(ThuliumChat, 30), (AsyncThuliumChat, 3)])
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_fork(client: type[ThuliumChat], calls: int, settings: dict[str, Any]) -> None:
    """Each child has connections of its own, and the parent keeps its own."""
    chat = client(**settings)
    assert outcome(chat, 3) == 3
    expected = [list(range(1000 * number + 1, 1000 * number + calls)) for number in range(8)]
    assert in_children(8, lambda number: [outcome(chat, queue) for queue in expected[number]]) == expected
    assert outcome(chat, 4) == 4


def test_closed_in_a_child(settings: dict[str, Any]) -> None:
    """A child that closes its client leaves that of its parent open."""
    with ThuliumChat(**settings) as chat:
        chat.start_conversation(3)
        assert in_children(1, lambda _: [outcome(chat, 5), chat.close(), chat.is_closed]) == [[5, None, True]]  # type: ignore[func-returns-value]
        assert not chat.is_closed
        assert outcome(chat, 4) == 4


@pytest.mark.parametrize("given", ["transport", "http_client"])
def test_connections_of_the_caller(given: str, settings: dict[str, Any]) -> None:
    """Connections of the caller's own stay in their process: in another, nothing is sent over them."""
    with httpx.HTTPTransport() if given == "transport" else httpx.Client() as made:
        chat = ThuliumChat(**settings, **{given: made})  # type: ignore[arg-type]
        chat.start_conversation(3)
        for message, maybe_started in in_children(3, lambda _: outcome(chat, 5)):
            assert "belongs to another process: make a client in this process" in message
            assert not maybe_started
        assert outcome(chat, 4) == 4


def test_transport_without_connections() -> None:
    """A transport without connections works in any process."""
    answer = httpx.Response(200, json={"conversation_id": "00000000-0000-0000-0000-000000000005"})
    with ThuliumChat("s", "u", "p", transport=httpx.MockTransport(Recorder(answer))) as chat:
        assert in_children(2, lambda _: outcome(chat, 3)) == [5, 5]
