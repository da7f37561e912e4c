"""Tests of the applications: each receives what the system would send."""

import importlib

import anyio
import httpx
import pytest
from receiving import waiting

URL = "http://127.0.0.1/thulium"
CREDENTIALS = ("hook_user", "hook_pass")
CONVERSATION = "6ed7c941-2c8a-411e-95d2-338a9f64800a"
COMMON = {"conversation_id": CONVERSATION, "date": "2016-04-20 09:46:24", "chat_queue_id": "3"}
CREATED = {"action": "CHAT_CONVERSATION_CREATED", **COMMON, "client_name": "Jan Kowalski", "client_email": "null"}
ASSIGNED = {"action": "CHAT_AGENT_ASSIGNED", **COMMON, "agent_login": "jkowalski"}


@pytest.fixture(params=["fastapi_app", "flask_app", "django_app"])
def app(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch):
    """The applications in turn, with the credentials of the subscription."""
    monkeypatch.setenv("WEBHOOK_USER", CREDENTIALS[0])
    monkeypatch.setenv("WEBHOOK_PASSWORD", CREDENTIALS[1])
    waiting.clear()
    return importlib.import_module(request.param).app


def post(app, auth=CREDENTIALS, **given) -> int:
    """Send a request to the application, and return the status."""

    async def send() -> int:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
            return (await client.post(URL, auth=auth, **given)).status_code

    if type(app).__name__ == "FastAPI":
        return anyio.run(send)
    with httpx.Client(transport=httpx.WSGITransport(app)) as client:
        return client.post(URL, auth=auth, **given).status_code


@pytest.mark.parametrize("as_what", ["data", "json"])
def test_events(app, as_what: str) -> None:
    """Whoever waits is known until an agent takes the conversation, whether events are forms or JSON."""
    assert (post(app, **{as_what: CREATED}), waiting) == (200, {CONVERSATION: "Jan Kowalski"})
    assert (post(app, **{as_what: ASSIGNED}), waiting) == (200, {})
    assert post(app, **{as_what: {"action": "NEW"}}) == 200


def test_strangers(app) -> None:
    """Nobody else can send an event, and a broken one is told."""
    assert post(app, auth=None, data=CREATED) == 401
    assert post(app, auth=("hook_user", "żółw"), data=CREATED) == 401
    assert post(app, content=b"{", headers={"Content-Type": "application/json"}) == 400
    assert waiting == {}
