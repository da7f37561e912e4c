"""Authentication: HTTP Basic credentials of API users, and the bearer token of the control API."""

import base64
import binascii
import hmac
import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from thulium_mock.errors import MethodNotPermitted, Unauthenticated
from thulium_mock.state.spaces import Space

Headers = Iterable[tuple[bytes, bytes]]

_CHALLENGE = b'Basic realm="Thulium API", charset="UTF-8"'
_CONTROL_CHALLENGE = b'Bearer realm="Thulium mock"'
_SCHEME = re.compile(rb"(?P<scheme>[!#$%&'*+.^_`|~0-9A-Za-z-]+)(?: +(?P<token>[^ ]+))?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


Authenticator = Callable[[Space, Headers, str], Awaitable[None]]
"""It raises `Unauthenticated` or `MethodNotPermitted` unless the headers may call the method in the space."""


async def authenticate_user(space: Space, headers: Headers, method: str) -> None:
    """Authenticate one of the space's API users with HTTP Basic (documented: each has a list of permitted methods)."""
    name, password = parse_basic(headers)
    user = (await space.directory()).users.get(name)
    # Constant time: an unknown name costs the same comparison as a wrong password.
    expected = user.password if user else ""
    if not hmac.compare_digest(password.encode(), expected.encode()) or user is None:
        raise Unauthenticated("wrong_credentials", _CHALLENGE)
    if "*" not in user.methods and method not in user.methods:
        raise MethodNotPermitted


@dataclass(frozen=True)
class ControlToken:
    """Authenticator of the control API's bearer token; without a token (on loopback) every request is permitted."""

    token: str | None

    async def __call__(self, space: Space, headers: Headers, method: str) -> None:
        """Raise `Unauthenticated` unless ``headers`` carry the token."""
        if self.token is None:
            return
        given = _authorization(headers, _CONTROL_CHALLENGE, missing="wrong_token")
        scheme, token = _scheme_and_token(given, _CONTROL_CHALLENGE)
        if scheme != b"bearer" or not hmac.compare_digest(token.decode("latin-1").encode(), self.token.encode()):
            raise Unauthenticated("wrong_token", _CONTROL_CHALLENGE)


def parse_basic(headers: Headers) -> tuple[str, str]:
    """Return user name and password of a Basic ``Authorization`` header, to the letter of RFC 7617.

    The scheme is read in any case, the first colon ends the name, and both parts are UTF-8 without control characters.
    Raises `Unauthenticated` if the header is missing, given twice, or malformed.
    """
    return _name_and_password(_authorization(headers, _CHALLENGE, missing="missing_credentials"))


# Cached, since the same few credentials repeat.
@lru_cache(maxsize=64)
def _name_and_password(credentials: bytes) -> tuple[str, str]:
    scheme, token = _scheme_and_token(credentials, _CHALLENGE)
    try:
        decoded = base64.b64decode(token, validate=True)
        # Base64 has more than one spelling of the same bytes; only the canonical one counts.
        canonical = base64.b64encode(decoded) == token
        name, colon, password = decoded.decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise Unauthenticated("malformed_credentials", _CHALLENGE) from error
    if scheme != b"basic" or not canonical or not colon or _CONTROL.search(name + password):
        raise Unauthenticated("malformed_credentials", _CHALLENGE)
    return name, password


def _authorization(headers: Headers, challenge: bytes, *, missing: str) -> bytes:
    """Return the value of the one Authorization header."""
    found = None
    for name, value in headers:
        if name == b"authorization":
            if found is not None:
                raise Unauthenticated("malformed_credentials", challenge)
            found = value
    if found is None:
        raise Unauthenticated(missing, challenge)
    return found


def _scheme_and_token(credentials: bytes, challenge: bytes) -> tuple[bytes, bytes]:
    """Return scheme (in lower case) and token of an Authorization header."""
    match = _SCHEME.fullmatch(credentials)
    if match is None or match["token"] is None:
        raise Unauthenticated("malformed_credentials", challenge)
    return match["scheme"].lower(), match["token"]
