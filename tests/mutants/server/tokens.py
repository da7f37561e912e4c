"""Defects in how the Authorization header is read."""

import base64
import re

from thulium_mock.errors import InternalError

from tests.mutants.server.changes import fail_if, headers
from tests.mutants.server.core import Group
from tests.mutants.server.logins import credentials_of, spelled, token_of, user_named
from tests.mutants.server.witness import Ask, basic, put

GROUP = Group("tokens")
_add = GROUP.on_request


def _padded(text: str) -> str:
    stripped = text.rstrip("=")
    return stripped + "=" * (-len(stripped.partition(" ")[2]) % 4)


def _latin_1(text: str) -> str:
    try:
        octets = base64.b64decode(text.removeprefix("Basic "), validate=True)
        return (
            text if octets.decode("utf-8", "ignore").encode() == octets else token_of(octets.decode("latin-1").encode())
        )
    except ValueError:
        return text


def _not_ascii(text: str) -> bool:
    return not "".join(credentials_of(text) or ()).isascii()


_add(
    "latin-1",
    "Names and passwords in Latin-1 are accepted.",
    spelled(_latin_1),
    put(users=[user_named("api_user", "Łó".replace("Ł", "é"))]),
    Ask(auth=token_of("api_user:éó".encode("latin-1"))),
)
_add(
    "utf-8-refused",
    "Names and passwords beyond ASCII are wrong.",
    spelled(lambda text: "Basic !" if _not_ascii(text) else text),
    put(users=[user_named("api_user", "żółw")]),
    Ask(auth=basic("api_user", "żółw")),
)
_add(
    "utf-8-crash",
    "A token that is not UTF-8 is an internal error.",
    fail_if(lambda request: request.header("authorization").startswith("Basic /"), InternalError),
    Ask(auth=token_of(b"\xff:\xff")),
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
    spelled(lambda text: _padded(text) if re.search("={1,9}$", text) else text),
    Ask(auth=basic() + "=="),
)
_add(
    "unpadded",
    "A token without its padding is accepted.",
    spelled(lambda text: text if text.endswith("=") else _padded(text)),
    Ask(auth=basic().rstrip("=")),
)
_add(
    "url-safe",
    "The URL-safe alphabet is accepted in tokens.",
    spelled(lambda text: text.replace("-", "+").replace("_", "/")),
    put(users=[user_named("api_user", "~~~???")]),
    Ask(auth=basic("api_user", "~~~???").replace("+", "-").replace("/", "_")),
)
_add(
    "space-in-token",
    "Spaces in a token are dropped.",
    spelled(lambda text: "Basic " + re.sub("[ \t]", "", text[6:]) if text.startswith("Basic ") else text),
    Ask(auth=basic()[:-4] + " " + basic()[-4:]),
)
_add(
    "garbage-in-token",
    "Letters that are not base64 are dropped.",
    spelled(lambda text: "Basic " + re.sub("[^A-Za-z0-9+/=]", "", text[6:]) if text.startswith("Basic ") else text),
    Ask(auth=basic()[:-4] + "!" + basic()[-4:]),
)
_add(
    "tab",
    "A tab after the scheme is accepted.",
    spelled(lambda text: text.replace("\t", " ")),
    Ask(auth=basic().replace(" ", "\t")),
)
_add(
    "two-spaces",
    "Two spaces after the scheme are refused.",
    spelled(lambda text: "Basic !" if "  " in text else text),
    Ask(auth=basic().replace(" ", "  ")),
)
_add(
    "token-alone",
    "A token without a scheme is accepted.",
    spelled(lambda text: text if " " in text else f"Basic {text}"),
    Ask(auth=basic().removeprefix("Basic ")),
)
_add(
    "not-encoded",
    "Name and password are accepted without base64.",
    spelled(lambda text: token_of(text[6:].encode("latin-1")) if re.match("Basic [^ :]+:", text) else text),
    Ask(auth="Basic api_user:api_pass"),
)
_add(
    "bearer",
    "The scheme Bearer is accepted.",
    spelled(lambda text: re.sub("(?i)^bearer ", "Basic ", text)),
    Ask(auth=basic().replace("Basic", "Bearer")),
)
_add(
    "any-scheme",
    "A scheme that begins with Basic is accepted.",
    spelled(lambda text: re.sub("(?i)^basic[!-~]+ ", "Basic ", text)),
    Ask(auth=basic().replace("Basic", "Basic2")),
)
_add(
    "scheme-case",
    "The scheme is accepted only as Basic.",
    spelled(lambda text: text if text.startswith("Basic ") else "Basic !"),
    Ask(auth=basic().replace("Basic", "basic")),
)
_add(
    "scheme-upper-case",
    "The scheme BASIC in upper case is not known.",
    spelled(lambda text: text.replace("BASIC ", "Digest ")),
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
    spelled(lambda text: text.partition(",")[0]),
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
    spelled(lambda text: basic() if text == token_of(b"api_user") else text),
    Ask(auth=token_of(b"api_user")),
)
