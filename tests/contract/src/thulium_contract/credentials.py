"""Credentials of every kind, right and broken: systematic changes of the right header, and of users' names."""

import base64
import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from thulium_contract.accounts import User, near
from thulium_contract.cast import Cast
from thulium_contract.exchange import PASSWORD_VARIABLE, USER_VARIABLE

_USER, _PASSWORD = f"${{{USER_VARIABLE}}}", f"${{{PASSWORD_VARIABLE}}}"
"""The words of a shell for the user of the run and the password."""


@dataclass(frozen=True)
class Credentials:
    """Headers that say who is calling; ``shell`` makes the value of one in a shell where it comes from real secrets."""

    headers: tuple[tuple[str, str], ...]
    why: str
    secrets: tuple[tuple[str, str], ...] = ()
    user: User | None = None


def encoded(text: str | bytes) -> str:
    """Return base64 of a text in UTF-8."""
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def quoted(text: str) -> str:
    """Return a text percent-encoded."""
    return quote(text, safe="")


def right(user: User) -> Credentials:
    """Return the credentials of a user, as they should be."""
    return Credentials((("Authorization", f"Basic {encoded(f'{user.name}:{user.password}')}"),), "right", user=user)


def real(user: User) -> Credentials:
    """Return the credentials of the run's user, which are nowhere shown."""
    made = right(user)
    return Credentials(made.headers, made.why, ((made.headers[0][1], _shell()),))


def _shell(text: str = f"{_USER}:{_PASSWORD}") -> str:
    return f'Basic $(printf %s "{text}" | base64 -w0)'


def broken(user: User, secret: bool) -> Iterator[Credentials]:
    """Yield credentials that are nearly those of ``user``; ``secret`` tells that they must not be shown.

    Some are right, such as a scheme in another case.
    """
    yield Credentials((), "no credentials")
    token = encoded(f"{user.name}:{user.password}")
    shell_token = f'$(printf %s "{_USER}:{_PASSWORD}" | base64 -w0)'
    for why, change in _HEADERS:
        value = change(token)
        shell = "".join(_printed(character) for character in change(shell_token))
        yield _credentials(value, why, shell if secret else None)
    for length in range(len(token)):
        cut = f'$(printf %s "{_USER}:{_PASSWORD}" | base64 -w0 | head -c {length})'
        yield _credentials(f"Basic {token[:length]}", "a token cut short", f"Basic {cut}" if secret else None)
    for sign, place in itertools.product((" ", "  ", "-", "_", ".", "!", ",", "*", "=", ":"), (1, 4, 8)):
        parted = f'$(printf %s "{_USER}:{_PASSWORD}" | base64 -w0 | sed "s/./&{sign}/{place}")'
        value = f"Basic {token[:place]}{sign}{token[place:]}"
        yield _credentials(value, "something in the token", f"Basic {parted}" if secret else None)
    for why, pair in _PAIRS:
        text = pair(user.name, user.password)
        shell = _shell(pair(_USER, _PASSWORD))
        yield _credentials(f"Basic {encoded(text)}", why, shell if secret else None)
    for why, name, name_shell, password, password_shell in _letters(user):
        shell = _shell(f"{name_shell}:{password_shell}")
        yield _credentials(f"Basic {encoded(f'{name}:{password}')}", why, shell if secret else None)
    for control in ("\0", "\n", "\r\n", "\t", "\x7f", "\x1b"):
        code = "".join(f"\\{ord(character):03o}" for character in control)
        for form in (f"%s:%s{code}", f"%s{code}:%s", f"{code}%s:%s", f"%s:{code}%s"):
            text = form.replace(code, control) % (user.name, user.password)
            shell = f'Basic $(printf \'{form}\' "{_USER}" "{_PASSWORD}" | base64 -w0)'
            yield _credentials(f"Basic {encoded(text)}", "a control character", shell if secret else None)
    for text in (
        "",
        ":",
        "x",
        "x:y",
        "admin:admin",
        "root:",
        ":x",
        "a" * 5000,
        "a:" + "b" * 5000,
        "*:*",
        "%:%",
        "\0:\0",
    ):
        yield _credentials(f"Basic {encoded(text)}", "other credentials")
    for octets in (
        b"\xff\xfe:\xff",
        b"\xc5:\xbc",
        b"a\xff:b",
        b"\xed\xa0\x80:x",
        b"\xef\xbb\xbfa:b",
        b"a:b\n",
        b"\x7f:x",
    ):
        yield _credentials(f"Basic {encoded(octets)}", "credentials that are no text")
    for scheme in ("Bearer", "Digest", "Negotiate", "Token", "ApiKey", "Basics", "Basi", "NTLM", "Basic,", "Basic:"):
        yield _credentials(f"{scheme} {token}", "another scheme", f"{scheme} {shell_token}" if secret else None)
    for value in (
        "",
        "Basic",
        "Basic ",
        "basic",
        "Bearer",
        "Bearer x",
        'Digest username="x"',
        "x",
        ":",
        "=",
        "Basic =",
        "Basic ====",
    ):
        yield _credentials(value, "a header without credentials")
    sound, shell = f"Basic {token}", f"Basic {shell_token}"
    secrets = ((sound, shell),) if secret else ()
    for other in (sound, "Basic eDp5", "", "Bearer x", "Basic"):
        yield Credentials((("Authorization", sound), ("Authorization", other)), "the header twice", secrets)
        yield Credentials((("Authorization", other), ("Authorization", sound)), "the header twice", secrets)
    for name in (
        "Proxy-Authorization",
        "X-Authorization",
        "Authentication",
        "X-Forwarded-Authorization",
        "Cookie",
        "Authorisation",
    ):
        yield Credentials(((name, sound),), f"credentials in {name}", secrets)
        yield Credentials((("Authorization", "Basic eDp5"), (name, sound)), f"credentials in {name}", secrets)
        yield Credentials((("Authorization", sound), (name, "Basic eDp5")), f"others in {name}", secrets)
    for name in ("X-Forwarded-User", "X-Remote-User", "Remote-User", "X-User", "X-Api-Key", "From", "X-Auth-User"):
        secrets = ((user.name, _USER),) if secret else ()
        yield Credentials(((name, user.name),), f"a name in {name}", secrets)


def _credentials(value: str, why: str, shell: str | None = None) -> Credentials:
    return Credentials((("Authorization", value),), why, ((value, shell),) if shell else ())


def _printed(character: str) -> str:
    """Return a character of a header as a shell writes it."""
    return character if " " <= character <= "~" else f"$(printf '\\{ord(character):03o}')"


_HEADERS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("scheme in lower case", lambda token: f"basic {token}"),
    ("scheme in upper case", lambda token: f"BASIC {token}"),
    ("scheme in mixed case", lambda token: f"bAsIc {token}"),
    ("two spaces", lambda token: f"Basic  {token}"),
    ("many spaces", lambda token: f"Basic         {token}"),
    ("a tab", lambda token: f"Basic\t{token}"),
    ("no space", lambda token: f"Basic{token}"),
    ("a colon", lambda token: f"Basic:{token}"),
    ("a comma", lambda token: f"Basic,{token}"),
    ("an equals sign", lambda token: f"Basic={token}"),
    ("no scheme", lambda token: token),
    ("the scheme twice", lambda token: f"Basic Basic {token}"),
    ("the token twice", lambda token: f"Basic {token} {token}"),
    ("two tokens and a comma", lambda token: f"Basic {token}, Basic {token}"),
    ("a list that ends with another scheme", lambda token: f"Basic {token}, Bearer x"),
    ("a list that begins with another scheme", lambda token: f"Bearer x, Basic {token}"),
    ("a trailing comma", lambda token: f"Basic {token},"),
    ("a trailing semicolon", lambda token: f"Basic {token};"),
    ("a parameter", lambda token: f"Basic {token} charset=UTF-8"),
    ("a named token", lambda token: f"Basic token={token}"),
    ("quotes", lambda token: f"Basic '{token}'"),
    ("a letter after the token", lambda token: f"Basic {token}A"),
    ("four letters after the token", lambda token: f"Basic {token}AAAA"),
    ("one equals sign after the token", lambda token: f"Basic {token}="),
    ("two equals signs after the token", lambda token: f"Basic {token}=="),
    ("three equals signs after the token", lambda token: f"Basic {token}==="),
    ("four equals signs after the token", lambda token: f"Basic {token}===="),
    ("an equals sign before the token", lambda token: f"Basic ={token}"),
    ("an exclamation mark in the token", lambda token: f"Basic {token}!"),
    ("a hyphen before the token", lambda token: f"Basic -{token}"),
    ("a dot after the token", lambda token: f"Basic {token}."),
    ("a percent code after the token", lambda token: f"Basic {token}%3D"),
    ("a letter before the token", lambda token: f"Basic A{token}"),
    ("a space and a letter after the token", lambda token: f"Basic {token} A"),
    ("a non-ASCII letter after the token", lambda token: f"Basic {token}\xe9"),
    ("a no-break space", lambda token: f"Basic\xa0{token}"),
)
"""Changes of the header, which work on the token and on what makes it in a shell."""

_PAIRS: tuple[tuple[str, Callable[[str, str], str]], ...] = (
    ("no colon", lambda name, password: f"{name}{password}"),
    ("only the name", lambda name, password: name),
    ("the name and a colon", lambda name, password: f"{name}:"),
    ("only the password", lambda name, password: password),
    ("a colon and the password", lambda name, password: f":{password}"),
    ("name and password exchanged", lambda name, password: f"{password}:{name}"),
    ("two colons", lambda name, password: f"{name}::{password}"),
    ("a leading colon", lambda name, password: f":{name}:{password}"),
    ("a trailing colon", lambda name, password: f"{name}:{password}:"),
    ("a semicolon", lambda name, password: f"{name};{password}"),
    ("a slash", lambda name, password: f"{name}/{password}"),
    ("a space after the colon", lambda name, password: f"{name}: {password}"),
    ("a space before the colon", lambda name, password: f"{name} :{password}"),
    ("a leading space", lambda name, password: f" {name}:{password}"),
    ("a trailing space", lambda name, password: f"{name}:{password} "),
    ("a letter after the password", lambda name, password: f"{name}:{password}x"),
    ("a letter before the password", lambda name, password: f"{name}:x{password}"),
    ("a letter after the name", lambda name, password: f"{name}x:{password}"),
    ("a letter before the name", lambda name, password: f"x{name}:{password}"),
    ("the password twice", lambda name, password: f"{name}:{password}{password}"),
    ("the name as password", lambda name, password: f"{name}:{name}"),
    ("a star as password", lambda name, password: f"{name}:*"),
    ("a percent sign as password", lambda name, password: f"{name}:%"),
    ("SQL as password", lambda name, password: f"{name}:' OR '1'='1"),
    ("SQL after the name", lambda name, password: f"{name}'--:{password}"),
    ("a pattern as name", lambda name, password: f"%:{password}"),
    ("a word as password", lambda name, password: f"{name}:password"),
    ("a letter as password", lambda name, password: f"{name}:x"),
    ("digits as password", lambda name, password: f"{name}:123456"),
    ("a usual password", lambda name, password: f"{name}:admin"),
    ("null as password", lambda name, password: f"{name}:null"),
    ("a long password", lambda name, password: f"{name}:{password}{'x' * 2000}"),
    ("a domain before the name", lambda name, password: f"domain/{name}:{password}"),
    ("a percent code after the password", lambda name, password: f"{name}:{password}%00"),
    ("a combining accent after the password", lambda name, password: f"{name}:{password}\u0301"),
    ("a zero-width space after the name", lambda name, password: f"{name}\u200b:{password}"),
)
"""Changes of what is encoded."""


def _letters(user: User) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield changes of letters: what changed, name and its shell words, password and its shell words."""
    name, password = user.name, user.password
    for why, changed, words in (
        ("in upper case", str.upper, "^^"),
        ("in lower case", str.lower, ",,"),
        ("with a capital", lambda text: text[:1].upper() + text[1:], "^"),
        ("without its end", lambda text: text[:-1], "%?"),
        ("without its beginning", lambda text: text[1:], "#?"),
        ("reversed", lambda text: text[::-1], None),
    ):
        if changed(password) != password:
            shell = f"${{{PASSWORD_VARIABLE}{words}}}" if words else f'$(printf %s "{_PASSWORD}" | rev)'
            yield f"the password {why}", name, _USER, changed(password), shell
        if changed(name) != name:
            shell = f"${{{USER_VARIABLE}{words}}}" if words else f'$(printf %s "{_USER}" | rev)'
            yield f"the name {why}", changed(name), shell, password, _PASSWORD
    for index in range(len(password)):
        replacement = "x" if password[index] != "x" else "y"
        changed_password = password[:index] + replacement + password[index + 1 :]
        shell = f"${{{PASSWORD_VARIABLE}:0:{index}}}{replacement}${{{PASSWORD_VARIABLE}:{index + 1}}}"
        yield "the password with another letter", name, _USER, changed_password, shell
        start = f"${{{PASSWORD_VARIABLE}:0:{index}}}"
        yield "the beginning of the password", name, _USER, password[:index], start
    for index in range(len(name)):
        for replacement in ("x", "_", "%", "*", "?"):
            if name[index] != replacement:
                shell = f"${{{USER_VARIABLE}:0:{index}}}{replacement}${{{USER_VARIABLE}:{index + 1}}}"
                changed_name = name[:index] + replacement + name[index + 1 :]
                yield "the name with another letter", changed_name, shell, password, _PASSWORD


def of_cast(cast: Cast, rng: random.Random) -> Iterator[Credentials]:
    """Yield credentials that are nearly those of the invented users, or mixed with another's."""
    others = [each for each in cast.users if each is not cast.main]
    for user in others:
        if user.name.startswith("pw"):
            wrong = [User(user.name, password) for password in dict.fromkeys(near(user.password, rng))]
        elif user.name.startswith(("no", "yes")):
            wrong = []
        else:
            wrong = [User(name, user.password) for name in dict.fromkeys(near(user.name, rng))]
            wrong.append(User(user.name, user.name))
        other = rng.choice(others)
        wrong += [User(user.name, other.password), User(other.name, user.password), User(user.password, user.name)]
        yield from (right(each) for each in wrong if each != user)
        token = encoded(f"{user.name}:{user.password}")
        for sound, other_sign in (("+", "-"), ("/", "_"), ("+", " "), ("/", "%2F")):
            if sound in token:
                yield _credentials(f"Basic {token.replace(sound, other_sign)}", "another alphabet of base64")
        both = token.replace("+", "-").replace("/", "_")
        if both != token:
            yield _credentials(f"Basic {both}", "the alphabet of base64 for URLs")
