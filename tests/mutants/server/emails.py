"""Defects in what is accepted as an e-mail address, and what is refused."""

from urllib.parse import quote

from tests.mutants.server.changes import Becomes, sub, value
from tests.mutants.server.core import Group
from tests.mutants.server.witness import Ask

GROUP = Group("emails")

_SOUND = b"accepted@example.org"
_REFUSED = b"@"


def _ask(address: str) -> Ask:
    return Ask(f"chat_queue_id=3&client_email={quote(address, safe='')}")


_ACCEPTED: list[tuple[str, str, str, Becomes, str]] = [
    ("no-at", "An address without @ is accepted.", "[a-z]+", _SOUND, "abc"),
    ("no-domain", "An address without a domain is accepted.", "[^@]+@", _SOUND, "a@"),
    ("no-local-part", "An address without a local part is accepted.", "@[^@]+", _SOUND, "@b"),
    ("at-alone", "An @ alone is accepted.", "@", _SOUND, "@"),
    ("two-ats", "An address with two @ is accepted.", "[^@ ]+@[^@ ]+@[^@ ]+", _SOUND, "a@b@c"),
    ("double-dot", "Two dots in the domain are accepted.", r"[^@ ]+@[a-z]+\.\.[a-z]+", sub(r"\.\.", b"."), "a@b..pl"),
    ("leading-dot", "A dot before the domain is accepted.", r"[^@ ]+@\.[^@ ]+", sub(r"@\.", b"@"), "a@.pl"),
    ("trailing-dot", "A dot after the domain is accepted.", r"[^@ ]+@[^@ ]+\.", sub(r"\.$"), "a@b.pl."),
    ("underscore", "An underscore in the domain is accepted.", "[^@ ]+@.*_.*", _SOUND, "a@b_c.pl"),
    ("address-literal", "An IP address in brackets is accepted.", r"[^@ ]+@\[.*\]", _SOUND, "a@[127.0.0.1]"),
    ("port", "A port after the domain is accepted.", "[^@ ]+@[^@:]+:[0-9]+", sub(":[0-9]+$"), "a@b.pl:25"),
    ("slash", "A path after the domain is accepted.", "[^@ ]+@[^@/ ]+/[^@ ]*", sub("/.*"), "a@b.pl/c"),
    (
        "comma-list",
        "Of a list with commas the first address counts.",
        "[^@ ]+@[^@ ,]+,.*",
        sub("(?<=[a-z]),.*"),
        "a@b.pl,c@d.pl",
    ),
    (
        "semicolon-list",
        "Of a list with semicolons the first address counts.",
        "[^@ ]+@[^@ ;]+;.*",
        sub(";.*"),
        "a@b.pl;c@d.pl",
    ),
    (
        "display-name",
        "An address in angle brackets with a name is accepted.",
        "[^<>]+ <[^<>]+>",
        sub(".*<|>"),
        "Jan <jan@example.org>",
    ),
    ("angle-brackets", "An address in angle brackets is accepted.", "<[^<> ]+>", sub("[<>]"), "<jan@example.org>"),
    (
        "injection",
        "A header after a line break is accepted.",
        "[^\r\n]+@[^\r\n]+\r\n.*",
        sub("\r\n.*"),
        "a@b.pl\r\nBcc: c@d.pl",
    ),
    (
        "injection-in-local-part",
        "A line break in the local part is accepted.",
        "[^@]*[\r\n][^@]*@[^@]*",
        _SOUND,
        "a\r\nBcc:c@d.pl",
    ),
    ("trailing-newline", "A line feed after the address is accepted.", "[^\n]+@[^\n]+\n", sub("\n"), "a@b.pl\n"),
    ("trailing-nul", "NUL ends the address.", "[^\0]+@[^\0]+\0.*", sub("\0.*"), "a@b.pl\0.example.org"),
    ("delete", "DEL in the local part is accepted.", "[^@]*\x7f[^@]*@.*", sub("\x7f"), "a\x7fb@c.pl"),
    ("leading-space", "Spaces before the address are accepted.", " +[^ ]+", sub(" "), " a@b.pl"),
    ("trailing-space", "Spaces after the address are accepted.", "[^ ]+ +", sub(" "), "a@b.pl "),
    ("space-in-local-part", "A space in the local part is accepted.", "[^@ ]+ [^@ ]+@[^@ ]+", sub(" "), "a b@c.pl"),
    ("space-in-domain", "A space in the domain is accepted.", "[^@ ]+@[^@ ]+ [^@ ]+", sub(" "), "a@b c.pl"),
    (
        "mailto",
        "A mailto URL is accepted, with its query.",
        r"mailto:[^?]+\?.*",
        sub(r"^mailto:|\?.*"),
        "mailto:a@b.pl?subject=c",
    ),
    ("blank", "An address of spaces counts as not given.", " +", b"", "  "),
    ("entity", "An exclamation mark in the domain is accepted.", "[^@ ]+@[^@ ]*![^@ ]*", _SOUND, "a@b!c"),
    (
        "caret",
        "Brackets, backslash, caret and backtick in the domain are accepted.",
        r"[^@ ]+@[^@ \[]*[\]\\^`][^@ ]*",
        _SOUND,
        "a@b^c",
    ),
    ("tilde", "Braces, bar and tilde in the domain are accepted.", "[^@ ]+@[^@ ]*[{|}~][^@ ]*", _SOUND, "a@b~c"),
    (
        "control-in-local-part",
        "Control characters but line breaks in the local part are accepted.",
        "[^@]*[\x01-\x09\x0e-\x1f][^@]*@[a-z.]+",
        _SOUND,
        "a\x01b@c.pl",
    ),
]
for _name, _description, _when, _becomes, _address in _ACCEPTED:
    GROUP.on_request(_name, _description, value("client_email", _when, _becomes), _ask(_address))

_REFUSALS = [
    ("plus-tag", "A plus sign in the local part is refused.", r"[^@]*\+[^@]*@.*", "jan+kowalski@example.org"),
    ("apostrophe", "An apostrophe in the local part is refused.", "[^@]*'[^@]*@.*", "o'brien@example.org"),
    ("idn-domain", "A domain of non-Latin letters is refused.", r"[^@]+@.*[\x80-\xff].*", "jan@żółw.pl"),
    (
        "non-latin-local-part",
        "A local part of non-Latin letters is refused.",
        r"[^@]*[\x80-\xff][^@]*@.*",
        "żółw@example.org",
    ),
    ("one-label", "A domain of one label is refused.", r"[^@]+@[^@.]+", "jan@localhost"),
    ("numeric-domain", "A domain that ends with digits is refused.", r"[^@]+@.*\.[0-9]+", "1@2.3"),
    ("double-hyphen", "Two hyphens in the domain are refused.", "[^@]+@.*--.*", "jan@xn--w-uga1v8h.pl"),
    ("hyphen-first", "A domain that begins with a hyphen is refused.", "[^@]+@-.*", "a@-b.pl"),
    ("long-local-part", "A local part of more than 64 bytes is refused.", "[^@]{65,}@.*", "a" * 65 + "@example.org"),
    ("long-address", "An address of more than 254 bytes is refused.", ".{255,}", "a@" + "b" * 253 + ".pl"),
    ("long-label", "A label of more than 63 bytes is refused.", r"[^@]+@(.*\.)?[^.]{64,}(\..*)?", "a@" + "b" * 64),
    ("quotes", "Quotes in the local part are refused.", '[^@]*"[^@]*@.*', '"jan"@example.org'),
    ("two-dots-in-local-part", "Two dots in the local part are refused.", r"[^@]*\.\.[^@]*@.*", "a..b@example.org"),
    ("dot-first", "A dot at the start of the local part is refused.", r"\.[^@]*@.*", ".a@example.org"),
    ("percent", "A percent sign in the local part is refused.", "[^@]*%[^@]*@.*", "a%b@example.org"),
    ("upper-case", "An address in upper case is refused.", "[A-Z]+@[A-Z.]+", "JAN@EXAMPLE.ORG"),
    ("comma", "A comma in the local part is refused.", "[^@]*,[^@]*@.*", "a,b@example.org"),
    (
        "long-top-level",
        "A top-level domain of more than six letters is refused.",
        r"[^@]+@.*\.[a-z]{7,}",
        "a@b.museums",
    ),
    ("bracket", "An angle bracket in the local part is refused.", "[^@]*<[^@>]*@[^>]*", "<jan@example.org"),
    ("c1-control", "C1 controls in the local part are refused.", "[^@]*\u0085[^@]*@.*", "a\x85b@example.org"),
    ("backslash", "A slash or backslash in the local part is refused.", r"[^@]*[/\\][^@]*@.*", "a/b@example.org"),
    ("emoji", "An emoji in an address is refused.", r".*\xf0\x9f.*", "😀@example.org"),
]
for _name, _description, _when, _address in _REFUSALS:
    GROUP.on_request(f"{_name}-refused", _description, value("client_email", _when, _REFUSED), _ask(_address))
