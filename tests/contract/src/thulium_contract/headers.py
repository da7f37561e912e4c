"""Headers: those that change nothing on this endpoint, those that ask for a language, and both repeated and long."""

import itertools
import random
from collections.abc import Iterator, Sequence

from thulium_contract.http.messages import Headers
from thulium_contract.words import LANGUAGES

USUAL: tuple[Headers, ...] = (
    *((("Accept", "text/html,*/*;q=0.8"),), (("Accept", "text/plain"),), (("Origin", "https://example.org"),)),
    *((("X-Forwarded-For", "127.0.0.1"),), (("Cookie", "session=1"),), (("User-Agent", "curl/8.5.0"),)),
    *((("X-Requested-With", "XMLHttpRequest"),), (("If-None-Match", "*"),), (("Referer", "https://example.org/"),)),
    *((("X-HTTP-Method-Override", "GET"),), (("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "example.org"))),
)
"""What browsers and proxies send, one of each kind."""

_ORIGIN, _METHOD = ("Origin", "https://example.org"), ("Access-Control-Request-Method", "POST")
_HEADERS = ("Access-Control-Request-Headers", "authorization,content-type")
FROM_ELSEWHERE: tuple[Headers, ...] = (
    *((_ORIGIN,), (_METHOD,), (_HEADERS,), (_METHOD, _HEADERS), (_ORIGIN, _HEADERS), (("Origin", "null"),)),
    *((_ORIGIN, _METHOD), (_ORIGIN, _METHOD, _HEADERS), (("Origin", "null"), _METHOD)),
    (_ORIGIN, ("Access-Control-Request-Method", "DELETE"), _HEADERS),
)
"""What browsers send to another origin: with both an origin and a method it is a preflight, which is `OPTIONS`."""

_LANGUAGES = (
    "pl",
    "en",
    "pl-PL,pl;q=0.9,en;q=0.8",
    "en,pl;q=0.5",
    "pl;q=0.2,en;q=0.1",
    "PL",
    "de",
    "*",
    "",
    "?!",
    "pl;q=0",
)
SPOKEN: tuple[Headers, ...] = (
    *((), (("Accept-Language", "pl"), ("Accept-Language", "en;q=0.5"))),
    *((("Accept-Language", each),) for each in _LANGUAGES),
)
"""Preferences of every kind."""

_PARTS = ("pl", "en", "de", "pl;q=0.5", "en;q=0.5", "pl;q=0", "*", "*;q=0.1", "", "?!")
_TAGS = ("pl", "PL", "pl-PL", "pl-latn-pl", "plt", "pl_PL", "szl-PL", "*", "en-PL", "p")
_QUALITIES = ("", ";q=1", ";q=0.9", ";q=0.89", ";q=0.5", ";q=0.1", ";q=0.001", ";q=0", ";q=0.000", ";q=2", "; q=0.7")
_AGENTS = (
    *("PHP/8.3.6", "Go-http-client/1.1", "Java/17.0.2", "okhttp/4.12.0", "axios/1.7.2", "node", "undici", "Ruby"),
    *("Wget/1.21.4", "HTTPie/3.2.2", "PostmanRuntime/7.39.0", "Apache-HttpClient/4.5.14 (Java/17)", "GuzzleHttp/7"),
    *("Mozilla/5.0 (compatible; Googlebot/2.1)", "Mozilla/4.0 (compatible; MSIE 6.0)", "aiohttp/3.9", "libwww-perl/6"),
    *("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Mobile", "thulium-chat/1.0.0", "kube-probe/1.29", "-"),
)
_TYPES = (
    *("application/problem+json, application/json", "text/csv, */*;q=0.1", "application/json; version=2", "text/*"),
    *("application/hal+json", "application/vnd.api+json", "application/ld+json", "application/x-msgpack", "text/xml"),
    *("application/yaml", "text/event-stream", "application/pdf", "application/json;charset=iso-8859-2", "text/json"),
    *("application/json;q=0.1, text/html", "application/javascript", "application/x-ndjson", "APPLICATION/JSON"),
)
_ENCODINGS = (
    "gzip",
    "gzip, deflate",
    "deflate",
    "gzip, deflate, br;q=0, zstd;q=0",
    "identity",
    "compress;q=0",
    "*;q=0",
)
_PERSONS = ("X-Remote-User", "Remote-User", "X-Forwarded-User", "X-Auth-User", "X-User", "X-Authenticated-User", "From")
_TOKENS = ("X-Api-Key", "X-Auth-Token", "X-Access-Token", "Proxy-Authorization", "X-Authorization", "X-Client-Cert")
_CONNECTIONS: tuple[Headers, ...] = (
    *((("Connection", each),) for each in ("close", "keep-alive", "Keep-Alive", "TE, close", "x")),
    *((("Keep-Alive", "timeout=5, max=100"),), (("Proxy-Connection", "keep-alive"),), (("Expect", "100-continue"),)),
    *((("If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT"),), (("Warning", '199 - "x"'),), (("Save-Data", "on"),)),
    *((("Sec-Fetch-Mode", "cors"),), (("Sec-GPC", "1"),), (("Early-Data", "1"),), (("Priority", "u=1"),)),
)
_SPACES = ("", " ", "  ", "\t", " \t", "\t ")
_ADDRESSES = ("127.0.0.1", "10.0.0.1", "192.168.0.1", "::1", "localhost", "203.0.113.7, 10.0.0.1", "unknown")
_UUID, _HEX = "6ed7c941-2c8a-411e-95d2-338a9f64800a", "53678450401cf"
_GIVEN_IDS = (
    *("X-Request-Id", "X-Correlation-Id", "Request-Id", "X-Trace-Id", "Idempotency-Key", "X-Idempotency-Key"),
    *("X-Conversation-Id", "Conversation-Id", "X-Amzn-Trace-Id", "X-Transaction-Id", "X-Session-Id"),
)
_FEW_QUALITIES = ("", ";q=0.9", ";q=0.5", ";q=0.1", ";q=0")
_LISTS = ("Accept", "Accept-Charset", "Accept-Encoding", "X-Forwarded-For", "Forwarded", "Via", "Cache-Control")


def headers(rng: random.Random, marker: str) -> Iterator[tuple[tuple[str, str], ...]]:
    """Yield headers that change nothing on this endpoint."""
    for value in (
        "text/html",
        "application/xml",
        "*/*",
        "application/json;q=0",
        "text/plain;q=1",
        "",
        "image/*",
        "x",
        "*",
    ):
        yield (("Accept", value),)
    yield (("Accept", f"application/vnd.{marker}+json; version=2"),)
    for value in (
        "application/json",
        "application/json; charset=utf-8",
        "application/x-www-form-urlencoded",
        "text/plain",
        "x/y",
    ):
        yield (("Content-Type", value),)
    for value in (
        "",
        "/",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "text/html; charset=iso-8859-2",
        "application/",
    ):
        yield (("Content-Type", value),)
    for name, value in (
        *(
            ("User-Agent", ""),
            ("User-Agent", f"{marker}/1.0"),
            ("User-Agent", "curl/8.5.0"),
            ("User-Agent", "sqlmap/1.0"),
        ),
        *(
            ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64)"),
            ("User-Agent", "python-requests/2.32"),
            ("User-Agent", "bot"),
        ),
        *(("Prefer", "return=minimal"), ("Prefer", "respond-async"), ("Prefer", "handling=lenient"), ("DNT", "1")),
        *(("If-None-Match", "*"), ("If-Match", '"x"'), ("If-Modified-Since", "Thu, 01 Jan 2026 00:00:00 GMT")),
        *(("Range", "bytes=0-4"), ("If-Range", '"x"'), ("Cache-Control", "no-cache"), ("Pragma", "no-cache")),
        *(("Cache-Control", "only-if-cached"), ("Max-Forwards", "0"), ("TE", "trailers"), ("Via", "1.1 proxy")),
        *(("Origin", "https://example.org"), ("Origin", "null"), ("Referer", f"https://example.org/{marker}")),
        *(("Cookie", f"session={marker}"), ("Cookie", "debug=1; admin=true"), ("X-Requested-With", "XMLHttpRequest")),
        *(("X-HTTP-Method-Override", "GET"), ("X-HTTP-Method-Override", "DELETE"), ("X-HTTP-Method", "PUT")),
        *(
            ("X-Method-Override", "PATCH"),
            ("X-Original-URL", "/admin"),
            ("X-Rewrite-URL", "/x"),
            ("X-Original-Method", "GET"),
        ),
        *(("X-Forwarded-For", "127.0.0.1"), ("X-Forwarded-Host", "example.org"), ("X-Forwarded-Proto", "https")),
        *(("X-Forwarded-Prefix", "/x"), ("X-Forwarded-Path", "/x"), ("Forwarded", "for=127.0.0.1;proto=https")),
        *(("X-Real-IP", "10.0.0.1"), ("X-Debug", "1"), ("X-Test", "true"), ("X-Request-Id", marker), ("X-Admin", "1")),
        *(("X-Correlation-Id", marker), ("Traceparent", f"00-{'1' * 32}-{'2' * 16}-01"), ("Idempotency-Key", "same")),
        *(("Content-Encoding", "gzip"), ("Content-Encoding", "br"), ("Content-Language", "pl"), ("Content-MD5", "x")),
        *(("X-Language", "pl"), ("X-Lang", "pl"), ("Language", "pl"), ("Accept-Charset", "iso-8859-2")),
        *(("Chat-Queue-Id", "4"), ("client_id", "9"), ("X-Client-Id", "9"), ("customer_id", "0"), ("Date", "x")),
        *(
            ("X-Marker", marker),
            ("X-Long", "x" * 4000),
            ("X-Latin", "za\xbf\xf3\xb3"),
            ("X-Empty", ""),
            ("Upgrade-Insecure-Requests", "1"),
        ),
    ):
        yield ((name, value),)
    yield tuple((f"X-Header-{index}", str(index)) for index in range(60))
    yield (("X-Twice", "1"), ("X-Twice", "2"))
    yield (("Accept", "text/html"), ("Accept", "application/json"))
    for name in _LISTS:
        yield ((name, "a"), (name, "b"))
        yield ((name, "b"), (name, "a"))
    for name in ("Accept", "Accept-Encoding", "Cookie", "User-Agent", "Referer", "X-Forwarded-For", "X-Long"):
        yield from (((name, unit * (3900 // len(unit))),) for unit in ("a", "a,", "a;", ";", "=", "a=b; ", "(", '"'))
    yield (("Origin", f"https://{marker}.example.org"),)
    yield from ((("User-Agent", each),) for each in _AGENTS)
    yield from ((("Accept", each),) for each in _TYPES)
    yield from ((("Accept-Encoding", each),) for each in _ENCODINGS)
    yield from ((("Origin", each),) for each in ("http://localhost:3000", "file://", "chrome-extension://x", "", "x"))
    yield from _CONNECTIONS


def claims(name: str, queues: Sequence[int]) -> Iterator[Headers]:
    """Yield headers that claim something which only Authorization, the query and the server itself decide."""
    yield from (((each, name),) for each in _PERSONS)
    yield from (((each, text),) for each in _TOKENS for text in (name, "x", f"Bearer {name}"))
    yield from (((each, address),) for each in ("X-Forwarded-For", "X-Real-IP", "Client-IP") for address in _ADDRESSES)
    yield from (((each, text),) for each in _GIVEN_IDS for text in (_UUID, _HEX))
    yield from (((each, str(queues[0])),) for each in ("X-Chat-Queue-Id", "X-Queue", "X-Customer-Id", "X-Tenant"))


def given_ids() -> Iterator[str]:
    """Yield parameters that name the ids which only the server gives out."""
    for name in ("conversation_id", "request_id", "id", "uuid", "chat_id", "conversationId", "idempotency_key"):
        yield from (f"{name}={each}" for each in (_UUID, _HEX))


def languages(rng: random.Random) -> Iterator[Headers]:
    """Yield Accept-Language headers: preferences, qualities, regions, wildcards, and what is none of them."""
    yield from ((("Accept-Language", value),) for value in LANGUAGES)
    yield from SPOKEN
    for _ in range(60):
        tags = rng.sample(("pl", "en", "pl-PL", "en-US", "de", "fr", "*", "pl-x", "cs"), rng.randint(1, 5))
        text = rng.choice((",", ", ", " , ")).join(f"{tag}{rng.choice(_QUALITIES)}" for tag in tags)
        yield (("Accept-Language", text),)


def more_languages() -> Iterator[Headers]:
    """Yield pairs of ranges and qualities, lists in several headers, ranges at every place, and very long ones."""
    for one, two in itertools.product(_QUALITIES, repeat=2):
        yield from ((("Accept-Language", text),) for text in (f"pl{one},en{two}", f"en{one},pl{two}"))
    for one, two in itertools.product(_FEW_QUALITIES, repeat=2):
        for first, second in itertools.permutations(("en", "pl", "*", "de"), 2):
            yield (("Accept-Language", f"{first}{one}, {second}{two}"),)
    for tag, quality in itertools.product(_TAGS, _QUALITIES):
        yield (("Accept-Language", f"{tag}{quality},en;q=0.5"),)
    for parts in itertools.product(_PARTS, repeat=2):
        yield tuple(("Accept-Language", part) for part in parts)
    for parts in itertools.product(("pl;q=0.5", "en;q=0.6", "de"), repeat=3):
        yield tuple(("Accept-Language", part) for part in parts)
    for before, after in itertools.product(_SPACES, repeat=2):
        yield from ((("Accept-Language", f"{one}{before},{after}{two}"),) for one, two in (("de", "pl"), ("pl", "en")))
        yield (("Accept-Language", f"en;q=0.5,pl{before};{after}q=0.7"),)
        yield (("Accept-Language", f"{after}pl;q=0.9{before},{after}en;q=0.8"),)
    for value in LANGUAGES:
        head, comma, tail = value.partition(",")
        if comma:
            yield (("Accept-Language", head), ("Accept-Language", tail))
    for number in (*range(1, 34), 49, 50, 63, 64, 99, 100, 127, 128, 255, 256, 500):
        yield (("Accept-Language", "".join(f"x{index}," for index in range(number)) + "pl"),)
        yield tuple(("Accept-Language", each) for each in (*("de",) * min(number, 40), "pl"))
    units = (
        "pl;",
        "pl,",
        ";",
        ",",
        "pl-",
        "de,",
        "pl;q=0.1,",
        "*;q=0,",
        "a-",
        " ",
        "\t",
        "q=",
        "=",
        "pl;q=",
        "a",
        "-",
        "*",
    )
    for unit, length in itertools.product(units, (100, 1000, 3900)):
        text = unit * (length // len(unit))
        yield from ((("Accept-Language", each),) for each in (f"de{text}", text, f"{text},pl"))
