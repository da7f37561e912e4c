"""Defects in how the Authorization header is read."""

import base64
import re
from collections.abc import Callable

from thulium_mock.errors import InternalError

from tests.mutants.server.changes import fail_if, header, headers
from tests.mutants.server.core import Group, RequestChange
from tests.mutants.server.witness import Ask, basic, put

GROUP = Group("tokens")
_add = GROUP.on_request


def _decoded(text: str) -> tuple[str, str] | None:
    """Return name and password of a sound Basic header."""
    scheme, _, token = text.partition(" ")
    try:
        name, colon, password = base64.b64decode(token, validate=True).decode().partition(":")
    except ValueError:
        return None
    return (name, password) if scheme.lower() == "basic" and colon else None


def _token(octets: bytes) -> str:
    return f"Basic {base64.b64encode(octets).decode()}"


def _user(name: str, password: str, *methods: str) -> dict[str, object]:
    return {"name": name, "password": password, "methods": list(methods or "*")}


def _spelling(edit: Callable[[str], str | None]) -> RequestChange:
    return header("authorization", edit)


def _padded(text: str) -> str:
    stripped = text.rstrip("=")
    return stripped + "=" * (-len(stripped.partition(" ")[2]) % 4)


def _canonical(text: str) -> str:
    """Spell the token anew, whatever the bits of its last letter that do not count."""
    try:
        return _token(base64.b64decode(text.removeprefix("Basic ") + "==", validate=False))
    except ValueError:
        return text


def _latin_1(text: str) -> str:
    try:
        octets = base64.b64decode(text.removeprefix("Basic "), validate=True)
        return (
            text if octets.decode("utf-8", "ignore").encode() == octets else _token(octets.decode("latin-1").encode())
        )
    except ValueError:
        return text


def _not_ascii(text: str) -> bool:
    return not "".join(_decoded(text) or ()).isascii()


_add(
    "latin-1",
    "Names and passwords in Latin-1 are accepted.",
    _spelling(_latin_1),
    put(users=[_user("api_user", "Łó".replace("Ł", "é"))]),
    Ask(auth=_token("api_user:éó".encode("latin-1"))),
)
_add(
    "utf-8-refused",
    "Names and passwords beyond ASCII are wrong.",
    _spelling(lambda text: "Basic !" if _not_ascii(text) else text),
    put(users=[_user("api_user", "żółw")]),
    Ask(auth=basic("api_user", "żółw")),
)
_add(
    "utf-8-crash",
    "A token that is not UTF-8 is an internal error.",
    fail_if(lambda request: request.header("authorization").startswith("Basic /"), InternalError),
    Ask(auth=_token(b"\xff:\xff")),
)
_add(
    "base64-crash",
    "A token that is not base64 is an internal error.",
    fail_if(
        lambda request: re.search("^Basic +[^ ]*[!-*,.:-@_-]", request.header("authorization")) is not None,
        InternalError,
    ),
    Ask(auth="Basic !"),
)
_add(
    "over-padded",
    "A token with too much padding is accepted.",
    _spelling(lambda text: _padded(text) if re.search("={1,9}$", text) else text),
    Ask(auth=basic() + "=="),
)
_add(
    "unpadded",
    "A token without its padding is accepted.",
    _spelling(lambda text: text if text.endswith("=") else _padded(text)),
    Ask(auth=basic().rstrip("=")),
)
_add(
    "spare-bits",
    "The bits of a token that do not count may be any.",
    _spelling(
        lambda text: (
            _canonical(text) if re.fullmatch("Basic [A-Za-z0-9+/]+={1,2}", text) and (len(text) - 6) % 4 == 0 else text
        )
    ),
    Ask(auth=basic().replace("M=", "N=")),
)
_add(
    "url-safe",
    "The URL-safe alphabet is accepted in tokens.",
    _spelling(lambda text: text.replace("-", "+").replace("_", "/")),
    put(users=[_user("api_user", "~~~???")]),
    Ask(auth=basic("api_user", "~~~???").replace("+", "-").replace("/", "_")),
)
_add(
    "space-in-token",
    "Spaces in a token are dropped.",
    _spelling(lambda text: "Basic " + re.sub("[ \t]", "", text[6:]) if text.startswith("Basic ") else text),
    Ask(auth=basic()[:-4] + " " + basic()[-4:]),
)
_add(
    "garbage-in-token",
    "Letters that are not base64 are dropped.",
    _spelling(lambda text: "Basic " + re.sub("[^A-Za-z0-9+/=]", "", text[6:]) if text.startswith("Basic ") else text),
    Ask(auth=basic()[:-4] + "!" + basic()[-4:]),
)
_add(
    "tab",
    "A tab after the scheme is accepted.",
    _spelling(lambda text: text.replace("\t", " ")),
    Ask(auth=basic().replace(" ", "\t")),
)
_add(
    "two-spaces",
    "Two spaces after the scheme are refused.",
    _spelling(lambda text: "Basic !" if "  " in text else text),
    Ask(auth=basic().replace(" ", "  ")),
)
_add(
    "token-alone",
    "A token without a scheme is accepted.",
    _spelling(lambda text: text if " " in text else f"Basic {text}"),
    Ask(auth=basic().removeprefix("Basic ")),
)
_add(
    "not-encoded",
    "Name and password are accepted without base64.",
    _spelling(lambda text: _token(text[6:].encode("latin-1")) if re.match("Basic [^ :]+:", text) else text),
    Ask(auth="Basic api_user:api_pass"),
)
_add(
    "bearer",
    "The scheme Bearer is accepted.",
    _spelling(lambda text: re.sub("(?i)^bearer ", "Basic ", text)),
    Ask(auth=basic().replace("Basic", "Bearer")),
)
_add(
    "any-scheme",
    "A scheme that begins with Basic is accepted.",
    _spelling(lambda text: re.sub("(?i)^basic[!-~]+ ", "Basic ", text)),
    Ask(auth=basic().replace("Basic", "Basic2")),
)
_add(
    "scheme-case",
    "The scheme is accepted only as Basic.",
    _spelling(lambda text: text if text.startswith("Basic ") else "Basic !"),
    Ask(auth=basic().replace("Basic", "basic")),
)
_add(
    "scheme-upper-case",
    "The scheme BASIC in upper case is not known.",
    _spelling(lambda text: text.replace("BASIC ", "Digest ")),
    Ask(auth=basic().replace("Basic", "BASIC")),
)
_add(
    "header-twice",
    "Of two Authorization headers the first counts.",
    headers(
        lambda given: [
            each
            for index, each in enumerate(given)
            if each[0] != "authorization" or "authorization" not in (name for name, _ in given[:index])
        ]
    ),
    Ask(headers=(("authorization", "Basic !"),)),
)
_add(
    "header-twice-last",
    "Of two Authorization headers the last counts.",
    headers(
        lambda given: [
            each
            for index, each in enumerate(given)
            if each[0] != "authorization" or "authorization" not in (name for name, _ in given[index + 1 :])
        ]
    ),
    Ask(auth="Basic !", headers=(("authorization", basic()),)),
)
_add(
    "header-twice-equal",
    "Two equal Authorization headers are accepted.",
    headers(lambda given: list(dict.fromkeys(given))),
    Ask(headers=(("authorization", basic()),)),
)
_add(
    "list",
    "Of a list of credentials the first counts.",
    _spelling(lambda text: text.partition(",")[0]),
    Ask(auth=basic() + ", Basic !"),
)
_add(
    "long-token",
    "A token of more than 4096 characters is an internal error.",
    fail_if(lambda request: len(request.header("authorization")) > 4102, InternalError),
    Ask(auth=basic("api_user", "x" * 4000)),
)
_add(
    "no-colon",
    "A token without a colon, the name alone, is accepted.",
    _spelling(lambda text: basic() if text == _token(b"api_user") else text),
    Ask(auth=_token(b"api_user")),
)
