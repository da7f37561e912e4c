"""Combinatorial requests: kinds of each parameter's value crossed with languages, credentials and other dimensions."""

import random
import string
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from thulium_contract.document.operations import EMAIL, INTEGER, TEXT, Parameter
from thulium_contract.http.exchange import Request
from thulium_contract.requests import credentials
from thulium_contract.requests.dimensions import crossed
from thulium_contract.requests.headers import SPOKEN, USUAL
from thulium_contract.requests.subject import Subject
from thulium_contract.requests.values import MAXIMUM, any_text, faulty, sound
from thulium_contract.tables import table

Pieces = list[str]
Level = Callable[[random.Random], Pieces]
Order = Callable[[list[Pieces], random.Random], list[Pieces]]
_TABLE = table("values")
_MOST = 11
"""Limit of the kinds of values of a dimension: all combinations of three with 12 kinds are 12³."""


def any_three(s: Subject) -> Iterator[Request]:
    """Yield queries of which any three kinds of values, languages, orders and so on meet, faulty or sound."""
    who = [s.real]
    if s.fixtures.complete:
        who += [credentials.right(each) for each in s.people if s.operation.api_method in each.methods][:3]
    strength = 3 if s.model.stores else 2
    for wrong, fields in ((True, USUAL[1:]), (False, USUAL[:-1])):
        factors: list[Sequence[Any]] = [_levels(s, each, wrong=wrong) for each in s.query_parameters]
        bodies = [(None, "")] if s.body else _BODIES
        factors += [SPOKEN[:_MOST], _ORDERS, _extras(s), [(), *fields], bodies, *([_SPELLINGS] if wrong else [])]
        for row in crossed(factors, strength, s.rng):
            yield _request(s, row, s.rng.choice(who))


def _request(s: Subject, levels: Sequence[Any], who: credentials.Credentials) -> Request:
    count = len(s.query_parameters)
    language, order, extra, headers, (body, media_type), *spelled = levels[count:]
    spelling = spelled[0] if spelled else _SPELLINGS[0]
    given = [pieces for level in levels[:count] if (pieces := level(s.rng))]
    given = order(given, s.rng) if given else given
    given.insert(s.rng.randint(0, len(given)), extra(s.rng))
    query = "&".join(spelling(piece, s) for pieces in given for piece in pieces)
    typed = (("Content-Type", media_type),) if media_type else ()
    clean = tuple(each for each in headers if each[0] != "Content-Type" or not typed)
    return s.request(query, "any three things together", as_=who, headers=(*language, *clean, *typed), body=body)


def _levels(s: Subject, parameter: Parameter, *, wrong: bool) -> list[Level]:
    """Return the kinds of values of a parameter, at most `_MOST`."""
    name, found, queue = parameter.name, s.known(parameter), parameter.name == s.model.queue
    levels = [_one_of(name, found)] if found else []
    absent: list[Level] = [lambda rng: [], lambda rng: [f"{name}="]]
    if parameter.kind == INTEGER:
        high = parameter.schema.get("maximum", MAXIMUM)
        levels += [] if queue else [_one_of(name, (str(high), str(high - 1))), _one_of(name, ("1", "2", "3"))]
        levels += [_one_of(name, found)] * (3 if queue else 1) if found else []
        levels += [] if queue and not wrong else [lambda rng: [f"{name}={rng.randint(1, high)}"]]
    else:
        levels += [_one_of(name, each) for each in _TABLE["sound_levels"].get(parameter.kind, [sound(parameter)])]
    if parameter.kind == TEXT:
        levels.append(lambda rng: [f"{name}={rng.choice(string.ascii_letters) * rng.choice((64, 256, 1000, 4097))}"])
    if parameter.kind == EMAIL:
        levels.append(_one_of(name, (f"{'a' * 70}@b.pl", f"a@{'b' * 260}.pl")))
    if not wrong:
        return (levels if parameter.required else [*absent, *levels])[:_MOST]
    faults = [_one_of(name, each) for each in _TABLE["levels"].get(parameter.kind, [faulty(parameter)])]
    twice = found or ["x"]
    faults.append(lambda rng: [f"{name}={rng.choice(twice)}", f"{name}={rng.choice(('', '1', 'x'))}"])
    return [*absent, *faults, *levels][:_MOST]


def _one_of(name: str, values: Sequence[str]) -> Level:
    return lambda rng: [f"{name}={rng.choice(values)}"]


_ORDERS: tuple[Order, ...] = (
    lambda pieces, rng: pieces,
    lambda pieces, rng: pieces[::-1],
    lambda pieces, rng: [*pieces[1:], pieces[0]],
    lambda pieces, rng: [pieces[-1], *pieces[:-1]],
    lambda pieces, rng: sorted(pieces),
    *(lambda pieces, rng: rng.sample(pieces, len(pieces)),) * 6,
)


def _extras(s: Subject) -> list[Level]:
    names = [each.name for each in s.query_parameters] or ["a"]
    return [
        *(lambda rng: [],) * 3,
        *(lambda rng: ["utm_source=x"], lambda rng: ["u=1", "u=2"]),
        lambda rng: [rng.choice(("u=%FF", "%FF=1", "u=%00"))],
        lambda rng: [rng.choice(("", "=", "=x", "u", "&"))],
        lambda rng: [f"{any_text(rng)}={any_text(rng)}"],
        lambda rng: [f"{rng.choice(names).upper()}=%00"],
        lambda rng: [f"{rng.choice(names)}[]=%00"],
        lambda rng: [f"u={'v' * rng.choice((300, 5000, 9000))}"],
    ]


_BODIES: tuple[tuple[bytes, str], ...] = (
    *((b"", ""), (b"", ""), (b"", ""), (b"", "application/json"), (b"{}", "application/json")),
    *((b"[", "application/json"), (b'{"chat_queue_id": 0, "client_id": "1234"}', "application/json")),
    (b"chat_queue_id=0&client_name=%00&client_id=1234", "application/x-www-form-urlencoded"),
    *((b"\xff\x00", "application/octet-stream"), (b"x" * 9000, "text/plain"), (b"<x/>", "application/xml")),
)
Spelling = Callable[[str, Subject], str]


def _names_encoded(piece: str, s: Subject) -> str:
    name, mark, value = piece.partition("=")
    known = any(name == each.name for each in s.query_parameters)
    return "".join(f"%{ord(letter):02X}" for letter in name) + mark + value if known else piece


def _letters_encoded(piece: str, s: Subject) -> str:
    name, mark, value = piece.partition("=")
    plain = "%" not in value and "+" not in value and len(value) < 300
    return name + mark + "".join(f"%{ord(letter):02x}" for letter in value) if plain else piece


_SPELLINGS: tuple[Spelling, ...] = (
    *(lambda piece, s: piece,) * 3,
    lambda piece, s: piece.replace("_", "%5f"),
    *(_names_encoded, _letters_encoded),
    *(lambda piece, s: piece.replace("%20", "+"), lambda piece, s: piece.lower()),
)
