"""Defects in how names and passwords are compared."""

import re
import unicodedata
from collections.abc import Callable

from tests.mutants.server.core import Group, RequestChange
from tests.mutants.server.logins import credentials_of, login, spelled, user_named
from tests.mutants.server.witness import Ask, basic, put

GROUP = Group("passwords")
_add = GROUP.on_request


def _password(accept: Callable[[str, str], bool]) -> RequestChange:
    """Compare passwords, the given one and the right one, in another way."""
    return login(lambda name, password, user: name == user.name and accept(password, user.password))


def _name(accept: Callable[[str, str], bool]) -> RequestChange:
    """Compare names, the given one and the right one, in another way."""
    return login(lambda name, password, user: accept(name, user.name) and password == user.password)


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
    put(users=[user_named("api_user", "a" * 80)]),
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
    put(users=[user_named("api_user", "ż")]),
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
    put(users=[user_named("api_user", "123")]),
    Ask(auth=basic("api_user", "0123")),
)
_add(
    "password-of-other",
    "The password of any user is right for all.",
    login(lambda name, password, user: password == user.password),
    put(users=[user_named("api_user", "api_pass"), user_named("other", "y")]),
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
    spelled(lambda text: "Basic !" if ":" in (credentials_of(text) or ("", ""))[1] else text),
    put(users=[user_named("api_user", "a:b")]),
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
