"""The check of a live tenant: only requests that the document says must be refused, and one announced conversation."""

import random
import time
from collections.abc import Callable

from tests.contract.runs import document
from tests.contract.suite import cast
from tests.contract.suite.check import Options, memory_of
from tests.contract.suite.corpus import Corpus
from tests.contract.suite.exchange import Request
from tests.contract.suite.expectation import Judge
from tests.contract.suite.results import Report
from tests.contract.suite.session import Session, Stop
from tests.contract.suite.shrink import explain
from tests.contract.suite.state import RULES
from tests.contract.suite.target import Target

_LARGEST = 9000


def refused(corpus: Corpus, judge: Judge, number: int) -> list[Request]:
    """Return at most ``number`` requests that must be refused whatever the target knows."""
    found = [each for part in corpus.parts() for each in part if len(each.target) + len(each.body) < _LARGEST]
    corpus.rng.shuffle(found)
    kinds: dict[tuple[object, ...], list[Request]] = {}
    for request in found:
        expected = judge.expect(request)
        if all(400 <= status < 500 for status in expected.statuses):
            kinds.setdefault((expected.codes, expected.language), []).append(request)
    # One of each kind of refusal after the other, so that a short run has seen them all.
    ordered = [
        rows[index] for index in range(max(map(len, kinds.values()))) for rows in kinds.values() if index < len(rows)
    ]
    return ordered[:number]


def check_safely(target: Target, options: Options, announce: Callable[[str], None], number: int = 300) -> Report:
    """Check ``target`` with ``number`` requests that must be refused, then start one conversation.

    At the first request that is not refused everything ends: a conversation may have been started by mistake.
    """
    started = time.monotonic()
    players = cast.stranger(options.user, options.password, options.queue)
    judge = Judge(document(), players.known, base_path=target.base_path)
    judge.sure_queues = frozenset(players.queues)
    corpus = Corpus(players, target.base_path, options.seed, in_process=False, local=False)
    report = Report(target=target.origin + target.base_path, seed=options.seed)
    session = Session(target, judge, memory_of(target, judge, corpus, options), report)
    session.keep = options.keep
    session.deadline = started + (options.budget or float("inf"))
    for name, sentence in RULES.items():
        session.rule(name, sentence).reason = "a safe check starts no conversations to look for"
    try:
        for request in refused(corpus, judge, number):
            exchange = session.send(request)
            if exchange.response.status < 400 and not exchange.response.problem:
                report.notes.append("A request that must be refused was not, so nothing more was sent.")
                raise Stop
        announce(f"Starting one conversation in queue {options.queue} of {target.origin} now.")
        name = f"Contract check {random.Random(options.seed).randrange(10**6):06d}"
        session.send(
            corpus.request(f"{corpus.base}&client_name={name.replace(' ', '%20')}", "the announced conversation")
        )
        report.notes.append("One conversation was started, as announced.")
    except Stop:
        pass
    explain(session, shrink=False)
    report.seconds = time.monotonic() - started
    return report
