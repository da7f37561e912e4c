"""How names and values are written."""

from collections.abc import Iterator

from thulium_contract.edge_values.row import (
    EMAILS,
    INTEGERS,
    MISSING,
    NO_SCHEMA_UTF8,
    NOT_AN_INTEGER,
    NOT_UTF8,
    PRISM_NAMES,
    PRISM_UTF8,
    TEXTS,
    EdgeValue,
    code,
    row,
)


def wire() -> Iterator[EdgeValue]:
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
            yield row(name, label, raw, reason, value=value)
    for name in TEXTS | EMAILS:
        for label, raw, reason in not_utf8:
            text = f"{raw}@example.org" if name in EMAILS else raw
            yield row(name, label, text, reason, NOT_UTF8, differs=PRISM_UTF8, no_schema=NO_SCHEMA_UTF8)
    for name in INTEGERS:
        yield row(name, "byte-ff", "%ff", "Not UTF-8, so no integer.", NOT_AN_INTEGER, no_schema=NO_SCHEMA_UTF8)
        yield row(name, "encoded-digit", "%33", "Any character may be encoded.", value=3)
    yield row(
        "client_name",
        "lone-surrogate-in-python",
        "%ED%B3%BF",
        "A Python string can hold a lone surrogate, which cannot be sent as UTF-8.",
        NOT_UTF8,
        value="\udcff",
        differs=PRISM_UTF8,
        no_schema=NO_SCHEMA_UTF8,
    )


def names() -> Iterator[EdgeValue]:
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
