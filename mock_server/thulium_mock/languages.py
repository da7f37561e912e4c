"""Content negotiation of the language with Accept-Language (RFC 9110)."""

import re
from collections.abc import Iterable
from functools import lru_cache

from thulium_mock.catalogue import LANGUAGES

_RANGE = re.compile(
    r"(?P<range>\*|[a-z]{1,8}(?:-[a-z0-9]{1,8})*)(?:[ \t]*;[ \t]*q=(?P<q>0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?",
    re.IGNORECASE,
)
_MAX_LENGTH = 4096


def preferred_language(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """Return the language of `LANGUAGES` that the request's ``headers`` prefer; without a preference the default."""
    values = [value for name, value in headers if name == b"accept-language"]
    return negotiate(b",".join(values).decode("latin-1")[:_MAX_LENGTH]) if values else LANGUAGES[0]


@lru_cache(maxsize=256)
def negotiate(header: str) -> str:
    """Return the language of `LANGUAGES` that the header value prefers.

    A range counts for a language when it names it, with or without a region (``pl-PL`` for ``pl``); ``*`` counts for
    each language that no other range names. Among equals the one that is named first wins, then the default. What is
    not a language range is passed over.
    """
    qualities: dict[str, float] = {}
    for element in header.split(","):
        if match := _RANGE.fullmatch(element.strip(" \t")):
            language = match["range"].lower().split("-")[0]
            quality = float(match["q"] or 1)
            qualities[language] = max(quality, qualities.get(language, 0))
    named = [language for language in qualities if language in LANGUAGES]
    candidates = [*named, *(language for language in LANGUAGES if language not in named)]
    best = max(candidates, key=lambda language: qualities.get(language, qualities.get("*", 0)))
    return best if qualities.get(best, qualities.get("*", 0)) > 0 else LANGUAGES[0]
