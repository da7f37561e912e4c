"""API users of every kind: names and passwords that are easily mistaken, and permissions that only look like one."""

import random
import string
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from thulium_contract import letters

METHOD = "chat_conversations/start"

_PASSWORDS = (
    *(
        "a:b",
        ":",
        "::x",
        "x:",
        " ",
        " x ",
        "",
        '"q"',
        "'q'",
        "==",
        "%41",
        "a+b",
        "a b",
        "a&b=c",
        "a\\b",
        "$a",
        "*",
        "%",
    ),
    *(
        "żółw",
        "пароль",
        "😀",
        "ÿ",
        "\u00e9",
        "e\u0301",
        "ﬁ",
        "Ａ",
        "İ",
        "ß",
        "\u212b",
        "a\u200bb",
        "a\u00a0b",
        "x\ufffd",
    ),
    *("0", "1", "123", "0123", "100", "1e2", "0e1", "0x10", "-1", "1.0", "9" * 30, "null", "None", "true", "NaN", "[]"),
    # In base64 one of these has a plus sign and a slash, whatever the length of the name before it.
    *("~~~???", "a~~~???", "ab~~~???"),
)
_LENGTHS = (1, 2, 7, 8, 9, 15, 16, 17, 20, 32, 33, 56, 63, 64, 65, 71, 72, 73, 80, 127, 128, 129, 255, 256, 300, 1000)
_NAMES = (
    *("Ewa", "ewa", "EWA", "ewa ", " ewa", "e w a", "ewa1", "ew", "ewaewa", "ewa@example.org", "EWA@example.org"),
    *("żółw", "ŻÓŁW", "ą", "a\u0328", "\u00e9", "e\u0301", "ﬁ", "😀", "straße", "STRASSE", "\u212b", "İ"),
    *("%", "_", "*", "?", ".", "..", "a/b", "a\\b", "'", '"', "\\", "a;b", "a,b", "a+b", "a b", "%41", "A", "#", "$1"),
    *("0", "1", "01", "1.0", "1e0", "-1", "null", "None", "true", "admin", "root", "anonymous", "guest", "self", "me"),
)
_NAME_LENGTHS = (1, 15, 16, 17, 20, 21, 31, 32, 33, 63, 64, 65, 100, 127, 128, 129, 255, 256, 1000)
_NOT_PERMITTED: tuple[tuple[str, ...], ...] = (
    (),
    *((each,) for each in ("chats", "chat_conversations", "chat_conversations/", "chat_conversations/star")),
    *((each,) for each in (f"{METHOD}/", f"/{METHOD}", f"//{METHOD}", f"{METHOD}ed", f"{METHOD}s", f"x{METHOD}")),
    *((each,) for each in ("chat_conversations/stop", "stop", "start", "conversations/start", "s", "c", "/")),
    *((each,) for each in (METHOD.upper(), METHOD.title(), "chat_conversations/Start", "Chat_conversations/start")),
    *((each,) for each in (f"{METHOD} ", f" {METHOD}", f"{METHOD}\t", f"{METHOD}\n", f"{METHOD}\0", f"{METHOD}\u200b")),
    *((each,) for each in ("chat_conversations.start", "chat-conversations/start", "chatconversations/start")),
    *((each,) for each in ("chat_conversations//start", "chat_conversations\\start", "chat_conversations%2Fstart")),
    *((each,) for each in ("start_conversation", "chat_conversation/start", f"api/{METHOD}", f"/api/{METHOD}")),
    *(
        (each,)
        for each in (f"POST {METHOD}", f"POST:{METHOD}", f"{METHOD}:POST", f"{METHOD}?", f"{METHOD}#", f"!{METHOD}")
    ),
    *((each,) for each in ("**", "* ", " *", "*/*", "chat_conversations/*", "*/start", f"{METHOD}*", f"*{METHOD}")),
    *((each,) for each in (".*", ".+", "%", "_", "?", "all", "ALL", "any", "admin", "true", "1", "0", "null")),
    *((each,) for each in (f"{METHOD},chats", f"chats,{METHOD}", f"chats {METHOD}", f"{METHOD};chats", "*,chats")),
    *((each,) for each in ("chat_conversations/ѕtart", "chat_conversations/ｓtart", f"\ufeff{METHOD}", "＊")),
    ("chat_conversations/stop", "chats", "chat_conversations/{id}/message"),
    ("chat_conversations", "start"),
    tuple(f"chat_conversations/{index}" for index in range(300)),
)
_COUNTS = (2, 3, 5, 8, 9, 10, 11, 12, 16, 17, 20, 21, 32, 33, 50, 51, 64, 65, 100, 101, 128, 129, 255, 256, 257, 1000)
_PERMITTED: tuple[tuple[str, ...], ...] = (
    ("*",),
    (METHOD,),
    (METHOD, "chats"),
    ("*", "chats"),
    (METHOD, METHOD),
    (METHOD, "*"),
    (METHOD.upper(), METHOD),
    (f"{METHOD}/", METHOD),
    ("a", "b", "c", METHOD, "d"),
    *((*(f"chats/{index}" for index in range(count - 1)), METHOD) for count in _COUNTS),
    *((*(f"chats/{index}" for index in range(count - 1)), "*") for count in _COUNTS[::3]),
)


@dataclass(frozen=True)
class User:
    """An API user."""

    name: str
    password: str
    methods: tuple[str, ...] = ("*",)


def users(rng: random.Random) -> list[User]:
    """Return users of every kind of password, name and permissions."""

    def secret(length: int = 12) -> str:
        return "".join(rng.choices(string.ascii_letters + string.digits, k=length))

    passwords = [*_PASSWORDS, *map(secret, _LENGTHS), secret(73) + "é", "é" * 40]
    made = [User(f"pw{index}", password) for index, password in enumerate(passwords)]
    made += [User(name, secret()) for name in dict.fromkeys([*_NAMES, *("u" * length for length in _NAME_LENGTHS)])]
    made += [User(f"no{index}-{secret(8)}", secret(), methods) for index, methods in enumerate(_NOT_PERMITTED)]
    made += [User(f"yes{index}", secret(), methods) for index, methods in enumerate(_PERMITTED)]
    return made


def guests() -> tuple[User, ...]:
    """Return users of whose names and passwords each has all characters of a kind, one sign, or a great length."""
    odd = [*letters.KINDS, *(f"x{sign}y" for sign in string.punctuation if sign != ":")]
    odd += [
        "x" * 72,
        *("é" * length for length in (36, 64, 256)),
        *("x" * count for count in (512, 1024, 4000)),
    ]
    named = [User(name, f"q{index}Wr8rTz5k") for index, name in enumerate(odd)]
    return (*(User(f"guest-{index}", password) for index, password in enumerate(odd)), *named)


def near(text: str, rng: random.Random) -> Iterator[str]:
    """Yield texts that are nearly this one: in each other form, longer, shorter, or another from some byte on."""
    yield from (change(text) for change in _FORMS)
    yield from (change(text) for change in rng.sample(_CHANGES, 5))
    octets = text.encode()
    for length in (1, 8, 16, 20, 32, 56, 64, 71, 72, 73, 100, 128, 255, 256):
        if len(octets) > length:
            yield octets[:length].decode("utf-8", "ignore") + "!" * (len(octets) - length)


def _plain(text: str) -> str:
    """Return a text without accents."""
    return "".join(each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each))


_CHANGES: tuple[Callable[[str], str], ...] = (
    *(lambda text: text + "x", lambda text: text[:-1], lambda text: text[1:], lambda text: text * 2),
    *(lambda text: f" {text}", lambda text: f"{text} ", lambda text: f"\u00a0{text}", lambda text: f"{text}\u200b"),
    *(lambda text: f"+{text}", lambda text: f"{text}.0", lambda text: f"{text}e0", lambda text: f'"{text}"'),
    *(lambda text: f"{text}%", lambda text: f"{text}*", lambda text: f"{text}\u0301", lambda text: text[::-1]),
)
"""What adds something, or takes something away."""

_FORMS: tuple[Callable[[str], str], ...] = (
    *(str.swapcase, str.upper, str.lower, str.casefold, str.strip, str.rstrip, str.lstrip, _plain),
    *(lambda text: text.lstrip("0"), lambda text: f"0{text}" if text.isdigit() else text),
    *(lambda text: text.rstrip(":"), lambda text: text.partition(":")[0], lambda text: text.rpartition(":")[2]),
    *(lambda text: text.replace("+", " "), lambda text: text.replace(" ", "+"), lambda text: text.replace(" ", "")),
    *(lambda text: text.strip("\"'"), lambda text: text.replace("\\", ""), lambda text: text.replace("\u200b", "")),
    *(lambda text: unicodedata.normalize("NFC", text), lambda text: unicodedata.normalize("NFD", text)),
    *(lambda text: unicodedata.normalize("NFKC", text), lambda text: text.encode("ascii", "replace").decode()),
    *(lambda text: text.encode("ascii", "ignore").decode(), lambda text: text.encode().decode("latin-1")),
)
"""What some programs take for the same text."""
