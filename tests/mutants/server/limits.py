"""Defects in how much of a request is read."""

from thulium_mock.errors import InternalError, RequestTargetTooLong

from tests.http.messages import START
from tests.mutants.server.changes import fail_if, if_, pieces, query
from tests.mutants.server.core import Group, Request, decoded
from tests.mutants.server.witness import Ask, beside

GROUP = Group("limits")
_add = GROUP.on_request

_LIMIT = 64_000


def _target(request: Request) -> int:
    return len(request.path) + len(request.query) + bool(request.query)


def _filled(size: int, name: str = "client_name") -> Ask:
    start = f"chat_queue_id=3&{name}="
    return Ask(start + "a" * (size - len(START) - 1 - len(start)))


_add(
    "limit-above",
    "A request target of 64001 bytes is accepted.",
    if_(lambda request: _target(request) == _LIMIT + 1, query(lambda text: text[:-1])),
    _filled(_LIMIT + 1),
)
_add(
    "limit-refused",
    "A request target of 64000 bytes is refused.",
    fail_if(lambda request: _target(request) == _LIMIT, lambda: RequestTargetTooLong(limit=_LIMIT)),
    _filled(_LIMIT),
)
_add(
    "limit-absent",
    "A request target has no limit.",
    if_(lambda request: _target(request) > _LIMIT, query(lambda text: text[:20000])),
    _filled(_LIMIT + 1000),
)
_add(
    "limit-of-query",
    "Only the query counts for the limit of the request target.",
    if_(lambda request: len(request.query) <= _LIMIT < _target(request), query(lambda text: text[:60000])),
    _filled(_LIMIT + 20),
)
_add(
    "limit-8190",
    "A request target of more than 8190 bytes is refused.",
    fail_if(lambda request: _target(request) > 8190, lambda: RequestTargetTooLong(limit=_LIMIT)),
    _filled(8191),
)
_add(
    "limit-32768",
    "A request target of more than 32 KiB is refused.",
    fail_if(lambda request: _target(request) > 32768, lambda: RequestTargetTooLong(limit=_LIMIT)),
    _filled(32769, "x"),
)
_add(
    "limit-decoded",
    "The limit of the request target counts characters after decoding.",
    if_(
        lambda request: _target(request) > _LIMIT >= len(request.path) + 1 + len(decoded(request.query)),
        query(lambda text: text[:30000].rpartition("%")[0]),
    ),
    beside("client_name=" + "%C5%BC" * 11000),
)
_add(
    "many-parameters",
    "What follows the thousandth parameter is dropped.",
    pieces(lambda given: given[:1000]),
    Ask("x=1&" * 1000 + "chat_queue_id=3"),
)
_add(
    "hundred-parameters",
    "More than a hundred parameters are an internal error.",
    fail_if(lambda request: request.query.count("&") >= 100, InternalError),
    beside("x=1&" * 100),
)
