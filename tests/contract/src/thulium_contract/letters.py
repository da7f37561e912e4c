"""Characters that stand for all others: one or more of each kind that some program somewhere treats in its own way."""

import itertools
import random
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import quote

from thulium_contract.words import NASTY

_POINTS: dict[str, str] = {
    "spaces": "\u0085\u00a0\u1680\u180e\u2000\u2003\u2009\u2028\u2029\u202f\u205f\u3000",
    "without width": "\u00ad\u034f\u115f\u200b\u200c\u200d\u2060\u2062\u3164\ufeff\uffa0",
    "directions": "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    "combining": "\u0300\u0301\u0307\u0308\u0328\u0336\u0345\u0488\u093f\u0e33\u20e3\ufe0f\ufe20\U000e0100",
    "controls beyond ASCII": "\u0080\u0081\u0084\u0086\u008d\u0090\u009b\u009f",
    "Latin-1": "¡¢£§©ª«¬®°±²³´µ¶·¹º»¼½¿ÀÅÆÇÉÐÑÖ×ØÜÞßäåæéñóö÷øüþÿ",
    "Polish": "ąĄćĆęĘłŁńŃóÓśŚźŹżŻ",
    "other Latin": "ĀčĐěğİıĲĿŉŐœřŠſŽƀƒǄǅǆǰȘșəʼˈḂẞẛỳỹạ",
    "punctuation": "‐‑–—‘’‚“”„†•…‰′‹›‽⁄€₿℃№™\u2126℮\u212a\u212bⅣⅷ←∀∂∑−∞≠⌘①─█■★☃♥✓❤➀⟨⸮",
    "compatible": "ﬀﬁﬃ﷽︰﹫＂＇／０１９ＡＺａｚ＜＞＠％＆＝＋．｡ｱﾞ￥",
    "Greek": "ΑΣΩαςσωΐἀᾳ",
    "Cyrillic": "АЯаяёЁїіҐӘѕѐ",
    "right to left": "אשתﬡ،ءالمره٠٣٪ۀ۳ۿܐހߊࠀ",
    "Asia": "अकक़०ঀਅઅ௩అಅ෴กำ๓ກ་༣ကአᎠᏸᚠកᠠᴀ가힣가〇々ぁあアヴㄅ㈱㋿一龥中山\uf900",
    "beyond the basic plane": "𐀀𐌀𐐀𐐨𐞁𑀅𒀀𓀀𖼀𛀀𝄞𝐀𝒜𝟎𝟛𝟯𞤀𞤢🀄🃏🄰🈁🌍🏳🏻🏽👍👩😀🤷🧑🩷𠀀𠮷𪛖𰀀",
    "regional indicators and tags": "🇦🇱🇵🇿\U000e0001\U000e0061\U000e007f",
    "private use": "\ue000\uf000\uf8ff\U000f0000\U0010fffd",
    "no characters": "\ufdd0\ufdef\ufff9\ufffc\ufffd\ufffe\uffff\U0001fffe\U0002ffff\U000f0001\U0010fffe\U0010ffff",
    "ends of ranges": "\u0080\u00ff\u0100\u07ff\u0800\u0fff\u1000\ucfff\ud7ff\ue000\U00010000\U0003ffff\U00040000",
}
"""By kind, letters of alphabets and everything else."""

LETTERS = tuple(dict.fromkeys("".join(_POINTS.values())))
"""One character after the other, each once."""

KINDS = tuple(_POINTS.values())
"""All characters of each kind together."""

_POSITIONS = ("{0}a", "a{0}", "a{0}b", "{0}{0}", "a {0}")
_SURROGATES = range(0xD800, 0xE000)
_CONTROLS = ("\0", "\t", "\n", "\v", "\r", "\x1b", "\x1f", "\x7f", " ")


def everywhere(rng: random.Random) -> Iterator[str]:
    """Yield each character alone, and at the beginning, at the end, between others, twice or as a word, on the wire."""
    for letter in LETTERS:
        yield from (quote(text, safe="") for text in (letter, rng.choice(_POSITIONS).format(letter)))


@lru_cache(maxsize=2)
def blocks(size: int) -> tuple[str, ...]:
    """Return texts of so many characters that together have all of Unicode's first two planes, on the wire."""
    points = [point for point in range(0x80, 0x20000) if point not in _SURROGATES]
    texts = ("".join(map(chr, points[first : first + size])) for first in range(0, len(points), size))
    return tuple(f"%{text.encode().hex('%').upper()}" for text in texts)


def pairs_of_controls(rng: random.Random) -> Iterator[str]:
    """Yield pairs of what is no letter, such as a line break of two characters, between letters, on the wire."""
    for one, two in itertools.product(_CONTROLS, repeat=2):
        pair = quote(one + two, safe="")
        yield from (f"a{pair}b", rng.choice((pair, f"{pair}a", f"a{pair}")))


def beside_words(rng: random.Random) -> Iterator[str]:
    """Yield each nasty word as a part of a text, on the wire."""
    for word in NASTY:
        text = quote(word, safe="")
        yield rng.choice((f"Jan%20{text}", f"{text}%20Jan", f"Jan{text}Jan"))
