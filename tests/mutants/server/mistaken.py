"""Defects that take one thing for another that is nearly it: paths, tokens, names and passwords."""

import base64
import html
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote, unquote

from thulium_mock.errors import InternalError

from tests.http.messages import START
from tests.mutants.server.changes import fail_if, path
from tests.mutants.server.core import Group, RequestChange
from tests.mutants.server.logins import credentials_of, login, spelled, token_of, user_named
from tests.mutants.server.witness import Ask, basic, put

GROUP = Group("mistaken")
_request = GROUP.on_request


def _at(tail: str) -> Ask:
    """Return a request to a path that ends like this."""
    return Ask(path=START.removesuffix("start") + tail)


def _path(name: str, description: str, edit: Callable[[str], str], witness: Ask) -> None:
    """Read paths in another way, after they were decoded."""
    _request(name, description, lambda request, _: replace(request, path=quote(edit(unquote(request.path)))), witness)


_path(
    "path-compatible",
    "Wide letters in the path are letters.",
    lambda text: unicodedata.normalize("NFKC", text),
    _at("%EF%BD%93tart"),
)
_path(
    "path-case-mapping",
    "A long s in the path is an s, as it is in upper case.",
    lambda text: text.replace("ſ", "s"),
    _at("%C5%BFtart"),
)
_request(
    "path-overlong",
    "An overlong slash in the path is one.",
    path("(?i)%C0%AF", "/"),
    Ask(path=START[:23] + "%C0%AFstart"),
)
_request(
    "path-dots-semicolon",
    "Two dots before a semicolon in the path go up.",
    path(r"/[^/]+/\.\.;(?=/)", ""),
    _at("x/..;/start"),
)
_request("path-unseen", "A zero-width space in the path is dropped.", path("(?i)%E2%80%8B", ""), _at("start%E2%80%8B"))
_request("path-signs", "Signs at the end of the path are dropped.", path(r"[!'()~*]+$", ""), _at("start~"))
_request("path-ampersand", "An ampersand ends the path.", path("&.*", ""), _at("start&a"))
_request(
    "path-singular",
    "The path is known in the singular.",
    path("conversation/", "conversations/"),
    Ask(path=START.replace("s/s", "/s")),
)


def _token(name: str, description: str, read: Callable[[bytes], bytes], token: str) -> None:
    """Read tokens in another way as well."""

    def change(text: str) -> str:
        scheme, _, given = text.partition(" ")
        try:
            changed = token_of(read(given.encode()))
        except ValueError:
            return text
        return changed if scheme == "Basic" and credentials_of(changed) else text

    _request(name, description, spelled(change), Ask(auth=f"Basic {token}"))


def _decode(token: bytes) -> bytes:
    return base64.b64decode(token, validate=True)


def _coded(octets: bytes) -> str:
    return base64.b64encode(octets).decode()


_PAIR = b"api_user:api_pass"
_token(
    "token-utf-16",
    "Names and passwords in UTF-16 are accepted.",
    lambda token: _decode(token).replace(b"\0", b"") if b"\0" in _decode(token)[1:2] else _decode(token),
    _coded(_PAIR.decode().encode("utf-16-le")),
)
_token(
    "token-byte-order-mark",
    "A byte order mark before the name is dropped.",
    lambda token: _decode(token).removeprefix(b"\xef\xbb\xbf"),
    _coded(b"\xef\xbb\xbf" + _PAIR),
)
_token(
    "token-twice",
    "A token may be encoded twice.",
    lambda token: _decode(_decode(token)),
    _coded(_coded(_PAIR).encode()),
)
_token("token-hexadecimal", "A token may be hexadecimal.", lambda token: bytes.fromhex(token.decode()), _PAIR.hex())
_token(
    "token-quoted",
    "Double quotes around a token are dropped.",
    lambda token: _decode(token.strip(b'"')),
    f'"{_coded(_PAIR)}"',
)
_token(
    "token-wide-colon",
    "A wide colon ends the name as well.",
    lambda token: _decode(token).replace("：".encode(), b":", 1),
    _coded("api_user：api_pass".encode()),
)
_token(
    "token-encoded-colon",
    "An encoded colon ends the name as well.",
    lambda token: _decode(token).replace(b"%3A", b":", 1),
    _coded(b"api_user%3Aapi_pass"),
)


def _password(edit: Callable[[str], str]) -> RequestChange:
    """Take a password for the right one that is so after a change."""
    return login(lambda name, password, user: name == user.name and user.password in (password, edit(password)))


def _name(edit: Callable[[str], str]) -> RequestChange:
    """Take a name for that of a user that is so after a change."""
    return login(lambda name, password, user: password == user.password and user.name in (name, edit(name)))


_request(
    "password-percent",
    "Percent codes in a password are decoded.",
    _password(unquote),
    Ask(auth=basic(password="api%5Fpass")),
)
_request(
    "password-entities",
    "Entities in a password are decoded.",
    _password(html.unescape),
    Ask(auth=basic(password="api&#95;pass")),
)
_request(
    "password-low-bytes",
    "Only the low byte of a password's characters counts.",
    _password(lambda text: "".join(chr(ord(each) & 255) for each in text)),
    Ask(auth=basic(password="\u0161pi_pass")),
)
_request(
    "name-domain",
    "What follows an @ in a name is dropped.",
    _name(lambda text: text.partition("@")[0]),
    Ask(auth=basic("api_user@a")),
)
_request(
    "name-backslash",
    "What precedes a backslash in a name is dropped.",
    _name(lambda text: text.rpartition("\\")[2]),
    Ask(auth=basic("a\\api_user")),
)


def _logged_in(name: str, description: str, condition: Callable[[str, str], object], text: str, *, named: bool) -> None:
    """Fail where name and password are such."""
    user = user_named(text, "x") if named else user_named("x", text)
    _request(
        name,
        description,
        fail_if(
            lambda request: bool(condition(*(credentials_of(request.header("authorization")) or ("", "")))),
            InternalError,
        ),
        put(users=[user]),
        Ask(auth=basic(str(user["name"]), str(user["password"]))),
    )


_logged_in(
    "password-comma", "A comma in a password is an internal error.", lambda _, text: "," in text, "a,b", named=False
)
_logged_in("password-hash", "A # in a password is an internal error.", lambda _, text: "#" in text, "a#b", named=False)
_logged_in(
    "password-c1-control",
    "C1 controls in a password are an internal error.",
    lambda _, text: re.search("[\x80-\x9f]", text),
    "a\x90",
    named=False,
)
_logged_in(
    "password-chinese",
    "A password in Chinese is an internal error.",
    lambda _, text: re.search("[\u4e00-\u9fff]", text),
    "山一",
    named=False,
)
_logged_in(
    "name-cyrillic",
    "A user with a Cyrillic name is an internal error.",
    lambda text, _: re.search("[\u0400-\u04ff]", text),
    "Я",
    named=True,
)
_logged_in("name-ampersand", "An & in a name is an internal error.", lambda text, _: "&" in text, "a&b", named=True)
