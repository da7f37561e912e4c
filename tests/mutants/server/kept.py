"""Defects in what is kept of texts."""

import unicodedata
from collections.abc import Callable
from typing import Any

from thulium_mock.state.conversations import Conversation

from tests.mutants.server.core import Defect, Group
from tests.mutants.server.parts import Parts, Server
from tests.mutants.server.witness import Ask

GROUP = Group("kept")


def _keep(keep: Callable[[Conversation, Server], Conversation | None]) -> Defect:
    return Defect(parts=Parts(keep=keep))


def _texts(edit: Callable[[str, str], Any]) -> Defect:
    """Change the texts that are kept, by name."""

    def keep(conversation: Conversation, server: Server) -> Conversation:
        given = conversation.parameters.items()
        changed = {name: edit(name, value) if isinstance(value, str) else value for name, value in given}
        return conversation._replace(parameters={name: value for name, value in changed.items() if value is not None})

    return _keep(keep)


def _text(wanted: str, edit: Callable[[str], Any]) -> Defect:
    """Change one text that is kept."""
    return _texts(lambda name, value: edit(value) if name == wanted else value)


def _name(raw: str, name: str = "client_name") -> Ask:
    return Ask(f"chat_queue_id=3&{name}={raw}")


_add = GROUP.add
_add("trimmed", "Spaces around texts are not kept.", _texts(lambda name, text: text.strip(" ")), _name("%20Jan%20"))
_add(
    "inner-spaces",
    "Several spaces in a name are kept as one.",
    _text("client_name", lambda text: " ".join(text.split(" ")) if "  " not in text else text.replace("  ", " ")),
    _name("a%20%20b"),
)
_add(
    "lower-case",
    "E-mail addresses are kept in lower case.",
    _text("client_email", str.lower),
    _name("JAN@EXAMPLE.ORG", "client_email"),
)
_add(
    "title-case",
    "Names are kept with a capital first letter.",
    _text("client_name", lambda text: text[:1].upper() + text[1:]),
    _name("jan"),
)
_add(
    "cut-at-255",
    "Only 255 characters of client_surname are kept.",
    _text("client_surname", lambda text: text[:255]),
    _name("a" * 256, "client_surname"),
)
_add(
    "cut-at-4096",
    "Only 4096 characters of client_id are kept.",
    _text("client_id", lambda text: text[:4096]),
    _name("a" * 4097, "client_id"),
)
_add(
    "cut-at-8000",
    "Only 8000 bytes of client_name are kept.",
    _text("client_name", lambda text: text.encode()[:8000].decode("utf-8", "ignore")),
    _name("a" * 8001),
)
_add(
    "cut-at-32767",
    "Only 32767 characters of client_surname are kept.",
    _text("client_surname", lambda text: text[:32767] if len(text) > 32767 else text),
    _name("a" * 32768, "client_surname"),
)
_add(
    "normalised",
    "Texts are kept in Unicode's composed form.",
    _texts(lambda name, text: unicodedata.normalize("NFC", text)),
    _name("z%CC%87"),
)
_add(
    "no-emoji",
    "Characters of four bytes are kept as question marks.",
    _text("client_name", lambda text: "".join("?" if each > "\uffff" else each for each in text)),
    _name("%F0%9F%98%80"),
)
_add(
    "cut-at-emoji",
    "client_surname is kept only up to a character of four bytes.",
    _text(
        "client_surname",
        lambda text: "".join(text.partition(next((each for each in text if each > "\uffff"), "\0"))[:1]),
    ),
    _name("a%F0%9F%98%80b", "client_surname"),
)
_add(
    "no-zero-width",
    "Characters without width are not kept.",
    _texts(lambda name, text: text.replace("\u200b", "").replace("\u200d", "").replace("\ufeff", "")),
    _name("a%E2%80%8Bb"),
)
_add(
    "escaped",
    "Texts are kept with HTML entities.",
    _texts(lambda name, text: text.replace("&", "&amp;").replace("<", "&lt;")),
    _name("a%26b"),
)
_add(
    "tags-stripped",
    "Markup is not kept.",
    _text(
        "client_name",
        lambda text: "".join(
            part.partition(">")[2] if index and ">" in part else part for index, part in enumerate(text.split("<"))
        ),
    ),
    _name("%3Cb%3Ea"),
)
_add(
    "quotes-doubled",
    "Apostrophes are kept twice.",
    _text("client_surname", lambda text: text.replace("'", "''")),
    _name("O%27Brien", "client_surname"),
)
_add(
    "quotes-escaped",
    "Quotes are kept with a backslash.",
    _text("client_name", lambda text: text.replace('"', '\\"')),
    _name("%22a%22"),
)
_add(
    "backslash",
    "Two backslashes are kept as one.",
    _text("client_id", lambda text: text.replace("\\\\", "\\")),
    _name("a%5C%5Cb", "client_id"),
)
_add(
    "client-as-number",
    "A client_id of digits is kept as a number.",
    _text("client_id", lambda text: int(text) if text.isdecimal() and text.isascii() and len(text) < 15 else text),
    _name("007", "client_id"),
)
_add(
    "exponent",
    "A client_id with an exponent is kept as a number.",
    _text(
        "client_id",
        lambda text: (
            str(float(text))
            if text[:1].isdigit() and text.replace("e", "", 1).isdecimal() and "e" in text[1:-1]
            else text
        ),
    ),
    _name("1e2", "client_id"),
)
_add(
    "null-word",
    "The word null is not kept.",
    _texts(lambda name, text: None if text.lower() == "null" else text),
    _name("null"),
)
_add(
    "true-word",
    "The words true and false are kept as truth values.",
    _text("client_name", lambda text: {"true": True, "false": False}.get(text, text)),
    _name("true"),
)
_add(
    "first-word",
    "Only the first word of client_name is kept.",
    _text("client_name", lambda text: text.lstrip(" ").partition(" ")[0] if not text.startswith(" ") else text),
    _name("Jan+Maria"),
)
_add(
    "bidi",
    "Characters that steer the direction of text are not kept.",
    _texts(lambda name, text: text.replace("\u202e", "").replace("\u2066", "")),
    _name("a%E2%80%AEb"),
)
_add(
    "line-separator",
    "Unicode's line separators are kept as spaces.",
    _texts(lambda name, text: text.replace("\u2028", " ").replace("\u0085", " ")),
    _name("a%E2%80%A8b"),
)
_add(
    "no-break-space",
    "No-break spaces are kept as spaces.",
    _text("client_surname", lambda text: text.replace("\u00a0", " ")),
    _name("a%C2%A0b", "client_surname"),
)
_add(
    "interpolated",
    "Dollar signs with braces in client_name are filled in.",
    _text("client_name", lambda text: text.replace("${7*7}", "49").replace("{{7*7}}", "49")),
    _name("%7B%7B7*7%7D%7D"),
)
