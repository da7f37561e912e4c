"""Safe check of a live tenant: only requests that documented facts refuse, and one announced conversation."""

import time
from collections.abc import Callable
from dataclasses import replace

from thulium_contract.checking import preflight
from thulium_contract.checking.full import MISSING, Options, report_on, session_of
from thulium_contract.document.documents import document
from thulium_contract.document.operations import PATH, main_operation, operations
from thulium_contract.http.exchange import Exchange, Request, Response
from thulium_contract.reports.results import Report
from thulium_contract.requests import fixtures, plain
from thulium_contract.requests.subject import Subject
from thulium_contract.session.inspector import RULES
from thulium_contract.session.session import Session, Stop
from thulium_contract.session.shrink import explain
from thulium_contract.targets.target import Target, Unreachable


def requests(base_path: str, options: Options) -> tuple[list[Request], Request]:
    """Return all requests of a safe check of a server whose paths begin with ``base_path``, and the one announced."""
    subject = _subject(base_path, options)
    further = (each for some in _further(subject) for each in some)
    return [*preflight.refused(subject), *plain.refused(subject), *further], plain.announced(subject)


def check_safely(target: Target, options: Options, announce: Callable[[str], None]) -> Report:
    """Check ``target`` with requests that must be refused, then start one conversation.

    At the first request that is not refused everything ends: something was started or made by mistake.

    Raises:
        Unreachable: there is no such API, or the credentials are refused.
    """
    started = time.monotonic()
    subject = _subject(target.base_path, options)
    report = report_on(target, options)
    session = session_of(target, subject, options, report)
    session.deadline = started + (options.budget or float("inf"))
    for name in RULES:
        session.rule(name).reason = "a safe check starts no conversations to look for"
    session.once = True
    refused, announced = requests(target.base_path, options)
    report.planned = len(refused) + 1

    def ask(request: Request) -> Exchange:
        exchange = session.ask(request)
        if 200 <= (response := exchange.response).status < 300:
            session.judged(exchange)
            report.alarm = (
                f"A request {request.why} was answered with {response.status}: it may have started or made something "
                "that was not announced, and nothing more was sent."
            )
            report.stop("The check ended at the first success that was not announced.")
            raise Stop
        return exchange

    def send(request: Request) -> Response:
        return session.judged(ask(request)).response

    try:
        if wrong := preflight.mistaken(subject, target.origin, send, safe=True):
            raise Unreachable(wrong)
        for request in plain.refused(subject):
            send(request)
        for first, *others in _further(subject):
            if (exchange := ask(first)).response.status not in MISSING:
                session.judged(exchange)
                for request in others:
                    send(request)
        announce(f"Starting one conversation in queue {options.queue} of {target.origin} now.")
        _start(session, announced, options.queue)
    except Stop:
        pass
    session.conclude()
    explain(session, shrink=False)
    report.seconds = time.monotonic() - started
    return report


def _start(session: Session, announced: Request, queue: int) -> None:
    """Send the announced request, and report what came of it."""
    exchange, report = session.ask(announced), session.report
    status = exchange.response.status
    refused = f"The announced conversation was refused ({status}): queue {queue} may not exist, --queue gives another."
    if status in preflight.ABSENT:
        session.judge.sure_queues = frozenset()
        report.unfinished = refused
    elif 400 <= status < 500:
        report.notes.append(refused)
    elif 200 <= status < 300:
        report.notes.append("One conversation was started, as announced.")
    else:
        why = exchange.response.problem or status
        report.notes.append(f"Whether the announced conversation was started is not known ({why}).")
    session.judged(exchange)


def _further(main: Subject) -> list[list[Request]]:
    """Return what documented facts refuse of each operation more that needs no id; its credentials are assumed."""
    found = [each for each in operations(document(), main.base_path) if each.id != main.operation.id]
    made = [[*plain.incomplete(replace(main, operation=each))] for each in found if not each.at(PATH)]
    return [each for each in made if each]


def _subject(base_path: str, options: Options) -> Subject:
    known = fixtures.unknown(options.user, options.password, options.queue)
    return Subject(main_operation(document(), base_path), known, base_path, options.seed, False, False)
