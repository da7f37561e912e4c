"""Defects in what is kept of a conversation."""

import unicodedata
from collections.abc import Callable
from typing import Any

from thulium_mock.store import Conversation

from tests.mutants.server.core import Defect, Group
from tests.mutants.server.parts import Parts, Server
from tests.mutants.server.witness import Ask

GROUP = Group("state")


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


def _swapped(conversation: Conversation, server: Server) -> Conversation:
    names = {"client_name": "client_surname", "client_surname": "client_name"}
    return conversation._replace(
        parameters={names.get(key, key): each for key, each in conversation.parameters.items()}
    )


def _left_over(conversation: Conversation, server: Server) -> Conversation:
    """Fill what is not given with what the conversation before had."""
    before: dict[str, Any] = server.memory.get("before", {})
    server.memory["before"] = conversation.parameters
    surname = before.get("client_surname")
    if "client_name" not in conversation.parameters or "client_surname" in conversation.parameters or not surname:
        return conversation
    return conversation._replace(parameters={**conversation.parameters, "client_surname": surname})


def _name(raw: str, name: str = "client_name") -> Ask:
    return Ask(f"chat_queue_id=3&{name}={raw}")


_add = GROUP.add
_add("not-kept", "Conversations are not kept.", _keep(lambda conversation, server: None), Ask())
_add(
    "not-kept-without-name",
    "Conversations with a surname but no name are not kept.",
    _keep(
        lambda each, server: (
            None if "client_surname" in each.parameters and "client_name" not in each.parameters else each
        )
    ),
    _name("x", "client_surname"),
)
_add(
    "hundred-kept",
    "After a hundred conversations no more are kept.",
    _keep(lambda each, server: each if server.nth("kept") <= 100 else None),
    Ask(times=102),
)
_add(
    "swapped",
    "Name and surname are swapped.",
    _keep(_swapped),
    Ask("chat_queue_id=3&client_name=Jan&client_surname=Kowalski"),
)
_add(
    "queue",
    "Conversations are kept in another queue.",
    _keep(lambda each, server: each._replace(chat_queue_id=1)),
    Ask(),
)
_add(
    "queue-in-parameters",
    "The parameters that are kept have another queue.",
    _keep(lambda each, server: each._replace(parameters={**each.parameters, "chat_queue_id": 1})),
    Ask(),
)
_add(
    "queue-of-before",
    "The second of two conversations in a row is kept in the queue of the first.",
    _keep(lambda each, server: each._replace(chat_queue_id=server.memory.setdefault("queue", each.chat_queue_id))),
    Ask("chat_queue_id=1"),
    Ask("chat_queue_id=2"),
)
_add(
    "left-over",
    "A surname that is not given is that of the conversation before.",
    _keep(_left_over),
    Ask("chat_queue_id=3&client_name=a&client_surname=b"),
    _name("c"),
)
_add(
    "old",
    "Conversations are kept with a time of long ago.",
    _keep(lambda each, server: each._replace(created_at="1970-01-01T00:00:00.000Z")),
    Ask(),
)
_add(
    "local-time",
    "Conversations are kept with a time that is not in UTC.",
    _keep(lambda each, server: each._replace(created_at=each.created_at.replace("Z", "+02:00"))),
    Ask(),
)
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
    "surname-not-kept",
    "client_surname is not kept if it is the same as client_name.",
    _keep(
        lambda each, server: each._replace(
            parameters={
                key: value
                for key, value in each.parameters.items()
                if key != "client_surname" or value != each.parameters.get("client_name")
            }
        )
    ),
    Ask("chat_queue_id=3&client_name=a&client_surname=a"),
)
_add(
    "customer-not-kept",
    "A customer_id above a million is not kept.",
    _keep(
        lambda each, server: each._replace(
            parameters={key: value for key, value in each.parameters.items() if key != "customer_id" or value <= 10**6}
        )
    ),
    _name("1000001", "customer_id"),
)
_add(
    "customer-as-float",
    "A customer_id above 2^24 loses its last bits.",
    _keep(
        lambda each, server: each._replace(
            parameters={
                key: value & ~127 if key == "customer_id" and value > 2**24 else value
                for key, value in each.parameters.items()
            }
        )
    ),
    _name("2147483647", "customer_id"),
)
_add(
    "interpolated",
    "Dollar signs with braces in client_name are filled in.",
    _text("client_name", lambda text: text.replace("${7*7}", "49").replace("{{7*7}}", "49")),
    _name("%7B%7B7*7%7D%7D"),
)
