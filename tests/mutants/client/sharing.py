"""Defects of what calls and clients share: what one leaves for the next, and what gets mixed up between them."""

import base64
import itertools
import threading
from collections.abc import Iterator
from typing import Any

import httpx
from thulium_chat import (
    ThuliumChat,
    ThuliumConnectionError,
    _core,
)
from thulium_chat._exchange import Exchange

from tests.contract.client_suite.transport import STARTED
from tests.mutants.client.changes import with_headers
from tests.mutants.client.core import Arguments, ClientMutant, Defect, Memory, Patch
from tests.mutants.client.witness import (
    at_once,
    between_steps,
    leaves_behind,
    sends,
    takes,
    two_clients,
)


def _credentials(given: Arguments, memory: Memory) -> Arguments:
    memory["password"] = str(given.get("password"))
    memory["token"] = base64.b64encode(f"{given.get('user')}:{given.get('password')}".encode(errors="replace")).decode()
    return given


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


def _noted(error: Exception, memory: Memory) -> Any:
    memory["broken"] = isinstance(error, ThuliumConnectionError)
    raise error


def _nameless_once_broken(given: Arguments, memory: Memory) -> Arguments:
    return {**given, "client_name": None} if memory.get("broken") else given


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
    return {**given, "client_name": memory["name"]}


def _one_timeout(given: Arguments, memory: Memory) -> Arguments:
    kept = memory.setdefault("kept", {})
    kept["timeout"] = given.get("timeout")
    return {**given, "timeout": kept.pop("timeout", None)}


def _headers_of_client(given: Arguments, memory: Memory) -> Arguments:
    """Keep a call's headers where those of the client are, until it is sent."""
    memory["headers"] = given.get("headers")
    return given


def _sent_with_headers(request: httpx.Request, memory: Memory) -> httpx.Request:
    kept = memory.get("headers")
    return with_headers(request, kept) if isinstance(kept, dict) else request


def _begun(given: Arguments, memory: Memory) -> Arguments:
    memory.setdefault("under_way", []).append(True)
    return given


def _mixed(result: Any, memory: Memory) -> Any:
    """Return the first result for as long as other calls are under way."""
    memory["under_way"].pop()
    return memory.setdefault("result", result) if memory["under_way"] else result


def _ended(error: Exception, memory: Memory) -> Any:
    memory["under_way"].pop()
    raise error


class _OneBuffer(Exchange):
    """Collects all answers in the same place."""

    _shared = bytearray()

    def begin(self, answer: httpx.Response) -> None:
        super().begin(answer)
        self._shared.clear()
        self._body = self._shared


_LOCK = threading.Lock()


def _locked(self: Any, *arguments: Any, **named: Any) -> Any:
    with _LOCK:
        return ThuliumChat.start_conversation(self, *arguments, **named)


def _remembering(response: httpx.Response, memory: Memory) -> httpx.Response:
    memory.setdefault("statuses", []).append(response.status_code)
    return response


def _count(memory: Memory) -> Iterator[int]:
    counter: Iterator[int] = memory.setdefault("count", itertools.count(1))
    return counter


MUTANTS: tuple[ClientMutant, ...] = (
    ClientMutant(
        "nameless-once-broken",
        "After a broken connection the next call loses the name.",
        Defect(arguments=_nameless_once_broken, error=_noted),
        takes(httpx.ReadError("x"), STARTED, calls=({}, {"client_name": "Jan"})),
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
        between_steps(),
    ),
    ClientMutant(
        "timeouts-mixed",
        "A call loses its timeout to another that begins at the same moment.",
        Defect(arguments=_one_timeout, asynchronous=False),
        between_steps(),
    ),
    ClientMutant(
        "headers-mixed",
        "The headers of the call that began last are sent with all that are under way.",
        Defect(arguments=_headers_of_client, request=_sent_with_headers, asynchronous=False),
        between_steps(),
    ),
    ClientMutant(
        "results-mixed",
        "Results of calls at the same time get mixed up.",
        Defect(arguments=_begun, result=_mixed, error=_ended),
        at_once(),
    ),
    ClientMutant(
        "bodies-mixed",
        "Answers that come at the same time are collected in one place.",
        Defect(patches=(Patch(_core, "Exchange", _OneBuffer),)),
        at_once(pieces=True),
    ),
    ClientMutant(
        "one-at-a-time",
        "A call waits until the one before it is over.",
        Defect(methods={"start_conversation": _locked}, asynchronous=False),
        at_once(),
    ),
    ClientMutant(
        "keeps-every-status",
        "A client remembers the status of every answer for ever.",
        Defect(answer=_remembering),
        leaves_behind(),
    ),
    ClientMutant(
        "tires",
        "After 600 calls a client sends no surname any more.",
        Defect(
            arguments=lambda given, memory: {**given, "client_surname": None} if next(_count(memory)) > 600 else given
        ),
        sends(*[{"client_surname": "a"}] * 601),
    ),
)
