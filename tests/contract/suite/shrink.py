"""The smallest request that breaks a rule: parts are left out as long as the same rule stays broken."""

from collections.abc import Iterator
from dataclasses import replace

from tests.contract.suite.exchange import Exchange, Request, with_query
from tests.contract.suite.results import RuleResult
from tests.contract.suite.rules import RULES
from tests.contract.suite.session import Session

_MOST_TRIES = 60
_KEEP = {"time", "answered", "fresh-ids"}


def explain(session: Session, shrink: bool = True) -> None:
    """Give each broken rule the command line of a request that breaks it, as small as can be found."""
    single = {rule.id for rule in RULES} - _KEEP
    for result in session.report.broken:
        if result.exchange is None:
            continue
        if shrink and result.rule in single:
            _shrink(session, result)
        result.curl = result.exchange.request.curl(session.target.origin)


def _shrink(session: Session, result: RuleResult) -> None:
    exchange, detail = result.exchange, result.detail
    if exchange is None:
        return
    if not _breaks(session, result.rule, exchange.request):
        result.detail = f"{detail} (not again when the request is sent alone)"
        return
    tries = 0
    smaller = True
    while smaller and tries < _MOST_TRIES:
        smaller = False
        for candidate in _candidates(exchange.request):
            tries += 1
            if tries > _MOST_TRIES:
                break
            if found := _breaks(session, result.rule, candidate):
                exchange, smaller = found[0], True
                result.detail = found[1]
                break
    result.exchange = exchange


def _breaks(session: Session, rule: str, request: Request) -> tuple[Exchange, str] | None:
    """Return the exchange and what is wrong with it, if the request breaks the rule when it is sent now."""
    session.report.requests += 1
    exchange = Exchange(request, session.target.send(request), session.report.requests)
    outcome = session.outcomes(exchange, session.memory).get(rule, "")
    return (exchange, outcome) if outcome else None


def _candidates(request: Request) -> Iterator[Request]:
    """Yield requests that are a little smaller."""
    if request.body:
        yield replace(request, body=b"")
    for index, (name, _) in enumerate(request.headers):
        if name.lower() != "authorization":
            yield replace(request, headers=request.headers[:index] + request.headers[index + 1 :])
    query = request.target.partition("?")[2]
    pieces = query.split("&") if query else []
    for size in (len(pieces) // 2, 1):
        for index in range(0, len(pieces), size or 1):
            if size and len(pieces) > 1:
                yield with_query(request, pieces[:index] + pieces[index + size :])
    for index, piece in enumerate(pieces):
        name, mark, value = piece.partition("=")
        for shorter in sorted(
            {value[: len(value) // 2], value[len(value) // 2 :], value[:-1], value[1:]} - {value, ""}
        ):
            yield with_query(request, [*pieces[:index], f"{name}{mark}{shorter}", *pieces[index + 1 :]])
