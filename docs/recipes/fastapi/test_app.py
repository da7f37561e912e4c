"""Tests of the application against the mock, which the fixture serves in this process."""

from collections.abc import AsyncIterator

import httpx
import pytest
from app import app
from thulium_mock.pytest_plugin import ThuliumMock

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    """The event loop of the application."""
    return "asyncio"


@pytest.fixture
async def client(thulium_mock: ThuliumMock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    """The application, with the settings that it has in production, but for the mock."""
    monkeypatch.setenv("THULIUM_BASE_URL", thulium_mock.base_url)
    monkeypatch.setenv("THULIUM_USER", thulium_mock.user)
    monkeypatch.setenv("THULIUM_PASSWORD", thulium_mock.password)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://app") as client,
    ):
        yield client


async def test_a_form_starts_a_conversation(client: httpx.AsyncClient, thulium_mock: ThuliumMock) -> None:
    """The customer is found by the address."""
    answer = await client.post("/contact", params={"email": "jan.kowalski@example.org"})
    (conversation,) = thulium_mock.conversations
    assert answer.json() == {"conversation": conversation.conversation_id}
    thulium_mock.verify(customer_id=1, status=200, exactly=1)


async def test_an_outage_is_told(client: httpx.AsyncClient, thulium_mock: ThuliumMock) -> None:
    """The application says that it was not its own fault."""
    thulium_mock.fault(answer={"code": 500})
    answer = await client.post("/contact", params={"email": "jan.kowalski@example.org"})
    assert answer.status_code == 502
    thulium_mock.verify(status=500)
