"""Rules of status line and headers of answers, and of information disclosure."""

import re
from datetime import UTC, datetime
from functools import lru_cache
from http import HTTPStatus

from thulium_contract.document.facts import HTTP
from thulium_contract.document.models import model
from thulium_contract.expected.expectation import Expected
from thulium_contract.http.exchange import Exchange
from thulium_contract.rules.finding import Finding, Memory, rests_on

_TOKEN, _CONTROL = re.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+"), re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_PHRASES: dict[str, set[int]] = {}
"""The statuses that have each of HTTP's own phrases."""
for _each in HTTPStatus:
    _PHRASES.setdefault(_each.phrase.lower(), set()).add(_each)
_UNWANTED = {
    *("location", "set-cookie", "refresh", "content-location", "content-disposition", "content-range"),
    *("retry-after", "proxy-authenticate", "authentication-info"),
}
_HEAD, _NOTHING = rests_on("answers.head"), Finding(facts=HTTP)
"""`_NOTHING`: a header is missing where it should be, which shows no fact about the answers that have it."""


def framing(exchange: Exchange, expected: Expected, memory: Memory) -> Finding:
    """Return whether the status line and the headers are HTTP, and say what is so."""
    response = exchange.response
    lengths = response.values("content-length")
    if lengths and exchange.request.method != "HEAD" and lengths != [str(len(response.body))]:
        return Finding(f"Content-Length is {lengths} for {len(response.body)} bytes", HTTP)
    if not all(map(_is_http, response.headers)):
        return Finding(f"the headers {[name for name, _ in response.headers]} are not HTTP", HTTP)
    encodings = response.values("content-encoding")
    allowed = [each.strip(" ") for each in ",".join(exchange.request.values("accept-encoding")).lower().split(",")]
    if encodings and not (len(encodings) == 1 and encodings[0] in allowed):
        return Finding(f"the body is encoded as {encodings}, which nobody asked for", _HEAD)
    if response.status not in _PHRASES.get(response.reason.lower(), {response.status}):
        return Finding(f"{response.status} is called {response.reason!r}", _HEAD)
    dates = response.values("date")
    moment = _moment(", ".join(dates)) if dates else None
    right = not dates or (moment and memory.is_now(exchange, moment))
    return Finding("" if right else f"Date is {dates}, which is not when it was answered", _HEAD)


@lru_cache(maxsize=1024)
def _is_http(header: tuple[str, str]) -> bool:
    return bool(_TOKEN.fullmatch(header[0])) and not _CONTROL.search(header[1])


@lru_cache(maxsize=16)
def _moment(date: str) -> float | None:
    """Return the Unix time of a date of HTTP."""
    try:
        return datetime.strptime(date, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC).timestamp()
    except ValueError:
        return None


def www_authenticate(exchange: Exchange, expected: Expected, memory: Memory) -> Finding | str:
    """Return whether there is a challenge where the document has one."""
    challenges = exchange.response.values("www-authenticate")
    if not memory.stated.has_header(exchange.response.status, "www-authenticate"):
        return f"WWW-Authenticate with {exchange.response.status}" if challenges else _NOTHING
    right = len(challenges) == 1 and re.fullmatch(r'Basic realm="[^"]*"(, *charset="UTF-8")?', challenges[0])
    return "" if right else f"WWW-Authenticate is {challenges}"


def allow(exchange: Exchange, expected: Expected, memory: Memory) -> Finding | str:
    """Return whether there is Allow where the document has it, with the methods of the path."""
    given = exchange.response.values("allow")
    if not memory.stated.has_header(exchange.response.status, "allow"):
        return f"Allow with {exchange.response.status}" if given else _NOTHING
    methods = [each.strip(" \t") for each in ",".join(given).split(",")]
    right = sorted(methods) == sorted(expected.allow) or not expected.allow
    return "" if right else f"Allow is {given} where {sorted(expected.allow)} is right"


def plain(exchange: Exchange, expected: Expected, memory: Memory) -> str:
    """Return whether an answer has a header that does something to the caller."""
    found = [name for name, _ in exchange.response.headers if name.lower() in _UNWANTED]
    return f"the answer has {found[0]}" if found else ""


def echo(exchange: Exchange, expected: Expected, memory: Memory) -> str:
    """Return what an answer repeats of its request."""
    return memory.vocabulary.judge(exchange, data=_reads(exchange, expected))[0] or ""


def leak(exchange: Exchange, expected: Expected, memory: Memory) -> str:
    """Return what an answer shows that nobody should see."""
    return memory.vocabulary.judge(exchange, data=_reads(exchange, expected))[1]


def _reads(exchange: Exchange, expected: Expected) -> bool:
    """Tell whether an answer is a success that shows what is stored."""
    operation = expected.operation
    return operation is not None and exchange.response.status < 300 and not model(operation.id).stores
