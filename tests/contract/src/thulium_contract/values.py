"""Values of parameters as they are on the wire, attacked by class: every byte, every bound, every length, every form.

Nothing here says whether a value is right: that is for the oracle.
"""

import random
import string
from collections.abc import Iterator
from urllib.parse import quote

from thulium_contract import letters
from thulium_contract.edge_values import EMAILS, INTEGERS, TEXTS
from thulium_contract.words import NASTY

LENGTHS = (
    *range(1, 71),
    *(76, 77, 99, 100, 101, 119, 120, 121, 126, 127, 128, 129, 149, 150, 151, 189, 190, 191, 192, 199, 200, 201),
    *(252, 253, 254, 255, 256, 257, 299, 300, 301, 319, 320, 321, 499, 500, 501, 511, 512, 513, 767, 768, 999, 1000),
    *(1001, 1023, 1024, 1025, 1999, 2000, 2001, 2047, 2048, 2049, 3999, 4000, 4001, 4095, 4096, 4097, 5000, 8000),
    *(8190, 8191, 8192, 8193, 10000, 16383, 16384, 16385, 32767, 32768, 32769, 50000),
)
MAXIMUM = 2**31 - 1


_DIGITS = "٠٣۳०३৩੩૩୩௩౩೩൩๓໓༣၃３𝟑𝟛𝟯²³¹①Ⅲ三½"
_SPACES = "\u0085\u00a0\u1680\u2000\u2003\u2009\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff\u180e"
_NOT_UTF8 = [
    "C5",
    "E2%82",
    "F0%9F%98",
    "C0%80",
    "C1%BF",
    "E0%80%80",
    "E0%9F%BF",
    "F0%80%80%80",
    "F0%8F%BF%BF",
    "ED%A0%80",
    "ED%AF%BF",
    "ED%B0%80",
    "ED%BF%BF",
    "ED%A0%BD%ED%B8%80",
    "F4%90%80%80",
    "F7%BF%BF%BF",
    "F8%88%80%80%80",
    "FC%84%80%80%80%80",
    "FE",
    "FF",
    "FE%FF",
    "FF%FE",
    "80",
    "BF",
    "80%80",
    "C5%20",
    "E2%28%A1",
    "F0%28%8C%BC",
    "A0%A1",
    "B3%F3%B3w",
    "9F",
    "E9",
]


def integers(rng: random.Random) -> Iterator[str]:
    """Yield integers at and around every bound, inside and outside, in every spelling."""
    powers = [2**each for each in range(70)] + [10**each for each in range(25)]
    bounds = [0, 1, 3, 100, MAXIMUM, 2**32, 2**53, 2**63, 2**64, 10**399]
    near = [each + step for each in (*powers, *bounds) for step in (-1, 0, 1)]
    inside = [rng.randint(1, MAXIMUM) for _ in range(60)] + [rng.randint(1, 10**each) for each in range(1, 10)]
    outside = [rng.randint(MAXIMUM + 1, 10**each) for each in range(10, 24)]
    wraps = [2**32 + 1, 2**32 + 3, 2**64 + 3, 2**32 * 7 + 3, 2**16 + 3, 2**31 + 3]
    numbers = dict.fromkeys([*near, *inside, *outside, *wraps, *(-each for each in (*powers, *inside, *outside))])
    yield from map(str, numbers)
    yield from (f"{'9' * count}" for count in (10, 11, 12, 19, 20, 21, 22, 39, 100, 400, 4299, 4300, 4301, 9000))
    yield from (f"{'0' * count}{digits}" for count in (1, 2, 9, 10, 19, 50) for digits in ("", "3", "100"))
    yield from (f"-{digits}" for digits in ("", "-3", "0", "00", "03", "1.0", "9" * 30))
    yield from (digit * count for digit in "123456789" for count in range(2, 11))
    yield from ("12", "123", "1234", "12345", "123456", "1234567", "12345678", "123456789", "1234567890", "987654321")
    for character in map(chr, range(128)):
        code = f"%{ord(character):02X}"
        yield from (f"3{code}", f"{code}3", rng.choice((f"3{code}3", f"31{code}")), code)
    for character in (*_DIGITS, *_SPACES):
        code = quote(character, safe="")
        yield from (code, f"3{code}", f"{code}3", f"1{code}3")
    yield from (f"%{byte:02X}" for byte in range(128, 256))
    yield from (f"3%{byte:02X}" for byte in range(128, 256))
    yield from (f"3%{each}" for each in _NOT_UTF8)
    yield from (quote(each, safe="") for each in NASTY)
    for count in (30, 300, 5000):
        yield from (f"{each * count}3" for each in ("0", "%20", "-", "%2B", "3,", "1e", "3_", "%09"))
        yield from (f"3{each * count}" for each in ("%20", ".0", "e9", "x", "_3", ",3", "%00", "%0A"))
    yield from [
        "1e0",
        "3e0",
        "3E0",
        "3.0",
        "3.",
        ".3",
        "3.00",
        "0x3",
        "0X3",
        "03",
        "0o3",
        "0b11",
        "3L",
        "3n",
        "3f",
        "3d",
        "1_0",
        "3u",
        "3;1",
        "3,0",
        "3,3",
        "III",
        "three",
        "trzy",
        "3%2F1",
    ]
    yield from ("%33", "%31%30%30", "%2D1", "%2B3", "+3", "3+", "%203", "3%20", "%09 3".replace(" ", ""), "3%0D%0A")


def texts(rng: random.Random) -> Iterator[str]:
    """Yield texts: every control character and every byte in every position, all kinds of characters, all lengths."""
    for character in map(chr, range(128)):
        code = f"%{ord(character):02X}"
        yield from (code, f"a{code}b") if character.isalnum() else (code, f"{code}ab", f"a{code}b", f"ab{code}")
        if not character.isalnum():
            yield from (f"a{code}{code}b", rng.choice((f"%20{code}", f"{code}%20", f"{code}{code}", code * 3)))
    yield from letters.pairs_of_controls(rng)
    for character in "-._~!$'()*,;:@/?[]|=":
        yield from (character, f"a{character}b", f"{character}ab", f"ab{character}")
    for code in (*_NOT_UTF8, *(f"{byte:02X}" for byte in range(128, 256))):
        yield from (f"%{code}", rng.choice((f"a%{code}b", f"{'a' * 300}%{code}", f"%C5%BC%{code}")))
    yield from letters.everywhere(rng)
    yield from letters.blocks(1024)
    yield from (quote(chr(rng.choice(_planes(rng))), safe="") for _ in range(50))
    for space in _SPACES:
        yield from (quote(each, safe="") for each in (f"{space}a", f"a{space}", f" {space}"))
    yield from (quote(each, safe="") for each in NASTY)
    yield from letters.beside_words(rng)
    for count in (30, 300, 5000):
        yield from (f"{each * count}a" for each in ("+", "a+", "%20", ".", "-", "'", "(", "[", "%25", "%00", "+%0A"))
        yield from (
            f"a{each * count}" for each in ("%20", "a+", ")", "]", "%09", "%00", "%C5", "%CC%81", "%F0%9F%91%8D")
        )
    for length in LENGTHS:
        yield rng.choice(string.ascii_letters) * length
        if length < 9000:
            yield "%C5%BC" * length
        if length < 300:
            forms = [quote("👍" * length, safe=""), "+" * length + "a" + "+" * length, "+" * length]
            forms += [rng.choice(string.digits[1:]) * length, "a" * length + "%00", "a" * length + "%0A" + "b" * length]
            yield from rng.sample(forms, 2) if length < 71 else forms
            yield quote("".join(rng.choices(string.ascii_letters + " .-'", k=length)) + "x", safe="")
    yield from ("%", "%%", "%a", "%zz", "%4", "%4g", "a%", "a%2", "%%41", "%25", "%2541", "%2500", "%u0041", "%c5%BC")


def emails(rng: random.Random) -> Iterator[str]:
    """Yield addresses made by a grammar of local parts and domains, and everything that is one character off."""
    for character in map(chr, range(128)):
        code = f"%{ord(character):02X}"
        forms = [f"{code}jan@a.pl", f"j{code}n@a.pl", f"jan{code}@a.pl", f"jan@{code}a.pl", f"jan@a{code}b.pl"]
        forms += [f"jan@a{code}.pl", f"jan@a.{code}pl", f"jan@a.pl{code}", f"{code}@a.pl", f"jan@{code}", code]
        yield from rng.sample(forms, 2) if character.isalnum() else forms
    for code in (*_NOT_UTF8, *(f"{byte:02X}" for byte in range(128, 256))):
        yield from (f"jan%{code}@a.pl", rng.choice((f"jan@a%{code}.pl", f"jan@a.pl%{code}", f"%{code}")))
    for letter in letters.LETTERS:
        code = quote(letter, safe="")
        yield rng.choice((f"j{code}@a.pl", f"{code}jan@a.pl", f"jan{code}@a.pl"))
        yield rng.choice((f"jan@a{code}.pl", f"jan@a.pl{code}", f"jan@{code}.pl", f"jan@{code}"))
    for index, block in enumerate(letters.blocks(512)):
        yield f"a@{block}.pl" if index % 2 else f"{block}@b.pl"
    locals_ = [
        "a",
        "jan.kowalski",
        "jan+tag",
        "a.b.c",
        ".a",
        "a.",
        "a..b",
        "-a",
        "a-",
        "_",
        "1",
        '"a"',
        "'",
        "JAN",
        "ż",
    ]
    domains = ["b", "b.pl", "b.co.uk", "B.PL", "1", "1.2.3.4", "-b.pl", "b-.pl", "b--c.pl", "xn--w-uga1v8h.pl", "ż.pl"]
    domains += ["b.museum", "b.c", "b.photography", "localhost", "b.123", "a.b.c.d.e.f.g.h", "example.com", "gmail.com"]
    domains += ["b.", ".b", "b..c", "", "b_c.pl", "[1.2.3.4]", "b.pl.", "b,c.pl", "b.pl:25", "b.pl/x", "b c.pl", "test"]
    yield from (quote(f"{local}@b.pl", safe="@") for local in locals_)
    yield from (quote(f"a@{domain}", safe="@") for domain in domains)
    yield from (quote(f"{local}@{domain}", safe="@") for local in locals_ for domain in domains)
    yield from (quote(f"{each}@b.pl", safe="") for each in NASTY)
    yield from (quote(f"a@{each}", safe="") for each in NASTY)
    yield from (rng.choice(("{}@b.pl", "a@b{}.pl")).format(pair) for pair in letters.pairs_of_controls(rng))
    for count in (30, 300, 5000):
        yield from (each * count for each in ("a", "a.", "@", "a@", "%20", "a@b.pl,", "%22"))
        yield from (f"{each * count}@b.pl" for each in (".", "a.", "%22", "(", "%20", "a%20", "%5C"))
        yield from (f"a@{each * count}!" for each in ("b", "b.", "b-", "1.", ".", "-"))
        yield from (f"a@b.pl{each * count}" for each in ("%20", "%00", "%0A", ".", "!"))
    for count in (*range(1, 71), 127, 128, 190, 191, 249, 250, 251, 252, 253, 254, 255, 256, 320, 500, 1000, 8192):
        yield from (f"{'a' * count}@b.pl", f"a@{'b' * count}.pl", f"a@b.{'c' * count}", f"a@{'b.' * count}pl")
    yield from (
        "@",
        "@@",
        "a@@b",
        "a@b@c",
        "a@b@",
        "@a@b",
        "a%40b",
        "a%2540b",
        "a@b.pl,c@d.pl",
        "a@b.pl;c@d.pl",
        "a+b@c",
    )
    yield from (
        "a@b.pl%0D%0ABcc:x@y.pl",
        "a@b.pl%00",
        "%3Ca@b.pl%3E",
        "A+%3Ca@b.pl%3E",
        "mailto:a@b.pl",
        "a@b%2Epl",
        "a%20@b",
    )


VALUES = {
    **dict.fromkeys(INTEGERS, integers),
    **dict.fromkeys(TEXTS, texts),
    **dict.fromkeys(EMAILS, emails),
}
"""The generator of each parameter's values."""


def any_text(rng: random.Random) -> str:
    """Return a random text, as it is on the wire."""
    kind = rng.randrange(6)
    if kind == 0:
        return quote(rng.choice(NASTY), safe="")
    if kind == 1:
        return quote("".join(chr(rng.choice(_planes(rng))) for _ in range(rng.randint(1, 12))), safe="")
    if kind == 2:
        return quote(" ".join(rng.sample(NASTY, 2)), safe="")
    if kind == 3:
        return quote("".join(rng.choices(string.printable[:95], k=rng.randint(1, 40))), safe="")
    if kind == 4:
        return quote("".join(map(chr, rng.choices(range(1, 256), k=rng.randint(1, 6)))), safe="")
    return "".join(rng.choices(string.ascii_letters, k=rng.randint(1, 20)))


def _planes(rng: random.Random) -> list[int]:
    """Return a random character of each range of Unicode."""
    ranges = ((0xA1, 0x2FF), (0x300, 0x36F), (0x370, 0x1FFF), (0x2000, 0x2BFF), (0x2C00, 0xD7FF), (0xE000, 0xFFFF))
    beyond = ((0x10000, 0x1FFFF), (0x1F300, 0x1FAFF), (0x20000, 0x3FFFF), (0xE0000, 0xE01FF), (0xF0000, 0x10FFFF))
    return [rng.randint(*each) for each in (*ranges, *beyond)]
