"""Defects of parameters: dropped, swapped, trimmed, re-encoded, wrapped, truncated, defaulted, normalised."""

import html
import json
import re
import unicodedata
from typing import Any
from urllib.parse import quote

from tests.mutants.client.changes import Pairs, arguments, query, raw_query, texts
from tests.mutants.client.core import Arguments, ClientMutant, Defect
from tests.mutants.client.witness import Witness, sends


def _named(text: str) -> Witness:
    return sends({"client_name": text, "client_surname": text, "client_id": text})


def _without(*names: str) -> Defect:
    return query(lambda found: [pair for pair in found if pair[0].decode() not in names])


def _swapped(one: str, other: str) -> Defect:
    new = {one.encode(): other.encode(), other.encode(): one.encode()}
    return query(lambda found: [(new.get(name, name), value) for name, value in found])


def _values(found: Pairs, change: Any) -> Pairs:
    return [(name, change(value.decode()).encode()) for name, value in found]


def _dropped_falsy(given: Arguments) -> Arguments:
    return {name: value for name, value in given.items() if value or name == "chat_queue_id"}


_EVERYTHING: Arguments = {
    "client_name": "Jan",
    "client_surname": "Kowalski",
    "client_email": "jan@example.org",
    "client_id": "1234",
    "customer_id": 1,
}
_ALL = sends(_EVERYTHING)

_FORMS = [
    ClientMutant(
        f"text-{form.lower()}",
        f"Texts are brought into the Unicode normal form {form}.",
        texts(lambda text, form=form: unicodedata.normalize(form, text)),  # type: ignore[misc]
        _named("\u00e9 e\u0301 ﬁ"),
    )
    for form in ("NFC", "NFD", "NFKC")
]

_DROPPED = [
    ClientMutant(f"drops-{name.replace('_', '-')}", f"The parameter {name} is never sent.", _without(name), _ALL)
    for name in (*_EVERYTHING, "chat_queue_id")
]

MUTANTS: tuple[ClientMutant, ...] = (
    *_DROPPED,
    *_FORMS,
    ClientMutant(
        "swaps-names", "First name and surname change places.", _swapped("client_name", "client_surname"), _ALL
    ),
    ClientMutant(
        "swaps-ids", "The external id and the id in Thulium change places.", _swapped("client_id", "customer_id"), _ALL
    ),
    ClientMutant(
        "swaps-queue-and-customer", "Queue and customer change places.", _swapped("chat_queue_id", "customer_id"), _ALL
    ),
    ClientMutant(
        "renames-email",
        "The e-mail address is sent as email.",
        query(lambda found: [(b"email" if n == b"client_email" else n, v) for n, v in found]),
        _ALL,
    ),
    ClientMutant("repeats-queue", "The queue is sent twice.", query(lambda found: [*found, found[0]])),
    ClientMutant(
        "adds-parameter", "A parameter that nobody gave is sent.", query(lambda found: [*found, (b"source", b"python")])
    ),
    ClientMutant(
        "defaults-name",
        "A missing first name is sent as Guest.",
        arguments(lambda given: {**given, "client_name": given.get("client_name") or "Guest"}),
    ),
    ClientMutant(
        "defaults-customer",
        "A missing customer is sent as 1.",
        arguments(lambda given: {**given, "customer_id": 1} if given.get("customer_id") is None else given),
    ),
    ClientMutant(
        "sends-none",
        "What is None is sent as the text None.",
        arguments(lambda given: {**given, "client_name": "None"} if given.get("client_name", "") is None else given),
        sends({"client_name": None}),
    ),
    ClientMutant(
        "drops-falsy",
        "A zero as external id, and empty texts, are not sent.",
        arguments(_dropped_falsy),
        sends({"client_id": 0}, {"client_name": ""}),
    ),
    ClientMutant("trims-texts", "Spaces around texts are removed.", texts(str.strip), _named(" a ")),
    ClientMutant("trims-right", "Spaces at the end of texts are removed.", texts(str.rstrip), _named("a ")),
    ClientMutant(
        "collapses-spaces", "Several spaces become one.", texts(lambda text: re.sub("  +", " ", text)), _named("a  b")
    ),
    ClientMutant(
        "lower-cases-email",
        "E-mail addresses are lower-cased.",
        texts(str.lower, "client_email"),
        sends({"client_email": "JAN@Example.org"}),
    ),
    ClientMutant(
        "lower-cases-domain",
        "The domain of an e-mail address is lower-cased.",
        texts(lambda text: "@".join((text.rpartition("@")[0], text.rpartition("@")[2].lower())), "client_email"),
        sends({"client_email": "Jan@Example.org"}),
    ),
    ClientMutant(
        "capitalises-names",
        "Names begin with a capital letter.",
        texts(lambda text: text[:1].upper() + text[1:], "client_name", "client_surname"),
        _named("jan"),
    ),
    ClientMutant("escapes-html", "Texts are escaped for HTML.", texts(html.escape), _named("a<b>&c")),
    ClientMutant("unescapes-html", "Entities of HTML in texts are resolved.", texts(html.unescape), _named("&amp;")),
    ClientMutant(
        "encodes-twice",
        "Values are percent-encoded twice.",
        query(lambda found: _values(found, lambda text: quote(text, safe=" @"))),
        _named("a+b"),
    ),
    ClientMutant(
        "decodes-first",
        "What looks percent-encoded is decoded before it is sent.",
        texts(lambda text: re.sub("%([2-7][0-9a-eA-E])", lambda m: chr(int(m[1], 16)), text)),
        _named("%41"),
    ),
    ClientMutant(
        "plus-becomes-space",
        "A plus sign arrives as a space.",
        raw_query(lambda text: text.replace("%2B", "+")),
        _named("a+b"),
    ),
    ClientMutant(
        "latin-1",
        "Letters of Latin-1 are encoded in Latin-1.",
        raw_query(lambda text: text.replace("%C3%A9", "%E9")),
        _named("é"),
    ),
    ClientMutant(
        "wraps-in-quotes", "Texts are wrapped in quotes.", query(lambda found: _values(found, json.dumps)), _named("a")
    ),
    ClientMutant(
        "wraps-in-brackets",
        "Names of parameters get brackets.",
        query(lambda found: [(name + b"[]", value) for name, value in found]),
    ),
    ClientMutant(
        "strips-leading-zeros",
        "An external id of digits becomes a number and loses its leading zeros.",
        texts(lambda text: str(int(text)) if re.fullmatch("[0-9]+", text) and len(text) < 99 else text, "client_id"),
        sends({"client_id": "007"}),
    ),
    ClientMutant(
        "id-as-float",
        "An external id of many digits goes through a float.",
        texts(lambda text: str(int(float(text))) if re.fullmatch("[1-9][0-9]{15,30}", text) else text, "client_id"),
        sends({"client_id": "12345678901234567890"}),
    ),
    ClientMutant(
        "int-id-in-hex",
        "An external id given as an int is sent in hexadecimal.",
        arguments(
            lambda given: (
                {**given, "client_id": hex(given["client_id"])} if type(given.get("client_id")) is int else given
            )
        ),
        sends({"client_id": 1234}),
    ),
    ClientMutant(
        "negative-id-loses-sign",
        "An external id given as a negative int loses its sign.",
        arguments(
            lambda given: (
                {**given, "client_id": abs(given["client_id"])} if type(given.get("client_id")) is int else given
            )
        ),
        sends({"client_id": -5}),
    ),
    ClientMutant(
        "truncates-255", "Texts are cut after 255 characters.", texts(lambda text: text[:255]), _named("x" * 256)
    ),
    ClientMutant(
        "truncates-surname-4096",
        "A surname is cut after 4,096 characters.",
        texts(lambda text: text[:4096], "client_surname"),
        _named("x" * 4097),
    ),
    ClientMutant(
        "truncates-bytes",
        "Texts are cut after 64 bytes of UTF-8.",
        texts(lambda text: text.encode()[:64].decode(errors="ignore") or text),
        _named("ż" * 33),
    ),
    ClientMutant(
        "drops-email-if-named",
        "The e-mail address is not sent beside a surname.",
        arguments(lambda given: {**given, "client_email": None} if given.get("client_surname") else given),
        _ALL,
    ),
    ClientMutant(
        "customer-hides-client",
        "The external id is not sent beside the id in Thulium.",
        arguments(lambda given: {**given, "client_id": None} if given.get("customer_id") else given),
        _ALL,
    ),
    ClientMutant(
        "queue-off-by-one",
        "Queues above 1,000,000 are sent one too low.",
        arguments(
            lambda given: (
                {**given, "chat_queue_id": given["chat_queue_id"] - 1}
                if type(given["chat_queue_id"]) is int and 10**6 < given["chat_queue_id"] < 2**31
                else given
            )
        ),
        sends({"chat_queue_id": 2**31 - 1}),
    ),
    ClientMutant(
        "queue-as-float",
        "Queues go through a 32-bit float.",
        query(
            lambda found: [
                (name, b"%d" % round(int(value), -2) if name == b"chat_queue_id" and len(value) > 8 else value)
                for name, value in found
            ]
        ),
        sends({"chat_queue_id": 123456789}),
    ),
)
