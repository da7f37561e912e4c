"""Tests of the applications: each receives what the mock sends, and what others may."""

import importlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import anyio
import httpx
import pytest
import receiving
import uvicorn
from receiving import waiting
from thulium_chat import ThuliumChat, webhooks
from thulium_mock.pytest_plugin import ThuliumMock

URL = "http://127.0.0.1/thulium"
CREDENTIALS = ("hook_user", "hook_pass")
CONVERSATION = "6ed7c941-2c8a-411e-95d2-338a9f64800a"
COMMON = {"conversation_id": CONVERSATION, "date": "2016-04-20 09:46:24", "chat_queue_id": "3"}
CREATED = {"action": "CHAT_CONVERSATION_CREATED", **COMMON, "client_name": "Jan Kowalski", "client_email": "null"}
ASSIGNED = {"action": "CHAT_AGENT_ASSIGNED", **COMMON, "agent_login": "jkowalski"}


@pytest.fixture(params=["fastapi_app", "flask_app", "django_app"])
def app(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The applications in turn, with the credentials of the subscription."""
    monkeypatch.setenv("WEBHOOK_USER", CREDENTIALS[0])
    monkeypatch.setenv("WEBHOOK_PASSWORD", CREDENTIALS[1])
    waiting.clear()
    return importlib.import_module(request.param).app


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """Serve the application on a free port of this machine; yield the address for webhooks."""
    if type(app).__name__ == "FastAPI":
        listening = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        run, stop, port = server.run, lambda: setattr(server, "should_exit", True), listening.getsockname()[1]
        thread = threading.Thread(target=run, args=([listening],))
    else:
        wsgi = make_server("127.0.0.1", 0, app, handler_class=Quiet)
        stop, port = lambda: (wsgi.shutdown(), wsgi.server_close()), wsgi.server_port
        thread = threading.Thread(target=wsgi.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{port}/thulium"
    stop()
    thread.join()


class Quiet(WSGIRequestHandler):
    """Handler that logs nothing."""

    def log_message(self, *_: object) -> None:
        """Drop a line."""


def test_a_conversation(app: Any, thulium_mock: ThuliumMock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mock tells of a conversation's start and end as it happens, with the credentials of the subscription."""
    told: SimpleQueue[webhooks.Event] = SimpleQueue()
    monkeypatch.setattr(receiving.webhooks, "parse", lambda *given, read=webhooks.parse: told.put(read(*given)))
    mock = {"base_url": thulium_mock.base_url, "user": thulium_mock.user, "password": thulium_mock.password}
    with serving(app) as url, ThuliumChat(**mock) as chat:
        actions = ["CHAT_CONVERSATION_CREATED", "CHAT_CONVERSATION_CLOSED"]
        chat.create_webhook(actions, url, http_auth_user=CREDENTIALS[0], http_auth_password=CREDENTIALS[1])
        conversation = chat.start_conversation(3, client_name="Jan", client_surname="Żółw").conversation_id
        created = told.get(timeout=10)
        chat.stop_conversation(conversation)
        closed = told.get(timeout=10)
    assert (type(created), created.conversation_id) == (webhooks.ConversationCreated, conversation)
    assert (created.client_name, created.client_email, created.chat_queue_id) == ("Jan Żółw", None, 3)
    assert (type(closed), closed.conversation_id) == (webhooks.ConversationClosed, conversation)


def post(app: Any, auth: Any = CREDENTIALS, **given: Any) -> int:
    """Send a request to the application, and return the status."""

    async def send() -> int:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
            return (await client.post(URL, auth=auth, **given)).status_code

    if type(app).__name__ == "FastAPI":
        return anyio.run(send)
    with httpx.Client(transport=httpx.WSGITransport(app)) as client:
        return client.post(URL, auth=auth, **given).status_code


@pytest.mark.parametrize("as_what", ["data", "json"])
def test_events(app: Any, as_what: str) -> None:
    """Whoever waits is known until an agent takes the conversation, whether events are forms or JSON."""
    assert (post(app, **{as_what: CREATED}), waiting) == (200, {CONVERSATION: "Jan Kowalski"})
    assert (post(app, **{as_what: ASSIGNED}), waiting) == (200, {})
    assert post(app, **{as_what: {"action": "NEW"}}) == 200


def test_strangers(app: Any) -> None:
    """Nobody else can send an event, and a broken one is told."""
    assert post(app, auth=None, data=CREATED) == 401
    assert post(app, auth=("hook_user", "żółw"), data=CREATED) == 401
    assert post(app, content=b"{", headers={"Content-Type": "application/json"}) == 400
    assert waiting == {}
