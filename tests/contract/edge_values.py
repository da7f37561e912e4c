"""The edge values of the document's parameters: one table that the mock, Prism, schemathesis and the client share.

Each row is a query string as it is on the wire and the verdict that the document asks for. Where a Python caller can
mean the same thing, the row has the arguments as well. Whatever a tool cannot do or cannot say is written in the row,
and a test asserts that it is still so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

PATH = "/chat_conversations/start"
TARGET = f"/api{PATH}"
TARGET_LIMIT = 64_000

INTEGERS = {"chat_queue_id": 1, "customer_id": 6}
"""The integer parameters, with their error numbers."""

TEXTS = {"client_name": 2, "client_surname": 3, "client_id": 5}
"""The parameters that take any text, with their error numbers."""

EMAILS = {"client_email": 4}
"""The parameters that take an e-mail address, with their error numbers."""

PARAMETERS = INTEGERS | TEXTS | EMAILS

MISSING, REPEATED, NOT_UTF8, NOT_AN_INTEGER, OUT_OF_RANGE, MALFORMED = range(1, 7)
"""The last digit of the code of each kind of parameter fault."""

TARGET_TOO_LONG = 414001

PRISM_NUMBERS = "Prism reads a number as JavaScript's Number() does, then compares the number, not its spelling."
PRISM_UTF8 = "Prism decodes with JavaScript's URL parser, which replaces bytes that are not UTF-8 by U+FFFD."
PRISM_LENGTH = "Prism knows no limit of the request target."

PRISM_NAMES = "Prism compares the names of query parameters without regard to case."

NO_SCHEMA_UTF8 = "A schema is asked about text, and these bytes are none."
NO_SCHEMA_NUMBERS = "A schema is asked about a number, which schemathesis reads as Python's int() does."
NO_SCHEMA_LENGTH = "A schema is asked about one value, not about the whole request target."


@dataclass(frozen=True)
class EdgeValue:
    """One query string and what the document says of it.

    ``codes`` are the error codes of the refusal, none if the request is accepted. ``arguments`` are the same request
    as arguments of the client, None where Python cannot express it. ``differs`` says why Prism's verdict is another
    one, ``no_schema`` why the JSON Schema that schemathesis compiles has none or another; None where they agree.
    """

    id: str
    query: str
    reason: str
    codes: tuple[int, ...] = ()
    arguments: Mapping[str, Any] | None = None
    differs: str | None = None
    no_schema: str | None = None

    @property
    def status(self) -> int:
        """The status that a server answers with, where queue 3 exists and the credentials are right."""
        return self.codes[0] // 1000 if self.codes else 200

    @property
    def accepted(self) -> bool:
        """Whether the document allows the request."""
        return not self.codes


def code(name: str, kind: int) -> int:
    """Return the error code of a ``kind`` of fault of the parameter ``name``."""
    return 400_000 + PARAMETERS[name] * 10 + kind


def _row(
    name: str,
    label: str,
    raw: str,
    reason: str,
    kind: int | None = None,
    *,
    value: Any = None,
    differs: str | None = None,
    no_schema: str | None = None,
) -> EdgeValue:
    """Return the row in which the parameter ``name`` is written as ``raw``; ``value`` is what Python calls it."""
    pairs = {"chat_queue_id": "3", name: raw}
    return EdgeValue(
        id=f"{name}-{label}",
        query="&".join(f"{key}={text}" for key, text in pairs.items()),
        reason=reason,
        codes=() if kind is None else (code(name, kind),),
        arguments=None if value is None else {"chat_queue_id": 3, name: value},
        differs=differs,
        no_schema=no_schema,
    )


def _presence() -> Iterator[EdgeValue]:
    """Every parameter missing, empty, blank and repeated."""
    valid = {"chat_queue_id": "3", "customer_id": "1", "client_email": "a@b"}
    everything = {name: valid.get(name, "x") for name in PARAMETERS}
    for name, good in everything.items():
        required = name == "chat_queue_id"
        others = "&".join(f"{key}={text}" for key, text in everything.items() if key != name)
        absent = (code(name, MISSING),) if required else ()
        malformed = (code(name, NOT_AN_INTEGER if name in INTEGERS else MALFORMED),)
        repeated = (code(name, REPEATED),)
        values: dict[str, Any] = {key: int(text) if key in INTEGERS else text for key, text in everything.items()}
        del values[name]
        yield EdgeValue(
            f"{name}-missing",
            others,
            "Only chat_queue_id is required.",
            absent,
            values | {name: None},
        )
        yield EdgeValue(
            f"{name}-empty",
            f"{others}&{name}=",
            "An empty value counts as not given.",
            absent,
            None if name in INTEGERS else values | {name: ""},
        )
        yield EdgeValue(
            f"{name}-without-equals-sign",
            f"{others}&{name}",
            "A name without an equals sign has an empty value.",
            absent,
        )
        yield EdgeValue(
            f"{name}-blank",
            f"{others}&{name}=%20%20%20",
            "A value of nothing but spaces is refused.",
            malformed,
            values | {name: "   "},
        )
        yield EdgeValue(
            f"{name}-blank-as-plus",
            f"{others}&{name}=++",
            "A plus sign is a space, and a value of nothing but spaces is refused.",
            malformed,
        )
        yield EdgeValue(
            f"{name}-repeated",
            f"{name}={good}&{others}&{name}={good}",
            "A parameter is given at most once, even with the same value.",
            repeated,
            values | {name: [good, good]},
        )
        yield EdgeValue(
            f"{name}-repeated-empty-first",
            f"{name}=&{others}&{name}={good}",
            "A parameter is given at most once, even if one of its values is empty.",
            repeated,
        )
        yield EdgeValue(
            f"{name}-repeated-empty-twice",
            f"{name}=&{others}&{name}=",
            "A parameter is given at most once, even if all of its values are empty.",
            repeated,
        )
        yield EdgeValue(
            f"{name}-repeated-encoded-name",
            f"{name}={good}&{others}&%63{name[1:]}={good}",
            "A name is the same name however it is encoded.",
            repeated,
        )


def _integers() -> Iterator[EdgeValue]:
    """Bounds and spellings of both integers."""
    in_range = [("one", 1), ("below-maximum", 2147483646), ("maximum", 2147483647)]
    out_of_range = [
        ("zero", 0),
        ("minus-one", -1),
        ("above-maximum", 2147483648),
        ("unsigned-32-bit", 4294967296),
        ("above-64-bit", 9223372036854775808),
        ("400-digits", int("9" * 400)),
        ("minus-400-digits", -int("9" * 400)),
    ]
    other_spellings = [
        ("leading-zeros", "007", "An integer has no leading zero.", "007", True),
        ("plus-sign", "%2B1", "An integer has no plus sign.", "+1", True),
        ("plus-as-space", "+1", "A plus sign in a query is a space, and an integer has none.", " 1", True),
        ("leading-space", "%201", "An integer has no space.", " 1", True),
        ("trailing-space", "1%20", "An integer has no space.", "1 ", True),
        ("exponent", "1e2", "An integer has no exponent.", "1e2", True),
        ("fraction", "1.0", "An integer has no fraction.", 1.0, True),
        ("half", "1.5", "An integer has no fraction.", 1.5, False),
        ("hexadecimal", "0x1f", "An integer is decimal.", "0x1f", True),
        ("octal", "0o7", "An integer is decimal.", "0o7", True),
        ("binary", "0b1", "An integer is decimal.", "0b1", True),
        ("arabic-digit", "%D9%A3", "The digits are 0 to 9, not those of other scripts.", "٣", False),
        ("fullwidth-digit", "%EF%BC%93", "The digits are 0 to 9, not those of other scripts.", "３", False),
        ("true", "true", "A truth value is no integer.", True, False),
        ("null", "null", "There is no null in a query.", "null", False),
        ("nan", "NaN", "Not a number.", float("nan"), False),
        ("infinity", "Infinity", "Not a number.", float("inf"), False),
        ("underscore", "1_000", "An integer has digits only.", "1_000", False),
        ("thousands", "1,000", "An integer has digits only.", "1,000", False),
        ("trailing-comma", "3,", "A list is no integer.", "3,", False),
        ("trailing-letter", "3a", "An integer has digits only.", "3a", False),
        ("trailing-nul", "3%00", "An integer has digits only.", "3\0", False),
        ("trailing-newline", "3%0A", "An integer has digits only.", "3\n", True),
        ("two-signs", "--1", "An integer has at most one sign.", "--1", False),
        ("minus-zero", "-0", "Zero has no sign.", "-0", False),
        ("minus-alone", "-", "A sign is no integer.", "-", False),
        ("word", "abc", "A word is no integer.", "abc", False),
        ("quoted", "%223%22", "Quotes are no digits.", '"3"', False),
        ("brackets", "%5B3%5D", "A list is no integer.", "[3]", False),
    ]
    for name in INTEGERS:
        for label, number in in_range:
            yield _row(name, label, str(number), "An integer from 1 to 2147483647.", value=number)
        for label, number in out_of_range:
            yield _row(name, label, str(number), "An integer from 1 to 2147483647.", OUT_OF_RANGE, value=number)
        for label, raw, reason, value, prism_accepts in other_spellings:
            differs = PRISM_NUMBERS if prism_accepts else None
            no_schema = NO_SCHEMA_NUMBERS if label in ("leading-zeros", "plus-sign") else None
            yield _row(name, label, raw, reason, NOT_AN_INTEGER, value=value, differs=differs, no_schema=no_schema)


def _emails() -> Iterator[EdgeValue]:
    """Forms of an e-mail address."""
    accepted = [
        ("shortest", "a@b", "The shortest address."),
        ("plus-tag", "jan+kowalski@example.org", "A plus tag."),
        ("dots", "jan.m.kowalski@mail.example.co.uk", "Dots on both sides."),
        ("apostrophe", "o'brien@example.org", "An apostrophe in the local part."),
        ("quoted-local-part", '"jan"@example.org', "Quotes in the local part."),
        ("punctuation", "!#$%&'*/=?^_`{|}~-@example.org", "All punctuation of RFC 5322 in the local part."),
        ("upper-case", "JAN@EXAMPLE.ORG", "Upper case."),
        ("digits", "1@2.3", "Digits only."),
        ("hyphens", "a-b@c--d.pl", "Hyphens in the domain."),
        ("idn-domain", "jan@żółw.pl", "A domain of non-Latin letters."),
        ("punycode", "jan@xn--w-uga1v8h.pl", "The same domain in ASCII."),
        ("non-latin", "кириллица@пример.рф", "Both parts non-Latin."),
        ("emoji", "😀@example.org", "An emoji in the local part."),
        ("comma-in-local-part", "a,b@example.org", "A comma in the local part, which is one address still."),
        ("double-dot-in-local-part", "a..b@example.org", "Two dots in the local part."),
        ("c1-control", "a\x85b@example.org", "A C1 control, which is no ASCII control."),
        ("long-local-part", f"{'a' * 8192}@example.org", "A long local part."),
        ("angle-bracket-before-at", "<jan@example.org", "An odd local part, which is better accepted than refused."),
    ]
    refused = [
        ("word", "abc", "An address has an @."),
        ("at-alone", "@", "Both parts are needed."),
        ("no-domain", "a@", "Both parts are needed."),
        ("no-local-part", "@b", "Both parts are needed."),
        ("two-ats", "a@b@c", "An address has one @."),
        ("two-ats-in-a-row", "a@@b", "An address has one @."),
        ("comma-list", "a@b.pl,c@d.pl", "One address, no list."),
        ("semicolon-list", "a@b.pl;c@d.pl", "One address, no list."),
        ("double-dot-in-domain", "a@b..pl", "Labels are separated by single dots."),
        ("leading-dot-in-domain", "a@.pl", "Labels are separated by single dots."),
        ("trailing-dot-in-domain", "a@b.pl.", "A domain ends with a label."),
        ("underscore-in-domain", "a@b_c.pl", "A domain has letters, digits and hyphens."),
        ("address-literal", "a@[127.0.0.1]", "A domain has letters, digits and hyphens."),
        ("port", "a@b.pl:25", "A domain has letters, digits and hyphens."),
        ("angle-brackets", "<jan@example.org>", "An address alone, without brackets."),
        ("display-name", "Jan <jan@example.org>", "An address alone, without a name."),
        ("mailto-with-query", "mailto:jan@example.org?subject=a", "An address is no URL."),
        ("header-injection", "a@b.pl\r\nBcc: c@d.pl", "A line break is refused, wherever it is."),
        ("header-injection-in-local-part", "a\r\nBcc:c@d.pl", "A line break is refused, wherever it is."),
        ("trailing-newline", "a@b.pl\n", "A line break is refused, even as the last character."),
        ("trailing-nul", "a@b.pl\0", "NUL is refused."),
        ("trailing-tab", "a@b.pl\t", "A tab is refused."),
        ("delete", "a\x7fb@c.pl", "DEL is refused."),
        ("leading-space", " a@b.pl", "An address has no space."),
        ("trailing-space", "a@b.pl ", "An address has no space."),
        ("inner-space", "a b@c.pl", "An address has no space."),
        ("space-in-domain", "a@b c.pl", "An address has no space."),
    ]
    for name in EMAILS:
        for label, text, reason in accepted:
            yield _row(name, label, quote(text, safe=""), reason, value=text)
        for label, text, reason in refused:
            yield _row(name, label, quote(text, safe=""), reason, MALFORMED, value=text)


def _texts() -> Iterator[EdgeValue]:
    """Free text: scripts, punctuation, controls, length."""
    accepted = [
        ("one-letter", "x", "Any length."),
        ("polish", "Zażółć gęślą jaźń", "Any script."),
        ("cjk", "山田太郎", "Any script."),
        ("rtl", "שלום مرحبا", "Any script, right to left too."),
        ("bidi-controls", "a\u202eb\u2066c", "Characters that steer the direction of text are text."),
        ("combining", "e\u0301", "A letter and its accent stay two characters."),
        ("emoji", "👩‍👩‍👧‍👦🇵🇱", "Characters beyond the basic plane, and joiners."),
        ("zero-width", "\u200b", "A zero-width space is not a space U+0020."),
        ("no-break-space", "\u00a0", "A no-break space is not a space U+0020."),
        ("bom", "\ufeffx", "U+FEFF is a character like others."),
        ("noncharacters", "\ufffe\uffff\U0010ffff", "Noncharacters can be written in UTF-8, so they are text."),
        ("replacement-character", "\ufffd", "U+FFFD is a character like others."),
        ("private-use", "\ue000", "Private-use characters are text."),
        ("c1-controls", "\x80\x85\x9f", "C1 controls are no ASCII controls."),
        ("line-separators", "a\u2028b\u2029c", "Unicode's separators are no ASCII controls."),
        ("leading-spaces", "  x", "Spaces around a text are part of it."),
        ("trailing-spaces", "x  ", "Spaces around a text are part of it."),
        ("punctuation", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", "Any punctuation."),
        ("markup", "<script>alert('x')</script>", "Any punctuation."),
        ("sql", "'; DROP TABLE client; --", "Any punctuation."),
        ("template", "{{7*7}}${7*7}#{7*7}%s%n", "Any punctuation."),
        ("path", "../../etc/passwd", "Any punctuation."),
        ("looks-encoded", "%41", "Decoded once, not twice."),
        ("looks-like-a-number", "007", "A text of digits is a text, leading zeros and all."),
        ("looks-like-an-exponent", "1e2", "A text of digits is a text."),
        ("looks-like-a-large-number", "12345678901234567890", "A text of digits is a text, however many."),
        ("looks-like-null", "null", "The word null is a text."),
        ("looks-like-true", "true", "The word true is a text."),
        ("looks-like-json", '{"a": [1]}', "JSON is a text."),
        ("comma", "a,b", "A comma does not separate values."),
        ("8-kilobytes", "a" * 8192, "Any length."),
        ("8-kilobytes-non-latin", "ż" * 8192, "Any length, in any script."),
    ]
    refused = [
        ("nul", "a\0b", "NUL is a control character."),
        ("nul-alone", "\0", "NUL is a control character."),
        ("tab", "a\tb", "A tab is a control character."),
        ("newline", "a\nb", "A line break is a control character."),
        ("trailing-newline", "a\n", "A line break is a control character, even as the last one."),
        ("carriage-return", "a\rb", "A line break is a control character."),
        ("escape", "a\x1b[31m", "ESC is a control character."),
        ("unit-separator", "a\x1fb", "U+001F is the last control character before the space."),
        ("delete", "a\x7fb", "DEL is a control character."),
        ("leading-newline", "\na", "A line break is a control character, even as the first one."),
        ("spaces-then-tab", "  \t", "A tab is a control character."),
    ]
    for name in TEXTS:
        for label, text, reason in accepted:
            yield _row(name, label, quote(text, safe=""), reason, value=text)
        for label, text, reason in refused:
            yield _row(name, label, quote(text, safe=""), reason, MALFORMED, value=text)


def _wire() -> Iterator[EdgeValue]:
    """How values are written: percent-encoding, UTF-8, plus signs, names."""
    accepted = [
        ("percent-alone", "%", "A percent sign that begins no code stands for itself.", "%"),
        ("percent-and-letters", "%zz", "A percent sign that begins no code stands for itself.", "%zz"),
        ("percent-and-one-digit", "%4", "A percent sign that begins no code stands for itself.", "%4"),
        ("percent-twice", "%%41", "A percent sign that begins no code stands for itself.", "%A"),
        ("percent-u", "%u0041", "A percent sign that begins no code stands for itself.", "%u0041"),
        ("lower-case-code", "%c5%bc", "Codes are read in both cases.", "ż"),
        ("mixed-case-code", "%C5%bC", "Codes are read in both cases.", "ż"),
        ("encoded-letter", "%4a%61%6e", "Any character may be encoded.", "Jan"),
        ("plus-as-space", "Jan+Maria", "A plus sign is a space.", "Jan Maria"),
        ("encoded-plus", "Jan%2BMaria", "An encoded plus sign is a plus sign.", "Jan+Maria"),
        ("equals-sign", "a=b=c", "The first equals sign ends the name.", "a=b=c"),
        ("unescaped-punctuation", "a:/?@!$'()*,;[]|~b", "Punctuation need not be encoded.", "a:/?@!$'()*,;[]|~b"),
        ("semicolon", "a;client_id=b", "A semicolon does not separate parameters.", "a;client_id=b"),
    ]
    not_utf8 = [
        ("byte-ff", "%ff", "No byte of UTF-8."),
        ("latin-1", "Zaza%BF", "A letter in an 8-bit code page."),
        ("cut-short", "a%C5", "The first byte of two."),
        ("continuation-alone", "a%80", "A byte that can only continue."),
        ("lone-surrogate", "%ED%A0%80", "A surrogate is no character."),
        ("surrogate-pair", "%ED%A0%BD%ED%B8%80", "Two surrogates are no character."),
        ("overlong-slash", "%C0%AF", "Longer than need be."),
        ("overlong-nul", "%C0%80", "Longer than need be."),
        ("beyond-unicode", "%F4%90%80%80", "U+110000, which is beyond Unicode."),
        ("five-bytes", "%F8%88%80%80%80", "Five bytes, which UTF-8 no longer has."),
    ]
    for name in TEXTS:
        for label, raw, reason, value in accepted:
            yield _row(name, label, raw, reason, value=value)
    for name in TEXTS | EMAILS:
        for label, raw, reason in not_utf8:
            text = f"{raw}@example.org" if name in EMAILS else raw
            yield _row(name, label, text, reason, NOT_UTF8, differs=PRISM_UTF8, no_schema=NO_SCHEMA_UTF8)
    for name in INTEGERS:
        yield _row(name, "byte-ff", "%ff", "Not UTF-8, so no integer.", NOT_AN_INTEGER, no_schema=NO_SCHEMA_UTF8)
        yield _row(name, "encoded-digit", "%33", "Any character may be encoded.", value=3)
    yield _row(
        "client_name",
        "lone-surrogate-in-python",
        "%ED%B3%BF",
        "A Python string can hold a lone surrogate, which cannot be sent as UTF-8.",
        NOT_UTF8,
        value="\udcff",
        differs=PRISM_UTF8,
        no_schema=NO_SCHEMA_UTF8,
    )


def _names() -> Iterator[EdgeValue]:
    """Names: encoded, unknown, odd; and what is between them."""
    missing = (code("chat_queue_id", MISSING),)
    rows = [
        ("encoded-name", "chat%5Fqueue%5Fid=3", "A name may be encoded.", ()),
        ("fully-encoded-name", "".join(f"%{ord(c):02x}" for c in "chat_queue_id") + "=3", "A name may be encoded.", ()),
        ("unknown-parameter", "chat_queue_id=3&unknown=1", "An unknown parameter is ignored.", ()),
        ("unknown-repeated", "chat_queue_id=3&u=1&u=2", "An unknown parameter is ignored, repeated or not.", ()),
        ("unknown-without-name", "chat_queue_id=3&=1", "A parameter without a name is unknown.", ()),
        ("unknown-brackets", "chat_queue_id=3&client_name[]=x", "Brackets make another name, which is unknown.", ()),
        ("unknown-index", "chat_queue_id=3&client_name%5B0%5D=x", "Brackets make another name, which is unknown.", ()),
        ("unknown-upper-case", "chat_queue_id=3&CLIENT_ID=%00", "Names differ in upper and lower case.", ()),
        ("unknown-prefixed", "chat_queue_id=3&xclient_id=%00", "A name is the whole name.", ()),
        ("unknown-of-every-object", "chat_queue_id=3&__proto__=1&constructor=1", "Names mean nothing else.", ()),
        ("empty-pieces", "&&chat_queue_id=3&&", "Nothing between two ampersands is nothing.", ()),
        ("fragment-like", "chat_queue_id=3&client_name=a%23b", "An encoded number sign ends nothing.", ()),
        ("no-query", "", "chat_queue_id is required.", missing),
        ("only-ampersands", "&&&", "chat_queue_id is required.", missing),
        ("queue-in-upper-case", "CHAT_QUEUE_ID=3", "Names differ in upper and lower case.", missing),
        ("queue-in-brackets", "chat_queue_id[]=3", "Brackets make another name, which is unknown.", missing),
        ("queue-with-space", "chat_queue_id%20=3", "A name is the whole name.", missing),
        ("queue-after-semicolon", "x=1;chat_queue_id=3", "A semicolon does not separate parameters.", missing),
        ("queue-after-second-question-mark", "?chat_queue_id=3", "The first question mark begins the query.", missing),
        ("encoded-ampersand", "x=1%26chat_queue_id=3", "An encoded ampersand separates nothing.", missing),
        ("encoded-equals-sign", "chat_queue_id%3D3", "An encoded equals sign ends no name.", missing),
    ]
    for label, query, reason, codes in rows:
        differs = PRISM_NAMES if label.endswith("upper-case") else None
        yield EdgeValue(f"name-{label}", query, reason, codes, differs=differs)
    yield EdgeValue(
        "several-faults",
        "chat_queue_id=0&client_name=%09&client_surname=a&client_surname=b&client_email=a&client_id=%20&customer_id=x",
        "All faults are named in one answer.",
        (400015, 400026, 400032, 400046, 400056, 400064),
    )


def _lengths() -> Iterator[EdgeValue]:
    """The limit of the request target."""
    for label, excess in [("below", -1), ("at", 0), ("above", 1), ("far-above", 1000)]:
        for name in ("client_name", "unknown"):
            prefix = f"chat_queue_id=3&{name}="
            value = "a" * (TARGET_LIMIT + excess - len(TARGET) - len("?") - len(prefix))
            too_long = excess > 0
            yield EdgeValue(
                f"target-{label}-limit-{name}",
                prefix + value,
                "The request target has at most 64,000 bytes.",
                (TARGET_TOO_LONG,) if too_long else (),
                {"chat_queue_id": 3, name: value} if name in PARAMETERS else None,
                differs=PRISM_LENGTH if too_long else None,
                no_schema=NO_SCHEMA_LENGTH if too_long else None,
            )


def _table() -> tuple[EdgeValue, ...]:
    rows: dict[str, EdgeValue] = {}
    for part in (_presence, _integers, _emails, _texts, _wire, _names, _lengths):
        for row in part():
            if rows.setdefault(row.id, row) is not row:
                raise ValueError(f"two edge values are called {row.id}")
    return tuple(rows.values())


EDGE_VALUES = _table()
"""The whole table."""

PRISM_DIFFERENCES = {row.id: row.differs for row in EDGE_VALUES if row.differs}
"""The rows on which Prism cannot agree, with the reason: what the mock's README shows."""
