"""Calling the client, sync or async, against answers made in the test."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol
from unittest import mock

import anyio
import httpx
from thulium_chat import AsyncThuliumChat, Conversation, ThuliumChat

from tests.http.recorder import answering, serving, stalling

CONVERSATION_ID = "6ed7c941-2c8a-411e-95d2-338a9f64800a"
REQUEST_ID = "53678450401cf"
STARTED = {"conversation_id": CONVERSATION_ID}
BODY = json.dumps(STARTED).encode()
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
LENGTH = b"Content-Length: %d\r\n\r\n" % len(BODY)
OK = HEAD + LENGTH + BODY
"""A success on the wire."""
ENVELOPE = {"request_id": REQUEST_ID, "errors": [{"message": "It is wrong.", "code": 400011}]}
PASSWORD = "s3cret-api-pass"
SECRETS = (PASSWORD, "YXBpX3VzZXI6czNjcmV0LWFwaS1wYXNz")  # the second is what Basic makes of api_user and the first

Handler = Callable[[httpx.Request], httpx.Response]
Settings = dict[str, Any]


class Start(Protocol):
    """Starts a conversation with one of the two clients."""

    def __call__(self, handler: Handler | None, settings: Settings | None = None, **arguments: Any) -> Conversation:
        """Make a client whose transport is `handler`, or the network when settings hold a base_url, and call it."""
        ...


class Call(Protocol):
    """Calls a method of one of the two clients; what it iterates over is returned as a list."""

    def __call__(
        self, method: str, handler: Handler | None, *given: Any, settings: Settings | None = None, **named: Any
    ) -> Any:
        """Make a client whose transport is `handler`, or the network when settings hold a base_url, and call it."""
        ...


def call_sync(method: str, handler: Handler | None, *given: Any, settings: Settings | None = None, **named: Any) -> Any:
    """Call a method of ThuliumChat."""
    with ThuliumChat(**_settings(handler, settings)) as chat, _sleeping(settings):
        found = getattr(chat, method)(*given, **named)
        return list(found) if isinstance(found, Iterator) else found


def call_async(
    method: str, handler: Handler | None, *given: Any, settings: Settings | None = None, **named: Any
) -> Any:
    """Call a method of AsyncThuliumChat."""

    async def run() -> Any:
        async with AsyncThuliumChat(**_settings(handler, settings)) as chat:
            with _sleeping(settings):
                found = getattr(chat, method)(*given, **named)
                return [each async for each in found] if isinstance(found, AsyncIterator) else await found

    return asyncio.run(run())


def start_sync(handler: Handler | None, settings: Settings | None = None, **arguments: Any) -> Conversation:
    """Start a conversation with ThuliumChat."""
    return call_sync("start_conversation", handler, settings=settings, **{"chat_queue_id": 3, **arguments})  # type: ignore[no-any-return]


def start_async(handler: Handler | None, settings: Settings | None = None, **arguments: Any) -> Conversation:
    """Start a conversation with AsyncThuliumChat."""
    return call_async("start_conversation", handler, settings=settings, **{"chat_queue_id": 3, **arguments})  # type: ignore[no-any-return]


@contextmanager
def _sleeping(settings: Settings | None) -> Iterator[None]:
    """Hand each wait before a retry to the setting `sleep`."""
    sleep = (settings or {}).get("sleep", _no_sleep)

    async def sleep_async(delay: float) -> None:
        sleep(delay)

    with mock.patch.object(time, "sleep", sleep), mock.patch.object(anyio, "sleep", sleep_async):
        yield


def _settings(handler: Handler | None, settings: Settings | None) -> Settings:
    given = {name: value for name, value in (settings or {}).items() if name != "sleep"}
    where: Settings = {} if "base_url" in given else {"system_name": "your-system-name"}
    how: Settings = {} if handler is None else {"transport": httpx.MockTransport(handler)}
    return {"user": "api_user", "password": PASSWORD, **where, **how, **given}


def _no_sleep(delay: float) -> None:
    raise AssertionError(f"the client wants to sleep {delay} s")


def copy_of(answer: httpx.Response) -> httpx.Response:
    """Return the answer as it was before it was sent."""
    return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


class Recorder:
    """A handler that answers with the given responses in turn, the last one for ever, and keeps the requests."""

    def __init__(self, *answers: httpx.Response | BaseException) -> None:
        """Take the answers; an exception is raised instead."""
        self._answers = list(answers) or [httpx.Response(200, json=STARTED)]
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        self.requests.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, BaseException):
            raise answer
        # A response can be sent once; only one whose body is a stream cannot be made anew.
        return copy_of(answer) if answer.is_closed else answer

    @property
    def request(self) -> httpx.Request:
        """The one request that came."""
        [request] = self.requests
        return request


@contextmanager
def raw_server(answer: bytes = b"", *, hold: bool = False) -> Iterator[str]:
    """Give each connection on a free loopback port this answer, and close it; yield the base URL.

    With `hold` connections stay open until the block ends.
    """
    with serving(stalling(answer) if hold else answering(answer, keep=False)) as recording:
        yield recording.base_url
