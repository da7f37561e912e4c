"""Request headers: irrelevant ones, content negotiation of the language, and spoofed ones."""

import itertools
import random
from collections.abc import Iterable, Iterator

from thulium_contract.http.messages import Headers
from thulium_contract.tables import header_rows, table

_TABLE, _LANGUAGES = table("headers"), table("accept_language")

POLISH: Headers = (("Accept-Language", "pl"),)
USUAL = (*header_rows(_TABLE["usual"]), (("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "example.org")))
"""Headers of browsers and proxies, one of each kind."""


def _asking(*values: str) -> Headers:
    return tuple(("Accept-Language", each) for each in values)


SPOKEN: tuple[Headers, ...] = ((), _asking("pl", "en;q=0.5"), *map(_asking, _LANGUAGES["spoken"]))
"""Preferences of every kind."""

_ORIGIN, _METHOD = ("Origin", "https://example.org"), ("Access-Control-Request-Method", "POST")
_HEADERS, _NULL = ("Access-Control-Request-Headers", "authorization,content-type"), ("Origin", "null")
FROM_ELSEWHERE: tuple[Headers, ...] = (
    *((_ORIGIN,), (_METHOD,), (_HEADERS,), (_METHOD, _HEADERS), (_ORIGIN, _HEADERS), (_NULL,), (_NULL, _METHOD)),
    *((_ORIGIN, _METHOD), (_ORIGIN, _METHOD, _HEADERS)),
    (_ORIGIN, ("Access-Control-Request-Method", "DELETE"), _HEADERS),
)
"""CORS headers of browsers: with both an origin and a method it is a preflight request, which is `OPTIONS`."""


def ignored(marker: str) -> Iterator[Headers]:
    """Yield headers that change nothing."""
    yield from header_rows(_TABLE["ignored"], marker)
    yield from ((("X-Long", "x" * 4000),), tuple((f"X-Header-{index}", str(index)) for index in range(60)))
    yield from ((("X-Twice", "1"), ("X-Twice", "2")), (("Accept", "text/html"), ("Accept", "application/json")))
    yield from (((name, one), (name, two)) for name in _TABLE["lists"] for one, two in (("a", "b"), ("b", "a")))
    yield from (((name, unit * (3900 // len(unit))),) for name in _TABLE["long"] for unit in _TABLE["units"])


def read_elsewhere(name: str) -> Iterator[Headers]:
    """Yield headers that a proxy, a browser or another kind of server reads; ``name`` is a user's."""
    yield from (((each, "127.0.0.1"),) for each in _TABLE["client_addresses"])
    yield from (((each, value),) for each in _TABLE["trusted"] for value in ("x", name))
    yield from (((each, value),) for each in _TABLE["certified"] for value in _TABLE["certificates"])
    yield from header_rows(_TABLE["read_elsewhere"])


def claims(name: str, queue: int) -> Iterator[Headers]:
    """Yield headers that claim something which only Authorization, the query and the server itself decide."""
    yield from (((each, name),) for each in _TABLE["persons"])
    yield from (((each, text),) for each in _TABLE["tokens"] for text in (name, "x", f"Bearer {name}"))
    yield from (((each, address),) for each in _TABLE["addressed"] for address in _TABLE["addresses"])
    yield from (((each, text),) for each in _TABLE["id_headers"] for text in _TABLE["ids"])
    yield from (((each, str(queue)),) for each in _TABLE["number_headers"])


def own_ids() -> Iterator[str]:
    """Yield parameters that name the ids which only the server gives out."""
    return (f"{name}={each}" for name in _TABLE["id_parameters"] for each in _TABLE["ids"])


def preferences(rng: random.Random) -> Iterable[Headers]:
    """Return Accept-Language headers: preferences, qualities, regions, wildcards, and what is none of them."""
    found = [*map(_asking, _LANGUAGES["values"]), *SPOKEN]
    for _ in range(60):
        tags = rng.sample(("pl", "en", "pl-PL", "en-US", "de", "fr", "*", "pl-x", "cs"), rng.randint(1, 5))
        comma = rng.choice((",", ", ", " , "))
        found.append(_asking(comma.join(f"{tag}{rng.choice(_LANGUAGES['qualities'])}" for tag in tags)))
    return dict.fromkeys(found)


def rare_preferences() -> Iterator[Headers]:
    """Yield preferences that are hardly ones, alone and in a list."""
    for value, (before, after) in itertools.product(_LANGUAGES["rare"], (("", ""), ("de,", ",en;q=0.5"))):
        yield _asking(f"{before}{value}{after}")


def more_preferences() -> Iterable[Headers]:
    """Return pairs of ranges and qualities, lists in several headers, ranges at every place, and very long ones."""
    return dict.fromkeys(_more_preferences())


def _more_preferences() -> Iterator[Headers]:
    qualities, few = _LANGUAGES["qualities"], _LANGUAGES["few_qualities"]
    for one, two in itertools.product(qualities, repeat=2):
        yield from (_asking(f"pl{one},en{two}"), _asking(f"en{one},pl{two}"))
    for (first, second), one, two in itertools.product(itertools.permutations(("en", "pl", "*", "de"), 2), few, few):
        yield _asking(f"{first}{one}, {second}{two}")
    yield from (_asking(f"{tag}{each},en;q=0.5") for tag, each in itertools.product(_LANGUAGES["tags"], qualities))
    yield from (_asking(*parts) for parts in itertools.product(_LANGUAGES["parts"], repeat=2))
    yield from (_asking(*parts) for parts in itertools.product(("pl;q=0.5", "en;q=0.6", "de"), repeat=3))
    for before, after in itertools.product(_LANGUAGES["spaces"], repeat=2):
        yield from (_asking(f"{one}{before},{after}{two}") for one, two in (("de", "pl"), ("pl", "en")))
        yield _asking(f"en;q=0.5,pl{before};{after}q=0.7")
        yield _asking(f"{after}pl;q=0.9{before},{after}en;q=0.8")
    yield from (_asking(head, tail) for head, comma, tail in (v.partition(",") for v in _LANGUAGES["values"]) if comma)
    for number in (*range(1, 34), 49, 50, 63, 64, 99, 100, 127, 128, 255, 256, 500):
        yield _asking("".join(f"x{index}," for index in range(number)) + "pl")
        yield _asking(*("de",) * min(number, 40), "pl")
    for unit, length in itertools.product(_LANGUAGES["units"], (100, 1000, 3900)):
        text = unit * (length // len(unit))
        yield from map(_asking, (f"de{text}", text, f"{text},pl"))
