"""The check of a live tenant: only requests that documented facts refuse, and one announced conversation."""

import time
from collections.abc import Callable

from tests.contract.runs import document
from tests.contract.suite import cast, plain
from tests.contract.suite.check import Options, memory_of, report_on
from tests.contract.suite.corpus import Corpus
from tests.contract.suite.exchange import Request, Response
from tests.contract.suite.expectation import Judge
from tests.contract.suite.preflight import mistaken
from tests.contract.suite.results import Report
from tests.contract.suite.session import Session, Stop
from tests.contract.suite.shrink import explain
from tests.contract.suite.state import RULES
from tests.contract.suite.target import Target, Unreachable


def requests(base_path: str, options: Options) -> tuple[list[Request], Request]:
    """Return all requests of a safe check of a server whose paths begin with ``base_path``, and the one announced."""
    corpus = _corpus(base_path, options)
    return plain.refused(corpus), plain.announced(corpus)


def check_safely(target: Target, options: Options, announce: Callable[[str], None]) -> Report:
    """Check ``target`` with requests that must be refused, then start one conversation.

    At the first request that is not refused everything ends: a conversation was started by mistake.

    Raises:
        Unreachable: there is no such API, or the credentials are refused.
    """
    started = time.monotonic()
    corpus = _corpus(target.base_path, options)
    judge = Judge(document(), corpus.cast.known, base_path=target.base_path)
    judge.sure_queues = frozenset(corpus.cast.queues)
    report = report_on(target, options)
    session = Session(target, judge, memory_of(target, judge, corpus, options), report)
    session.keep = options.keep
    session.deadline = started + (options.budget or float("inf"))
    for name, sentence in RULES.items():
        session.rule(name, sentence).reason = "a safe check starts no conversations to look for"
    refused, announced = requests(target.base_path, options)
    report.planned = len(refused) + 1

    def send(request: Request) -> Response:
        response = session.send(request).response
        if 200 <= response.status < 300:
            report.alarm = (
                f"A request {request.why} was answered with {response.status}: it may have started a conversation "
                "that was not announced, and nothing more was sent."
            )
            report.stop("The check ended at the first success that was not announced.")
            raise Stop
        return response

    try:
        if wrong := mistaken(corpus, target.origin, send, elsewhere=False):
            raise Unreachable(wrong)
        for request in refused:
            send(request)
        announce(f"Starting one conversation in queue {options.queue} of {target.origin} now.")
        session.send(announced)
        report.notes.append("One conversation was started, as announced.")
    except Stop:
        pass
    session.conclude()
    explain(session, shrink=False)
    report.seconds = time.monotonic() - started
    return report


def _corpus(base_path: str, options: Options) -> Corpus:
    players = cast.stranger(options.user, options.password, options.queue)
    return Corpus(players, base_path, options.seed, in_process=False, local=False)
