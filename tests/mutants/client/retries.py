"""Defects of patience: wrong timeouts, and calls that are tried again when they must not be, or never."""

import random
import time
from typing import Any

import httpx
from thulium_chat import RateLimitError, ServiceUnavailableError, ThuliumError, TransportError, _core
from thulium_chat._arguments import checked_timeout
from thulium_chat._exchange import Exchange
from thulium_chat._retries import delay_before_retry

from tests.contract.client_suite import bodies
from tests.contract.client_suite.transport import JSON, STARTED, Answer
from tests.mutants.client.changes import settings
from tests.mutants.client.core import Arguments, ClientMutant, Defect, Memory, Patch
from tests.mutants.client.witness import drips, sends, takes


def _delays(change: Any, sound: Any = delay_before_retry) -> Defect:
    """Return the defect of other delays before an attempt; `change` gets error, attempt, retries and delay."""

    def delay(error: ThuliumError, attempt: int, retries: int) -> float | None:
        changed: float | None = change(error, attempt, retries, sound(error, attempt, retries))
        return changed

    return Defect(patches=(Patch(_core, "delay_before_retry", delay),))


def _sound_delay(kind: type[ThuliumError]) -> Any:
    return lambda error, attempt, retries, delay: 0.5 if isinstance(error, kind) and attempt < retries else delay


def _after_read_timeout(error: ThuliumError, attempt: int, retries: int, delay: float | None) -> float | None:
    return 0.5 if isinstance(error, TransportError) and error.maybe_started and attempt < retries else delay


def _no_longest(error: ThuliumError, attempt: int, retries: int, delay: float | None) -> float | None:
    if isinstance(error, RateLimitError) and attempt < retries and error.retry_after:
        return float(error.retry_after)
    return delay


def _of_call_forgotten(given: Arguments, memory: Memory) -> Arguments:
    return {name: value for name, value in given.items() if name != "timeout"}


async def _blocking(delay: float) -> None:
    time.sleep(delay)  # noqa: ASYNC251 - this is the defect


_AGAIN = takes(httpx.ConnectError(""), STARTED)


def _without_deadline(self: Any, request: httpx.Request, timeout: float, **named: Any) -> None:
    Exchange.__init__(self, request, 3600, **named)


def _every_other_time(found: Any, memory: Memory) -> bool:
    memory["again"] = not memory.get("again", False)
    return bool(memory["again"])


MUTANTS: tuple[ClientMutant, ...] = (
    ClientMutant(
        "no-timeout",
        "There is no timeout unless one is given.",
        Defect(
            made=lambda chat, memory: (
                setattr(chat._core, "_timeout", checked_timeout(None)) if chat._core._timeout.total == 30 else None
            )
        ),
    ),
    ClientMutant("timeout-300", "The default timeout is 300 seconds.", settings(timeout=300.0)),
    ClientMutant(
        "timeout-of-call-ignored",
        "A call's own timeout is not used.",
        Defect(arguments=_of_call_forgotten),
        sends({"timeout": 5}),
    ),
    ClientMutant(
        "timeout-for-reading-only",
        "The timeout is for reading only.",
        Defect(request=lambda request, memory: request.extensions["timeout"].update(connect=None) or request),
        sends(),
    ),
    ClientMutant(
        "body-timeout-anew",
        "The timeout begins anew with each piece of an answer.",
        Defect(
            patches=(
                Patch(
                    _core,
                    "Exchange",
                    type("Patient", (Exchange,), {"__init__": _without_deadline}),
                ),
            )
        ),
        drips(),
    ),
    ClientMutant("retries-by-default", "A call is tried twice more by default.", settings(retries=2), _AGAIN),
    ClientMutant(
        "one-retry-too-many",
        "A call is tried once more than asked.",
        Defect(
            settings=lambda given, memory: {**given, "retries": given["retries"] + 1} if given.get("retries") else given
        ),
        takes(*[httpx.ConnectError("")] * 9, retries=1),
    ),
    ClientMutant(
        "retries-500",
        "A 500 is tried again.",
        _delays(_sound_delay(bodies.ERRORS[500])),
        takes(bodies.error(500), STARTED, retries=1),
    ),
    ClientMutant(
        "retries-503",
        "A 503 is tried again.",
        _delays(_sound_delay(ServiceUnavailableError)),
        takes(bodies.error(503), STARTED, retries=1),
    ),
    ClientMutant(
        "retries-read-timeouts",
        "A timeout in reading is tried again.",
        _delays(_after_read_timeout),
        takes(httpx.ReadTimeout(""), STARTED, retries=1),
    ),
    ClientMutant(
        "retries-in-transport",
        "The transport tries a broken connection once more.",
        Defect(
            repeats=lambda found, memory: (
                isinstance(found, httpx.RemoteProtocolError)
                and not memory.setdefault("again", False)
                and not memory.update(again=True)
            )
        ),
        takes(httpx.RemoteProtocolError(""), STARTED),
    ),
    ClientMutant(
        "retries-empty-success",
        "A success that says that it is empty is asked for once more.",
        Defect(
            repeats=lambda found, memory: (
                isinstance(found, httpx.Response)
                and found.status_code == 200
                and found.headers.get("Content-Length") == "0"
                and not memory.setdefault("again", False)
                and not memory.update(again=True)
            )
        ),
        takes(Answer(200, b"", {**JSON, "Content-Length": "0"}), STARTED),
    ),
    ClientMutant("sends-twice", "Everything is sent twice.", Defect(repeats=_every_other_time)),
    ClientMutant(
        "never-retries-429",
        "A 429 is never tried again.",
        _delays(lambda error, attempt, retries, delay: None if isinstance(error, RateLimitError) else delay),
        takes(bodies.error(429), STARTED, retries=1),
    ),
    ClientMutant(
        "retry-after-ignored",
        "Retry-After is not heeded.",
        _delays(lambda error, attempt, retries, delay: delay and 0.5),
        takes(bodies.error(429, retry_after="7"), STARTED, retries=1),
    ),
    ClientMutant(
        "retry-after-without-end",
        "Retry-After is heeded however long it is.",
        _delays(_no_longest),
        takes(bodies.error(429, retry_after="3600"), STARTED, retries=1),
    ),
    ClientMutant(
        "waits-grow-slowly",
        "Each further attempt waits for half a second more, not for twice as long.",
        _delays(lambda error, attempt, retries, delay: delay and 0.5 * (attempt + 1)),
        takes(*[httpx.ConnectError("")] * 2, STARTED, retries=3),
    ),
    ClientMutant(
        "no-jitter",
        "Clients that fail together come back together.",
        Defect(patches=(Patch(random, "uniform", lambda least, most: most),)),
        takes(*[httpx.ConnectError("")] * 2, STARTED, retries=3),
    ),
    ClientMutant(
        "wait-blocks-the-loop",
        "The async class blocks the event loop while it waits for a further attempt.",
        Defect(made=lambda chat, memory: vars(chat._core.http).update(sleep=_blocking), sync=False),
        takes(httpx.ConnectError(""), STARTED, retries=1),
    ),
    ClientMutant(
        "retry-at-once",
        "A further attempt is made at once.",
        _delays(lambda error, attempt, retries, delay: delay and 0.0),
        takes(httpx.ConnectError(""), STARTED, retries=1),
    ),
)
