"""The two clients on the wire, where httpx of any release must behave alike, and as objects."""

import asyncio
import gc
from collections.abc import Callable
from typing import Any
from unittest import mock

import httpx
import pytest
from thulium_chat import (
    AsyncThuliumChat,
    ThuliumChat,
    ThuliumConnectionError,
    ThuliumError,
    ThuliumTimeoutError,
    UnexpectedResponseError,
)
from thulium_chat._exchange import Exchange

from tests.generated_client.support import HEAD, OK, PASSWORD, Start, raw_server
from tests.http.recorder import answering, serving

CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("answer", "hold", "kind", "sentence"),
    [
        *(
            (each, False, ThuliumConnectionError, "not known")
            for each in (
                b"",
                b"HTTP/1.1 ",
                b"rubbish\r\n\r\n",
                b"\x16\x03\x01\x02\x00\x01",
                b"HTTP/1.1 2000 OK\r\n\r\n",
            )
        ),
        (b"", True, ThuliumTimeoutError, "not known"),
        (OK[:-1], True, ThuliumTimeoutError, "not known"),
        *(
            (each, False, UnexpectedResponseError, "broke off")
            for each in (OK[:-1], CHUNKED + b"5\r\n{", CHUNKED + b"zz\r\n{}\r\n0\r\n\r\n")
        ),
    ],
)
def test_answer_that_breaks_off(
    start: Start, answer: bytes, hold: bool, kind: type[ThuliumError], sentence: str
) -> None:
    """A connection that breaks, is no HTTP, or falls silent: whether anything was started is not known."""
    settings: dict[str, Any] = {"timeout": 0.05} if hold else {}
    with raw_server(answer, hold=hold) as base_url, pytest.raises(kind, match=sentence) as caught:
        start(None, {"base_url": base_url, **settings})
    assert caught.value.maybe_started


def test_no_connection(start: Start) -> None:
    """Nothing was started when no connection could be made."""
    with raw_server() as base_url:
        pass
    with pytest.raises(ThuliumConnectionError, match=r"could not be made.*Nothing was started") as caught:
        start(None, {"base_url": base_url})
    assert not caught.value.maybe_started


def test_repr() -> None:
    """The repr of a client names its address and no credentials."""
    with ThuliumChat("your-system-name", "api_user", PASSWORD) as chat:
        assert repr(chat) == "<ThuliumChat https://your-system-name.thulium.com/api>"
    chat_async = AsyncThuliumChat("your-system-name", "api_user", PASSWORD)
    assert repr(chat_async) == "<AsyncThuliumChat https://your-system-name.thulium.com/api>"
    asyncio.run(chat_async.aclose())


def test_both_clients_are_alike() -> None:
    """Both clients take the same arguments."""
    pairs: list[tuple[Callable[..., Any], Callable[..., Any]]] = [
        (ThuliumChat.start_conversation, AsyncThuliumChat.start_conversation),
        (ThuliumChat.__init__, AsyncThuliumChat.__init__),
    ]
    for one, other in pairs:
        names = [name for name in one.__annotations__ if name != "transport"]
        assert {name: one.__annotations__[name] for name in names} == {
            name: other.__annotations__[name] for name in names
        }
        assert (one.__defaults__, one.__kwdefaults__) == (other.__defaults__, other.__kwdefaults__)


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_exception_of_a_signal() -> None:
    """After an exception from outside, as of a time limit or Ctrl-C, at a step where httpcore loses a connection."""

    def interrupted(_: Exchange, event: str, __: object) -> None:
        if event.endswith(".response_closed.started"):
            raise KeyboardInterrupt

    with (
        serving(answering(OK)) as server,
        ThuliumChat(base_url=server.base_url, user="u", password="p", limits=httpx.Limits(max_connections=1)) as chat,
    ):
        with mock.patch.object(Exchange, "trace", interrupted), pytest.raises(KeyboardInterrupt):
            chat.start_conversation(3)
        assert chat.start_conversation(3, timeout=60)
    gc.collect()
