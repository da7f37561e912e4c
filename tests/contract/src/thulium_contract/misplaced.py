"""Credentials where they do not belong: in the query, where a careless server looks for them too."""

from collections.abc import Iterator

from thulium_contract.accounts import User
from thulium_contract.credentials import encoded, quoted
from thulium_contract.exchange import PASSWORD_VARIABLE, USER_VARIABLE

_USER, _PASSWORD = f"${{{USER_VARIABLE}}}", f"${{{PASSWORD_VARIABLE}}}"
_IN_QUERY = (
    *(f"{name}={{user}}&{word}={{password}}" for name, word in (("user", "password"), ("username", "password"))),
    *(f"{name}={{user}}&{word}={{password}}" for name, word in (("login", "pass"), ("api_user", "api_pass"))),
    *(f"{name}={{user}}&{word}={{password}}" for name, word in (("user", "pass"), ("api_user", "api_key"))),
    *(f"{name}={{token}}" for name in ("auth", "token", "access_token", "basic", "api_key", "authorization")),
    *("Authorization=Basic%20{token}", "authorization=Basic+{token}", "{user}={password}", "auth={user}:{password}"),
    *("key={password}", "api_key={password}", "token={password}", "access_token={user}:{password}"),
)


def in_query(user: User, secret: bool) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield parameters that have the credentials of a user, and the words of a shell that make them.

    In a shell all bytes are percent-encoded, which makes no difference to a server.
    """
    token = encoded(f"{user.name}:{user.password}")
    parts = {
        "{user}": (quoted(user.name), _coded(_USER)),
        "{password}": (quoted(user.password), _coded(_PASSWORD)),
        "{token}": (quoted(token), _coded(f'$(printf %s "{_USER}:{_PASSWORD}" | base64 -w0)')),
    }
    for form in _IN_QUERY:
        text = shell = form
        for part, (plain, made) in parts.items():
            text, shell = text.replace(part, plain), shell.replace(part, made)
        yield text, {text: shell} if secret else {}


def _coded(words: str) -> str:
    return f"$(printf %s \"{words}\" | od -An -v -tx1 | tr -d ' \\n' | sed 's/../%&/g')"
