"""Defects in who is let in."""

from collections.abc import Callable

from thulium_mock.state.directory import ApiUser

from tests.mutants.server.changes import at, fields, headers, if_
from tests.mutants.server.core import Defect, Group, Request
from tests.mutants.server.logins import as_user, credentials_of, login, user_named
from tests.mutants.server.parts import Parts, Server
from tests.mutants.server.witness import Ask, basic, put

GROUP = Group("credentials")
_add = GROUP.on_request

_QUERY = "chat_queue_id=3"


# No check at all, for some.
_add(
    "none",
    "Whoever sends no credentials is let in.",
    as_user(lambda request: not request.has("authorization")),
    Ask(auth=None),
)
_add("not-needed", "Credentials are not looked at.", as_user(lambda request: True), Ask(auth="Basic !"))
_add(
    "empty-header",
    "An empty Authorization header lets in.",
    as_user(lambda request: request.has("authorization") and not request.header("authorization").strip()),
    Ask(auth=""),
)
_add(
    "scheme-alone",
    "The word Basic without a token lets in.",
    as_user(lambda request: request.header("authorization").strip().lower() == "basic"),
    Ask(auth="Basic"),
)
_add(
    "unknown-name",
    "An unknown name is let in, whatever the password.",
    if_(
        lambda request: (
            (credentials_of(request.header("authorization")) or ("",))[0] not in ("", "api_user", "api_limited")
        ),
        as_user(lambda request: True),
    ),
    Ask(auth=basic("nobody", "x")),
)
_add(
    "empty-name",
    "An empty name is let in, whatever the password.",
    login(lambda name, password, user: name == ""),
    Ask(auth=basic("", "x")),
)
_add(
    "in-query",
    "Name and password are accepted in the query.",
    as_user(
        lambda request: (
            (request.value("user") == b"api_user" and request.value("password") == b"api_pass")
            or request.value("api_user") == b"api_pass"
        )
    ),
    Ask(f"{_QUERY}&user=api_user&password=api_pass", auth=None),
)
_add(
    "proxy-header",
    "Credentials are accepted in Proxy-Authorization.",
    headers(lambda given: [("authorization" if name == "proxy-authorization" else name, text) for name, text in given]),
    Ask(auth=None, headers=(("proxy-authorization", basic()),)),
)
_add(
    "forwarded",
    "Whoever says to come from the machine itself, in X-Forwarded-For, is let in.",
    as_user(lambda request: request.header("x-forwarded-for").startswith("127.")),
    Ask(auth=None, headers=(("x-forwarded-for", "127.0.0.1"),)),
)


def _knows(key: Callable[[Request], object]) -> Defect:
    """Let in whoever was let in before, by ``key``."""

    def remember(request: Request, server: Server) -> Request:
        given = credentials_of(request.header("authorization"))
        user = server.users.get(given[0]) if given else None
        if given and user and user.password == given[1]:
            server.memory[key(request)] = user
        known: ApiUser | None = server.memory.get(key(request))
        return as_user(lambda _: True)(request, Server(users={known.name: known})) if known else request

    return Defect(request=remember)


def _first_version(name: str, server: Server) -> ApiUser | None:
    """Find a user as it was when it was first asked for."""
    found: ApiUser | None = server.memory.setdefault(name, server.users.get(name))
    return found


GROUP.add(
    "remembered-name",
    "After a first success a user's password does not count.",
    _knows(lambda request: (credentials_of(request.header("authorization")) or ("",))[0]),
    Ask(),
    Ask(auth=basic("api_user", "x")),
)
GROUP.add(
    "remembered-client",
    "Who was let in once from an address needs no credentials any more.",
    _knows(lambda request: None if request.client is None else request.client[0]),
    Ask(),
    Ask(auth=None),
)
GROUP.add(
    "cached-user",
    "A password that was changed stays right.",
    Defect(parts=Parts(user=_first_version)),
    Ask(),
    put(users=[user_named("api_user", "new")]),
    Ask(),
)


def _tired(request: Request, server: Server) -> Request:
    """Stop looking after many wrong passwords."""
    given = credentials_of(request.header("authorization"))
    wrong = given is not None and (user := server.users.get(given[0])) is not None and user.password != given[1]
    return as_user(lambda _: True)(request, server) if wrong and server.nth("wrong") > 20 else request


_add("tired", "The twenty-first wrong password lets in.", _tired, Ask(auth=basic("api_user", "x"), times=21))
GROUP.on_answer("no-challenge", "401 has no WWW-Authenticate.", at(401, fields(www_authenticate=None)), Ask(auth=None))
GROUP.on_answer(
    "no-challenge-if-wrong",
    "401 has no WWW-Authenticate if credentials were sent.",
    at(401, fields(www_authenticate=None), only=lambda request: request.has("authorization")),
    Ask(auth="Basic !"),
)
GROUP.on_answer(
    "bearer-challenge",
    "WWW-Authenticate asks for a bearer token.",
    at(401, fields(www_authenticate='Bearer realm="Thulium API"')),
    Ask(auth=None),
)
GROUP.on_answer("no-realm", "WWW-Authenticate has no realm.", at(401, fields(www_authenticate="Basic")), Ask(auth=None))
