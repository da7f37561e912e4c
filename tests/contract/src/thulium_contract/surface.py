"""Everything around the query but headers: methods, paths, odd parameters, and faults of several of them at once."""

import itertools
import random
from collections.abc import Iterator
from urllib.parse import quote

from thulium_contract.edge_values import PARAMETERS

METHODS = ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
RARE_METHODS = ("PROPFIND", "LINK", "UNLINK", "COPY", "MOVE", "LOCK", "PURGE", "SEARCH", "REPORT", "MKCOL", "SOURCE")
INVENTED_METHODS = ("FOO", "post", "Post", "POSTS", "POS", "XPOST", "P", "QUERY", "P-O-S-T", "GETPOST", "POST_")


def paths(base: str, path: str, rng: random.Random) -> Iterator[str]:
    """Yield paths that are nearly the documented one; letters that are merely encoded make it the same."""
    full = f"{base}{path}"
    parts = full.split("/")
    yield from (f"/{full}", f"//{full}", f"/.{full}", f"/..{full}", f"/x/..{full}", f"/%2F{full}", f"/x{full}")
    yield from (
        f"{full}/",
        f"{full}//",
        f"{full}.json",
        f"{full}.xml",
        f"{full}.php",
        f"{full};x=1",
        f"{full};",
        f"{full}:",
    )
    yield from (
        f"{full}%20",
        f"{full}%00",
        f"{full}%0A",
        f"{full}%0a",
        f"{full}%0D%0A",
        f"{full}%3F",
        f"{full}%23",
        f"{full}%2F",
    )
    yield from (
        f"{full}%09",
        f"{full}%7F",
        f"{full}%C5%BC",
        f"{full}%FF",
        f"{full}%2e",
        f"{full}%25",
        f"{full}.",
        f"{full}..",
    )
    yield from (
        f"{full}s",
        full[:-1],
        f"{full}/1",
        f"{full}/start",
        f"{full}/stop",
        f"{full}/.",
        f"{full}/..",
        f"{full}/../start",
    )
    yield from (
        full.upper(),
        full.lower().title(),
        full.replace("start", "Start"),
        full.replace("_", "-"),
        full.replace("_", ""),
    )
    yield from (
        full.replace("_", "%5F"),
        full.replace("start", "%73tart"),
        full.replace("start", "st%61r%74"),
        full.replace("c", "%63"),
    )
    yield from (
        full.replace("_", "%255F"),
        full.replace("start", "%2573tart"),
        full.replace("s", "%C5%9B"),
        full.replace("s", "%5"),
    )
    yield "".join(f"/{''.join(f'%{ord(letter):02x}' for letter in part)}" for part in parts[1:])
    for index in range(1, len(parts)):
        yield "/".join((*parts[:index], *parts[index + 1 :]))
        yield "/".join((*parts[: index + 1], *parts[index:]))
        yield "/".join((*parts[:index], *parts[index:][::-1]))
    for index in range(2, len(parts)):
        head, tail = "/".join(parts[:index]), "/".join(parts[index:])
        yield from (
            f"{head}//{tail}",
            f"{head}%2F{tail}",
            f"{head}%2f{tail}",
            f"{head}/./{tail}",
            f"{head}/x/../{tail}",
        )
        yield from (
            f"{head}%5C{tail}",
            f"{head}/%2E/{tail}",
            f"{head}/%2e%2e/{tail}",
            f"{head}/ /{tail}".replace(" ", "%20"),
        )
        yield from (head, f"{head}/", f"{head}/{rng.randint(1, 999)}", f"{head}/x/{tail}", f"{head};v=1/{tail}")
    yield from (
        f"{base}/",
        base or "/",
        f"{base}/chats",
        f"{base}/chat_conversations",
        f"{base}/customers",
        f"{base}/v1{path}",
    )
    yield from (f"{base}{base}{path}" if base else f"/x{path}", f"/v2{full}", f"{base}/unknown", f"{base}/{'x' * 3000}")
    yield from (
        f"{base}/openapi.json",
        f"{base}/openapi.yaml",
        f"{base}/swagger.json",
        f"{base}/ui",
        f"{base}/ui/",
        f"{base}/docs",
    )
    yield from (
        f"{base}/../etc/passwd",
        f"{base}/%2e%2e/x",
        f"{base}/<x>".replace("<", "%3C").replace(">", "%3E"),
        f"{base}/%00",
    )
    yield from (
        f"{base}/metrics",
        f"{base}/health",
        f"{base}/status",
        f"{base}/debug",
        f"{base}/favicon.ico",
        f"{base}/robots.txt",
    )
    for _ in range(10):
        yield f"{base}/{''.join(rng.choices('abcdefghijklmnopqrstuvwxyz_', k=rng.randint(6, 20)))}{path}"
    for index in range(len(full)):
        if full[index] not in "/%":
            yield f"{full[:index]}%{ord(full[index]):02X}{full[index + 1 :]}"
            yield f"{full[:index]}{full[index].swapcase() if full[index].isalpha() else 'x'}{full[index + 1 :]}"


def odd_queries(marker: str) -> Iterator[str]:
    """Yield parameters that ask for something the document does not have, and what is hardly a parameter."""
    yield from (
        "&",
        "&&",
        "&=&",
        "=",
        "==",
        "=&=",
        "%",
        "%%",
        "+",
        "%00",
        "%FF",
        "?",
        "??",
        ";",
        "a",
        "a=",
        "=a",
        "%26",
        "%3D",
    )
    yield from (
        f"{name}=x" for name in ("self", "body", "args", "kwargs", "id", "this", "__proto__", "constructor", "class")
    )
    yield from (
        "_method=GET",
        "_format=xml",
        "format=html",
        "callback=x",
        "jsonp=x",
        "debug=1",
        "pretty=1",
        "lang=pl",
        "locale=pl",
    )
    yield from (
        f"{name}={marker}" for name in ("access_token", "api_key", "token", "user", "password", "Authorization", "auth")
    )
    yield from (
        "dry_run=1",
        "test=true",
        "limit=1",
        "fields=id",
        "accept=text/html",
        "status=500",
        "sleep=10",
        "admin=1",
        "_=1",
    )
    yield from (f"{quote(name.upper())}=%00" for name in PARAMETERS)


def levels(targets: tuple[str, ...], credentials: int, queries: tuple[str, ...]) -> Iterator[tuple[str, str, int, str]]:
    """Yield every combination of path, method, kind of credentials and query, each sound or faulty."""
    yield from itertools.product(targets, ("POST", "GET", "PUT", "HEAD", "OPTIONS"), range(credentials), queries)
