"""Defects that leak: secrets in what a client shows, logs, sends and raises."""

import logging
import os
from typing import Any

import httpx
from thulium_chat import ThuliumError, TransportError, UnexpectedResponseError, _exchange

from tests.mutants.client.change import having, patch, request, rewritten, with_headers
from tests.mutants.client.core import Arguments, Defect, Memory, table


def _in_errors(kind: type[ThuliumError], change: Any) -> Defect:
    """Errors of a kind that are changed; `change` gets one and the memory with the credentials."""
    return Defect(error=lambda error, memory: change(error, memory) if isinstance(error, kind) else error)


def _noting(error: Any, memory: Memory) -> Any:
    error.add_note(f"password={memory.password[:8]}...")
    return error


def _logging(sent: httpx.Request) -> httpx.Request:
    logging.getLogger("thulium_chat").debug("sending %s with %s", sent.url, dict(sent.headers))
    return sent


def _printing(sent: httpx.Request) -> httpx.Request:
    print(sent.headers["Authorization"])  # noqa: T201
    return sent


def _in_environment(given: Arguments, memory: Memory) -> Arguments:
    if isinstance(given.get("password"), str) and given["password"].isprintable():
        os.environ["THULIUM_LAST_PASSWORD"] = given["password"]
    return given


def _in_url(sent: httpx.Request, memory: Memory) -> httpx.Request:
    return rewritten(sent, url=sent.url.copy_merge_params({"token": memory.token}))


def _in_header(sent: httpx.Request, memory: Memory) -> httpx.Request:
    return with_headers(sent, X_Api_Key=memory.password[:4]) if memory.password.isascii() else sent


def _telling(self: Any) -> str:
    return f"<{type(self).__name__} {self._memory.token}>"


LEAKS = table("leaks", "secret-", (
    ("logs-headers", "Headers are logged for debugging.", request(_logging)),
    ("repr-tells-token", "The repr of a client has the token.", Defect(methods={"__repr__": _telling}),
     "secret-in-an-error"),
    ("str-tells-token", "The text of a client has the token.", Defect(methods={"__str__": _telling}),
     "secret-in-an-error"),
    ("error-text-tells-password", "The text of a connection error has the password.",
     _in_errors(TransportError, lambda error, memory: having(error, message=f"{error.message} as {memory.password}"))),
    ("error-args-tell-token", "The args of an unexpected answer have the token.",
     _in_errors(UnexpectedResponseError, lambda error, memory: having(error, args=(*error.args, memory.token))),
     "secret-on-the-wire"),
    ("error-note-tells-password", "A note on errors has the beginning of the password.",
     _in_errors(ThuliumError, _noting)),
    ("error-keeps-token", "An attribute of errors keeps the token.",
     _in_errors(ThuliumError, lambda error, memory: having(error, settings={"auth": [memory.token]}))),
    ("error-context-tells-password", "The context of errors has the password.",
     _in_errors(ThuliumError, lambda error, memory: having(error, __context__=KeyError(memory.password)))),
    ("error-keeps-request", "Errors keep the request with its headers.",
     patch(_exchange, "_bare", lambda request: request)),
    ("error-cannot-be-pickled", "Errors cannot be pickled.",
     _in_errors(ThuliumError, lambda error, memory: having(error, hook=lambda: None))),
    ("prints-token", "The token is printed.", request(_printing)),
    ("password-in-environment", "The password is put into the environment.", Defect(settings=_in_environment),
     "secret-in-an-error"),
    ("token-in-url", "The token is in the URL as well.", Defect(request=_in_url), "address-of-a-system"),
    ("password-in-another-header", "The beginning of the password is in another header.", Defect(request=_in_header),
     "headers-of-a-call"),
))  # fmt: skip
