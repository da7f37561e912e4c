"""Information disclosure: parts of the request, credentials, and internals of the server in an answer."""

import base64
import hashlib
import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from urllib.parse import quote

from thulium_contract.expected.reading import basic_credentials, pairs, percent_decoded
from thulium_contract.http.exchange import Exchange

_SHORTEST = 6
_LONGEST = 200

_INSIDE = re.compile(
    r"traceback|stack ?trace|\bexception\b|\bsqlite|\bpsycopg|\bmysqli?\b|\bsqlstate\b|\bora-[0-9]{5}"
    r"|\bselect .+ from\b|\bline [0-9]+, in\b|\bon line [0-9]|\bundefined (?:index|variable|offset|method)"
    r"|\bfatal error|\bpanic:|\bgoroutine\b"
    r"|\.(?:py|php|rb|java|go)\b|/usr/|/home/|/var/|/srv/|/opt/|/etc/|site-packages|node_modules|[a-z]:\\[a-z]"
    r"|\bat [\w.$]+\([\w.]+:[0-9]+\)|\bjavax?\.\w|0x[0-9a-f]{8}|<class '|\$(?:2[aby]|argon2\w*|[156])\$|\bpbkdf2\b"
    r"|\b(?:10|127)(?:\.[0-9]{1,3}){3}\b|\b192\.168(?:\.[0-9]{1,3}){2}\b|\b172\.(?:1[6-9]|2[0-9]|3[01])(?:\.[0-9]{1,3}){2}\b"
    r"|\blocalhost\b|\bconnexion\b|\buvicorn\b|\bstarlette\b",
    re.IGNORECASE,
)
"""Words of programs, paths, addresses of machines behind, and digests of passwords."""
_IDS = re.compile('"(?:request|conversation)_id": ?"[0-9a-f-]*"')
_BETWEEN_ERRORS = "},{"
"""Errors are the same in many answers, together with others."""
_MOST = 10_000
_HARMLESS_HEADERS = {"server", "date", "content-length", "via", "connection", "keep-alive", "transfer-encoding"}
_TRACING = {"x-request-id", "x-correlation-id", "traceparent"}
"""Headers that proxies send back as they were sent."""
_USUAL_HEADERS = {"content-type", "content-language", "www-authenticate", "allow", "retry-after", "vary"}
"""Headers whose names repeat nothing, though a request may happen to have such a word in it."""
_CORS = "access-control-"
"""Headers that begin so repeat what a browser asks, as they should."""


@dataclass
class Vocabulary:
    """Vocabulary of allowed and secret words.

    ``document`` is all text of the document, ``secrets`` are the credentials of the run, ``private`` is what the target
    knows of API users and customers.
    """

    document: str = ""
    secrets: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    marker: str = ""
    """A random word that the run puts into requests."""
    _last: tuple[Exchange | None, tuple[str | None, str]] = (None, (None, ""))
    _clean: set[str] = field(default_factory=set)
    """Answers, their ids left out, that showed nothing: what is the same for another request repeats nothing of it."""

    def judge(self, exchange: Exchange, *, data: bool = False) -> tuple[str | None, str]:
        """Return what an answer repeats of its request, and what it shows of secrets; it may show ``data``."""
        if data:
            text = _text(exchange)
            return "", "the answer shows credentials" if any(each in text for each in self.spellings) else ""
        if exchange is not self._last[0]:
            self._last = exchange, self._judge(exchange)
        return self._last[1]

    def _judge(self, exchange: Exchange) -> tuple[str | None, str]:
        answer = _IDS.sub("", _text(exchange))
        if answer in self._clean:
            return "", ""
        echo, leak = self._echo(exchange, answer), self._leak(answer)
        if not echo and not leak and len(self._clean) < _MOST:
            self._clean.add(answer)
        return echo, leak

    @cached_property
    def spellings(self) -> tuple[str, ...]:
        """The secrets in all their spellings."""
        found: set[str] = set()
        for secret in self.secrets:
            if len(secret) >= _SHORTEST and secret not in self.document:
                octets = secret.encode()
                found |= {secret, secret[::-1], quote(secret, safe=""), octets.hex()}
                found |= {base64.b64encode(octets).decode().rstrip("=")}
                found |= {make(octets).hexdigest() for make in (hashlib.md5, hashlib.sha1, hashlib.sha256)}
        return tuple(found)

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """The marker in all spellings; in base64 without what depends on the letters around it."""
        octets = self.marker.encode()
        encoded = [base64.b64encode(b"x" * place + octets).decode() for place in range(3)]
        inner = [text[-(-8 * place // 6) : len(text) - 4] for place, text in enumerate(encoded)]
        return (self.marker, self.marker[::-1], octets.hex(), *inner) if self.marker else ()

    @cached_property
    def _private(self) -> tuple[str, ...]:
        return tuple(each for each in self.private if len(each) >= _SHORTEST and each not in self.document)

    def _echo(self, exchange: Exchange, answer: str) -> str:
        lower = answer.lower()
        if any(mark in answer or mark in lower for mark in self.marks):
            return "the answer repeats a random word of the request"
        for word in _words(exchange):
            # The full stop may be that of a sentence, which shows a value of the document.
            if word in answer and word.removesuffix(".") not in self.document:
                return f"the answer repeats {word[:60]!r} of the request"
        return ""

    def _leak(self, answer: str) -> str:
        if any(each in answer for each in self.spellings):
            return "the answer shows credentials"
        if found := next((each for each in self._private if each in answer), ""):
            return f"the answer shows {found[:60]!r}, which the target knows of an API user or a customer"
        inside = next(filter(None, map(_inside, answer.split(_BETWEEN_ERRORS))), "")
        return f"the answer shows {inside!r}" if inside else ""


@lru_cache(maxsize=2048)
def _inside(text: str) -> str:
    found = _INSIDE.search(text)
    return found[0] if found else ""


def _text(exchange: Exchange) -> str:
    try:
        body = exchange.content.decode("utf-8", "replace")
    except ValueError:
        body = exchange.response.body.decode("utf-8", "replace")
    value, problem = exchange.read
    if not problem and "\\" in body:
        body += str(value)
    headers = "\n".join(
        value if name.lower() in _USUAL_HEADERS else f"{name}: {value}"
        for name, value in exchange.response.headers
        if name.lower() not in _HARMLESS_HEADERS
        and not name.lower().startswith(_CORS)
        and not (name.lower() in _TRACING and [value] == exchange.request.values(name.lower()))
    )
    return f"{headers}\n{body}"


def _words(exchange: Exchange) -> set[str]:
    """Return all parts of the request that are long enough to tell."""
    request = exchange.request
    path, _, query = request.target.partition("?")
    parts = [percent_decoded(part) for part in path.split("/")]
    for name, value in pairs(query[:4000]):
        parts += [name, value]
    words = [part.decode("utf-8", "replace") for part in parts]
    words += [value for name, value in request.headers if name.lower() not in ("accept-language", "host")]
    for header in request.values("authorization"):
        words += basic_credentials(header) or ()
    words.append(request.body[:_LONGEST].decode("utf-8", "replace"))
    return {
        word[:_LONGEST]
        for word in words
        if len(word) >= _SHORTEST and not (len(word) < 11 and re.fullmatch("[0-9a-f]+", word))
    }
