"""Defects that read more into customers, texts, headers and languages than there is."""

import html
import re
import unicodedata
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from thulium_mock.errors import InternalError, MethodNotPermitted
from thulium_mock.state.conversations import Conversation

from tests.mutants.server.changes import TEXTS, any_of, at, fail_if, has, header, headers, if_, status
from tests.mutants.server.core import Defect, Group
from tests.mutants.server.customers import by_client, by_email, compared
from tests.mutants.server.logins import as_user
from tests.mutants.server.parts import Parts, Server
from tests.mutants.server.witness import Ask, beside

GROUP = Group("misread")
_add = GROUP.add
_request = GROUP.on_request


def _found(name: str, description: str, key: str, edit: Callable[[str], str], *witness: Ask) -> None:
    """Compare what a client is found by after a change of what is given."""
    _add(
        name,
        description,
        compared(key, lambda given, right: edit(given).casefold() == edit(right).casefold()),
        *witness,
    )


def _exactly(name: str, description: str, edit: Callable[[str], str], *witness: Ask) -> None:
    _add(name, description, compared("client_id", lambda given, right: edit(given) == right), *witness)


_exactly(
    "client-quoted", "Quotes around client_id do not count.", lambda text: text.strip('"'), by_client("%221234%22")
)
_exactly("client-hash", "A # before client_id does not count.", lambda text: text.lstrip("#"), by_client("%231234"))
_exactly(
    "client-entities",
    "Entities in client_id are decoded when it is compared.",
    html.unescape,
    by_client("&%2349;234".replace("&", "%26").replace(";", "%3B")),
)
_found(
    "email-zero-width",
    "Zero-width spaces in e-mail addresses do not count.",
    "client_email",
    lambda text: text.replace("\u200b", ""),
    by_email("j%E2%80%8Ban.kowalski@example.org"),
)


def _kept(name: str, description: str, edit: Callable[[str], Any], text: str) -> None:
    """Keep texts in another way."""

    def keep(conversation: Conversation, server: Server) -> Conversation:
        given = conversation.parameters
        changed = {key: edit(value) if key in TEXTS else value for key, value in given.items()}
        return conversation._replace(parameters=changed)

    _add(name, description, Defect(parts=Parts(keep=keep)), beside(f"client_name={quote(text, safe='')}"))


def _without(pattern: str) -> Callable[[str], str]:
    compiled = re.compile(pattern, re.DOTALL)
    return lambda text: compiled.sub("", text)


_kept(
    "hangul",
    "Hangul is kept in composed syllables.",
    lambda text: unicodedata.normalize("NFC", text) if re.search("[\u1100-\u11ff]", text) else text,
    "\u1112\u1161\u11ab",
)
_kept("comments", "Comments of C are not kept.", _without(r"/\*.*?\*/"), "a/* x */")
_kept("html-comments", "Comments of HTML are not kept.", _without("<!--.*?-->"), "a<!-- x -->")
_kept("processing", "Processing instructions are not kept.", _without(r"<\?.*?\?>"), "a<?php x ?>")
_kept("octal", "Octal escapes are not kept.", _without(r"\\[0-7]{3}"), "a\\101")
_kept(
    "yes",
    "The words yes, no, on and off are kept as truth values.",
    lambda text: text in ("yes", "on") if text in ("yes", "no", "on", "off") else text,
    "yes",
)
_kept(
    "none",
    "The words none and N/A are kept as empty texts.",
    lambda text: "" if text in ("none", "N/A") else text,
    "N/A",
)
_kept(
    "fraction",
    "Zeros at the end of a fraction are not kept.",
    lambda text: text.rstrip("0") if re.fullmatch(r"\d+\.\d*[1-9]0+", text) else text,
    "1.50",
)
_kept(
    "hexadecimal",
    "Hexadecimal numbers are kept as decimal ones.",
    lambda text: str(int(text, 16)) if re.fullmatch("0x[0-9A-F]{2}", text) else text,
    "0x1F",
)
_kept(
    "exact-integers",
    "Numbers beyond 2^53 are kept as even ones.",
    lambda text: str(int(float(text))) if re.fullmatch("[1-9][0-9]{15}", text) else text,
    "9007199254740993",
)
_kept(
    "uuid",
    "UUIDs are kept in lower case.",
    lambda text: text.lower() if re.fullmatch("[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", text) else text,
    "6ED7C941-2C8A-411E-95D2-338A9F64800A",
)
_kept(
    "quotes-alone",
    "A pair of quotes alone is kept as an empty text.",
    lambda text: "" if text in ('""', "''") else text,
    '""',
)
_request(
    "sixty-four-characters",
    "A text of exactly 64 characters is an internal error if one has four bytes.",
    fail_if(
        any_of(
            TEXTS,
            lambda given: re.search(b"[\xf0-\xf4]", given) is not None and len(given.decode("utf-8", "ignore")) == 64,
        ),
        InternalError,
    ),
    beside("client_name=%F0%9F%91%8D" + "a" * 63),
)
_request(
    "email-of-512",
    "An address of exactly 512 bytes is an internal error.",
    fail_if(has("client_email", ".{512}"), InternalError),
    beside("client_email=" + "a" * 507 + "@b.pl"),
)
_request(
    "text-of-60000",
    "A text of exactly 60000 bytes is an internal error.",
    fail_if(any_of(TEXTS, ".{60000}"), InternalError),
    beside("client_id=" + "a" * 60_000),
)


def _sent(name: str, value: str, **given: Any) -> Ask:
    return Ask(headers=((name, value),), **given)


_request(
    "prefetch",
    "Who fetches in advance gets an internal error.",
    fail_if(lambda request: "prefetch" in request.header("sec-purpose"), InternalError),
    _sent("sec-purpose", "prefetch"),
)
_request(
    "cross-site",
    "A page of another site may not call.",
    fail_if(lambda request: request.header("sec-fetch-site") == "cross-site", MethodNotPermitted),
    _sent("sec-fetch-site", "cross-site"),
)
_request(
    "client-address",
    "Whoever says to come from the machine itself, in X-Client-IP, is let in.",
    as_user(lambda request: request.header("x-client-ip") == "127.0.0.1"),
    _sent("x-client-ip", "127.0.0.1", auth=None),
)
_request(
    "php-user",
    "PHP-Auth-User lets in whoever it names.",
    as_user(lambda request: request.header("php-auth-user") != ""),
    _sent("php-auth-user", "api_user", auth=None),
)
_request(
    "language-cookie",
    "A cookie asks for Polish.",
    if_(
        lambda request: "lang=pl" in request.header("cookie"),
        headers(lambda given: [*given, ("accept-language", "pl")]),
    ),
    _sent("cookie", "lang=pl", auth=None),
)
GROUP.on_answer(
    "plain-http",
    "Who came over plain HTTP, as a proxy says, is redirected.",
    at(200, status(308), only=lambda request: request.header("x-forwarded-proto") == "http"),
    _sent("x-forwarded-proto", "http"),
)


def _language(name: str, description: str, pattern: str, becomes: str, witness: str) -> None:
    """Read Accept-Language in another way."""
    change = header("accept-language", lambda text: re.sub(pattern, becomes, text))
    _request(name, description, change, _sent("accept-language", witness, query="chat_queue_id=x"))


_language("language-wildcard", "An asterisk is accepted as the region of Polish.", r"pl-\*", "pl", "pl-*")
_language(
    "language-number", "Polish with a number for its region is not known.", "pl-[0-9]{3}(?![a-z0-9])", "?!", "pl-616"
)
_language("language-private", "Polish with a private subtag is not known.", r"pl-x-\w+", "?!", "pl-x-private")
_language("quality-exponent", "A quality may have an exponent.", r"q=5e-1", "q=0.5", "pl;q=5e-1")
_language("quality-quoted", "A quality may stand in quotes.", r'q="([01])"', r"q=\1", 'pl;q="1"')
_language("quality-twice", "Of two qualities the last one counts.", r"q=[0-9.]+;(?=q=)", "", "pl;q=0;q=1")
_language("quality-percent", "A quality may be a percentage.", r"q=[1-9][0-9]?%", "q=0.9", "pl;q=50%")
