"""What an answer must not show: parts of the request, credentials, and the inside of the server."""

import base64
import re
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote

from tests.contract.oracle import pairs, percent_decoded
from tests.contract.suite.exchange import Exchange

_SHORTEST = 6
_LONGEST = 200

_INSIDE = re.compile(
    r"traceback|stack ?trace|\bexception\b|\bsqlite|\bpsycopg|\bselect .+ from\b|\bline [0-9]+, in\b"
    r"|\.py\b|/usr/|/home/|/var/|site-packages|\bat [\w.$]+\([\w.]+:[0-9]+\)|0x[0-9a-f]{8}|<class '"
    r"|\bconnexion\b|\buvicorn\b|\bstarlette\b",
    re.IGNORECASE,
)
_IDS = re.compile('"(?:request|conversation)_id": ?"[0-9a-f-]*"')
_MOST = 10_000
_HARMLESS_HEADERS = {"server", "date", "content-length"}
_USUAL_HEADERS = {"content-type", "content-language", "www-authenticate", "allow", "retry-after", "vary", "connection"}
"""Headers whose names repeat nothing, though a request may happen to have such a word in it."""
_CORS = "access-control-"
"""Headers that begin so repeat what a browser asks, as they should."""


@dataclass
class Vocabulary:
    """What may be said, and what is secret: ``document`` is all text of the document, ``secrets`` are the passwords."""

    document: str = ""
    secrets: tuple[str, ...] = ()

    marker: str = ""
    """A random word that the run puts into requests."""
    _last: tuple[Exchange | None, tuple[str | None, str]] = (None, (None, ""))
    _clean: set[str] = field(default_factory=set)
    """Answers, their ids left out, that showed nothing: what is the same for another request repeats nothing of it."""

    def judge(self, exchange: Exchange) -> tuple[str | None, str]:
        """Return what an answer repeats of its request, and what it shows of secrets."""
        if exchange is not self._last[0]:
            self._last = exchange, self._judge(exchange)
        return self._last[1]

    def _judge(self, exchange: Exchange) -> tuple[str | None, str]:
        answer = _IDS.sub("", _text(exchange))
        is_error = exchange.response.status >= 400
        if answer in self._clean:
            return "" if is_error else None, ""
        echo, leak = self._echo(exchange, answer) if is_error else None, self._leak(answer)
        if not echo and not leak and len(self._clean) < _MOST:
            self._clean.add(answer)
        return echo, leak

    @cached_property
    def spellings(self) -> tuple[str, ...]:
        """The secrets in all their spellings."""
        found: set[str] = set()
        for secret in self.secrets:
            if len(secret) >= _SHORTEST and secret not in self.document:
                found |= {secret, quote(secret, safe=""), base64.b64encode(secret.encode()).decode().rstrip("=")}
        return tuple(found)

    def _echo(self, exchange: Exchange, answer: str) -> str:
        if self.marker and self.marker in answer.lower():
            return "the answer repeats a random word of the request"
        for word in _words(exchange):
            if word in answer and word not in self.document:
                return f"the answer repeats {word[:60]!r} of the request"
        return ""

    def _leak(self, answer: str) -> str:
        if any(each in answer for each in self.spellings):
            return "the answer shows credentials"
        inside = _INSIDE.search(answer)
        return f"the answer shows {inside[0]!r}" if inside else ""


def _text(exchange: Exchange) -> str:
    body = exchange.response.body.decode("utf-8", "replace")
    value, problem = exchange.read
    if not problem and "\\" in body:
        body += str(value)
    headers = "\n".join(
        value if name.lower() in _USUAL_HEADERS else f"{name}: {value}"
        for name, value in exchange.response.headers
        if name.lower() not in _HARMLESS_HEADERS and not name.lower().startswith(_CORS)
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
    words.append(request.body[:_LONGEST].decode("utf-8", "replace"))
    return {
        word[:_LONGEST]
        for word in words
        if len(word) >= _SHORTEST and not (len(word) < 11 and re.fullmatch("[0-9a-f]+", word))
    }
