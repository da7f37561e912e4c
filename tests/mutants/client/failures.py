"""Defects of time and failure: timeouts, retries, what kind of failure one is, connections that are kept."""

import asyncio
import random
import time
from typing import Any

import httpx
from thulium_chat import (
    AsyncThuliumChat,
    RateLimitError,
    ServerError,
    ServiceUnavailableError,
    ThuliumChat,
    ThuliumConnectionError,
    ThuliumError,
    ThuliumTimeoutError,
    TransportError,
    _core,
)
from thulium_chat._arguments import checked_timeout
from thulium_chat._exchange import Exchange
from thulium_chat._retries import delay_before_retry

from tests.contract.client_suite.transport import Interrupt
from tests.mutants.client.change import arguments, errors, having, headers, patch, request, settings
from tests.mutants.client.core import Arguments, Defect, Memory, table


def _delays(change: Any, sound: Any = delay_before_retry) -> Defect:
    """Other delays before an attempt; `change` gets error, attempt and delay."""

    def delay(error: ThuliumError, attempt: int, retries: int) -> Any:
        return change(error, attempt, sound(error, attempt, retries)) if attempt < retries else None

    return patch(_core, "delay_before_retry", delay)


def _after(kind: type[ThuliumError]) -> Defect:
    """Another attempt after an error of this kind."""
    return _delays(lambda error, attempt, delay: 0.5 if isinstance(error, kind) and error.maybe_started else delay)


async def _blocking(delay: float) -> None:
    time.sleep(delay)  # noqa: ASYNC251 - this is the defect


class _NoDeadline(Exchange):
    """Exchange that forgets its timeout."""

    def __init__(self, request: httpx.Request, timeout: float | None, **named: Any) -> None:
        super().__init__(request, 3600, **named)


def _no_timeout(chat: Any, memory: Memory) -> None:
    if chat._core._timeout.total == 30:
        chat._core._timeout = checked_timeout(None)


def _connecting_for_ever(sent: httpx.Request) -> httpx.Request:
    sent.extensions["timeout"].update(connect=None)
    return sent


def _once_more(when: Any) -> Defect:
    """What the transport sends once more, depending on the answer or the exception."""

    def repeats(found: Any, memory: Memory) -> bool:
        memory["again"] = not memory.get("again") and when(found)
        return bool(memory["again"])

    return Defect(repeats=repeats)


def _says_empty(found: Any) -> bool:
    return isinstance(found, httpx.Response) and (found.status_code, found.headers.get("Content-Length")) == (200, "0")


def _one_more(given: Arguments, memory: Memory) -> Arguments:
    return {**given, "retries": given["retries"] + 1} if given.get("retries") else given


RETRIES = table("retries", ("retry-", "timeout-"), (
    ("no-timeout", "There is no timeout unless one is given.", Defect(made=_no_timeout)),
    ("timeout-300", "The default timeout is 300 seconds.", settings(timeout=300.0)),
    ("timeout-of-call-ignored", "A call's own timeout is not used.",
     arguments(lambda given: {name: value for name, value in given.items() if name != "timeout"})),
    ("timeout-for-reading-only", "The timeout is for reading only.", request(_connecting_for_ever)),
    ("body-timeout-anew", "The timeout begins anew with each piece of an answer.",
     patch(_core, "Exchange", _NoDeadline), "failure-of-a-dripping-body"),
    ("retries-by-default", "A call is tried twice more by default.", settings(retries=2)),
    ("one-retry-too-many", "A call is tried once more than asked.", Defect(settings=_one_more),
     "retry-as-often-as-asked"),
    ("retries-500", "A 500 is tried again.", _after(ServerError), "retry-never-twice-the-same"),
    ("retries-503", "A 503 is tried again.", _after(ServiceUnavailableError), "retry-never-twice-the-same"),
    ("retries-read-timeouts", "A timeout in reading is tried again.", _after(TransportError),
     "retry-never-twice-the-same"),
    ("retries-in-transport", "The transport tries a broken connection once more.",
     _once_more(lambda found: isinstance(found, httpx.RemoteProtocolError))),
    ("retries-empty-success", "A success that says that it is empty is asked for once more.", _once_more(_says_empty),
     "answer-that-is-no-json"),
    ("sends-twice", "Everything is sent twice.", _once_more(lambda found: True)),
    ("never-retries-429", "A 429 is never tried again.",
     _delays(lambda error, attempt, delay: None if isinstance(error, RateLimitError) else delay),
     "retry-as-late-as-told"),
    ("retry-after-ignored", "Retry-After is not heeded.", _delays(lambda error, attempt, delay: delay and 0.5),
     "retry-as-late-as-told"),
    ("retry-after-without-end", "Retry-After is heeded however long it is.",
     _delays(lambda error, attempt, delay: (
         float(error.retry_after) if isinstance(error, RateLimitError) and error.retry_after else delay)),
     "retry-as-late-as-told"),
    ("waits-grow-slowly", "Each further attempt waits for half a second more, not for twice as long.",
     _delays(lambda error, attempt, delay: delay and 0.5 * (attempt + 1)), "retry-as-late-as-told"),
    ("no-jitter", "Clients that fail together come back together.", patch(random, "uniform", lambda least, most: most),
     "retry-as-often-as-asked"),
    ("wait-blocks-the-loop", "The async class blocks the event loop while it waits for a further attempt.",
     Defect(made=lambda chat, memory: vars(chat._core.http).update(sleep=_blocking), sync=False),
     "retry-holds-up-no-other"),
    ("retry-at-once", "A further attempt is made at once.", _delays(lambda error, attempt, delay: delay and 0.0),
     "retry-as-late-as-told"),
))  # fmt: skip


def _without_cause(error: Exception) -> Any:
    return having(error, __cause__=None)


def _again(kind: type[TransportError], error: TransportError, maybe_started: bool) -> Any:
    """Return an error of another kind with the same message and cause."""
    return having(kind(error.message, maybe_started), __cause__=error.__cause__)


async def _uncancelled(self: Any, *given: Any, **named: Any) -> Any:
    try:
        return await AsyncThuliumChat.start_conversation(self, *given, **named)
    except asyncio.CancelledError:
        raise ThuliumConnectionError("It was cancelled", True) from None


def _uninterrupted(self: Any, *given: Any, **named: Any) -> Any:
    try:
        return ThuliumChat.start_conversation(self, *given, **named)
    except Interrupt:
        raise ThuliumConnectionError("It was interrupted", True) from None


FAILURES = table("failures", ("failure-of-the-connection", "interrupt-of-a-call"), (
    ("cause-lost", "Errors have lost their cause.", errors(Exception, _without_cause)),
    ("always-maybe-started", "After every failure something may have been started.",
     errors(TransportError, lambda error: _again(type(error), error, True))),
    ("never-maybe-started", "After no failure anything was started.",
     errors(TransportError, lambda error: _again(type(error), error, False))),
    ("reset-means-not-started", "After a reset connection nothing was started.",
     errors(ThuliumConnectionError, lambda error: (
         _again(ThuliumConnectionError, error, False) if isinstance(error.__cause__, httpx.ReadError) else error))),
    ("timeouts-are-connection-errors", "Timeouts are connection errors.",
     errors(ThuliumTimeoutError, lambda error: _again(ThuliumConnectionError, error, error.maybe_started))),
    ("bare-write-error", "An error in sending is that of httpx.",
     errors(TransportError, lambda error: error.__cause__ if isinstance(error.__cause__, httpx.WriteError) else error)),
    ("cancellation-is-a-failure", "A task that is cancelled ends with a connection error.",
     Defect(methods={"start_conversation": _uncancelled}, sync=False)),
    ("interrupt-is-a-failure", "An interrupt becomes an error of the client.",
     Defect(methods={"start_conversation": _uninterrupted}, asynchronous=False)),
))  # fmt: skip


def _left_open(self: Any) -> None:
    return None


async def _left_open_async(self: Any) -> None:
    return None


def _swallowing(self: Any, *_: object) -> bool:
    self.close()
    return True


async def _swallowing_async(self: Any, *_: object) -> bool:
    await self.aclose()
    return True


CONNECTIONS = table("connections", "end-", (
    ("close-does-nothing", "A closed client keeps its connections.",
     Defect(methods={"close": _left_open, "aclose": _left_open_async})),
    ("block-swallows-exceptions", "A block swallows exceptions.",
     Defect(methods={"__exit__": _swallowing, "__aexit__": _swallowing_async})),
    ("new-connection-for-each-call", "Each call makes a connection of its own.", headers(Connection="close"),
     "headers-of-a-call"),
))  # fmt: skip
