"""Defects that leak: secrets in what a client shows, logs and raises; connections; what a call leaves for the next."""

import base64
import logging
import os
import time
from typing import Any

import httpx
from thulium_chat import (
    ThuliumConnectionError,
    ThuliumTimeoutError,
    TransportError,
    UnexpectedResponseError,
    _transport,
)

from tests.contract.client_suite import bodies
from tests.contract.client_suite.loopback import resetting
from tests.contract.client_suite.transport import Answer
from tests.mutants.client.changes import rewritten, with_headers
from tests.mutants.client.core import Arguments, ClientMutant, Defect, Memory, Patch
from tests.mutants.client.witness import at_once, block, sends, shows, takes, two_clients, wire


def _credentials(given: Arguments, memory: Memory) -> Arguments:
    memory["password"] = str(given.get("password"))
    memory["token"] = base64.b64encode(f"{given.get('user')}:{given.get('password')}".encode(errors="replace")).decode()
    return given


def _in_error(change: Any) -> Defect:
    """Return the defect that changes each error; `change` gets the error and the memory with the credentials in it."""

    def changed(error: Exception, memory: Memory) -> Any:
        change(error, memory)
        raise error

    return Defect(settings=_credentials, error=changed)


def _in_text(error: Any, memory: Memory) -> None:
    if isinstance(error, TransportError):
        error.message += f" as {memory['password']}"


def _in_args(error: Any, memory: Memory) -> None:
    if isinstance(error, UnexpectedResponseError):
        error.args = (*error.args, memory["token"])


def _in_note(error: Exception, memory: Memory) -> None:
    error.add_note(f"password={memory['password'][:8]}...")


def _in_attribute(error: Any, memory: Memory) -> None:
    error.settings = {"auth": [memory["token"]]}


def _in_context(error: Exception, memory: Memory) -> Any:
    try:
        raise KeyError(memory["password"])
    except KeyError:
        raise error from error.__cause__


def _cause_lost(error: Exception, memory: Memory) -> Any:
    raise error from None


def _pickling(error: Any, memory: Memory) -> None:
    error.hook = lambda: None


def _logging(request: httpx.Request, memory: Memory) -> httpx.Request:
    logging.getLogger("thulium_chat").debug("sending %s with %s", request.url, dict(request.headers))
    return request


def _printing(request: httpx.Request, memory: Memory) -> httpx.Request:
    print(request.headers["Authorization"])  # noqa: T201
    return request


def _in_environment(given: Arguments, memory: Memory) -> Arguments:
    if isinstance(given.get("password"), str) and given["password"].isprintable():
        os.environ["THULIUM_LAST_PASSWORD"] = given["password"]
    return given


def _in_url(request: httpx.Request, memory: Memory) -> httpx.Request:
    return rewritten(request, url=request.url.copy_merge_params({"token": memory["token"]}))


def _other_origin(request: httpx.Request, memory: Memory) -> httpx.Request:
    return with_headers(request, {"X-Api-Key": memory["password"][:4]}) if memory["password"].isascii() else request


def _headers_stay(given: Arguments, memory: Memory) -> Arguments:
    kept = (
        {**memory.get("kept", {}), **(given.get("headers") or {})}
        if isinstance(given.get("headers") or {}, dict)
        else {}
    )
    memory["kept"] = (
        kept if all(isinstance(each, str) and each.isprintable() for pair in kept.items() for each in pair) else {}
    )
    return {**given, "headers": given.get("headers") or kept}


def _language_stays(given: Arguments, memory: Memory) -> Arguments:
    language = given.get("language") or memory.get("kept")
    memory["kept"] = language if isinstance(language, str) and language.isprintable() else None
    return {**given, "language": given.get("language") or language}


def _timeout_stays(given: Arguments, memory: Memory) -> Arguments:
    timeout = given.get("timeout")
    if timeout is None:
        return {**given, "timeout": memory.get("kept")}
    memory["kept"] = timeout if isinstance(timeout, float | int) and 0 < timeout < 86400 else None
    return given


_SHARED: dict[str, Any] = {}


def _shared_credentials(request: httpx.Request, memory: Memory) -> httpx.Request:
    """Send the credentials of the client that was made last."""
    return with_headers(request, {"Authorization": f"Basic {_SHARED['token']}"})


def _share(given: Arguments, memory: Memory) -> Arguments:
    _credentials(given, memory)
    _SHARED["token"] = memory["token"]
    return given


def _last_arguments(given: Arguments, memory: Memory) -> Arguments:
    memory["name"] = given.get("client_name")
    time.sleep(0)  # give way to other threads
    return {**given, "client_name": memory["name"]}


def _count_up(given: Arguments, memory: Memory) -> Arguments:
    memory["under_way"] = memory.get("under_way", 0) + 1
    return given


def _mixed(result: Any, memory: Memory) -> Any:
    """Return the first result for as long as other calls are under way."""
    memory["under_way"] -= 1
    return memory.setdefault("result", result) if memory["under_way"] else result


def _count_down(error: Exception, memory: Memory) -> Any:
    memory["under_way"] -= 1
    raise error


def _maybe(value: bool) -> Any:
    def changed(error: Exception, memory: Memory) -> Any:
        if isinstance(error, TransportError):
            raise type(error)(error.message, value) from error.__cause__
        raise error

    return changed


def _bare_httpx(error: Exception, memory: Memory) -> Any:
    if isinstance(error, TransportError) and isinstance(error.__cause__, httpx.WriteError):
        raise error.__cause__
    raise error


def _one_kind(error: Exception, memory: Memory) -> Any:
    if isinstance(error, ThuliumTimeoutError):
        raise ThuliumConnectionError(error.message, error.maybe_started) from error.__cause__
    raise error


def _left_open(self: Any) -> None:
    return None


async def _left_open_async(self: Any) -> None:
    return None


def _swallowing_exit(self: Any, *_: object) -> bool:
    self.close()
    return True


async def _swallowing_exit_async(self: Any, *_: object) -> bool:
    await self.aclose()
    return True


def _telling(self: Any) -> str:
    return f"<{type(self).__name__} {self._memory['token']}>"


def _fresh_connections(request: httpx.Request, memory: Memory) -> httpx.Request:
    return with_headers(request, {"Connection": "close"})


def _reset_is_not_started(error: Exception, memory: Memory) -> Any:
    if isinstance(error, ThuliumConnectionError) and isinstance(error.__cause__, httpx.ReadError):
        raise ThuliumConnectionError(error.message, False) from error.__cause__
    raise error


_BROKEN = takes(httpx.ReadError("it broke"))

MUTANTS: tuple[ClientMutant, ...] = (
    ClientMutant(
        "repr-tells-token",
        "The repr of a client has the token.",
        Defect(settings=_credentials, methods={"__repr__": _telling}),
        shows(),
    ),
    ClientMutant(
        "str-tells-token",
        "The text of a client has the token.",
        Defect(settings=_credentials, methods={"__str__": _telling}),
        shows(),
    ),
    ClientMutant(
        "error-text-tells-password", "The text of a connection error has the password.", _in_error(_in_text), _BROKEN
    ),
    ClientMutant(
        "error-args-tell-token",
        "The args of an unexpected answer have the token.",
        _in_error(_in_args),
        takes(Answer(200, b"x")),
    ),
    ClientMutant(
        "error-note-tells-password", "A note on errors has the beginning of the password.", _in_error(_in_note), _BROKEN
    ),
    ClientMutant("error-keeps-token", "An attribute of errors keeps the token.", _in_error(_in_attribute), _BROKEN),
    ClientMutant(
        "error-context-tells-password",
        "The context of errors has the password.",
        Defect(settings=_credentials, error=_in_context),
        takes(bodies.error(401)),
    ),
    ClientMutant(
        "error-keeps-request",
        "Errors keep the request with its headers.",
        Defect(patches=(Patch(_transport, "_bare", lambda request: request),)),
        _BROKEN,
    ),
    ClientMutant("error-cannot-be-pickled", "Errors cannot be pickled.", _in_error(_pickling), _BROKEN),
    ClientMutant("cause-lost", "Errors have lost their cause.", Defect(error=_cause_lost), _BROKEN),
    ClientMutant("logs-headers", "Headers are logged for debugging.", Defect(request=_logging), shows()),
    ClientMutant("prints-token", "The token is printed.", Defect(request=_printing), shows()),
    ClientMutant(
        "password-in-environment",
        "The password is put into the environment.",
        Defect(settings=_in_environment),
        shows(),
    ),
    ClientMutant("token-in-url", "The token is in the URL as well.", Defect(settings=_credentials, request=_in_url)),
    ClientMutant(
        "password-in-another-header",
        "The beginning of the password is in another header.",
        Defect(settings=_credentials, request=_other_origin),
    ),
    ClientMutant(
        "headers-stay",
        "Headers of a call stay for the next.",
        Defect(arguments=_headers_stay),
        sends({"headers": {"X-A": "1"}}, {}),
    ),
    ClientMutant(
        "language-stays",
        "The language of a call stays for the next.",
        Defect(arguments=_language_stays),
        sends({"language": "pl"}, {}),
    ),
    ClientMutant(
        "timeout-stays",
        "The timeout of a call stays for the next.",
        Defect(arguments=_timeout_stays),
        sends({"timeout": 5}, {}),
    ),
    ClientMutant(
        "credentials-shared",
        "All clients send the credentials of the one that was made last.",
        Defect(settings=_share, request=_shared_credentials),
        two_clients(),
    ),
    ClientMutant(
        "names-mixed",
        "First names of calls at the same time get mixed up.",
        Defect(arguments=_last_arguments, asynchronous=False),
        at_once(),
    ),
    ClientMutant(
        "results-mixed",
        "Results of calls at the same time get mixed up.",
        Defect(arguments=_count_up, result=_mixed, error=_count_down),
        at_once(),
    ),
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
        "close-does-nothing",
        "A closed client keeps its connections.",
        Defect(methods={"close": _left_open, "aclose": _left_open_async}),
        sends(),
    ),
    ClientMutant(
        "block-swallows-exceptions",
        "A block swallows exceptions.",
        Defect(methods={"__exit__": _swallowing_exit, "__aexit__": _swallowing_exit_async}),
        block(),
    ),
    ClientMutant(
        "new-connection-for-each-call",
        "Each call makes a connection of its own.",
        Defect(request=_fresh_connections),
        wire(),
    ),
)
