"""What is crossed with what: kinds of each parameter's value, languages, credentials and all that may hide a defect."""

import random
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from thulium_contract.covering import crossed
from thulium_contract.edge_values import EMAILS, INTEGERS, PARAMETERS
from thulium_contract.http.messages import Headers
from thulium_contract.values import MAXIMUM, any_text

Pieces = list[str]
Level = Callable[[random.Random], Pieces]
QUEUE = "chat_queue_id"


@dataclass(frozen=True)
class Row:
    """A query and what goes with it."""

    query: str
    headers: Headers
    body: bytes


@dataclass(frozen=True)
class Known:
    """What a target knows, as far as queries speak of it."""

    queues: Sequence[int]
    customers: Sequence[Mapping[str, Any]]

    def values(self, name: str) -> list[str]:
        """Return the values of a parameter that mean something to the target."""
        if name == QUEUE:
            return [str(each) for each in self.queues]
        key = {"customer_id": "id", "client_id": "client_id", "client_email": "email"}.get(name, "")
        return [quote(str(row[key]), safe="") for row in self.customers if key in row and len(str(row[key])) < 300]


_FAULTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "integer": (
        *(("0",), ("-1", "-2147483648", "-3"), ("2147483648", "9" * 20, "4294967299"), ("x", "abc", "trzy", "3a")),
        *(("007", "03", "%2B3", "3.0", "1e0", "0x3", "-0"), ("%20", "+", "%20%20"), ("%203", "3%20", "3%0A", "%093")),
        *(("3%FF", "%C5", "%FF"),),
    ),
    "text": (
        *(("%00", "a%00b"), ("a%0A", "%0Aa", "a%0D%0Ab"), ("a%7Fb", "%1F", "a%09b", "%1B"), ("%20", "++", "%20" * 9)),
        *(("%FF", "a%C5", "%C0%80", "%ED%A0%80"),),
    ),
    "email": (
        *(("a", "abc", "b.pl"), ("a@", "@b", "@"), ("a@b@c",), ("a%20b@c", "a@b%20c", "%20a@b"), ("a@b%0A", "a@b%00")),
        *(("a@b..c", "a@.b", "a@b.", "a@b_c"), ("%20", "++"), ("%FF@b", "a@b%C5")),
    ),
}
_TEXTS: tuple[tuple[str, ...], ...] = (
    *(("x", "Jan", "J"), ("Jan+Maria", "a%20b"), ("%20Jan", "Jan%20"), ("%C5%BC%C3%B3%C5%82w", "%D0%96", "%E4%B8%AD")),
    *(("%F0%9F%98%80", "a%F0%9F%91%8D"), ("O%27Brien", "%22a%22", "%3Cb%3E", "a%26b"), ("1234", "007", "0", "1e2")),
    *(("null", "true", "undefined"), ("100%", "%25s", "%7B0%7D", "a%5C")),
)
_ADDRESSES: tuple[tuple[str, ...], ...] = (
    *(("a@b", "jan@example.org"), ("J@B.PL", "JAN.KOWALSKI@EXAMPLE.ORG"), ("jan%2Bx@example.org",), ("o%27b@b.pl",)),
    *(("%C5%BC@b.pl", "a@%C5%BC.pl"), ("a%40b.pl",), (f"{'a' * 70}@b.pl", f"a@{'b' * 260}.pl")),
)


def mixed(known: Known, languages: Sequence[Headers], headers: Sequence[Headers], rng: random.Random) -> Iterator[Row]:
    """Yield queries of sound and faulty values: any three kinds of values, languages, orders and so on meet."""
    factors: list[Sequence[Any]] = [_levels(name, known, faulty=True) for name in PARAMETERS]
    factors += [languages[:13], _ORDERS, _EXTRAS, [(), (), *headers], _BODIES, _SPELLINGS]
    for row in crossed(factors, 3, rng):
        yield _row(row, rng)


def accepted(
    known: Known, languages: Sequence[Headers], headers: Sequence[Headers], rng: random.Random
) -> Iterator[Row]:
    """Yield the same of sound values alone: all of them start a conversation."""
    factors: list[Sequence[Any]] = [_levels(name, known, faulty=False) for name in PARAMETERS]
    factors += [languages[:11], _ORDERS, _EXTRAS, [(), *headers[:10]], _BODIES]
    for row in crossed(factors, 3, rng):
        yield _row((*row, _SPELLINGS[0]), rng)


def all_faulty(queue: int) -> Iterator[str]:
    """Yield queries in which each set of parameters is faulty in the same simple way, and the others are not there."""
    for number in range(1, 2 ** len(PARAMETERS)):
        names = [name for index, name in enumerate(PARAMETERS) if number >> index & 1]
        rest = [] if QUEUE in names else [f"{QUEUE}={queue}"]
        for integer, text, address in (("x", "%00", "a"), ("0", "%00", "x"), ("%FF",) * 3, ("%20",) * 3, ("%0A",) * 3):
            raw = {name: integer if name in INTEGERS else address if name in EMAILS else text for name in names}
            yield "&".join([*rest, *(f"{name}={raw[name]}" for name in names)])
        twice = [f"{name}={value}" for name in names for value in ("1", "1")]
        yield "&".join([*rest, *twice])
        yield "&".join([*rest, *(f"{name}=" for name in names)])


def _levels(name: str, known: Known, *, faulty: bool) -> list[Level]:
    """Return the kinds of values of a parameter: at most thirteen, or eleven sound ones."""
    found = known.values(name)
    levels = [_one_of(name, found)] if found else []
    absent: list[Level] = [lambda rng: [], lambda rng: [f"{name}="]]
    if name in INTEGERS:
        sound = [(str(MAXIMUM), str(MAXIMUM - 1)), ("1", "2", "3")] if name != QUEUE else []
        levels += [*(_one_of(name, each) for each in sound), *(_one_of(name, found),) * (3 if name == QUEUE else 1)]
        levels += [lambda rng: [f"{name}={rng.randint(1, MAXIMUM)}"]] if name != QUEUE or faulty else []
    else:
        levels += [_one_of(name, each) for each in (_ADDRESSES if name in EMAILS else _TEXTS)]
        if name not in EMAILS:
            levels.append(
                lambda rng: [f"{name}={rng.choice(string.ascii_letters) * rng.choice((64, 256, 1000, 4097))}"]
            )
    if not faulty:
        return levels[:11] if name == QUEUE else [*absent, *levels][:11]
    kind = "integer" if name in INTEGERS else "email" if name in EMAILS else "text"
    faults: list[Level] = [_one_of(name, each) for each in _FAULTS[kind]]
    faults.append(lambda rng: [f"{name}={rng.choice(found) if found else 'x'}", f"{name}={rng.choice(('', '1', 'x'))}"])
    return [*absent, *faults, *levels][:13]


def _one_of(name: str, values: Sequence[str]) -> Level:
    return lambda rng: [f"{name}={rng.choice(values)}"]


Order = Callable[[list[Pieces], random.Random], list[Pieces]]


def _shuffled(pieces: list[Pieces], rng: random.Random) -> list[Pieces]:
    return rng.sample(pieces, len(pieces))


_ORDERS: tuple[Order, ...] = (
    lambda pieces, rng: pieces,
    lambda pieces, rng: pieces[::-1],
    lambda pieces, rng: [*pieces[1:], pieces[0]],
    lambda pieces, rng: [pieces[-1], *pieces[:-1]],
    lambda pieces, rng: sorted(pieces),
    *(_shuffled,) * 6,
)
Extra = Callable[[random.Random], Pieces]
_EXTRAS: tuple[Extra, ...] = (
    *(lambda rng: [], lambda rng: [], lambda rng: []),
    lambda rng: ["utm_source=x"],
    lambda rng: ["u=1", "u=2"],
    lambda rng: [rng.choice(("u=%FF", "%FF=1", "u=%00"))],
    lambda rng: [rng.choice(("", "=", "=x", "u", "&"))],
    lambda rng: [f"{any_text(rng)}={any_text(rng)}"],
    lambda rng: [f"{rng.choice(list(PARAMETERS)).upper()}=%00"],
    lambda rng: [f"{rng.choice(list(PARAMETERS))}[]=%00"],
    lambda rng: [f"u={'v' * rng.choice((300, 5000, 9000))}"],
)
_BODIES: tuple[tuple[bytes, str], ...] = (
    *(
        (b"", ""),
        (b"", ""),
        (b"", ""),
        (b"", "application/json"),
        (b"{}", "application/json"),
        (b"[", "application/json"),
    ),
    (b'{"chat_queue_id": 0, "client_id": "1234"}', "application/json"),
    (b"chat_queue_id=0&client_name=%00&client_id=1234", "application/x-www-form-urlencoded"),
    *((b"\xff\x00", "application/octet-stream"), (b"x" * 9000, "text/plain"), (b"<x/>", "application/xml")),
)
Spelling = Callable[[str], str]


def _names_encoded(piece: str) -> str:
    name, mark, value = piece.partition("=")
    return "".join(f"%{ord(letter):02X}" for letter in name) + mark + value if name in PARAMETERS else piece


def _letters_encoded(piece: str) -> str:
    name, mark, value = piece.partition("=")
    plain = "%" not in value and "+" not in value and len(value) < 300
    return name + mark + "".join(f"%{ord(letter):02x}" for letter in value) if plain else piece


_SPELLINGS: tuple[Spelling, ...] = (
    *(lambda piece: piece, lambda piece: piece, lambda piece: piece, lambda piece: piece.replace("_", "%5f")),
    *(_names_encoded, _letters_encoded, lambda piece: piece.replace("%20", "+"), lambda piece: piece.lower()),
)


def _row(levels: Sequence[Any], rng: random.Random) -> Row:
    count = len(PARAMETERS)
    language, order, extra, headers, (body, media_type), spelling = levels[count:]
    given = [pieces for level in levels[:count] if (pieces := level(rng))]
    given = order(given, rng) if given else given
    added = extra(rng)
    given.insert(rng.randint(0, len(given)), added)
    query = "&".join(spelling(piece) for pieces in given for piece in pieces)
    typed = (("Content-Type", media_type),) if media_type else ()
    clean = tuple(each for each in headers if each[0] != "Content-Type" or not typed)
    return Row(query, (*language, *clean, *typed), body)
