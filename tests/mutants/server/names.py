"""Defects in what counts as the name of a parameter."""

import re
from collections import Counter

from thulium_mock.errors import InternalError

from tests.mutants.server.changes import PARAMETERS, fail_if, if_, is_broken, name_of, pieces, query, resub
from tests.mutants.server.core import Group
from tests.mutants.server.witness import Ask, beside

GROUP = Group("names")
_add = GROUP.on_request


_add("semicolons", "Semicolons separate parameters.", resub(";", "&"), beside("client_name=a;client_id=b"))
_add(
    "names-in-any-case",
    "Names are compared without regard to case.",
    pieces(
        lambda given: [
            name_of(piece).lower() + "=" + piece.partition("=")[2] if name_of(piece).lower() in PARAMETERS else piece
            for piece in given
        ]
    ),
    beside("CLIENT_ID=1234"),
)
_add(
    "brackets",
    "A name with brackets after it is the same name.",
    resub(r"(?<=[a-z])(\[\]|%5B%5D)=", "="),
    beside("client_id[]=%00"),
)
_add(
    "index",
    "A name with a number in brackets after it is the same name.",
    resub(r"(?<=[a-z])\[[0-9]+\]=", "="),
    beside("client_id[0]=1234"),
)
_add("dots", "Dots in names are underscores.", resub(r"client\.(?=[a-z]+=)", "client_"), beside("client.id=1234"))
_add("spaces", "Spaces before names are dropped.", resub(r"(^|&)(\+|%20)+(?=[a-z])", r"\1"), beside("+client_id=1234"))
_add("hyphens", "Hyphens in names are underscores.", resub("client-(?=[a-z]+=)", "client_"), beside("client-id=1234"))
_add("camel-case", "Names are accepted in camel case.", resub("clientId=", "client_id="), beside("clientId=1234"))
_add(
    "encoded-name",
    "A name that is encoded is not known.",
    resub("(^|&)[a-z_]*%[0-9A-Fa-f]{2}[^=&]*=[^&]*", r"\1"),
    beside("%63lient_id=1234"),
)
_add("second-question-mark", "A second question mark is dropped.", resub(r"^\?+", ""), Ask("?chat_queue_id=3"))
_add(
    "unknown-refused",
    "An unknown parameter is refused.",
    if_(
        lambda request: any(name and name.decode("latin-1") not in PARAMETERS for name, _ in request.pairs()),
        query(lambda text: f"{text}&chat_queue_id=0"),
    ),
    beside("utm_source=x"),
)
_add(
    "unknown-not-utf8",
    "An unknown parameter that is not UTF-8 is an internal error.",
    fail_if(
        lambda request: any(
            name.decode("latin-1") not in PARAMETERS and is_broken(given) for name, given in request.pairs()
        ),
        InternalError,
    ),
    beside("x=%FF"),
)
_add(
    "unknown-repeated",
    "An unknown parameter that is repeated is refused.",
    if_(
        lambda request: any(
            count > 1
            for name, count in Counter(name for name, _ in request.pairs()).items()
            if name and name.decode("latin-1") not in PARAMETERS
        ),
        query(lambda text: f"{text}&chat_queue_id=0"),
    ),
    beside("x=1&x=2"),
)
_add(
    "unknown-long",
    "An unknown parameter of more than 1000 bytes is refused.",
    if_(
        lambda request: any(
            len(given) > 1000 for name, given in request.pairs() if name.decode("latin-1") not in PARAMETERS
        ),
        query(lambda text: f"{text}&chat_queue_id=0"),
    ),
    beside("x=" + "a" * 1001),
)
_add(
    "unknown-control",
    "Control characters in an unknown parameter are refused.",
    if_(
        lambda request: any(
            re.search(rb"[\0-\x1f]", given)
            for name, given in request.pairs()
            if name.decode("latin-1") not in PARAMETERS
        ),
        query(lambda text: f"{text}&chat_queue_id=0"),
    ),
    beside("x=%00"),
)
_add(
    "reserved-names",
    "A parameter called self, body or __proto__ is an internal error.",
    fail_if(
        lambda request: any(name in (b"self", b"body", b"__proto__") for name, _ in request.pairs()), InternalError
    ),
    beside("self=1"),
)
_add("nul-in-name", "NUL ends a name.", resub("(?<=[a-z])%00[^=&]*=", "="), beside("client_id%00x=1234"))
