"""Variants of a text: Unicode and case forms that programs may confuse, and near misses."""

import base64
import html
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote

Form = Callable[[str], str]


def _unaccented(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each))


def _replacing(old: str, new: str) -> Form:
    return lambda text: text.replace(old, new)


def _around(templates: Iterable[str]) -> tuple[Form, ...]:
    def form(template: str) -> Form:
        return lambda text: template.replace("{}", text)

    return tuple(map(form, templates))


FOLDED: tuple[Form, ...] = (
    *(str.swapcase, str.upper, str.lower, str.casefold, str.strip, str.rstrip, str.lstrip, _unaccented),
    *(lambda text: text.lstrip("0"), lambda text: f"0{text}" if text.isdigit() else text),
    *(lambda text: text.rstrip(":"), lambda text: text.partition(":")[0], lambda text: text.rpartition(":")[2]),
    *(_replacing("+", " "), _replacing(" ", "+"), _replacing(" ", ""), _replacing("\\", ""), _replacing("\u200b", "")),
    lambda text: text.strip("\"'"),
    *(lambda text: unicodedata.normalize("NFC", text), lambda text: unicodedata.normalize("NFD", text)),
    *(lambda text: unicodedata.normalize("NFKC", text), lambda text: text.encode("ascii", "replace").decode()),
    *(lambda text: text.encode("ascii", "ignore").decode(), lambda text: text.encode().decode("latin-1")),
)
"""Variants that some programs take for the same text."""

CHANGED: tuple[Form, ...] = (
    *(lambda text: text[:-1], lambda text: text[1:], lambda text: text * 2, lambda text: text[::-1]),
    *_around(("{}x", " {}", "{} ", "\u00a0{}", "{}\u200b", "+{}", "{}.0", "{}e0", '"{}"', "{}%", "{}*", "{}\u0301")),
)
"""Variants with something added or removed."""

SPELLED: tuple[Form, ...] = (
    *_around(("\ufeff{}", "{}\ufeff", "{}\ufe0f", "{}.", "#{}", "{{}}", "'{}'", '"{}"')),
    *(lambda text: quote(text, safe=""), lambda text: "".join(f"%{each:02x}" for each in text.encode())),
    *(html.escape, lambda text: "".join(f"&#{ord(each)};" for each in text)),
    *(_replacing("_", "-"), _replacing("-", "_"), _replacing(".", "_")),
    lambda text: text.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    *(
        lambda text: base64.b64encode(text.encode()).decode(),
        lambda text: "".join(chr(ord(each) + 256) for each in text),
    ),
    *_around(("{}@example.org", "example.org\\{}")),
    *(lambda text: f"{text[:1]}\u200b{text[1:]}", lambda text: f"{text[:1]}\\{text[1:]}"),
)
"""Other spellings, which something that decodes, cleans or completes a text takes for it."""

NEAR: tuple[Form, ...] = (
    *(str.upper, str.lower, str.swapcase, str.strip, lambda text: text[:-1] or "x", lambda text: text[1:] or "x"),
    *(lambda text: text.lstrip("0") or "0", *_around(("{}x", "0{}", " {}", "{} "))),
    *(lambda text: text.replace(".", "", 1), _replacing("@", "+tag@")),
    lambda text: text.partition("+")[0] + "@example.org" if "+" in text else text,
    *(lambda text: unicodedata.normalize("NFC", text), lambda text: unicodedata.normalize("NFD", text)),
    *(lambda text: text[:1] + "%", lambda text: text[:1] + "_" + text[2:]),
)
"""What is nearly an identifier or an e-mail address."""


def other_ends(text: str) -> Iterator[str]:
    """Yield texts that are others from some byte on."""
    octets = text.encode()
    for length in (1, 8, 16, 20, 32, 56, 64, 71, 72, 73, 100, 128, 255, 256):
        if len(octets) > length:
            yield octets[:length].decode("utf-8", "ignore") + "!" * (len(octets) - length)
