"""Defects in how a query string is decoded."""

import re
from urllib.parse import unquote_to_bytes

from thulium_mock.errors import InternalError

from tests.mutants.server.changes import PARAMETERS, any_of, fail_if, if_, is_broken, resub, value
from tests.mutants.server.core import Group
from tests.mutants.server.witness import beside

GROUP = Group("encodings")
_add = GROUP.on_request


def _is_overlong(given: bytes) -> bool:
    return re.search(rb"[\xc0\xc1]", given) is not None


def _is_cut_short(given: bytes) -> bool:
    return is_broken(given) and not is_broken(given[:-1])


_add(
    "plus",
    "A plus sign in a text stays one.",
    resub(r"(?<=[A-Za-z])\+(?=[A-Za-z])", "%2B"),
    beside("client_name=Jan+Maria"),
)
_add(
    "plus-blank",
    "Plus signs in client_surname stay ones, so that it is not blank.",
    resub(r"(client_surname=)(\++)(?=&|$)", lambda match: match[1] + "%2B" * len(match[2])),
    beside("client_surname=++"),
)
_add(
    "double-decoding",
    "client_name is decoded twice.",
    value("client_name", ".*%[0-9A-Fa-f]{2}.*", unquote_to_bytes),
    beside("client_name=%2541"),
)
_add(
    "double-decoding-of-plus",
    "An encoded plus sign is a space too.",
    resub("(?i)%2b", "%20"),
    beside("client_name=a%2Bb"),
)
_add(
    "percent-u",
    "%u followed by four digits is a character.",
    resub("%u00([0-9a-fA-F]{2})", r"%\1"),
    beside("client_id=%u0041"),
)
_add(
    "lower-case-codes",
    "Codes in lower-case digits are not decoded.",
    resub("%(?=[0-9][a-f]|[a-f][0-9a-f])", "%25"),
    beside("client_name=%c5%bc"),
)
_add(
    "entities",
    "HTML entities in a text are decoded.",
    value("client_name", ".*&amp;.*", lambda given: given.replace(b"&amp;", b"&")),
    beside("client_name=a%26amp;b"),
)
_add(
    "utf8-replaced",
    "Broken UTF-8 in client_name is replaced by U+FFFD.",
    value("client_name", is_broken, lambda given: given.decode("utf-8", "replace").encode()),
    beside("client_name=%FFa"),
)
_add(
    "utf8-ignored",
    "Broken UTF-8 in client_surname is dropped.",
    value("client_surname", is_broken, lambda given: given.decode("utf-8", "ignore").encode()),
    beside("client_surname=a%FF"),
)
_add(
    "utf8-latin-1",
    "Broken UTF-8 in client_id is read as Latin-1.",
    value("client_id", is_broken, lambda given: given.decode("latin-1").encode()),
    beside("client_id=Zaza%BF%BF"),
)
_add(
    "utf8-overlong",
    "Overlong UTF-8 is accepted in client_name.",
    value("client_name", _is_overlong, b"/"),
    beside("client_name=%C0%AF"),
)
_add(
    "utf8-surrogate",
    "A lone surrogate in UTF-8 is accepted in client_surname.",
    value("client_surname", r".*\xed[\xa0-\xbf][\x80-\xbf].*", b"x"),
    beside("client_surname=%ED%A0%80"),
)
_add(
    "utf8-surrogate-pair",
    "A pair of surrogates in UTF-8 is accepted in client_id.",
    value("client_id", r".*\xed[\xa0-\xaf].\xed[\xb0-\xbf].*", "😀".encode()),
    beside("client_id=%ED%A0%BD%ED%B8%80"),
)
_add(
    "utf8-beyond",
    "UTF-8 beyond U+10FFFF is accepted in client_name.",
    value("client_name", r".*\xf4[\x90-\xbf].*|.*[\xf5-\xfd].*", b"x"),
    beside("client_name=%F4%90%80%80"),
)
_add(
    "utf8-cut-short",
    "A character that is cut short at the end of client_email is dropped.",
    value("client_email", _is_cut_short, lambda given: given[:-1]),
    beside("client_email=a@b%C5"),
)
_add(
    "utf8-email-local",
    "Broken UTF-8 in the local part of client_email is accepted.",
    value("client_email", lambda given: is_broken(given.partition(b"@")[0]), b"a@example.org"),
    beside("client_email=%ff@example.org"),
)
_add(
    "utf8-crash",
    "Broken UTF-8 is an internal error.",
    fail_if(any_of(PARAMETERS, lambda given: _is_overlong(given) and is_broken(given)), InternalError),
    beside("client_name=%C0%80"),
)
_add(
    "utf8-only-with-email",
    "Broken UTF-8 in client_name is dropped if client_email is given.",
    if_(lambda request: request.value("client_email") != b"", value("client_name", is_broken, b"x")),
    beside("client_name=%FF&client_email=a@b"),
)
_add(
    "percent-refused",
    "A percent sign that begins no code is refused in client_name.",
    resub("(client_name=[^&]*)%(?![0-9a-fA-F]{2})", r"\1%00"),
    beside("client_name=%zz"),
)
_add(
    "percent-dropped",
    "A percent sign that begins no code is dropped.",
    resub("%(?![0-9a-fA-F]{2})", ""),
    beside("client_surname=%zz"),
)
_add(
    "percent-crash",
    "A percent sign at the end of the query is an internal error.",
    fail_if(lambda request: request.query.endswith("%"), InternalError),
    beside("client_id=100%"),
)
_add(
    "equals-sign",
    "A value ends at its second equals sign.",
    resub("(client_id=[^&=]*)=[^&]*", r"\1"),
    beside("client_id=a=b"),
)
_add(
    "non-ascii-raw",
    "Unescaped brackets and bars are refused.",
    fail_if(lambda request: re.search(r"client_name=[^&]*[\[\]|]", request.query) is not None, InternalError),
    beside("client_name=a[b]|c"),
)
