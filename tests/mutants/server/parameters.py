"""Defects in how queries are read that no row can say."""

import re
from collections import Counter
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from tests.mutants.server.changes import (
    INVALID,
    PARAMETERS,
    TEXTS,
    any_of,
    fail_if,
    has,
    if_,
    is_broken,
    name_of,
    pieces,
    query,
    value,
)
from tests.mutants.server.core import Request, RequestChange, decoded

_LIMIT = 64_000
_NO_QUEUE = "2147483600"


def _wrapped(given: bytes) -> bytes:
    return b"%d" % ((int(given) + 2**31) % 2**32 - 2**31)


def _recoded(encoding: str, handling: str = "strict") -> Callable[[bytes], bytes]:
    return lambda given: given.decode(encoding, handling).encode()


def _plain_name(piece: str) -> str:
    name = name_of(piece).lower()
    return f"{name}={piece.partition('=')[2]}" if name in PARAMETERS else piece


def _unknown(condition: Callable[[bytes, bytes], bool]) -> Callable[[Request], bool]:
    """Tell whether a parameter that the document does not know, with its value, is such."""
    return lambda request: any(
        name.decode("latin-1") not in PARAMETERS and condition(name, given) for name, given in request.pairs()
    )


def _is_repeated(request: Request) -> bool:
    counts = Counter(name for name in request.names() if name and name not in PARAMETERS)
    return any(count > 1 for count in counts.values())


def _last_wins(name: str, given: list[str]) -> list[str]:
    last = max((index for index, piece in enumerate(given) if name_of(piece) == name), default=-1)
    return [piece for index, piece in enumerate(given) if name_of(piece) != name or index == last]


def _first_wins(name: str) -> RequestChange:
    return pieces(lambda given: _last_wins(name, given[::-1])[::-1])


def _joined(given: list[str]) -> list[str]:
    values = [piece.partition("=")[2] for piece in given if name_of(piece) == "client_name"]
    others = [piece for piece in given if name_of(piece) != "client_name"]
    return given if len(values) < 2 else [*others, "client_name=" + "%2C".join(values)]


def _thrice(given: list[str]) -> list[str]:
    return _last_wins("client_id", given) if sum(name_of(each) == "client_id" for each in given) > 2 else given


def _apart(given: list[str]) -> list[str]:
    stand_apart = re.search("client_name=[^&]*&(?!client_name).*client_name=", "&".join(given))
    return _last_wins("client_name", given) if stand_apart else given


def _target(request: Request) -> int:
    return len(request.path) + len(request.query) + bool(request.query)


def _fits_decoded(request: Request) -> bool:
    return _target(request) > _LIMIT >= len(request.path) + 1 + len(decoded(request.query))


def _sound_number(text: str) -> bool:
    return text.isdigit() and 0 < int(text[:20]) < 2**31


def _dropped(name: str, sound: Callable[[str], bool] = lambda text: False) -> RequestChange:
    """Drop a parameter, but for values that are sound."""
    start = f"{name}="
    return pieces(
        lambda given: [each for each in given if not each.startswith(start) or sound(each.removeprefix(start))]
    )


def _same(one: str, two: str, change: RequestChange) -> RequestChange:
    return if_(lambda request: request.value(one) != b"" and request.value(one) == request.value(two), change)


def _is_multiple(given: bytes) -> bool:
    return given.isdigit() and len(given) < 11 and int(given) > 0 and int(given) % 65536 == 0


def _has_64_characters(given: bytes) -> bool:
    return re.search(b"[\xf0-\xf4]", given) is not None and len(given.decode("utf-8", "ignore")) == 64


REQUESTS: dict[str, RequestChange] = {
    "integers.queue-wraps": value("chat_queue_id", "[1-9][0-9]{9,18}", _wrapped),
    "integers.queue-of-64-bits": value(
        "chat_queue_id", lambda given: given.isdigit() and len(given) < 4000 and int(given) >= 2**63, _NO_QUEUE
    ),
    "integers.customer-of-32-bits-unsigned": value(
        "customer_id", lambda given: given.isdigit() and 2**31 <= int(given[:20]) < 2**32, "2147483647"
    ),
    "encodings.double-decoding": value("client_name", ".*%[0-9A-Fa-f]{2}.*", unquote_to_bytes),
    "encodings.utf8-replaced": value("client_name", is_broken, _recoded("utf-8", "replace")),
    "encodings.utf8-ignored": value("client_surname", is_broken, _recoded("utf-8", "ignore")),
    "encodings.utf8-latin-1": value("client_id", is_broken, _recoded("latin-1")),
    "encodings.utf8-cut-short": value(
        "client_email", lambda given: is_broken(given) and not is_broken(given[:-1]), lambda given: given[:-1]
    ),
    "encodings.utf8-email-local": value(
        "client_email", lambda given: is_broken(given.partition(b"@")[0]), "a@example.org"
    ),
    "encodings.utf8-crash": fail_if(
        any_of(has(name, lambda given: re.search(rb"[\xc0\xc1]", given) is not None) for name in PARAMETERS)
    ),
    "encodings.utf8-only-with-email": if_(
        lambda request: request.value("client_email") != b"", value("client_name", is_broken, "x")
    ),
    "names.names-in-any-case": pieces(lambda given: list(map(_plain_name, given))),
    "names.unknown-refused": if_(_unknown(lambda name, given: name != b""), INVALID),
    "names.unknown-not-utf8": fail_if(_unknown(lambda name, given: is_broken(given))),
    "names.unknown-repeated": if_(_is_repeated, INVALID),
    "names.unknown-long": if_(_unknown(lambda name, given: len(given) > 1000), INVALID),
    "names.unknown-control": if_(_unknown(lambda name, given: re.search(rb"[\0-\x1f]", given) is not None), INVALID),
    "names.reserved-names": fail_if(_unknown(lambda name, given: name in (b"self", b"body", b"__proto__"))),
    "repeated.last-wins": pieces(lambda given: _last_wins("chat_queue_id", given)),
    "repeated.first-wins": _first_wins("customer_id"),
    "repeated.first-email-wins": _first_wins("client_email"),
    "repeated.equal-repeated": pieces(lambda given: list(dict.fromkeys(given))),
    "repeated.joined": pieces(_joined),
    "repeated.empty-repeated": pieces(
        lambda given: [each for each in given if name_of(each) != "client_surname" or each.partition("=")[2]]
    ),
    "repeated.thrice": pieces(_thrice),
    "repeated.apart": pieces(_apart),
    "repeated.queue-by-customer": if_(
        lambda request: (request.value("chat_queue_id"), request.value("customer_id")) == (b"", b"1"),
        query(lambda text: f"chat_queue_id=3&{re.sub('chat_queue_id=(&|$)', '', text)}"),
    ),
    "limits.limit-decoded": if_(_fits_decoded, query(lambda text: text[:30_000].rpartition("%")[0])),
    "limits.many-parameters": pieces(lambda given: given[:1000]),
    "faults.customer-unchecked": if_(
        lambda request: request.value("client_id") != b"", _dropped("customer_id", _sound_number)
    ),
    "rare.queue-last": fail_if(lambda request: len(request.names()) > 2 and request.names()[-1] == "chat_queue_id"),
    "rare.same-names": _same("client_name", "client_surname", fail_if(lambda request: True)),
    "rare.same-ids": _same("client_id", "customer_id", fail_if(lambda request: True)),
    "rare.power-of-two": fail_if(has("customer_id", _is_multiple)),
    "rare.empty-all": fail_if(
        lambda request: request.names() != [""] and all(given == b"" for _, given in request.pairs())
    ),
    "combined.strict-unknown-with-email": if_(
        lambda request: "client_email" in request.names() and not set(request.names()) <= set(PARAMETERS), INVALID
    ),
    "spills.id-as-email": _same("client_id", "client_email", _dropped("client_id")),
    "spills.customer-as-queue": _same("customer_id", "chat_queue_id", _dropped("customer_id")),
    "spills.surname-as-id": _same("client_id", "client_surname", _dropped("client_id")),
    "misread.sixty-four-characters": fail_if(any_of(has(name, _has_64_characters) for name in TEXTS)),
}
