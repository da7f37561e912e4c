"""Defects in how a client is compared with customers."""

import unicodedata
from collections.abc import Callable
from typing import Any

from tests.mutants.server.core import Defect, Group
from tests.mutants.server.customers import by_client, by_email, compared, find
from tests.mutants.server.parts import Parts
from tests.mutants.server.witness import Ask, put

GROUP = Group("comparing")

_FIELDS = {"customer_id": "customer_id", "client_id": "client_id", "client_email": "email"}
Same = Callable[[Any, Any], bool]


def _number(text: str) -> int | str:
    return int(text) if text.isdecimal() and len(text) < 100 else text


def _plain(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each)).casefold()


def _without_tag(address: str) -> str:
    local, _, domain = address.casefold().partition("@")
    return f"{local.partition('+')[0]}@{domain}"


GROUP.add(
    "client-as-number",
    "A client_id of digits is compared as a number.",
    compared("client_id", lambda given, right: _number(given) == _number(right)),
    by_client("01234"),
)
GROUP.add(
    "client-case",
    "client_id is compared without regard to case.",
    compared("client_id", lambda given, right: given.casefold() == right.casefold()),
    by_client("crm-2"),
)
GROUP.add(
    "client-spaces",
    "Spaces around client_id are dropped when it is compared.",
    compared("client_id", lambda given, right: given.strip() == right.strip()),
    by_client("%201234"),
)
GROUP.add(
    "client-prefix",
    "The beginning of a client_id finds a customer.",
    compared("client_id", lambda given, right: right.startswith(given)),
    by_client("123"),
)
GROUP.add(
    "client-wildcard",
    "A percent sign in client_id stands for any text.",
    compared(
        "client_id",
        lambda given, right: given == right or (given.endswith("%") and right.startswith(given.rstrip("%"))),
    ),
    by_client("%25"),
)
GROUP.add(
    "client-cut",
    "Only the first ten characters of client_id are compared.",
    compared("client_id", lambda given, right: given[:10] == right[:10]),
    put(customers=[{"id": 1, "client_id": "a" * 11}]),
    by_client("a" * 10 + "b"),
)
GROUP.add(
    "client-normalised",
    "client_id is compared after Unicode normalisation.",
    compared(
        "client_id", lambda given, right: unicodedata.normalize("NFC", given) == unicodedata.normalize("NFC", right)
    ),
    put(customers=[{"id": 1, "client_id": "ż"}]),
    by_client("z%CC%87"),
)
GROUP.add(
    "client-as-customer",
    "client_id finds a customer by the id in Thulium as well.",
    Defect(
        parts=Parts(
            customer=lambda key, value, server: (
                find(key, value, server)
                or (find("customer_id", _number(value), server) if key == "client_id" else None)
            )
        )
    ),
    by_client("3"),
)
GROUP.add(
    "customer-as-client",
    "customer_id finds a customer by the external id as well.",
    Defect(
        parts=Parts(
            customer=lambda key, value, server: (
                find(key, value, server) or (find("client_id", str(value), server) if key == "customer_id" else None)
            )
        )
    ),
    Ask("chat_queue_id=3&customer_id=1234"),
)
GROUP.add(
    "email-case",
    "E-mail addresses are compared with regard to case.",
    compared("client_email", lambda given, right: given == right),
    by_email("JAN.KOWALSKI@EXAMPLE.ORG"),
)
GROUP.add(
    "email-local-case",
    "The local part of e-mail addresses is compared with regard to case.",
    compared(
        "client_email",
        lambda given, right: (
            given.partition("@")[0] == right.partition("@")[0] and given.casefold() == right.casefold()
        ),
    ),
    by_email("Jan.Kowalski@example.org"),
)
GROUP.add(
    "email-ascii-case",
    "Only ASCII letters of e-mail addresses are compared without regard to case.",
    compared("client_email", lambda given, right: given.encode().lower() == right.encode().lower()),
    put(customers=[{"id": 1, "email": "żółw@example.org"}]),
    by_email("%C5%BB%C3%93%C5%81W@example.org"),
)
GROUP.add(
    "email-accents",
    "Accents in e-mail addresses do not count.",
    compared("client_email", lambda given, right: _plain(given) == _plain(right)),
    by_email("%C5%BCaneta@example.org"),
)
GROUP.add(
    "email-tag",
    "What follows a plus sign in an e-mail address does not count.",
    compared("client_email", lambda given, right: _without_tag(given) == _without_tag(right)),
    by_email("jan.kowalski%2Bx@example.org"),
)
GROUP.add(
    "email-dots",
    "Dots in the local part of an e-mail address do not count.",
    compared(
        "client_email",
        lambda given, right: (
            given.partition("@")[0].replace(".", "").casefold() + given.partition("@")[2]
            == right.partition("@")[0].replace(".", "").casefold() + right.partition("@")[2]
        ),
    ),
    by_email("jankowalski@example.org"),
)
GROUP.add(
    "email-domain",
    "Another address at the domain of a customer finds them.",
    compared("client_email", lambda given, right: given.partition("@")[2] == right.partition("@")[2]),
    by_email("x@example.org"),
)
