"""Everything around the query: methods, paths, headers, bodies, languages, and faults of several of them at once."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from tests.contract.edge_values import PARAMETERS

METHODS = ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
RARE_METHODS = ("PROPFIND", "LINK", "UNLINK", "COPY", "MOVE", "LOCK", "PURGE", "SEARCH", "REPORT", "MKCOL", "SOURCE")
INVENTED_METHODS = ("FOO", "post", "Post", "POSTS", "POS", "XPOST", "P", "QUERY", "P-O-S-T", "GETPOST", "POST_")

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Body:
    """A request body and the headers that go with it."""

    content: bytes
    headers: Headers
    why: str


def paths(base: str, path: str, rng: random.Random) -> Iterator[str]:
    """Yield paths that are nearly the documented one; letters that are merely encoded make it the same."""
    full = f"{base}{path}"
    parts = full.split("/")
    yield from (f"{full}/", f"{full}//", f"{full}.json", f"{full}.xml", f"{full}.php", f"{full};x=1", f"{full};", f"{full}:")
    yield from (f"{full}%20", f"{full}%00", f"{full}%0A", f"{full}%0a", f"{full}%0D%0A", f"{full}%3F", f"{full}%23", f"{full}%2F")
    yield from (f"{full}%09", f"{full}%7F", f"{full}%C5%BC", f"{full}%FF", f"{full}%2e", f"{full}%25", f"{full}.", f"{full}..")
    yield from (f"{full}s", full[:-1], f"{full}/1", f"{full}/start", f"{full}/stop", f"{full}/.", f"{full}/..", f"{full}/../start")
    yield from (full.upper(), full.lower().title(), full.replace("start", "Start"), full.replace("_", "-"), full.replace("_", ""))
    yield from (full.replace("_", "%5F"), full.replace("start", "%73tart"), full.replace("start", "st%61r%74"), full.replace("c", "%63"))
    yield from (full.replace("_", "%255F"), full.replace("start", "%2573tart"), full.replace("s", "%C5%9B"), full.replace("s", "%5"))
    yield "".join(f"/{''.join(f'%{ord(letter):02x}' for letter in part)}" for part in parts[1:])
    for index in range(2, len(parts)):
        head, tail = "/".join(parts[:index]), "/".join(parts[index:])
        yield from (f"{head}//{tail}", f"{head}%2F{tail}", f"{head}%2f{tail}", f"{head}/./{tail}", f"{head}/x/../{tail}")
        yield from (f"{head}%5C{tail}", f"{head}/%2E/{tail}", f"{head}/%2e%2e/{tail}", f"{head}/ /{tail}".replace(" ", "%20"))
        yield from (head, f"{head}/", f"{head}/{rng.randint(1, 999)}", f"{head}/x/{tail}", f"{head};v=1/{tail}")
    yield from (f"{base}/", base or "/", f"{base}/chats", f"{base}/chat_conversations", f"{base}/customers", f"{base}/v1{path}")
    yield from (f"{base}{base}{path}" if base else f"/x{path}", f"/v2{full}", f"{base}/unknown", f"{base}/{'x' * 3000}")
    yield from (f"{base}/openapi.json", f"{base}/openapi.yaml", f"{base}/swagger.json", f"{base}/ui", f"{base}/ui/", f"{base}/docs")
    yield from (f"{base}/../etc/passwd", f"{base}/%2e%2e/x", f"{base}/<x>".replace("<", "%3C").replace(">", "%3E"), f"{base}/%00")
    yield from (f"{base}/metrics", f"{base}/health", f"{base}/status", f"{base}/debug", f"{base}/favicon.ico", f"{base}/robots.txt")
    for _ in range(10):
        yield f"{base}/{''.join(rng.choices('abcdefghijklmnopqrstuvwxyz_', k=rng.randint(6, 20)))}{path}"
    for index in range(len(full)):
        if full[index] not in "/%":
            yield f"{full[:index]}%{ord(full[index]):02X}{full[index + 1 :]}"
            yield f"{full[:index]}{full[index].swapcase() if full[index].isalpha() else 'x'}{full[index + 1 :]}"


def headers(rng: random.Random, marker: str) -> Iterator[tuple[tuple[str, str], ...]]:
    """Yield headers that change nothing on this endpoint."""
    for value in ("text/html", "application/xml", "*/*", "application/json;q=0", "text/plain;q=1", "", "image/*", "x", "*"):
        yield (("Accept", value),)
    yield (("Accept", f"application/vnd.{marker}+json; version=2"),)
    for value in ("application/json", "application/json; charset=utf-8", "application/x-www-form-urlencoded", "text/plain", "x/y"):
        yield (("Content-Type", value),)
    for value in ("", "/", "multipart/form-data", "multipart/form-data; boundary=x", "text/html; charset=iso-8859-2", "application/"):
        yield (("Content-Type", value),)
    for name, value in (
        *(("User-Agent", ""), ("User-Agent", f"{marker}/1.0"), ("User-Agent", "curl/8.5.0"), ("User-Agent", "sqlmap/1.0")),
        *(("User-Agent", "Mozilla/5.0 (X11; Linux x86_64)"), ("User-Agent", "python-requests/2.32"), ("User-Agent", "bot")),
        *(("Prefer", "code=500"), ("Prefer", "code=404"), ("Prefer", "return=minimal"), ("Prefer", "dynamic=true")),
        *(("Prefer", "respond-async"), ("Prefer", "handling=lenient"), ("DNT", "1")),
        *(("If-None-Match", "*"), ("If-Match", '"x"'), ("If-Modified-Since", "Thu, 01 Jan 2026 00:00:00 GMT")),
        *(("Range", "bytes=0-4"), ("If-Range", '"x"'), ("Cache-Control", "no-cache"), ("Pragma", "no-cache")),
        *(("Cache-Control", "only-if-cached"), ("Max-Forwards", "0"), ("TE", "trailers"), ("Via", "1.1 proxy")),
        *(("Origin", "https://example.org"), ("Origin", "null"), ("Referer", f"https://example.org/{marker}")),
        *(("Cookie", f"session={marker}"), ("Cookie", "debug=1; admin=true"), ("X-Requested-With", "XMLHttpRequest")),
        *(("X-HTTP-Method-Override", "GET"), ("X-HTTP-Method-Override", "DELETE"), ("X-HTTP-Method", "PUT")),
        *(("X-Method-Override", "PATCH"), ("X-Original-URL", "/admin"), ("X-Rewrite-URL", "/x"), ("X-Original-Method", "GET")),
        *(("X-Forwarded-For", "127.0.0.1"), ("X-Forwarded-Host", "example.org"), ("X-Forwarded-Proto", "https")),
        *(("X-Forwarded-Prefix", "/x"), ("X-Forwarded-Path", "/x"), ("Forwarded", "for=127.0.0.1;proto=https")),
        *(("X-Real-IP", "10.0.0.1"), ("X-Debug", "1"), ("X-Test", "true"), ("X-Request-Id", marker), ("X-Admin", "1")),
        *(("X-Correlation-Id", marker), ("Traceparent", f"00-{'1' * 32}-{'2' * 16}-01"), ("Idempotency-Key", "same")),
        *(("Content-Encoding", "gzip"), ("Content-Encoding", "br"), ("Content-Language", "pl"), ("Content-MD5", "x")),
        *(("X-Language", "pl"), ("X-Lang", "pl"), ("Language", "pl"), ("Accept-Charset", "iso-8859-2")),
        *(("Chat-Queue-Id", "4"), ("client_id", "9"), ("X-Client-Id", "9"), ("customer_id", "0"), ("Date", "x")),
        *(("X-Marker", marker), ("X-Long", "x" * 4000), ("X-Latin", "za\xbf\xf3\xb3"), ("X-Empty", ""), ("Upgrade-Insecure-Requests", "1")),
    ):
        yield ((name, value),)
    yield tuple((f"X-Header-{index}", str(index)) for index in range(60))
    yield (("X-Twice", "1"), ("X-Twice", "2"))
    yield (("Accept", "text/html"), ("Accept", "application/json"))


def bodies(marker: str, queue: int, large: bool) -> Iterator[Body]:
    """Yield bodies, which are all ignored whatever they are."""
    query = f"chat_queue_id={queue}&client_name={marker}&client_id=%00&customer_id=0&client_email=x"
    json_ = '{"chat_queue_id": 0, "client_name": "%s", "client_id": "1234", "customer_id": "x"}' % marker
    form, json_type = "application/x-www-form-urlencoded", "application/json"
    contents: list[tuple[bytes, str]] = [
        *((text.encode(), json_type) for text in ("", "{}", "[]", "null", "0", '""', "{", "[[", "{,}", json_, f"[{json_}]")),
        *((text.encode(), form) for text in ("", query, "a=b", "&", "%", "chat_queue_id=abc", "client_id=1&client_id=2", "_method=GET")),
        *((text.encode(), form) for text in (f"chat_queue_id={queue}", "client_name=", "%ff=%ff", "x" * 1024)),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>', "application/xml"),
        (b'--x\r\nContent-Disposition: form-data; name="chat_queue_id"\r\n\r\n0\r\n--x--\r\n', "multipart/form-data; boundary=x"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"x", "multipart/form-data"),
        (b"x", "text/plain"),
        (b"\xff\xfe\x00", json_type),
        (b"\xef\xbb\xbf{}", json_type),
        (b"\x1f\x8b\x08\x00", "application/gzip"),
        (b"\x00", "application/octet-stream"),
        (b"[" * 5000, json_type),
        (b'{"a":' * 3000, json_type),
        (b"1" * 5000, json_type),
        (b"\r\n\r\n", "text/plain"),
        (b"GET / HTTP/1.1\r\n\r\n", "message/http"),
        *((b"x" * size, "application/octet-stream") for size in (1, 2, 1023, 1024, 1025, 4096, 8192, 16384, 65535, 65536)),
        (b"y" * 100_000, form),
    ]
    if large:
        contents += [(b"x" * size, kind) for size in (262_144, 1_048_577, 2_097_152) for kind in (json_type, form)]
    for content, media_type in contents:
        yield Body(content, (("Content-Type", media_type),), f"a body of {len(content)} bytes as {media_type}")
    for content in (b"x", b"{}", query.encode()):
        yield Body(content, (), "a body without a media type")
        yield Body(content, (("Content-Type", ""),), "a body with an empty media type")
        yield Body(content, (("Content-Type", "nonsense"),), "a body with a media type that is none")
        yield Body(content, (("Content-Type", json_type), ("Content-Encoding", "gzip")), "a body that is not gzip")


def languages(rng: random.Random) -> Iterator[Headers]:
    """Yield Accept-Language headers: preferences, qualities, regions, wildcards, and what is none of them."""
    singles = """pl|PL|Pl|pl-PL|pl-pl|PL-pl|pl-Latn-PL|en|EN|en-US|en-GB|de|fr-FR|*|||,|;|pl_PL|polish|pol|p|plx|xpl|pl-|-pl|pl.|"pl"|
pl;q=1|pl;q=1.0|pl;q=1.000|pl;q=0.001|pl;q=0|pl;q=0.0|pl;q=0.000|pl;q=0.|pl;q=1.|pl;q=0.5|pl;Q=0.5|pl; q=0.5|pl ;q=0.5|pl ; q=0.5
pl;q=2|pl;q=1.001|pl;q=0.1234|pl;q=-1|pl;q=|pl;q|pl;|pl;q=.5|pl;q=a|pl;q=0,5|pl;level=1|pl;q=0.5;x=1|pl;q=1;q=0|pl q=1|pl; q = 1
en,pl|pl,en|en;q=0.5,pl|pl;q=0.5,en|en, pl;q=0.9|en;q=0.9, pl|en;q=0.8,pl;q=0.9|en;q=0.9,pl;q=0.8|en;q=0.5,pl;q=0.5|pl;q=0.5,en;q=0.5
de,pl|de,pl,en|de,en,pl|de;q=1,pl;q=0.2|de;q=1,pl;q=0.2,en;q=0.3|de;q=1,pl;q=0.3,en;q=0.2|*,pl|pl,*|*,en|en,*|*;q=0.5,pl|*;q=0.5,en
*;q=0.5,pl;q=0.4|*;q=0.4,pl;q=0.5|*;q=0.5,en;q=0.4|en;q=0,*|en;q=0,*;q=0.1|pl;q=0,*|en;q=0|en;q=0,pl;q=0|en;q=0,pl;q=0.001|*;q=0|de;q=0
en-US;q=0.9,pl-PL;q=0.8|en-US,pl-PL;q=0.9,*;q=0.5|pl-PL,pl;q=0.9,en-US;q=0.8,en;q=0.7|en-US,en;q=0.9,pl;q=0.8|en-GB;q=0.1,pl;q=0.2
xx,pl;q=0.1|pl;q=0.001,en;q=0|pl;q=0.002,en;q=0.001|en;q=0.002,pl;q=0.001|pl;q=0.999,en|en;q=0.999,pl|pl;q=0.10,en;q=0.9|pl;q=0.9,en;q=0.10
, pl|pl ,|,,pl,,|  pl  |nonsense!,pl|pl!,en|<pl>|pl;q=nonsense,en;q=0.1|en;q=nonsense,pl;q=0.1|pl-1|pl-abcdefgh|pl-abcdefghi|abcdefghi,pl
i-klingon,pl|x-pl|zh-Hant-TW,ja;q=0.9,pl;q=0.8|cs,sk;q=0.9,pl;q=0.8,en;q=0.7|en-pl|pl-en|de-pl|uk,ru;q=0.9,en;q=0.8,pl;q=0.7|\xbf|pl\xbf|\xe9,pl"""
    for line in singles.split("\n"):
        yield from ((("Accept-Language", value),) for value in line.split("|"))
    yield ()
    yield (("Accept-Language", "en;q=0.5"), ("Accept-Language", "pl"))
    yield (("Accept-Language", "pl;q=0.5"), ("Accept-Language", "en"))
    yield (("Accept-Language", "de"), ("Accept-Language", "pl"))
    yield (("Accept-Language", ",".join(f"x{index}" for index in range(100, 400)) + ",pl"),)
    yield (("Accept-Language", f"pl{',de' * 800}"),)
    for _ in range(60):
        tags = rng.sample(("pl", "en", "pl-PL", "en-US", "de", "fr", "*", "pl-x", "cs"), rng.randint(1, 5))
        qualities = ("", "", ";q=1", ";q=0.9", ";q=0.50", ";q=0.1", ";q=0.001", ";q=0", "; q=0.7", ";q=2")
        text = rng.choice((",", ", ", " , ")).join(f"{tag}{rng.choice(qualities)}" for tag in tags)
        yield (("Accept-Language", text),)


def odd_queries(marker: str) -> Iterator[str]:
    """Yield parameters that ask for something the document does not have."""
    for text in ("_method=GET", "_format=xml", "format=html", "callback=x", "jsonp=x", "debug=1", "pretty=1", "lang=pl", "locale=pl"):
        yield text
    yield from (f"{name}={marker}" for name in ("access_token", "api_key", "token", "user", "password", "Authorization", "auth"))
    yield from ("dry_run=1", "test=true", "limit=1", "fields=id", "accept=text/html", "status=500", "sleep=10", "admin=1", "_=1")
    yield from (f"{quote(name.upper())}=%00" for name in PARAMETERS)


def levels(targets: tuple[str, ...], credentials: int, queries: tuple[str, ...]) -> Iterator[tuple[str, str, int, str]]:
    """Yield every combination of path, method, kind of credentials and query, each sound or faulty."""
    yield from itertools.product(targets, ("POST", "GET", "PUT", "HEAD", "OPTIONS"), range(credentials), queries)
