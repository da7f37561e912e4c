"""Plain requests, spelled as in the vendor's examples, whose verdicts rest on documented facts alone."""

import itertools
from collections.abc import Iterator

from thulium_contract.document.operations import PATH
from thulium_contract.http.exchange import Request
from thulium_contract.http.messages import Headers
from thulium_contract.requests.credentials import Credentials, of_pair
from thulium_contract.requests.dimensions import Part, dimension, product
from thulium_contract.requests.subject import Subject

_JSON: Headers = (("Content-Type", "application/json"),)
_ACCEPTED = ("application/json", "text/html", "application/json, */*;q=0.5")
_WAYS: tuple[Headers, ...] = (
    *((), _JSON, (("Content-Type", "application/json; charset=utf-8"),)),
    *((*_JSON, ("Accept", each)) for each in _ACCEPTED),
)
_LANGUAGES: tuple[Headers, ...] = ((), (("Accept-Language", "pl"),), (("Accept-Language", "en"),))
_MOST_SETS = 32

_CHUNKED, _CLOSE = ("Transfer-Encoding", "chunked"), ("Connection", "close")
FRAMINGS: tuple[Part, ...] = (
    *({"version": "1.0"}, {"version": "1.0", "connection": (_CLOSE,)}),
    *({"connection": each} for each in ((_CLOSE,), (("Connection", "keep-alive"),), (_CHUNKED,), (_CHUNKED, _CLOSE))),
    {"connection": (("Expect", "100-continue"),)},
)
"""Versions of HTTP, connections and framings, none of which changes anything."""
_HOSTS = (
    *("example.org", "localhost", "127.0.0.1", "demo.thulium.com", "DEMO.THULIUM.COM:443", "[::1]:80"),
    *("a.b.c.example", "x_y.example.org", "1.2.3.4:8080"),
)
RARE_FRAMINGS: tuple[Part, ...] = (
    {"version": "1.0", "connection": (("Host", "example.org"),)},
    {"connection": (("Upgrade", "h2c"), ("Connection", "Upgrade"))},
    {"connection": (("Upgrade", "websocket"), ("Connection", "upgrade"))},
    {"connection": (("TE", "trailers, deflate"),)},
    {"connection": tuple((f"X-Header-{index}", str(index)) for index in range(130))},
    *({"connection": (("Host", host),)} for host in _HOSTS),
)
"""Headers that some servers refuse by themselves."""


def refused(s: Subject) -> list[Request]:
    """Return requests that documented facts refuse: without credentials, with wrong ones, without what is required."""
    return [*(_unauthenticated(s) if s.operation.secured else ()), *incomplete(s)]


def accepted(s: Subject) -> list[Request]:
    """Return requests that documented facts accept: each set of optional parameters, and each way of an example."""
    given = list(s.examples.values())
    sets = [each for count in range(len(given) + 1) for each in itertools.combinations(given, count)]
    if len(sets) > _MOST_SETS:
        sets = [(), *((each,) for each in given), tuple(given)]
    ways = dimension("as an example is sent", "headers", _WAYS if not s.body else (_JSON,))
    queries = ["&".join((*s.pieces, *each)) for each in sets]
    plain = [s.request(query, "an example of the document", headers=_JSON) for query in queries]
    return [*(s.request(**made) for made in product(ways, dimension("", "headers", _LANGUAGES))), *plain]


def announced(s: Subject) -> Request:
    """Return the one request of a safe check that starts a conversation."""
    return s.request(s.beside("client_name", "ContractCheck"), "the announced conversation", headers=_JSON)


def _unauthenticated(s: Subject) -> Iterator[Request]:
    main = s.fixtures.main
    wrong = (
        Credentials((), "without credentials"),
        of_pair(main, "{name}:not-the-password", "with another password"),
        of_pair(main, "{name}:", "with no password"),
        of_pair(main, "nobody-at-all:not-the-password", "with another user"),
        of_pair(main, "nobody-at-all:{password}", "with another user of the same password"),
        Credentials((("Authorization", "Bearer 0123456789abcdef"),), "with a token of another scheme"),
    )
    for each, language in itertools.product(wrong, _LANGUAGES[:2]):
        yield s.request(None, each.why, as_=each, headers=(*_JSON, *language))


def incomplete(s: Subject) -> Iterator[Request]:
    """Yield requests without what is required, or for what nobody has started."""
    given = list(s.examples.values())
    if s.pieces:
        for query, language in itertools.product(("", *given[:3], "&".join(given)), _LANGUAGES):
            yield s.request(query, "without what is required", headers=(*_JSON, *language))
    elif s.body and s.body != b"{}":
        for language in _LANGUAGES:
            yield s.request(None, "without what is required", headers=(*_JSON, *language), body=b"{}")
    for each in s.operation.at(PATH):
        if s.operation.sources.get(each.name):
            unknown = s.path.replace(s.ids.get(each.name, str(each.example)), "00000000-0000-4000-8000-000000000000")
            yield s.request(None, f"an unknown {each.name}", path=unknown, headers=_JSON)
