"""schemathesis drives the client: what it generates goes through the client as arguments and must arrive the same."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import pytest
from starlette.types import ASGIApp
from thulium_chat import ArgumentError, Conversation

from tests.contract import world
from tests.contract.clients import CLIENTS, AsyncClient, ClientClass, Sent, SyncClient, recorder
from tests.contract.edge_values import EDGE_VALUES, TARGET, TEXTS, EdgeValue
from tests.contract.gateway import Gateway
from tests.contract.oracle import Oracle
from tests.contract.runs import PHASES, document, run
from tests.contract.wire import AUTHORIZATION

ORACLE = Oracle(document(), world.KNOWN)


@pytest.mark.parametrize("client", CLIENTS)
def test_generated_requests_go_through_the_client_unchanged(client: ClientClass, app: ASGIApp) -> None:
    """Each generated request that the document allows is sent as it is; each that it refuses is never sent."""
    gateway = Gateway(app, ORACLE, client)
    result = run(app=gateway, oracle=ORACLE, examples=300, seed=3)
    assert gateway.wrong == []
    assert not result.failures, result
    assert set(result.requests) == PHASES
    assert all(gateway.outcomes[each] >= 10 for each in ("sent, 200", "sent, 404", "refused")), gateway.outcomes


@dataclass
class Recorded:
    """A client of the recorder, run on a loop of its own, and what the recorder has got."""

    client: SyncClient | AsyncClient
    sent: list[Sent]
    runner: asyncio.Runner

    def start(self, arguments: dict[str, object]) -> Conversation:
        """Start a conversation."""
        return self.runner.run(self.client.start(**arguments))


@pytest.fixture(scope="module", params=CLIENTS)
def recorded(request: pytest.FixtureRequest) -> Iterator[Recorded]:
    """Each client, in front of a loopback server that records."""
    with recorder() as (base_url, sent), asyncio.Runner() as runner:
        client = request.param(base_url)
        yield Recorded(client, sent, runner)
        runner.run(client.__aexit__())


@pytest.mark.parametrize("row", [row for row in EDGE_VALUES if row.arguments is not None], ids=lambda row: row.id)
def test_client_sends_or_refuses_the_edge_value(row: EdgeValue, recorded: Recorded) -> None:
    """The client sends the arguments of an edge value exactly as they are, or refuses them before anything is sent."""
    assert row.arguments is not None
    recorded.sent.clear()
    if not row.accepted:
        with pytest.raises(ArgumentError):
            recorded.start(dict(row.arguments))
        assert recorded.sent == []
        return
    recorded.start(dict(row.arguments))
    (sent,) = recorded.sent
    path, _, query = sent.target.partition("?")
    given = {name: str(value) for name, value in row.arguments.items() if value is not None}
    assert dict(parse_qsl(query, keep_blank_values=True, strict_parsing=True, errors="strict")) == given
    assert len(given) == query.count("&") + 1
    assert (sent.method, path, sent.body) == ("POST", TARGET, b"")
    assert sent.header("authorization") == [AUTHORIZATION["Authorization"]]
    assert ORACLE.judge(sent.method, sent.target, sent.headers).status == 200


class Trimming(SyncClient):
    """A client that trims texts."""

    async def start(self, **arguments: Any) -> Conversation:
        """Start a conversation."""
        trimmed = {name: value.strip() if isinstance(value, str) else value for name, value in arguments.items()}
        return await super().start(**trimmed)


class Forgetful(SyncClient):
    """A client that forgets the surname of a client with an e-mail address."""

    async def start(self, **arguments: Any) -> Conversation:
        """Start a conversation."""
        if arguments.get("client_email"):
            arguments.pop("client_surname", None)
        return await super().start(**arguments)


class Lax(SyncClient):
    """A client that passes over a text that it should refuse."""

    async def start(self, **arguments: Any) -> Conversation:
        """Start a conversation."""
        try:
            return await super().start(**arguments)
        except ArgumentError as error:
            if error.parameter not in TEXTS:
                raise
            return await super().start(**arguments | {error.parameter: None})


class Twice(SyncClient):
    """A client that sends everything twice."""

    async def start(self, **arguments: Any) -> Conversation:
        """Start a conversation."""
        await super().start(**arguments)
        return await super().start(**arguments)


@pytest.mark.parametrize("client", [Trimming, Forgetful, Lax, Twice])
def test_run_fails_on_a_defective_client(client: type[SyncClient], app: ASGIApp) -> None:
    """A client that sends something else than it was given fails the run."""
    gateway = Gateway(app, ORACLE, client)
    run(app=gateway, oracle=ORACLE, examples=10)
    assert gateway.wrong
