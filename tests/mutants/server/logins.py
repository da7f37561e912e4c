"""What the defects of credentials share: reading them, and letting in."""

import base64
from collections.abc import Callable
from dataclasses import replace

from thulium_mock.state.directory import ApiUser

from tests.mutants.server.changes import header
from tests.mutants.server.core import Request, RequestChange
from tests.mutants.server.parts import Server
from tests.mutants.server.witness import basic


def credentials_of(text: str) -> tuple[str, str] | None:
    """Return name and password of a sound Basic header."""
    scheme, _, token = text.partition(" ")
    try:
        name, colon, password = base64.b64decode(token, validate=True).decode().partition(":")
    except ValueError:
        return None
    return (name, password) if scheme.lower() == "basic" and colon else None


def token_of(octets: bytes) -> str:
    """Return the Basic header of any bytes."""
    return f"Basic {base64.b64encode(octets).decode()}"


def user_named(name: str, password: str, *methods: str) -> dict[str, object]:
    """Return a user as fixtures have it."""
    return {"name": name, "password": password, "methods": list(methods or "*")}


def login(accept: Callable[[str, str, ApiUser], bool]) -> RequestChange:
    """Let in as the first user whom ``accept`` takes the name and the password for."""

    def change(request: Request, server: Server) -> Request:
        given = credentials_of(request.header("authorization"))
        if given is None:
            return request
        users = (user for user in server.users.values() if accept(*given, user))
        user = next(users, None)
        edit = header("authorization", lambda text: basic(user.name, user.password) if user else text)
        return edit(request, server)

    return change


def as_user(condition: Callable[[Request], bool]) -> RequestChange:
    """Let in as the first user the requests that the condition is true of."""

    def change(request: Request, server: Server) -> Request:
        user = next(iter(server.users.values()), None)
        if user is None or not condition(request):
            return request
        kept = [each for each in request.headers if each[0] != "authorization"]
        return replace(request, headers=(*kept, ("authorization", basic(user.name, user.password))))

    return change


def spelled(edit: Callable[[str], str | None]) -> RequestChange:
    """Change how credentials are spelled."""
    return header("authorization", edit)


def may_not(request: Request, server: Server) -> bool:
    """Tell whether a request is that of an API user who may do nothing."""
    name, password = credentials_of(request.header("authorization")) or ("", "")
    user = server.users.get(name)
    return user is not None and user.password == password and not {"*", "chat_conversations/start"} & set(user.methods)
