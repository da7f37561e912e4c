"""Defects that leak: secrets in what a client shows, logs, sends and raises."""

import base64
import logging
import os
from typing import Any

import httpx
from thulium_chat import (
    TransportError,
    UnexpectedResponseError,
    _exchange,
)

from tests.contract.client_suite import bodies
from tests.contract.client_suite.transport import Answer
from tests.mutants.client.changes import rewritten, with_headers
from tests.mutants.client.core import Arguments, ClientMutant, Defect, Memory, Patch
from tests.mutants.client.witness import shows, takes


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


def _telling(self: Any) -> str:
    return f"<{type(self).__name__} {self._memory['token']}>"


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
        Defect(patches=(Patch(_exchange, "_bare", lambda request: request),)),
        _BROKEN,
    ),
    ClientMutant("error-cannot-be-pickled", "Errors cannot be pickled.", _in_error(_pickling), _BROKEN),
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
)
