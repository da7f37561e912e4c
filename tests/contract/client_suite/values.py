"""Values that clients get wrong: texts, addresses and numbers, by class, and random ones of the same classes."""

import random
import unicodedata
from collections.abc import Iterator

from thulium_contract.requests.values import ELSEWHERE

LARGEST = 2**31 - 1

_LONGEST = 63_000
"""Bytes of a percent-encoded text that fits into a request, whichever parameter it is."""

LENGTHS = (
    31, 32, 50, 63, 64, 65, 80, 100, 127, 128, 129, 200, 254, 255, 256, 257, 500, 511, 512, 513, 1000, 1023, 1024, 1025,
    2000, 2047, 2048, 2049, 4000, 4095, 4096, 4097, 8191, 8192, 8193, 10_000, 16_384, 20_000, 32_768, 60_000,
)  # fmt: skip
"""Lengths around the limits that columns and buffers have."""

_WORDS = """
jan JAN Jan jAN McDonald O'Brien d'Artagnan van-der-Berg Jan-Maria José Łukasz Żółć ŁÓDŹ ß ẞ STRASSE İstanbul ısı ﬁne ǅ
null NULL None nil undefined NaN true false True yes no on off 0 00 007 -1 +48123456789 1e2 1.0 1,5 0x1f ٣ ３ 1_000 -0 ∞
12345678901234567890 2026-01-31 31/01/2026 12:30 10% 50%off 100%25 %41 %2541 %zz % %% %u0041 %00 %0A + ++ a+b 1+1 C++
& && a&b &amp; &lt;b&gt; &#65; = == a=b client_id=1 ?a=1 # #a a#b / // /etc/passwd ../.. a/b \\ \\\\ a\\b
\\n \\u0041 \\x41 ' '' " "" `a` ''a'' 'a' "a" “a” ‘a’ «a» ; a;b : a:b , a,b , . .. a. .a ! ? * ** ( ) (a) [a]
{a} {{a}} ${a} #{a} <a>
<b>a</b> <script>alert(1)</script> <!--a--> ]]> @ @a a@b ~ ~a ^ | a|b $ $a $1 - -- -a a- _ __ a__b =1+1 =cmd() @SUM(1)
+1 -1+1 http://example.org/?a=b&c=d#e {"a":[1]} [1,2] 山田太郎 カタカナ ｶﾀｶﾅ 한국어 שלום مرحبا Привет हिन्दी
ไทย é ñ Å Ω ﬀ ² ½ Ⅷ ① 😀 👍🏽 👩‍👩‍👧‍👦 🇵🇱 ☺ ☺️ 1️⃣ 𝒥𝒶𝓃 𠜎
\U0010fffd ｆｕｌｌ ＡＢＣ … – — ‐ a\u00adb ™ © ° µ μ \u212a \u212b \u2126
""".split()  # noqa: SIM905 - a list of a hundred quoted words is harder to read

_SPACED = (
    "a b", "a  b", "a   b", " a", "a ", " a ", "  a  ", "a b c", " a b ", "Jan Maria Rokita", "a +b", "a + b", "a & b",
    "a = b", "100 %", "% 41", "\u00a0a\u00a0", "\u3000a\u3000", "\u2003a\u2003", "\u200ba\u200b", "\ufeffa\ufeff",
    "\u200ea\u200f", "a\u2028b\u2029", "\x80a\x9f", "\x85a\x85", "\u0301a", "a\u0301\u0323", "a\u0323\u0301", "\ufffda",
    "a\u00adb", "\ue000", "\ufdd0", "\U000e0001", "it''s", 'say "a"', "1 000", "+48 123 456 789", "(12) 34-56", "a , b",
)  # fmt: skip

# The same text in four spellings, of which three are another text each.
_NORMAL_FORMS = [unicodedata.normalize(form, "Żółć é Å ﬁ 한국 ｶﾞ ② Ω") for form in ("NFC", "NFD", "NFKC", "NFKD")]

TEXTS = tuple(dict.fromkeys((*_WORDS, *_SPACED, *_NORMAL_FORMS, *ELSEWHERE)))
"""Texts, each of which some client reads as something else, cleans up, or cannot write."""

_FRAGMENTS = (*TEXTS, *" +%&=#?/;:,.@'\"\\<>|~-_", *"ażŁ東é😀", "\u0301", "\u200d", "\ufe0f", "\u00a0")

_LOCAL = "!#$%&'*+-/=?^_`{|}~."
_DOMAINS = (
    "example.org", "EXAMPLE.ORG", "Example.Org", "gmail.com", "GMAIL.com", "b", "mail.example.co.uk",
    "xn--w-uga1v8h.pl", "żółw.pl", "ŻÓŁW.PL", "пример.рф", "例え.jp", "1.2", "a--b.pl", "-a-.pl", "bücher.de",
    "o\u0308.de", "ß.de", "😀.ws",
)  # fmt: skip


def printable() -> tuple[str, ...]:
    """Return every character of ASCII and Latin-1 that a text may have, as a text of its own where it may be one."""
    characters = [chr(code) for code in (*range(0x21, 0x7F), *range(0x80, 0x100))]
    return (*characters, *(f"{each}a{each}" for each in (" ", *characters)))


def all_of_unicode(chance: random.Random) -> tuple[list[str], list[str]]:
    """Return every character that a text may have, in texts that just fit into a request.

    The many letters of scripts without case come apart. Beyond the basic plane it is those with a name and some others.
    """
    letters: list[str] = []
    others = [chr(chance.randrange(0x10000, 0x110000)) for _ in range(2000)]
    for character in map(chr, (*range(0x21, 0x7F), *range(0x80, 0xD800), *range(0xE000, 0x110000))):
        category = unicodedata.category(character)
        if character < "\U00010000" or category not in ("Cn", "Co"):
            (letters if category == "Lo" else others).append(character)
    return _filling(letters), _filling(others)


def _filling(characters: list[str]) -> list[str]:
    size = _LONGEST // 12
    return ["".join(characters[place : place + size]) for place in range(0, len(characters), size)]


def text(chance: random.Random) -> str:
    """Return a random text that the document allows."""
    kind = chance.random()
    if kind < 0.06:
        return chance.choice(("a", "ż", "😀", "a b", "+", "é")) * chance.randint(40, 700)
    if kind < 0.2:
        return "".join(_character(chance) for _ in range(chance.randint(1, 12)))
    made = "".join(chance.choice(_FRAGMENTS) for _ in range(chance.randint(1, 6)))
    return made if made.strip(" ") else made + "x"


def _character(chance: random.Random) -> str:
    top = chance.choice((0x7F, 0x100, 0x250, 0x3000, 0xD800, 0x110000))
    code = chance.randrange(0x21, top)
    return "x" if code == 0x7F or 0xD800 <= code < 0xE000 else chr(code)


def email(chance: random.Random) -> str:
    """Return a random address that the document allows."""
    local = "".join(chance.choice("abcXYZ019żŁé😀東" + _LOCAL) for _ in range(chance.randint(1, 20)))
    return f"{local}@{chance.choice(_DOMAINS)}"


def emails(chance: random.Random) -> Iterator[str]:
    """Return addresses that clients clean up or refuse."""
    locals_ = (
        "jan", "Jan.Kowalski", "JAN", "jan+tag", "j.a.n", "%41", "a%40b", "a&b=c", "o'brien", '"jan"', "ż", "e\u0301",
    )  # fmt: skip
    yield from (f"{local}@{chance.choice(_DOMAINS)}" for local in locals_)
    yield from (f"{chance.choice(locals_)}@{domain}" for domain in _DOMAINS for _ in range(3))
    yield from (f"{each}@b.pl" for each in _LOCAL)
    yield from (f"a{each}b@b.pl" for each in _LOCAL)
    yield from (f"{'a' * length}@{'b' * length}.pl" for length in LENGTHS if length < 5000)


def numbers(chance: random.Random) -> list[int]:
    """Return whole numbers from 1 to 2147483647: small ones, those around powers of two and ten, and random ones."""
    near = {base**power + step for base in (2, 10) for power in range(32) for step in (-1, 0, 1)}
    found = {*range(1, 65), *near, 255, 404, 666, 777, 1234, 12345, 123456789, LARGEST}
    found |= {chance.randint(1, 10 ** chance.randint(1, 10)) for _ in range(40)}
    return sorted(each for each in found if 1 <= each <= LARGEST)
