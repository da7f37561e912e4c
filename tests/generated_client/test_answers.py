"""Which answers are taken. More of them: tests/contract/client_suite/strangers.yaml, by the client's contract suite."""

import asyncio
import gzip
import json
import uuid
import zlib
from decimal import Decimal
from functools import partial
from typing import Any

import httpx
import pytest
from thulium_chat import (
    ApiError,
    AsyncThuliumChat,
    Conversation,
    InvalidRequestError,
    ThuliumError,
    UnexpectedResponseError,
)

from tests.contract.client_suite.bodies import ERRORS
from tests.contract.foreign.table import Row, strangers
from tests.generated_client.support import CONVERSATION_ID, STARTED, Recorder, Start, raw_server
from tests.servers import CREDENTIALS

gzipped = partial(gzip.compress, mtime=0)
"""Compress data the same way at any time, since the names of tests show it."""
BOMB = gzipped(b" " * (64 * 1024 * 1024))
PLAIN = json.dumps(STARTED).encode()
PACKED = gzipped(PLAIN)


@pytest.mark.parametrize("row", strangers(), ids=lambda row: row.name)
def test_stranger(row: Row) -> None:
    """No call is misjudged by a server that keeps all that is documented and differs in the rest."""
    app = row.app()
    statuses = {"credentials": 401, "queue": 404, **app.manners.statuses}

    async def start(password: str, queue: int) -> Conversation:
        settings: Any = {"base_url": "http://127.0.0.1/api", "transport": httpx.ASGITransport(app)}
        async with AsyncThuliumChat(user=CREDENTIALS[0], password=password, **settings) as chat:
            return await chat.start_conversation(queue)

    started = asyncio.run(start(CREDENTIALS[1], 3))
    assert "mock" in row.manners or started.conversation_id == uuid.UUID(app.started[0])
    for refused, password, queue in (("credentials", "wrong", 3), ("queue", CREDENTIALS[1], 999999)):
        if refused == "queue" and app.manners.queues is None:
            continue
        is_redirect = statuses[refused] < 400
        with pytest.raises(UnexpectedResponseError if is_redirect else ApiError) as caught:
            asyncio.run(start(password, queue))
        if is_redirect:
            continue
        assert type(caught.value) is ERRORS.get(statuses[refused], InvalidRequestError)
        assert bool(caught.value.errors) == bool(caught.value.request_id) == (refused not in app.manners.pages)
        assert not caught.value.maybe_started


@pytest.mark.parametrize("row", [each for each in strangers() if "mock" in each.manners], ids=lambda row: row.name)
def test_stranger_with_a_whole_life(row: Row) -> None:
    """All that may be answered to the further operations is taken for what it is."""
    settings: Any = {"base_url": "http://127.0.0.1/api", "transport": httpx.ASGITransport(row.app())}

    async def lead() -> None:
        async with AsyncThuliumChat(user=CREDENTIALS[0], password=CREDENTIALS[1], **settings) as chat:
            started = await chat.start_conversation(3)
            await chat.send_message(started.conversation_id, "Zażółć")
            await chat.stop_conversation(started.conversation_id)
            await chat.remove_texts(started.conversation_id, "both")
            [listed] = [each async for each in chat.chats()]
            assert (listed.conversation_id, listed.status) == (started.conversation_id, "CLOSED")
            assert listed.created_at
            assert listed.closed_at
            assert listed.created_at <= listed.closed_at
            made = await chat.create_webhook(["CHAT_AGENT_ASSIGNED"], "https://example.org/thulium")
            assert [each.id for each in await chat.webhooks()] == [made.id]

    asyncio.run(lead())


@pytest.mark.parametrize("body", [BOMB, BOMB[:-5], b"x"], ids=["bomb", "broken bomb", "not packed"])
@pytest.mark.parametrize("strict", [True, False])
def test_encoded_body(start: Start, body: bytes, strict: bool) -> None:
    """What is not in the encoding that it names, or unpacks to megabytes, is refused; by a strict client unread."""
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n"
    with raw_server(head.encode() + body) as base_url, pytest.raises(UnexpectedResponseError) as caught:
        start(None, {"base_url": base_url, "strict": strict})
    assert caught.value.response.content == (b"" if strict else body)


@pytest.mark.parametrize(
    ("codings", "body"),
    [
        ("gzip", gzipped(PLAIN[:9]) + gzipped(PLAIN[9:])),
        ("gzip", PACKED + bytes(512)),
        ("gzip, gzip", gzipped(PACKED)),
        ("gzip, x-gzip, deflate", zlib.compress(gzipped(PACKED))),
        ("deflate", zlib.compress(PLAIN)),
        ("deflate", zlib.compress(PLAIN)[2:-4]),
        ("deflate, gzip", gzipped(zlib.compress(PLAIN)[2:-4])),
        ("deflate", PLAIN),
        ("gzip, gzip", PACKED),
        ("", PACKED),
    ],
)
def test_codings(start: Start, codings: str, body: bytes) -> None:
    """A body is read in each form that it may have, whatever Content-Encoding says of it."""
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {codings}\r\nContent-Length: {len(body)}\r\n\r\n"
    with raw_server(head.encode() + body) as base_url:
        assert str(start(None, {"base_url": base_url}).conversation_id) == CONVERSATION_ID


@pytest.mark.parametrize(
    ("head", "body", "reason"),
    [
        ("Content-Encoding: gzip", gzipped(b" " * 15_000) * 99, "unpacks to more than 1048576 bytes"),
        ("Content-Encoding: gzip", gzipped(b"") * 200, "Content-Encoding is gzip"),
        ("Content-Encoding: gzip", PACKED + PACKED[:-9], "Content-Encoding is gzip"),
        ("Content-Encoding: gzip, gzip", gzipped(BOMB), "unpacks to more than 1048576 bytes"),
        ("Content-Encoding: br", b"\x8b", "Content-Encoding is br"),
        ("Transfer-Encoding: gzip, chunked", b"", "Transfer-Encoding"),
    ],
)
def test_unread_codings(start: Start, head: str, body: bytes, reason: str) -> None:
    """What would unpack to megabytes, and codings that cannot be read, are errors that say so."""
    answer = f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n".encode() + body
    with raw_server(answer) as base_url, pytest.raises(ThuliumError, match=reason) as caught:
        start(None, {"base_url": base_url})
    assert caught.value.maybe_started


def test_a_number_of_thousands_of_digits(start: Start) -> None:
    """A field that the document does not name costs nobody the conversation, whatever number it is."""
    text = f'{{"conversation_id": "{CONVERSATION_ID}", "large": {"9" * 5000}}}'
    conversation = start(Recorder(httpx.Response(200, text=text)))
    assert str(conversation.conversation_id) == CONVERSATION_ID
    assert conversation.additional_properties["large"] == Decimal("9" * 5000)


@pytest.mark.parametrize("value", ["ż".encode(), b"\xff\xfe", b"\x80"])
def test_header_bytes_outside_ascii(start: Start, value: bytes) -> None:
    """An answer whose headers hold bytes outside ASCII is read all the same: a started conversation is not lost."""

    def answer(request: httpx.Request) -> httpx.Response:
        headers = [(b"X-Served-By", value), (b"Content-Type", b"application/json")]
        return httpx.Response(200, headers=headers, content=json.dumps(STARTED))

    assert str(start(answer).conversation_id) == CONVERSATION_ID
