"""Shrinking (minimization) of a request that breaks a rule: drops parts while the same rule stays broken."""

from collections.abc import Iterator
from dataclasses import replace

from thulium_contract.http.exchange import Exchange, Request, with_query
from thulium_contract.reports.results import Deviation
from thulium_contract.rules.findings import RULES
from thulium_contract.session.session import Session

_MOST_TRIES, _MOST_CAUSES = 60, 3
_KEEP = {"time", "answered", "fresh-ids"}


def explain(session: Session, shrink: bool = True) -> None:
    """Give each deviation and each fact the command line of a request that shows it, as small as can be found."""
    single = {rule.id for rule in RULES} - _KEEP
    origin = session.target.origin
    for result in session.report:
        for number, each in enumerate(result.causes):
            if each.exchange is None:
                continue
            if shrink and each.broken and result.rule in single and number < _MOST_CAUSES:
                _shrink(session, result.rule, each)
            each.curl = each.exchange.request.curl(origin)
    for evidence in session.report.evidence.values():
        evidence.curl = evidence.exchange.request.curl(origin) if evidence.exchange else ""


def _shrink(session: Session, rule: str, deviation: Deviation) -> None:
    exchange = deviation.exchange
    if exchange is None:
        return
    if not _breaks(session, rule, exchange.request):
        deviation.detail += " (not again when the request is sent alone)"
        return
    tries = 0
    smaller = True
    while smaller and tries < _MOST_TRIES:
        smaller = False
        for candidate in _candidates(exchange.request):
            tries += 1
            if tries > _MOST_TRIES:
                break
            if found := _breaks(session, rule, candidate):
                exchange, smaller = found[0], True
                deviation.detail = found[1]
                break
    deviation.exchange = exchange


def _breaks(session: Session, rule: str, request: Request) -> tuple[Exchange, str] | None:
    """Return the exchange and what is wrong with it, if the request breaks the rule when it is sent now."""
    session.report.requests += 1
    exchange = Exchange(request, session.target.send(request), session.report.requests)
    finding = session.findings(exchange, session.memory).get(rule)
    if finding is None or not finding.detail:
        return None
    doubtful = session.report.facts.decisive(session.rests_on(finding, exchange))[1]
    return None if doubtful else (exchange, finding.detail)


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
