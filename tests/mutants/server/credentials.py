"""Defects in who is let in."""

import base64
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace

from thulium_mock.errors import InternalError
from thulium_mock.store import ApiUser

from tests.mutants.server.changes import at, fail_if, fields, header, headers, if_
from tests.mutants.server.core import Defect, Group, Request, RequestChange
from tests.mutants.server.parts import Parts, Server
from tests.mutants.server.witness import Ask, basic, put

GROUP = Group("credentials")
_add = GROUP.on_request

_QUERY = "chat_queue_id=3"


def _decoded(text: str) -> tuple[str, str] | None:
    """Return name and password of a sound Basic header."""
    scheme, _, token = text.partition(" ")
    try:
        name, colon, password = base64.b64decode(token, validate=True).decode().partition(":")
    except ValueError:
        return None
    return (name, password) if scheme.lower() == "basic" and colon else None


def _token(octets: bytes) -> str:
    return f"Basic {base64.b64encode(octets).decode()}"


def _user(name: str, password: str, *methods: str) -> dict[str, object]:
    return {"name": name, "password": password, "methods": list(methods or "*")}


def login(accept: Callable[[str, str, ApiUser], bool]) -> RequestChange:
    """Let in as the first user whom ``accept`` takes the name and the password for."""

    def change(request: Request, server: Server) -> Request:
        given = _decoded(request.header("authorization"))
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


def _password(accept: Callable[[str, str], bool]) -> RequestChange:
    """Compare passwords, the given one and the right one, in another way."""
    return login(lambda name, password, user: name == user.name and accept(password, user.password))


def _name(accept: Callable[[str, str], bool]) -> RequestChange:
    """Compare names, the given one and the right one, in another way."""
    return login(lambda name, password, user: accept(name, user.name) and password == user.password)


def _spelling(edit: Callable[[str], str | None]) -> RequestChange:
    return header("authorization", edit)


def _padded(text: str) -> str:
    stripped = text.rstrip("=")
    return stripped + "=" * (-len(stripped.partition(" ")[2]) % 4)


def _canonical(text: str) -> str:
    """Spell the token anew, whatever the bits of its last letter that do not count."""
    try:
        return _token(base64.b64decode(text.removeprefix("Basic ") + "==", validate=False))
    except ValueError:
        return text


def _latin_1(text: str) -> str:
    try:
        octets = base64.b64decode(text.removeprefix("Basic "), validate=True)
        return (
            text if octets.decode("utf-8", "ignore").encode() == octets else _token(octets.decode("latin-1").encode())
        )
    except ValueError:
        return text


def _not_ascii(text: str) -> bool:
    return not "".join(_decoded(text) or ()).isascii()


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
        lambda request: (_decoded(request.header("authorization")) or ("",))[0] not in ("", "api_user", "api_limited"),
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

# Passwords and names.
_add("any-password", "Any password is right.", _password(lambda given, right: True), Ask(auth=basic("api_user", "x")))
_add(
    "empty-password",
    "An empty password is right.",
    _password(lambda given, right: given in ("", right)),
    Ask(auth=basic("api_user", "")),
)
_add(
    "password-prefix",
    "The beginning of a password is right.",
    _password(lambda given, right: given != "" and right.startswith(given)),
    Ask(auth=basic("api_user", "api_pas")),
)
_add(
    "password-of-8",
    "Only the first 8 characters of a password count.",
    _password(lambda given, right: given[:8] == right[:8]),
    Ask(auth=basic("api_user", "api_passX")),
)
_add(
    "password-of-72",
    "Only the first 72 bytes of a password count.",
    _password(lambda given, right: given[:72] == right[:72]),
    put(users=[_user("api_user", "a" * 80)]),
    Ask(auth=basic("api_user", "a" * 79 + "b")),
)
_add(
    "password-case",
    "Passwords are compared without regard to case.",
    _password(lambda given, right: given.lower() == right.lower()),
    Ask(auth=basic("api_user", "API_PASS")),
)
_add(
    "password-spaces",
    "Spaces around a password are dropped.",
    _password(lambda given, right: given.strip() == right.strip()),
    Ask(auth=basic("api_user", "api_pass ")),
)
_add(
    "password-normalised",
    "Passwords are compared after Unicode normalisation.",
    _password(lambda given, right: unicodedata.normalize("NFKC", given) == unicodedata.normalize("NFKC", right)),
    put(users=[_user("api_user", "ż")]),
    Ask(auth=basic("api_user", "z\u0307")),
)
_add(
    "password-number",
    "Passwords of digits are compared as numbers.",
    _password(
        lambda given, right: (
            given == right or (given.isdigit() and right.isdigit() and int(given[:99]) == int(right[:99]))
        )
    ),
    put(users=[_user("api_user", "123")]),
    Ask(auth=basic("api_user", "0123")),
)
_add(
    "password-of-other",
    "The password of any user is right for all.",
    login(lambda name, password, user: password == user.password),
    put(users=[_user("api_user", "api_pass"), _user("other", "y")]),
    Ask(auth=basic("api_user", "y")),
)
_add(
    "password-is-name",
    "The name is right as the password.",
    login(lambda name, password, user: name == user.name and password in (user.password, user.name)),
    Ask(auth=basic("api_user", "api_user")),
)
_add(
    "name-case",
    "Names of users are compared without regard to case.",
    _name(lambda given, right: given.lower() == right.lower()),
    Ask(auth=basic("API_User")),
)
_add(
    "name-spaces",
    "Spaces around a name are dropped.",
    _name(lambda given, right: given.strip() == right.strip()),
    Ask(auth=basic("api_user ")),
)
_add(
    "name-wildcard",
    "A percent sign in a name stands for any text.",
    _name(
        lambda given, right: (
            given == right or ("%" in given and re.fullmatch(re.escape(given).replace("%", ".*"), right) is not None)
        )
    ),
    Ask(auth=basic("api%")),
)
_add(
    "swapped",
    "Name and password may be swapped.",
    login(lambda name, password, user: {name, password} == {user.name, user.password}),
    Ask(auth=basic("api_pass", "api_user")),
)
_add(
    "last-colon",
    "The last colon ends the name.",
    _spelling(lambda text: "Basic !" if ":" in (_decoded(text) or ("", ""))[1] else text),
    put(users=[_user("api_user", "a:b")]),
    Ask(auth=basic("api_user", "a:b")),
)
_add(
    "second-colon",
    "A second colon ends the password.",
    _password(lambda given, right: given.partition(":")[0] == right.partition(":")[0]),
    Ask(auth=basic("api_user", "api_pass:x")),
)
_add(
    "controls",
    "Control characters around a password are dropped.",
    _password(lambda given, right: given.strip("\0\r\n\t") == right),
    Ask(auth=basic("api_user", "api_pass\n")),
)

# The header and its token.
_add(
    "latin-1",
    "Names and passwords in Latin-1 are accepted.",
    _spelling(_latin_1),
    put(users=[_user("api_user", "Łó".replace("Ł", "é"))]),
    Ask(auth=_token("api_user:éó".encode("latin-1"))),
)
_add(
    "utf-8-refused",
    "Names and passwords beyond ASCII are wrong.",
    _spelling(lambda text: "Basic !" if _not_ascii(text) else text),
    put(users=[_user("api_user", "żółw")]),
    Ask(auth=basic("api_user", "żółw")),
)
_add(
    "utf-8-crash",
    "A token that is not UTF-8 is an internal error.",
    fail_if(lambda request: request.header("authorization").startswith("Basic /"), InternalError),
    Ask(auth=_token(b"\xff:\xff")),
)
_add(
    "base64-crash",
    "A token that is not base64 is an internal error.",
    fail_if(
        lambda request: re.search("^Basic +[^ ]*[!-*,.:-@_-]", request.header("authorization")) is not None,
        InternalError,
    ),
    Ask(auth="Basic !"),
)
_add(
    "over-padded",
    "A token with too much padding is accepted.",
    _spelling(lambda text: _padded(text) if re.search("={1,9}$", text) else text),
    Ask(auth=basic() + "=="),
)
_add(
    "unpadded",
    "A token without its padding is accepted.",
    _spelling(lambda text: text if text.endswith("=") else _padded(text)),
    Ask(auth=basic().rstrip("=")),
)
_add(
    "spare-bits",
    "The bits of a token that do not count may be any.",
    _spelling(
        lambda text: (
            _canonical(text) if re.fullmatch("Basic [A-Za-z0-9+/]+={1,2}", text) and (len(text) - 6) % 4 == 0 else text
        )
    ),
    Ask(auth=basic().replace("M=", "N=")),
)
_add(
    "url-safe",
    "The URL-safe alphabet is accepted in tokens.",
    _spelling(lambda text: text.replace("-", "+").replace("_", "/")),
    put(users=[_user("api_user", "~~~???")]),
    Ask(auth=basic("api_user", "~~~???").replace("+", "-").replace("/", "_")),
)
_add(
    "space-in-token",
    "Spaces in a token are dropped.",
    _spelling(lambda text: "Basic " + re.sub("[ \t]", "", text[6:]) if text.startswith("Basic ") else text),
    Ask(auth=basic()[:-4] + " " + basic()[-4:]),
)
_add(
    "garbage-in-token",
    "Letters that are not base64 are dropped.",
    _spelling(lambda text: "Basic " + re.sub("[^A-Za-z0-9+/=]", "", text[6:]) if text.startswith("Basic ") else text),
    Ask(auth=basic()[:-4] + "!" + basic()[-4:]),
)
_add(
    "tab",
    "A tab after the scheme is accepted.",
    _spelling(lambda text: text.replace("\t", " ")),
    Ask(auth=basic().replace(" ", "\t")),
)
_add(
    "two-spaces",
    "Two spaces after the scheme are refused.",
    _spelling(lambda text: "Basic !" if "  " in text else text),
    Ask(auth=basic().replace(" ", "  ")),
)
_add(
    "token-alone",
    "A token without a scheme is accepted.",
    _spelling(lambda text: text if " " in text else f"Basic {text}"),
    Ask(auth=basic().removeprefix("Basic ")),
)
_add(
    "not-encoded",
    "Name and password are accepted without base64.",
    _spelling(lambda text: _token(text[6:].encode("latin-1")) if re.match("Basic [^ :]+:", text) else text),
    Ask(auth="Basic api_user:api_pass"),
)
_add(
    "bearer",
    "The scheme Bearer is accepted.",
    _spelling(lambda text: re.sub("(?i)^bearer ", "Basic ", text)),
    Ask(auth=basic().replace("Basic", "Bearer")),
)
_add(
    "any-scheme",
    "A scheme that begins with Basic is accepted.",
    _spelling(lambda text: re.sub("(?i)^basic[!-~]+ ", "Basic ", text)),
    Ask(auth=basic().replace("Basic", "Basic2")),
)
_add(
    "scheme-case",
    "The scheme is accepted only as Basic.",
    _spelling(lambda text: text if text.startswith("Basic ") else "Basic !"),
    Ask(auth=basic().replace("Basic", "basic")),
)
_add(
    "scheme-upper-case",
    "The scheme BASIC in upper case is not known.",
    _spelling(lambda text: text.replace("BASIC ", "Digest ")),
    Ask(auth=basic().replace("Basic", "BASIC")),
)
_add(
    "header-twice",
    "Of two Authorization headers the first counts.",
    headers(
        lambda given: [
            each
            for index, each in enumerate(given)
            if each[0] != "authorization" or "authorization" not in (name for name, _ in given[:index])
        ]
    ),
    Ask(headers=(("authorization", "Basic !"),)),
)
_add(
    "header-twice-last",
    "Of two Authorization headers the last counts.",
    headers(
        lambda given: [
            each
            for index, each in enumerate(given)
            if each[0] != "authorization" or "authorization" not in (name for name, _ in given[index + 1 :])
        ]
    ),
    Ask(auth="Basic !", headers=(("authorization", basic()),)),
)
_add(
    "header-twice-equal",
    "Two equal Authorization headers are accepted.",
    headers(lambda given: list(dict.fromkeys(given))),
    Ask(headers=(("authorization", basic()),)),
)
_add(
    "list",
    "Of a list of credentials the first counts.",
    _spelling(lambda text: text.partition(",")[0]),
    Ask(auth=basic() + ", Basic !"),
)
_add(
    "long-token",
    "A token of more than 4096 characters is an internal error.",
    fail_if(lambda request: len(request.header("authorization")) > 4102, InternalError),
    Ask(auth=basic("api_user", "x" * 4000)),
)
_add(
    "no-colon",
    "A token without a colon, the name alone, is accepted.",
    _spelling(lambda text: basic() if text == _token(b"api_user") else text),
    Ask(auth=_token(b"api_user")),
)


def _knows(key: Callable[[Request], object]) -> Defect:
    """Let in whoever was let in before, by ``key``."""

    def remember(request: Request, server: Server) -> Request:
        given = _decoded(request.header("authorization"))
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
    _knows(lambda request: (_decoded(request.header("authorization")) or ("",))[0]),
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
    put(users=[_user("api_user", "new")]),
    Ask(),
)


def _tired(request: Request, server: Server) -> Request:
    """Stop looking after many wrong passwords."""
    given = _decoded(request.header("authorization"))
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
