"""Defects of credentials: trimmed, cut, re-encoded, or those of somebody else."""

import base64
import dataclasses
import os
from typing import Any

import httpx

from tests.mutants.client.changes import with_headers
from tests.mutants.client.core import Arguments, ClientMutant, Defect, Memory
from tests.mutants.client.witness import netrc, sends, within


def _setting(name: str, change: Any) -> Defect:
    def changed(given: Arguments, memory: Memory) -> Arguments:
        return {**given, name: change(given[name])} if isinstance(given.get(name), str) else given

    return Defect(settings=changed)


def _token(change: Any) -> Defect:
    """Return the defect that changes the credentials on their way."""

    def changed(request: httpx.Request, memory: Memory) -> httpx.Request:
        token = base64.b64decode(request.headers["Authorization"].partition(" ")[2])
        return with_headers(request, {"Authorization": f"Basic {base64.b64encode(change(token)).decode()}"})

    return Defect(request=changed)


def _env_first(given: Arguments, memory: Memory) -> Arguments:
    return {**given, "user": os.environ.get("THULIUM_USER") or given.get("user")}


def _netrc(chat: Any, memory: Memory) -> None:
    if os.environ.get("NETRC"):
        auth = httpx.NetRCAuth(os.environ["NETRC"])
        chat._core.http._network = dataclasses.replace(chat._core.http._network, auth=auth)


MUTANTS: tuple[ClientMutant, ...] = (
    ClientMutant("trusts-netrc", "Credentials of a .netrc file win.", Defect(made=_netrc), netrc()),
    ClientMutant(
        "environment-wins",
        "The environment's user wins over the argument.",
        Defect(settings=_env_first),
        within({"THULIUM_USER": "other"}),
    ),
    ClientMutant(
        "password-trimmed",
        "Spaces around the password are removed.",
        _setting("password", lambda text: text.strip() or text),
        sends(password=" a "),
    ),
    ClientMutant(
        "password-expanded",
        "Names of environment variables in the password are replaced by their values.",
        _setting("password", os.path.expandvars),
        within({"A": "b"}, password="$A"),
    ),
    ClientMutant(
        "password-after-colon",
        "A password ends at its first colon.",
        _setting("password", lambda text: text.partition(":")[0] or text),
        sends(password="a:b"),
    ),
    ClientMutant(
        "password-decoded",
        "A password is percent-decoded.",
        _setting("password", lambda text: text.replace("%41", "A")),
        sends(password="%41"),
    ),
    ClientMutant(
        "password-plus",
        "A plus sign in a password becomes a space.",
        _token(lambda token: token.replace(b"+", b" ")),
        sends(password="a+b"),
    ),
    ClientMutant(
        "password-latin-1",
        "Credentials are sent in Latin-1 where it has their letters.",
        _token(lambda token: token.replace("ä".encode(), b"\xe4")),
        sends(password="pässwörd"),
    ),
    ClientMutant(
        "password-72-bytes",
        "A password is cut after 72 bytes.",
        _token(lambda token: b":".join((token.partition(b":")[0], token.partition(b":")[2][:72]))),
        sends(password="p" * 73),
    ),
    ClientMutant(
        "user-lower-case", "The user's name is lower-cased.", _setting("user", str.lower), sends(user="API_User")
    ),
    ClientMutant(
        "token-of-another-scheme",
        "Credentials are sent as a Bearer token.",
        Defect(
            request=lambda request, memory: with_headers(
                request, {"Authorization": request.headers["Authorization"].replace("Basic", "Bearer")}
            )
        ),
    ),
    ClientMutant(
        "token-without-padding",
        "The token has no padding.",
        Defect(
            request=lambda request, memory: with_headers(
                request, {"Authorization": request.headers["Authorization"].rstrip("=")}
            )
        ),
        sends(password="api_pass"),
    ),
)
