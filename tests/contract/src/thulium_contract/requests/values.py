"""Raw values of parameters, by kind: every byte, bound, length and form.

Nothing here says whether a value is right: that is for the oracle.
"""

import itertools
import random
import string
from collections.abc import Callable, Iterator
from functools import lru_cache
from urllib.parse import quote, unquote_plus

from thulium_contract.document.operations import EMAIL, ENUM, INTEGER, TEXT, Parameter
from thulium_contract.requests.forms import CHANGED, FOLDED, SPELLED
from thulium_contract.tables import table

MAXIMUM = 2**31 - 1
_TABLE, _WORDS = table("values"), table("words")
NASTY: tuple[str, ...] = tuple(_WORDS["nasty"])
ELSEWHERE: tuple[str, ...] = tuple(_WORDS["elsewhere"])
LETTERS = tuple(dict.fromkeys("".join(_WORDS["characters"].values())))
"""Characters that stand for all others, each once."""
LENGTHS: tuple[int, ...] = tuple(_TABLE["lengths"])
_ASCII = tuple(f"%{number:02X}" for number in range(128))
_BYTES = tuple(f"%{number:02X}" for number in range(128, 256))
_NOT_UTF8 = tuple(f"%{each}" for each in _TABLE["not_utf8"])
_SPACES = tuple(_TABLE["spaces"])
_CONTROLS = ("\0", "\t", "\n", "\v", "\r", "\x1b", "\x1f", "\x7f", " ")
_MANY = (30, 300, 5000)


def coded(text: str) -> str:
    """Return a text percent-encoded."""
    return quote(text, safe="")


def sound(parameter: Parameter) -> list[str]:
    """Return a few values that a parameter can have."""
    given = parameter.schema.get("enum") or _TABLE["sound"].get(parameter.kind) or [parameter.example]
    return [coded(each) if parameter.kind == ENUM else str(each) for each in given]


def faulty(parameter: Parameter) -> list[str]:
    """Return some values that a parameter of this kind cannot have."""
    found: list[str] = _TABLE["faulty"].get(parameter.kind, _TABLE["faulty"][TEXT])
    return found


def values(parameter: Parameter, rng: random.Random) -> Iterator[str]:
    """Yield values of all classes for a parameter; the same may come twice."""
    makers: dict[str, Callable[[Parameter, random.Random], Iterator[str]]]
    makers = {INTEGER: _integers, TEXT: _texts, EMAIL: _emails}
    return makers.get(parameter.kind, _others)(parameter, rng)


def _integers(parameter: Parameter, rng: random.Random) -> Iterator[str]:
    """Yield integers at and around every bound, inside and outside, in every spelling."""
    powers = [2**each for each in range(70)] + [10**each for each in range(25)]
    bounds = [parameter.schema.get("minimum", 0), parameter.schema.get("maximum", MAXIMUM)]
    bounds += [0, 1, 3, 100, MAXIMUM, 2**32, 2**53, 2**63, 2**64, 10**399]
    near = [each + step for each in (*powers, *bounds) for step in (-1, 0, 1)]
    inside = [rng.randint(1, MAXIMUM) for _ in range(60)] + [rng.randint(1, 10**each) for each in range(1, 10)]
    outside = [rng.randint(MAXIMUM + 1, 10**each) for each in range(10, 24)]
    wraps = [2**32 + 1, 2**32 + 3, 2**64 + 3, 2**32 * 7 + 3, 2**16 + 3, 2**31 + 3]
    numbers = dict.fromkeys([*near, *inside, *outside, *wraps, *(-each for each in (*powers, *inside, *outside))])
    yield from map(str, numbers)
    yield from ("9" * count for count in (10, 11, 12, 19, 20, 21, 22, 39, 100, 400, 4299, 4300, 4301, 9000))
    yield from (f"{'0' * count}{digits}" for count in (1, 2, 9, 10, 19, 50) for digits in ("", "3", "100"))
    yield from (f"-{digits}" for digits in ("", "-3", "0", "00", "03", "1.0", "9" * 30))
    yield from (digit * count for digit in "123456789" for count in range(2, 11))
    yield from _TABLE["integers"]
    for code in _ASCII:
        yield from (f"3{code}", f"{code}3", rng.choice((f"3{code}3", f"31{code}")), code)
    for code in map(coded, (*_TABLE["digits"], *_SPACES)):
        yield from (code, f"3{code}", f"{code}3", f"1{code}3")
    yield from (form for code in _BYTES for form in (code, f"3{code}"))
    yield from (f"3{each}" for each in _NOT_UTF8)
    yield from map(coded, NASTY)
    for count in _MANY:
        yield from (f"{each * count}3" for each in _TABLE["before_integers"])
        yield from (f"3{each * count}" for each in _TABLE["after_integers"])


def _texts(parameter: Parameter, rng: random.Random) -> Iterator[str]:
    """Yield texts: every control character and every byte in every position, all kinds of characters, all lengths."""
    for number, code in enumerate(_ASCII):
        if chr(number).isalnum():
            yield from (code, f"a{code}b")
        else:
            yield from (code, f"{code}ab", f"a{code}b", f"ab{code}", f"a{code}{code}b")
            yield rng.choice((f"%20{code}", f"{code}%20", f"{code}{code}", code * 3))
    yield from _pairs_of_controls(rng)
    for character in "-._~!$'()*,;:@/?[]|=":
        yield from (character, f"a{character}b", f"{character}ab", f"ab{character}")
    for code in (*_NOT_UTF8, *_BYTES):
        yield from (code, rng.choice((f"a{code}b", f"{'a' * 300}{code}", f"%C5%BC{code}")))
    for letter in LETTERS:
        yield from map(coded, (letter, rng.choice(("{0}a", "a{0}", "a{0}b", "{0}{0}", "a {0}")).format(letter)))
    yield from blocks(1024)
    yield from (coded(chr(rng.choice(_planes(rng)))) for _ in range(50))
    yield from (coded(each) for space in _SPACES for each in (f"{space}a", f"a{space}", f" {space}"))
    for word in map(coded, NASTY):
        yield from (word, rng.choice((f"Jan%20{word}", f"{word}%20Jan", f"Jan{word}Jan")))
    for count in _MANY:
        yield from (f"{each * count}a" for each in _TABLE["before_texts"])
        yield from (f"a{each * count}" for each in _TABLE["after_texts"])
    for length in LENGTHS:
        yield rng.choice(string.ascii_letters) * length
        if length < 9000:
            yield from ("%C5%BC" * length, "a" * length + "%0A")
        if length < 300:
            forms = [coded("👍" * length), "+" * length + "a" + "+" * length, "+" * length]
            forms += [rng.choice(string.digits[1:]) * length, "a" * length + "%00", "a" * length + "%0A" + "b" * length]
            yield from rng.sample(forms, 2) if length < 71 else forms
            yield coded("".join(rng.choices(string.ascii_letters + " .-'", k=length)) + "x")
    yield from _TABLE["percent_signs"]


def _emails(parameter: Parameter, rng: random.Random) -> Iterator[str]:
    """Yield addresses made by a grammar of local parts and domains, and everything that is one character off."""
    for number, code in enumerate(_ASCII):
        forms = [form.format(code) for form in _TABLE["address_characters"]]
        yield from rng.sample(forms, 2) if chr(number).isalnum() else forms
    for code in (*_NOT_UTF8, *_BYTES):
        yield from (f"jan{code}@a.pl", rng.choice((f"jan@a{code}.pl", f"jan@a.pl{code}", code)))
    for code in map(coded, LETTERS):
        yield rng.choice((f"j{code}@a.pl", f"{code}jan@a.pl", f"jan{code}@a.pl"))
        yield rng.choice((f"jan@a{code}.pl", f"jan@a.pl{code}", f"jan@{code}.pl", f"jan@{code}"))
    yield from (f"a@{block}.pl" if index % 2 else f"{block}@b.pl" for index, block in enumerate(blocks(512)))
    locals_, domains = _TABLE["locals"], _TABLE["domains"]
    yield from (quote(f"{local}@{domain}", safe="@") for local in locals_ for domain in domains)
    yield from (coded(form) for each in NASTY for form in (f"{each}@b.pl", f"a@{each}"))
    yield from (rng.choice(("{}@b.pl", "a@b{}.pl")).format(pair) for pair in _pairs_of_controls(rng))
    for count in _MANY:
        yield from (each * count for each in _TABLE["repeated_addresses"])
        yield from (f"{each * count}@b.pl" for each in _TABLE["repeated_locals"])
        yield from (f"a@{each * count}!" for each in _TABLE["repeated_domains"])
        yield from (f"a@b.pl{each * count}" for each in _TABLE["after_addresses"])
    for count in (*range(1, 71), 127, 128, 190, 191, 249, 250, 251, 252, 253, 254, 255, 256, 320, 500, 1000, 8192):
        yield from (f"{'a' * count}@b.pl", f"a@{'b' * count}.pl", f"a@b.{'c' * count}", f"a@{'b.' * count}pl")
    yield from _TABLE["addresses"]


def _others(parameter: Parameter, rng: random.Random) -> Iterator[str]:
    """Yield the values of a kind that has a few or one form: each, all that is nearly it, and what is none."""
    known = [*sound(parameter), *map(coded, _TABLE["odd"].get(parameter.kind, ())), *faulty(parameter)]
    yield from known
    for text in [unquote_plus(each) for each in known[:3]]:
        yield from (coded(form(text)) for form in (*FOLDED, *CHANGED, *SPELLED))
        for code in (*_ASCII[:48:3], *_NOT_UTF8[:3]):
            yield from (f"{coded(text)}{code}", f"{code}{coded(text)}")
        yield from (f"{coded(text)},{coded(text)}", coded(text) * 50)
    yield from map(coded, rng.sample(NASTY, 60))
    yield from ("1" * count for count in (2, 20, 300, 9000))


@lru_cache(maxsize=2)
def blocks(size: int) -> tuple[str, ...]:
    """Return texts of so many characters that together have all of Unicode's first two planes, on the wire."""
    points = [point for point in range(0x80, 0x20000) if point not in range(0xD800, 0xE000)]
    texts = ("".join(map(chr, points[first : first + size])) for first in range(0, len(points), size))
    return tuple(f"%{text.encode().hex('%').upper()}" for text in texts)


def any_text(rng: random.Random) -> str:
    """Return a random text, as it is on the wire."""
    makers: tuple[Callable[[], str], ...] = (
        lambda: rng.choice(NASTY),
        lambda: "".join(chr(rng.choice(_planes(rng))) for _ in range(rng.randint(1, 12))),
        lambda: " ".join(rng.sample(NASTY, 2)),
        lambda: "".join(rng.choices(string.printable[:95], k=rng.randint(1, 40))),
        lambda: "".join(map(chr, rng.choices(range(1, 256), k=rng.randint(1, 6)))),
        lambda: "".join(rng.choices(string.ascii_letters, k=rng.randint(1, 20))),
    )
    return coded(rng.choice(makers)())


def _pairs_of_controls(rng: random.Random) -> Iterator[str]:
    """Yield pairs of what is no letter, such as a line break of two characters, between letters, on the wire."""
    for one, two in itertools.product(_CONTROLS, repeat=2):
        pair = coded(one + two)
        yield from (f"a{pair}b", rng.choice((pair, f"{pair}a", f"a{pair}")))


def _planes(rng: random.Random) -> list[int]:
    """Return a random character of each range of Unicode."""
    ranges = ((0xA1, 0x2FF), (0x300, 0x36F), (0x370, 0x1FFF), (0x2000, 0x2BFF), (0x2C00, 0xD7FF), (0xE000, 0xFFFF))
    beyond = ((0x10000, 0x1FFFF), (0x1F300, 0x1FAFF), (0x20000, 0x3FFFF), (0xE0000, 0xE01FF), (0xF0000, 0x10FFFF))
    return [rng.randint(*each) for each in (*ranges, *beyond)]
