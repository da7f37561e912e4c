"""Defects in telling of failures: what kind one is, what caused it, whether anything was started."""

import asyncio
from typing import Any

import httpx
from thulium_chat import (
    AsyncThuliumChat,
    ThuliumChat,
    ThuliumConnectionError,
    ThuliumTimeoutError,
    TransportError,
)

from tests.contract.client_suite.transport import Interrupt
from tests.http.recorder import resetting
from tests.mutants.client.core import ClientMutant, Defect, Memory
from tests.mutants.client.witness import interrupted, takes, wire


def _cause_lost(error: Exception, memory: Memory) -> Any:
    raise error from None


def _maybe(value: bool) -> Any:
    def changed(error: Exception, memory: Memory) -> Any:
        if isinstance(error, TransportError):
            raise type(error)(error.message, value) from error.__cause__
        raise error

    return changed


def _reset_is_not_started(error: Exception, memory: Memory) -> Any:
    if isinstance(error, ThuliumConnectionError) and isinstance(error.__cause__, httpx.ReadError):
        raise ThuliumConnectionError(error.message, False) from error.__cause__
    raise error


def _one_kind(error: Exception, memory: Memory) -> Any:
    if isinstance(error, ThuliumTimeoutError):
        raise ThuliumConnectionError(error.message, error.maybe_started) from error.__cause__
    raise error


def _bare_httpx(error: Exception, memory: Memory) -> Any:
    if isinstance(error, TransportError) and isinstance(error.__cause__, httpx.WriteError):
        raise error.__cause__
    raise error


async def _uncancelled(self: Any, *arguments: Any, **named: Any) -> Any:
    try:
        return await AsyncThuliumChat.start_conversation(self, *arguments, **named)
    except asyncio.CancelledError:
        raise ThuliumConnectionError("It was cancelled", True) from None


def _uninterrupted(self: Any, *arguments: Any, **named: Any) -> Any:
    try:
        return ThuliumChat.start_conversation(self, *arguments, **named)
    except Interrupt:
        raise ThuliumConnectionError("It was interrupted", True) from None


_BROKEN = takes(httpx.ReadError("it broke"))


MUTANTS: tuple[ClientMutant, ...] = (
    ClientMutant("cause-lost", "Errors have lost their cause.", Defect(error=_cause_lost), _BROKEN),
    ClientMutant(
        "always-maybe-started",
        "After every failure something may have been started.",
        Defect(error=_maybe(True)),
        takes(httpx.ConnectError("")),
    ),
    ClientMutant(
        "never-maybe-started",
        "After no failure anything was started.",
        Defect(error=_maybe(False)),
        takes(httpx.ReadError("")),
    ),
    ClientMutant(
        "reset-means-not-started",
        "After a reset connection nothing was started.",
        Defect(error=_reset_is_not_started),
        wire(behaviour=resetting()),
    ),
    ClientMutant(
        "timeouts-are-connection-errors",
        "Timeouts are connection errors.",
        Defect(error=_one_kind),
        takes(httpx.ReadTimeout("")),
    ),
    ClientMutant(
        "bare-write-error",
        "An error in sending is that of httpx.",
        Defect(error=_bare_httpx),
        takes(httpx.WriteError("")),
    ),
    ClientMutant(
        "cancellation-is-a-failure",
        "A task that is cancelled ends with a connection error.",
        Defect(methods={"start_conversation": _uncancelled}, sync=False),
        interrupted(asyncio.CancelledError),
    ),
    ClientMutant(
        "interrupt-is-a-failure",
        "An interrupt becomes an error of the client.",
        Defect(methods={"start_conversation": _uninterrupted}, asynchronous=False),
        interrupted(Interrupt),
    ),
)
