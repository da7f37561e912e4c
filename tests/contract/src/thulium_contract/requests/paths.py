"""Near misses of the documented path, and wrong methods."""

import random
import string
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from thulium_contract.tables import filled, table

_TABLE = table("paths")

METHODS: tuple[str, ...] = tuple(_TABLE["methods"])
RARE_METHODS: tuple[str, ...] = tuple(_TABLE["rare_methods"])
INVENTED_METHODS: tuple[str, ...] = tuple(_TABLE["invented_methods"])
OVERRIDING: tuple[str, ...] = tuple(_TABLE["override_headers"])
"""Headers that name another method."""


def near(base: str, full: str, query: str, rng: random.Random) -> dict[str, None]:
    """Return paths that are nearly ``full``, each once; letters that are merely encoded make it the same."""
    return dict.fromkeys((*_spelled(base, full, query, rng), *_lettered(full)))


def _spelled(base: str, full: str, query: str, rng: random.Random) -> Iterator[str]:
    words: dict[str, Any] = {"base": base, "full": full, "path": full[len(base) :], "query": query, "long": "x" * 3000}
    yield from (filled(each, words) or "/" for each in (*_TABLE["whole"], *_TABLE["elsewhere"]))
    yield from (full[:-1], full.upper(), full.lower().title())
    yield from (full.replace(old, new) for old, new in _TABLE["replaced"])
    parts = full.split("/")
    yield "".join(f"/{''.join(f'%{ord(letter):02x}' for letter in part)}" for part in parts[1:])
    for index in range(1, len(parts)):
        yield "/".join((*parts[:index], *parts[index + 1 :]))
        yield "/".join((*parts[: index + 1], *parts[index:]))
        yield "/".join((*parts[:index], *parts[index:][::-1]))
    for index in range(2, len(parts)):
        words |= {"head": "/".join(parts[:index]), "tail": "/".join(parts[index:]), "number": rng.randint(1, 999)}
        yield from (filled(each, words) for each in _TABLE["parted"])
    yield from (f"{words['head']}{between}{words['tail']}" for between in _TABLE["last"])
    for _ in range(10):
        yield f"{base}/{''.join(rng.choices(string.ascii_lowercase + '_', k=rng.randint(6, 20)))}{words['path']}"


def _lettered(full: str) -> Iterator[str]:
    """Yield paths with a letter that is encoded, looks like another, or is not seen, and with a sign at the end."""
    for index, letter in enumerate(full):
        if letter not in "/%":
            yield f"{full[:index]}%{ord(letter):02X}{full[index + 1 :]}"
            yield f"{full[:index]}{letter.swapcase() if letter.isalpha() else 'x'}{full[index + 1 :]}"
    head, _, tail = full.rpartition("/")
    made = [full[0] + full[1:].replace(sign, like) for sign, likes in _TABLE["alike"].items() for like in likes[1:]]
    made += [f"{head}{like}{tail}" for like in _TABLE["alike"]["/"][1:]]
    made += [form for sign in _TABLE["unseen"] for form in (f"{full}{sign}", f"{head}/{tail[:1]}{sign}{tail[1:]}")]
    yield from map(quote, made)
    yield from (f"{full}{quote(sign, safe='!$&(),;=:@*~')}" for sign in string.punctuation if sign not in "/?%")
