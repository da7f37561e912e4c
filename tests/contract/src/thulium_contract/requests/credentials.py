"""Valid and invalid credentials: systematic mutations of the right header, and of users' names."""

import base64
import itertools
import random
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from thulium_contract.http.exchange import PASSWORD_VARIABLE, USER_VARIABLE
from thulium_contract.http.messages import Headers
from thulium_contract.requests.forms import CHANGED, FOLDED, SPELLED, other_ends
from thulium_contract.requests.users import User
from thulium_contract.tables import filled, table

_USER, _PASSWORD = f"${{{USER_VARIABLE}}}", f"${{{PASSWORD_VARIABLE}}}"
"""The words of a shell for the user of the run and the password."""
_TABLE = table("credentials")


@dataclass(frozen=True)
class Credentials:
    """Headers that say who is calling; ``shell`` makes the value of one in a shell where it comes from real secrets."""

    headers: Headers
    why: str
    secrets: tuple[tuple[str, str], ...] = ()
    user: User | None = None


NOBODY = Credentials((), "none")
WRONG = Credentials((("Authorization", "Basic eDp5"),), "wrong")
MALFORMED = Credentials((("Authorization", "Basic !"),), "malformed")


def encoded(text: str | bytes) -> str:
    """Return base64 of a text in UTF-8."""
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def right(user: User) -> Credentials:
    """Return the credentials of a user, as they should be."""
    return Credentials((("Authorization", f"Basic {encoded(f'{user.name}:{user.password}')}"),), "right", user=user)


def real(user: User) -> Credentials:
    """Return the credentials of the run's user, which are nowhere shown."""
    made = right(user)
    return Credentials(made.headers, made.why, ((made.headers[0][1], _shell()),))


def _shell(text: str = f"{_USER}:{_PASSWORD}", after: str = "") -> str:
    return f'Basic $(printf %s "{text}" | base64 -w0{after})'


def of_pair(user: User, form: str, why: str, *, secret: bool = True) -> Credentials:
    """Return the Basic credentials of a text such as ``{name}:{password}``; those that are ``secret`` are not shown."""
    pair = filled(form, {"name": user.name, "password": user.password, "many": "x" * 2000})
    shell = _shell(filled(form, {"name": _USER, "password": _PASSWORD, "many": "x" * 2000}))
    return _credentials(f"Basic {encoded(pair)}", why, shell if secret and pair != form else None)


def broken(user: User, secret: bool) -> Iterator[Credentials]:
    """Yield credentials that are nearly those of ``user``; ``secret`` tells that they must not be shown.

    Some are right, such as a scheme in another case.
    """
    yield NOBODY
    token, shell_token = encoded(f"{user.name}:{user.password}"), _shell().removeprefix("Basic ")

    def made(value: str, why: str, shell: str) -> Credentials:
        return _credentials(value, why, shell if secret else None)

    for why, form in _TABLE["headers"].items():
        shell = "".join(_printed(character) for character in filled(form, {"token": shell_token}))
        yield made(filled(form, {"token": token}), why, shell)
    for length in range(len(token)):
        yield made(f"Basic {token[:length]}", "a token cut short", _shell(after=f" | head -c {length}"))
    for sign, place in itertools.product(_TABLE["signs"], (1, 4, 8)):
        value = f"Basic {token[:place]}{sign}{token[place:]}"
        yield made(value, "something in the token", _shell(after=f' | sed "s/./&{sign}/{place}"'))
    yield from (of_pair(user, form, why, secret=secret) for why, form in _TABLE["pairs"].items())
    for why, name, name_shell, password, password_shell in _letters(user):
        yield made(f"Basic {encoded(f'{name}:{password}')}", why, _shell(f"{name_shell}:{password_shell}"))
    for control in _TABLE["controls"]:
        code = "".join(f"\\{ord(character):03o}" for character in control)
        for form in (f"%s:%s{code}", f"%s{code}:%s", f"{code}%s:%s", f"%s:{code}%s"):
            text = form.replace(code, control) % (user.name, user.password)
            shell = f'Basic $(printf \'{form}\' "{_USER}" "{_PASSWORD}" | base64 -w0)'
            yield made(f"Basic {encoded(text)}", "a control character", shell)
    for text in (*_TABLE["texts"], "a" * 5000, "a:" + "b" * 5000):
        yield _credentials(f"Basic {encoded(text)}", "other credentials")
    for octets in map(bytes.fromhex, _TABLE["octets"]):
        yield _credentials(f"Basic {encoded(octets)}", "credentials that are no text")
    for scheme in _TABLE["schemes"]:
        yield made(f"{scheme} {token}", "another scheme", f"{scheme} {shell_token}")
    yield from (_credentials(value, "a header without credentials") for value in _TABLE["values"])
    yield from _elsewhere(user, f"Basic {token}", ((f"Basic {token}", _shell()),) if secret else (), secret)


def _elsewhere(user: User, sound: str, secrets: tuple[tuple[str, str], ...], secret: bool) -> Iterator[Credentials]:
    """Yield sound credentials beside others, and in other headers."""
    own, wrong = ("Authorization", sound), ("Authorization", "Basic eDp5")
    for other in (sound, "Basic eDp5", "", "Bearer x", "Basic"):
        for pair in ((own, ("Authorization", other)), (("Authorization", other), own)):
            yield Credentials(pair, "the header twice", secrets)
    for name in _TABLE["other_headers"]:
        yield Credentials(((name, sound),), f"credentials in {name}", secrets)
        yield Credentials((wrong, (name, sound)), f"credentials in {name}", secrets)
        yield Credentials((own, (name, wrong[1])), f"others in {name}", secrets)
    for name in _TABLE["person_headers"]:
        yield Credentials(((name, user.name),), f"a name in {name}", ((user.name, _USER),) if secret else ())


def in_query(user: User, secret: bool) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield parameters that have the credentials of a user, and the words of a shell that make them.

    In a shell all bytes are percent-encoded, which makes no difference to a server.
    """
    token = encoded(f"{user.name}:{user.password}")
    words = {"user": user.name, "password": user.password, "token": token}
    shells = {"user": _USER, "password": _PASSWORD, "token": _shell().removeprefix("Basic ")}
    for form in _TABLE["in_query"]:
        text = filled(form, {name: quote(word, safe="") for name, word in words.items()})
        yield text, {text: filled(form, {name: _coded(word) for name, word in shells.items()})} if secret else {}


def respelled(user: User) -> Iterator[Credentials]:
    """Yield name and password in other encodings, quotes and spellings, where only those of Basic are right."""
    name, text = user.name, f"{user.name}:{user.password}"
    token = encoded(text)
    made = [encoded(text.encode(each)) for each in ("utf-16-le", "utf-16-be", "utf-16", "utf-8-sig", "utf-32")]
    made += [encoded(token), text.encode().hex(), base64.b32encode(text.encode()).decode(), quote(text, safe="")]
    made += [f'"{token}"', f"<{token}>", f"({token})", f"{token}#", f"username={quote(name)}"]
    made += [encoded(text.replace(":", sign, 1)) for sign in _TABLE["separators"]]
    made += [encoded(f"{form}:{user.password}") for each in SPELLED if (form := each(name)) != name]
    made += [encoded(f"{name}:{each(user.password)}") for each in SPELLED]
    return (_credentials(f"Basic {each}", "wrong") for each in dict.fromkeys(made))


def mixed(users: list[User], rng: random.Random) -> Iterator[Credentials]:
    """Yield credentials that are nearly those of some users, or mixed with another's."""

    def near(text: str) -> list[str]:
        forms = [each(text) for each in (*FOLDED, *rng.sample(CHANGED, 2))]
        return list(dict.fromkeys([*forms, *other_ends(text)]))

    for user in users:
        wrong: list[User] = []
        if user.name.startswith("pw"):
            wrong += [User(user.name, password) for password in near(user.password)]
        elif not user.name.startswith(("no", "yes")):
            wrong += [*(User(name, user.password) for name in near(user.name)), User(user.name, user.name)]
        other = rng.choice(users)
        wrong.append(rng.choice((User(user.name, other.password), User(user.password, user.name))))
        yield from (right(each) for each in wrong if each != user)
        token = encoded(f"{user.name}:{user.password}")
        signs = (("+", "-"), ("/", "_"), ("+", " "), ("/", "%2F"))
        made = [token.replace(sign, other_sign) for sign, other_sign in signs]
        made.append(token.replace("+", "-").replace("/", "_"))
        yield from (_credentials(f"Basic {each}", "another alphabet of base64") for each in made if each != token)


def _credentials(value: str, why: str, shell: str | None = None) -> Credentials:
    return Credentials((("Authorization", value),), why, ((value, shell),) if shell else ())


def _printed(character: str) -> str:
    """Return a character of a header as a shell writes it."""
    return character if " " <= character <= "~" else f"$(printf '\\{ord(character):03o}')"


def _coded(words: str) -> str:
    return f"$(printf %s \"{words}\" | od -An -v -tx1 | tr -d ' \\n' | sed 's/../%&/g')"


_CASES: tuple[tuple[str, Callable[[str], str], str | None], ...] = (
    ("in upper case", str.upper, "^^"),
    ("in lower case", str.lower, ",,"),
    ("with a capital", lambda text: text[:1].upper() + text[1:], "^"),
    ("without its end", lambda text: text[:-1], "%?"),
    ("without its beginning", lambda text: text[1:], "#?"),
    ("reversed", lambda text: text[::-1], None),
)
"""Changes of a text, and what makes them in a shell."""


def _letters(user: User) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield changes of letters: what changed, name and its shell words, password and its shell words."""
    name, password = user.name, user.password
    for why, changed, words in _CASES:
        if changed(password) != password:
            shell = f"${{{PASSWORD_VARIABLE}{words}}}" if words else f'$(printf %s "{_PASSWORD}" | rev)'
            yield f"the password {why}", name, _USER, changed(password), shell
        if changed(name) != name:
            shell = f"${{{USER_VARIABLE}{words}}}" if words else f'$(printf %s "{_USER}" | rev)'
            yield f"the name {why}", changed(name), shell, password, _PASSWORD
    for index, letter in enumerate(password):
        start, rest = f"${{{PASSWORD_VARIABLE}:0:{index}}}", f"${{{PASSWORD_VARIABLE}:{index + 1}}}"
        other = "x" if letter != "x" else "y"
        text = password[:index] + other + password[index + 1 :]
        yield "the password with another letter", name, _USER, text, f"{start}{other}{rest}"
        yield "the beginning of the password", name, _USER, password[:index], start
    for (index, letter), other in itertools.product(enumerate(name), ("x", "_", "%", "*", "?")):
        if letter != other:
            shell = f"${{{USER_VARIABLE}:0:{index}}}{other}${{{USER_VARIABLE}:{index + 1}}}"
            yield "the name with another letter", name[:index] + other + name[index + 1 :], shell, password, _PASSWORD


def other(user: User, rng: random.Random) -> Iterator[Credentials]:
    """Yield two other forms of a user's password, or of the name where that is odd."""
    for change in rng.sample(_FORMS, 2):
        changed = User(user.name, change(user.password)), User(change(user.name), user.password)
        yield Credentials(right(changed[not user.name.startswith("guest-")]).headers, "another form")


_FORMS: tuple[Callable[[str], str], ...] = (
    *(str.casefold, str.upper, lambda text: text[1:], lambda text: text[:-1]),
    *(lambda text: unicodedata.normalize("NFC", text), lambda text: unicodedata.normalize("NFKC", text)),
    lambda text: text.encode("ascii", "ignore").decode(),
)
