"""Free text, and how long it may be."""

from collections.abc import Iterator
from urllib.parse import quote

from thulium_contract.edge_values.row import (
    MALFORMED,
    NO_SCHEMA_LENGTH,
    PARAMETERS,
    PRISM_LENGTH,
    TARGET,
    TARGET_LIMIT,
    TARGET_TOO_LONG,
    TEXTS,
    EdgeValue,
    row,
)


def texts() -> Iterator[EdgeValue]:
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
            yield row(name, label, quote(text, safe=""), reason, value=text)
        for label, text, reason in refused:
            yield row(name, label, quote(text, safe=""), reason, MALFORMED, value=text)


def lengths() -> Iterator[EdgeValue]:
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
