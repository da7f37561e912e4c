"""Defects in what is accepted as a text, and what is refused."""

from thulium_mock.errors import InternalError

from tests.mutants.server.changes import TEXTS, Becomes, any_of, fail_if, sub, value
from tests.mutants.server.core import Group
from tests.mutants.server.witness import Ask

GROUP = Group("texts")
_add = GROUP.on_request

NAME, SURNAME, CLIENT_ID = TEXTS
_REFUSED = b"\0"


def _ask(name: str, raw: str) -> Ask:
    return Ask(f"chat_queue_id=3&{name}={raw}")


def _too_long(limit: int) -> str:
    return ".{" + str(limit + 1) + ",}"


_ACCEPTED: list[tuple[str, str, str, str, Becomes, str]] = [
    (NAME, "blank", "A client_name of spaces is accepted.", " +", sub(" "), "%20%20"),
    (SURNAME, "one-space", "A client_surname of one space is accepted.", " ", b"", "+"),
    (CLIENT_ID, "blank-long", "A client_id of more than three spaces is accepted.", " {4,}", b"", "++++"),
    (NAME, "nul", "NUL is accepted in client_name.", ".*\0.*", sub("\0"), "a%00b"),
    (SURNAME, "tab", "Tabs are accepted in client_surname.", ".*\t.*", sub("\t", b" "), "a%09b"),
    (NAME, "line-feed", "Line feeds are accepted in client_name.", ".*\n.*", sub("\n"), "a%0Ab"),
    (CLIENT_ID, "carriage-return", "Carriage returns are accepted in client_id.", ".*\r.*", sub("\r"), "a%0Db"),
    (SURNAME, "line-break", "CRLF is accepted in client_surname.", ".*\r\n.*", sub("\r\n"), "a%0D%0Ab"),
    (SURNAME, "escape", "ESC is accepted in client_surname.", ".*\x1b.*", sub("\x1b"), "a%1Bb"),
    (CLIENT_ID, "delete", "DEL is accepted in client_id.", ".*\x7f.*", sub("\x7f"), "a%7Fb"),
    (NAME, "last-control", "U+001F is accepted in client_name.", ".*\x1f.*", sub("\x1f"), "a%1Fb"),
    (
        CLIENT_ID,
        "first-controls",
        "U+0001 to U+0008 are accepted in client_id.",
        ".*[\1-\10].*",
        sub("[\1-\10]"),
        "%01a",
    ),
    (
        SURNAME,
        "feeds",
        "Form feeds and vertical tabs are accepted in client_surname.",
        ".*[\v\f].*",
        sub("[\v\f]"),
        "a%0Cb",
    ),
    (
        NAME,
        "upper-controls",
        "U+000E to U+001A are accepted in client_name.",
        ".*[\x0e-\x1a].*",
        sub("[\x0e-\x1a]"),
        "a%1Ab",
    ),
    (CLIENT_ID, "trailing-newline", "A line feed at the end of client_id is accepted.", "[^\n]*\n", sub("\n$"), "a%0A"),
    (
        SURNAME,
        "leading-control",
        "A control character at the start of client_surname is accepted.",
        "[\x01-\x1f].*",
        sub("^."),
        "%0Aa",
    ),
    (
        NAME,
        "second-line",
        "Only the first line of client_name is checked.",
        "[^\n]+\n[^\n]+",
        sub("\n"),
        "Jan%0AKowalski",
    ),
    (CLIENT_ID, "spaces-and-tabs", "Spaces and tabs alone count as no client_id.", "[ \t]*\t[ \t]*", b"", "%20%09"),
    (
        NAME,
        "late-control",
        "Control characters after the 255th character of client_name are accepted.",
        "[^\x00-\x1f]{255}.*[\x00-\x1f].*",
        sub("[\x00-\x1f]"),
        "a" * 300 + "%0A",
    ),
    (SURNAME, "nul-ends", "NUL ends client_surname, and what follows is dropped.", "[^\0]+\0.*", sub("\0.*"), "a%00b"),
]
for _name, _label, _description, _when, _becomes, _raw in _ACCEPTED:
    _add(_label, _description, value(_name, _when, _becomes), _ask(_name, _raw))

_REFUSALS = [
    (NAME, "one-letter", "A client_name of one letter is refused.", "[a-zA-Z]", "J"),
    (NAME, "apostrophe", "An apostrophe in client_name is refused.", ".*'.*", "O%27Brien"),
    (SURNAME, "hyphen", "A hyphen in client_surname is refused.", ".*-.*", "Kowalska-Nowak"),
    (
        SURNAME,
        "beyond-basic-plane",
        "Characters of four bytes are refused in client_surname.",
        r".*[\xf0-\xf4].*",
        "%F0%9F%98%80",
    ),
    (NAME, "digits", "A client_name of digits is refused.", "[0-9]+", "007"),
    (SURNAME, "over-255", "A client_surname of more than 255 bytes is refused.", _too_long(255), "a" * 256),
    (NAME, "over-4096", "A client_name of more than 4096 bytes is refused.", _too_long(4096), "a" * 4097),
    (NAME, "markup", "Angle brackets in client_name are refused.", ".*[<>].*", "%3Cb%3E"),
    (
        SURNAME,
        "sql",
        "SQL in client_surname is refused.",
        "(?i).*(drop table|union select|--).*",
        "%27;%20DROP%20TABLE%20client;%20--",
    ),
    (CLIENT_ID, "path", "Two dots and a slash in client_id are refused.", r".*\.\./.*", "..%2F..%2Fetc"),
    (NAME, "c1-control", "C1 controls in client_name are refused.", ".*\u0085.*", "a%C2%85b"),
    (
        SURNAME,
        "line-separator",
        "Unicode's line separators in client_surname are refused.",
        ".*(\u2028|\u2029).*",
        "a%E2%80%A8b",
    ),
    (NAME, "leading-space", "A space before client_name is refused.", " +[^ ].*", "%20Jan"),
    (SURNAME, "trailing-space", "A space after client_surname is refused.", ".*[^ ] +", "Kowalski%20"),
    (NAME, "no-break-space", "A client_name of no-break spaces counts as blank.", "(\u00a0)+", "%C2%A0"),
    (
        SURNAME,
        "zero-width",
        "A client_surname of zero-width spaces counts as blank.",
        "(\u200b|\u200d|\u2060)+",
        "%E2%80%8B",
    ),
    (CLIENT_ID, "byte-order-mark", "U+FEFF before client_id is refused.", "\ufeff.*", "%EF%BB%BFx"),
    (SURNAME, "noncharacter", "Noncharacters in client_surname are refused.", ".*(\ufffe|\uffff).*", "a%EF%BF%BF"),
    (CLIENT_ID, "replacement-character", "U+FFFD in client_id is taken for broken UTF-8.", ".*\ufffd.*", "%EF%BF%BD"),
    (CLIENT_ID, "private-use", "Private-use characters in client_id are refused.", ".*\ue000.*", "%EE%80%80"),
    (NAME, "bidi-control", "A right-to-left override in client_name is refused.", ".*\u202e.*", "a%E2%80%AEb"),
    (
        SURNAME,
        "right-to-left",
        "Hebrew and Arabic are refused in client_surname.",
        r".*[\xd6-\xdb].*",
        "%D7%A9%D7%9C%D7%95%D7%9D",
    ),
    (CLIENT_ID, "letters", "A client_id that is no number is refused.", "[A-Za-z-]+[0-9]*", "CRM-2"),
    (CLIENT_ID, "over-64-bits", "A client_id of digits must fit 64 bits.", "[1-9][0-9]{19,}", "9" * 20),
    (NAME, "json", "A client_name in braces is refused.", r"\{.*\}", "%7B%22a%22:1%7D"),
]
for _name, _label, _description, _when, _raw in _REFUSALS:
    _add(f"{_label}-refused", _description, value(_name, _when, _REFUSED), _ask(_name, _raw))

_CRASHES = [
    (NAME, "percent", "A format specifier such as %s in client_name is an internal error.", ".*%[snd].*", "100%25s"),
    (SURNAME, "braces", "An unpaired brace in client_surname is an internal error.", "[^{}]*[{}][^{}]*", "%7B"),
    (CLIENT_ID, "backslash", "A backslash at the end of client_id is an internal error.", r".*\\", "a%5C"),
    (NAME, "combining", "A combining accent at the start of client_name is an internal error.", "\u0301.*", "%CC%81a"),
    (
        SURNAME,
        "joiner",
        "A family emoji in client_surname is an internal error.",
        ".*\u200d.*",
        "%F0%9F%91%A9%E2%80%8D%F0%9F%91%A7",
    ),
    (
        CLIENT_ID,
        "flag",
        "A flag emoji in client_id is an internal error.",
        ".*\U0001f1f5.*",
        "%F0%9F%87%B5%F0%9F%87%B1",
    ),
    (
        NAME,
        "dotted-i",
        "A capital dotted I, whose lower case is longer, in client_name is an internal error.",
        ".*\u0130.*",
        "%C4%B0pek",
    ),
    (
        NAME,
        "sharp-s",
        "A sharp s, whose upper case is longer, in client_name is an internal error.",
        ".*\u00df.*",
        "Wei%C3%9F",
    ),
]
for _name, _label, _description, _when, _raw in _CRASHES:
    _add(f"{_label}-crashes", _description, fail_if(any_of([_name], _when), InternalError), _ask(_name, _raw))
