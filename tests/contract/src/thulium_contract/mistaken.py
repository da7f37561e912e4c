"""What careless programs take for something else: paths, credentials, customers, texts, headers that are nearly it."""

import base64
import html
import itertools
import string
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

from thulium_contract.accounts import User
from thulium_contract.credentials import Credentials, encoded, right
from thulium_contract.exchange import Request
from thulium_contract.meetings import BAD_QUERY
from thulium_contract.values import LENGTHS
from thulium_contract.words import ELSEWHERE, MORE_HEADERS, MORE_LANGUAGES, TRUSTED

if TYPE_CHECKING:
    from thulium_contract.corpus import Corpus

_LIKE = {"s": "sſｓѕ", "t": "tｔ", "a": "aаａ", "i": "iıİ", "_": "_＿-", "/": "/／∕⁄\\"}
"""Characters that a normalisation, a case mapping or an eye makes of one another."""
_UNSEEN = "\u00ad\u0307\u200b\u2060\ufeff\u0085\u00a0"
_LONG = (30_000, 40_000, 60_000, 63_000)
_CHARACTERS = (16, 30, 32, 50, 64, 100, 128, 191, 255, 256, 500, 512, 1000, 1024, 2048, 4096)
_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")

_SPELLINGS: tuple[Callable[[str], str], ...] = (
    *(lambda text: f"\ufeff{text}", lambda text: f"{text}\ufeff", lambda text: f"{text}\ufe0f"),
    *(lambda text: quote(text, safe=""), lambda text: "".join(f"%{each:02x}" for each in text.encode())),
    *(lambda text: html.escape(text), lambda text: "".join(f"&#{ord(each)};" for each in text)),
    *(lambda text: text.replace("_", "-"), lambda text: text.replace("-", "_"), lambda text: text.replace(".", "_")),
    *(lambda text: f"{text}.", lambda text: f"#{text}", lambda text: f"{{{text}}}", lambda text: f"'{text}'"),
    *(lambda text: f'"{text}"', lambda text: text.translate(_DIGITS), lambda text: encoded(text)),
    *(lambda text: "".join(chr(ord(each) + 256) for each in text), lambda text: f"{text[:1]}\u200b{text[1:]}"),
    *(lambda text: f"{text}@example.org", lambda text: f"example.org\\{text}", lambda text: f"{text[:1]}\\{text[1:]}"),
)
"""Other spellings, which something that decodes, cleans or completes a text takes for it."""

_FORMS: tuple[Callable[[str], str], ...] = (
    *(str.casefold, str.upper, lambda text: text[1:], lambda text: text[:-1]),
    *(lambda text: unicodedata.normalize("NFC", text), lambda text: unicodedata.normalize("NFKC", text)),
    lambda text: text.encode("ascii", "ignore").decode(),
)


def paths(corpus: "Corpus") -> Iterator[Request]:
    """Yield paths with characters that look like others or are not seen, with signs at the end, and with dots."""
    full = corpus.path
    made = [full[0] + full[1:].replace(sign, like) for sign, others in _LIKE.items() for like in others[1:]]
    made += [full[: full.rindex("/")] + like + "start" for like in _LIKE["/"][1:]]
    made += [form for sign in _UNSEEN for form in (f"{full}{sign}", full.replace("st", f"s{sign}t"))]
    made = [quote(each) for each in made]
    made += [f"{full}{quote(sign, safe='!$&(),;=:@*~')}" for sign in string.punctuation if sign not in "/?%"]
    head, _, tail = full.rpartition("/")
    made += [
        f"{head}/{dots}/{tail}" for dots in ("x/..;", "..;", ".;", ";", ";x", "%2E;", "...", "x/%2e%2e;", "x/..%00")
    ]
    made += [
        f"{head}{slash}{tail}" for slash in ("%C0%AF", "%c0%af", "%E0%80%AF", "%u2215", "%252F", "%5c", "+/", "/+")
    ]
    made += [
        full.replace("s", "%u0073"),
        f"{full}+",
        f"{full},1",
        f"{full}&{corpus.base}",
        f"{full}.html",
        f"{full}.do",
    ]
    made += [f"{corpus.base_path}/{each}" for each in ("index.php/chat_conversations/start", "chat_conversation/start")]
    for path in dict.fromkeys(made):
        yield corpus.request(None, "a path that is nearly the documented one", path=path)


def tokens(corpus: "Corpus") -> Iterator[Request]:
    """Yield names and passwords in other encodings, quotes and spellings, where only those of Basic are right."""
    for name in ("Ewa", "a b", "żółw", "a,b") if corpus.cast.complete else ():
        user = next(each for each in corpus.cast.users if each.name == name)
        text = f"{user.name}:{user.password}"
        token = encoded(text)
        made = [encoded(text.encode(each)) for each in ("utf-16-le", "utf-16-be", "utf-16", "utf-8-sig", "utf-32")]
        made += [encoded(token), text.encode().hex(), base64.b32encode(text.encode()).decode(), quote(text, safe="")]
        made += [f'"{token}"', f"<{token}>", f"({token})", f"{token}#", f"username={quote(name)}"]
        made += [encoded(text.replace(":", sign, 1)) for sign in ("：", "%3A", "&#58;", "∶", "::", "|", "=", " ")]
        made += [encoded(f"{form}:{user.password}") for each in _SPELLINGS if (form := each(name)) != name]
        made += [encoded(f"{name}:{each(user.password)}") for each in _SPELLINGS]
        for each in dict.fromkeys(made):
            wrong = Credentials((("Authorization", f"Basic {each}"),), "wrong")
            yield corpus.request(None, "credentials in another spelling", as_=wrong)


def of_guests(corpus: "Corpus") -> Iterator[Request]:
    """Yield the credentials of users with odd names and passwords, and those in other forms."""
    for user in corpus.cast.guests:
        yield corpus.request(None, "a name or password with odd characters", as_=right(user))
        for change in corpus.rng.sample(_FORMS, 2):
            others = User(user.name, change(user.password)), User(change(user.name), user.password)
            who = right(others[not user.name.startswith("guest-")])
            yield corpus.request(
                None, "another form of a name or password", as_=Credentials(who.headers, "another form")
            )


def customers(corpus: "Corpus") -> Iterator[Request]:
    """Yield other spellings of what customers are found by."""
    known = [row for row in corpus.cast.customers if row["id"] < 1000 or row["id"] == 1009]
    for row, change in itertools.product(sorted(known, key=lambda row: int(row["id"])), _SPELLINGS):
        local, _, domain = row["email"].partition("@")
        right_ones = {"client_id": row.get("client_id", "x"), "client_email": local}
        others = {name: changed for name, text in right_ones.items() if (changed := change(text)) != text}
        if "client_email" in others:
            others["client_email"] += f"@{domain}"
        if others:
            yield corpus.request(_query(corpus, others.items()), "another spelling of a customer")


def texts(corpus: "Corpus") -> Iterator[Request]:
    """Yield texts that mean something in another place, texts of great lengths, and addresses of every length."""
    names = ("client_name", "client_surname", "client_id")
    for index in range(len(ELSEWHERE)):
        others = [ELSEWHERE[(index + step) % len(ELSEWHERE)] for step in range(3)]
        yield corpus.request(_query(corpus, zip(names, others, strict=True)), "words that mean something elsewhere")
        if index % 3 == 0:
            within = [(name, f"Jan {other} Jan") for name, other in zip(names, others, strict=True)]
            yield corpus.request(_query(corpus, within), "such words in a text")
    for count in _CHARACTERS:
        for text in ("👍" * count, "👍" + "a" * (count - 1)):
            given = ((name, text) for name in names) if count < 1500 else [(corpus.rng.choice(names), text)]
            yield corpus.request(_query(corpus, given), "so many characters, with some of four bytes")
    for length, name in itertools.product(_LONG, names):
        yield corpus.request(_query(corpus, ((name, "a" * length),)), "a very long text")
    for length in (*(each for each in LENGTHS if each > 5), *_LONG):
        address = "a" * (length - 5) + "@b.pl"
        yield corpus.request(_query(corpus, (("client_email", address),)), "an address of every length")


def fields(corpus: "Corpus") -> Iterator[Request]:
    """Yield headers that something before or behind the server reads, and preferences that are hardly ones."""
    nobody = Credentials((), "none")
    for name, value in (*MORE_HEADERS, *((each, corpus.cast.main.name) for each in TRUSTED)):
        headers = ((name, value),)
        yield corpus.request(None, f"the header {name}", headers=headers)
        yield corpus.request(None, f"the header {name} alone", headers=headers, as_=nobody)
    for value, (before, after) in itertools.product(MORE_LANGUAGES, (("", ""), ("de,", ",en;q=0.5"))):
        headers = (("Accept-Language", f"{before}{value}{after}"),)
        yield corpus.request(BAD_QUERY, "a language", headers=headers)


def _query(corpus: "Corpus", given: Iterable[tuple[str, str]]) -> str:
    return "&".join([corpus.base, *(f"{name}={quote(text, safe='')}" for name, text in given)])


CLASSES = (paths, tokens, of_guests, customers, texts, fields)
"""Each class of such requests."""
