"""Defects in how repeated, empty and missing parameters are read."""

import re

from tests.mutants.server.changes import if_, name_of, pieces, query, resub, value
from tests.mutants.server.core import Group
from tests.mutants.server.witness import Ask, beside

GROUP = Group("repeated")
_add = GROUP.on_request


def _last_wins(name: str, given: list[str]) -> list[str]:
    last = max((index for index, piece in enumerate(given) if name_of(piece) == name), default=-1)
    return [piece for index, piece in enumerate(given) if name_of(piece) != name or index == last]


def _first_wins(name: str, given: list[str]) -> list[str]:
    return _last_wins(name, given[::-1])[::-1]


def _once(given: list[str]) -> list[str]:
    """Take equal pieces together."""
    return list(dict.fromkeys(given))


def _joined(given: list[str]) -> list[str]:
    values = [piece.partition("=")[2] for piece in given if name_of(piece) == "client_name"]
    return given if len(values) < 2 else [*_without(given, "client_name"), "client_name=" + "%2C".join(values)]


def _without(given: list[str], *names: str) -> list[str]:
    return [piece for piece in given if name_of(piece) not in names]


def _not_empty(given: list[str], name: str) -> list[str]:
    return [piece for piece in given if name_of(piece) != name or piece.partition("=")[2]]


_add(
    "last-wins",
    "Of several chat_queue_id the last one counts.",
    pieces(lambda given: _last_wins("chat_queue_id", given)),
    Ask("chat_queue_id=1&chat_queue_id=3"),
)
_add(
    "first-wins",
    "Of several customer_id the first one counts.",
    pieces(lambda given: _first_wins("customer_id", given)),
    beside("customer_id=1&customer_id=2"),
)
_add(
    "first-email-wins",
    "Of several client_email the first one counts.",
    pieces(lambda given: _first_wins("client_email", given)),
    beside("client_email=a@b&client_email=c@d"),
)
_add(
    "equal-repeated",
    "A parameter may be repeated with the same value.",
    pieces(_once),
    beside("client_id=1&client_id=1"),
)
_add("joined", "Several client_name are joined by commas.", pieces(_joined), beside("client_name=a&client_name=b"))
_add(
    "empty-repeated",
    "A repeated client_surname may be empty but for one.",
    pieces(lambda given: _not_empty(given, "client_surname")),
    beside("client_surname=&client_surname=a"),
)
_add(
    "repeated-encoded",
    "A parameter may be repeated if its name is encoded once.",
    resub("(^|&)(%[0-9A-Fa-f]{2}[^=&]*)=[^&]*(?=&)", r"\1"),
    Ask("%63lient_id=a&chat_queue_id=3&client_id=b"),
)
_add(
    "thrice",
    "Of three or more client_id the last one counts.",
    pieces(
        lambda given: (
            _last_wins("client_id", given) if sum(name_of(each) == "client_id" for each in given) > 2 else given
        )
    ),
    beside("client_id=a&client_id=b&client_id=c"),
)
_add(
    "apart",
    "A repeated client_name is noticed only if both stand side by side.",
    pieces(
        lambda given: (
            _last_wins("client_name", given)
            if re.search("client_name=[^&]*&(?!client_name).*client_name=", "&".join(given))
            else given
        )
    ),
    Ask("client_name=a&chat_queue_id=3&client_name=b"),
)
_add("empty-refused", "An empty client_id is refused.", value("client_id", "", b"\0"), beside("client_id="))
_add(
    "empty-email-refused", "An empty client_email is refused.", value("client_email", "", b"x"), beside("client_email=")
)
_add(
    "no-equals-sign",
    "A name without an equals sign is refused.",
    resub("(^|&)(client_[a-z]+)(?=&|$)", r"\1\2=%00"),
    beside("client_name"),
)
_add(
    "no-equals-sign-true",
    "A name without an equals sign has the value true.",
    resub("(^|&)(client_name)(?=&|$)", r"\1\2=true"),
    beside("client_name"),
)
_add(
    "empty-piece",
    "Two ampersands in a row are refused.",
    if_(lambda request: "&&" in request.query, query(lambda text: text + "&chat_queue_id=0")),
    Ask("chat_queue_id=3&&client_id=1"),
)
_add(
    "queue-by-default",
    "Without chat_queue_id, and only then, the conversation starts in the first queue.",
    if_(
        lambda request: not any(name == b"chat_queue_id" for name, _ in request.pairs()),
        query(lambda text: f"chat_queue_id=1&{text}"),
    ),
    Ask("client_id=1"),
)
_add(
    "queue-by-customer",
    "chat_queue_id is optional for known customers.",
    if_(
        lambda request: request.value("chat_queue_id") == b"" and request.value("customer_id") == b"1",
        query(lambda text: f"chat_queue_id=3&{re.sub('chat_queue_id=(&|$)', '', text)}"),
    ),
    Ask("customer_id=1"),
)
