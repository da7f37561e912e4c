"""One check of one target, from the first request to the report."""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from starlette.types import ASGIApp

from thulium_contract import cast, changing, stress
from thulium_contract.control import Control, ControlFailed
from thulium_contract.corpus import Corpus
from thulium_contract.expectation import Judge
from thulium_contract.facts import facts_of
from thulium_contract.fuzz import fuzz
from thulium_contract.limits import NO_LIMITS, Limits, measured
from thulium_contract.machine import model
from thulium_contract.plain import further_operations
from thulium_contract.preflight import mistaken
from thulium_contract.results import Report
from thulium_contract.rules import Memory
from thulium_contract.runs import DOCUMENT, document
from thulium_contract.sentences import Sentences, example_sentences
from thulium_contract.session import Session, Stop
from thulium_contract.shrink import explain
from thulium_contract.state import CONTROL, Inspector
from thulium_contract.stated import stated
from thulium_contract.target import AppTarget, Target, Unreachable

EXAMPLES = 800
_PATIENCE = 300.0
"""How many seconds a check in this process may take: being slow breaks no rule as long as each answer comes in time."""


@dataclass(frozen=True)
class Options:
    """How a target is checked.

    ``examples`` is how many random requests are made up, ``every`` tells that only each so many-th request that is not
    plain is sent; ``budget`` is how many seconds the check may take; ``queue`` a queue that exists, where the target
    does not say; ``local`` tells that the target is on this machine. ``strict`` takes what is assumed for law, ``http``
    checks HTTP itself as well. ``document`` is the OpenAPI document.
    """

    user: str = cast.CREDENTIALS[0]
    password: str = cast.CREDENTIALS[1]
    seed: int = 1
    examples: int = EXAMPLES
    budget: float | None = None
    stop_at_first: bool = False
    queue: int = 3
    token: str | None = None
    keep: bool = False
    local: bool = True
    strict: bool = False
    every: int = 1
    document: Mapping[str, Any] = field(default_factory=document)
    http: bool = False
    progress: Callable[[str], None] = lambda text: None


def check_app(
    app: ASGIApp,
    *,
    seed: int = 1,
    stop_at_first: bool = False,
    max_examples: int | None = None,
    strict: bool = True,
    http: bool = True,
) -> Report:
    """Check an ASGI application in this process and return the report."""
    target = AppTarget(app)
    examples = EXAMPLES if max_examples is None else max_examples
    options = Options(seed=seed, stop_at_first=stop_at_first, examples=examples, strict=strict, http=http)
    try:
        return check(target, options)
    finally:
        target.close()


def check(target: Target, options: Options) -> Report:
    """Check ``target`` and return the report; what the target knew before, it knows afterwards.

    Raises:
        Unreachable: there is no such API, or the credentials are refused.
    """
    started = time.monotonic()
    report = report_on(target, options)
    control = Control(target, options.token)
    failed: list[str] = []
    with playing(target, control, options, report, failed) as (players, initial, controlled):
        judge = Judge(options.document, players.known, base_path=target.base_path)
        judge.sure_queues = frozenset(players.queues)
        queues = frozenset(each["id"] for each in initial["queues"])
        corpus = corpus_for(players, target.base_path, options.seed, target.in_process, options.local, queues)
        if not target.in_process and (wrong := mistaken(corpus, target.origin, target.send)):
            raise Unreachable(wrong)
        session = Session(target, judge, memory_of(target, judge, corpus, options), report)
        session.stop_at_first, session.keep, session.progress = options.stop_at_first, options.keep, options.progress
        session.limits = _limits(target, corpus, options)
        report.notes += [str(session.limits)] if str(session.limits) else []
        session.deadline = started + (options.budget or (_PATIENCE if target.in_process else float("inf")))
        inspector = Inspector(session, controlled, players.customers)
        try:
            for problem in failed:
                session.broke("control", problem, facts=CONTROL)
            _phases(session, inspector, corpus, options)
        except Stop:
            pass
        session.conclude()
        explain(session, shrink=not report.unfinished)
    report.seconds = time.monotonic() - started
    return report


def report_on(target: Target, options: Options) -> Report:
    """Return an empty report on a target."""
    facts = facts_of(options.document, options.strict)
    return Report(target=target.origin + target.base_path, seed=options.seed, facts=facts)


def _limits(target: Target, corpus: Corpus, options: Options) -> Limits:
    if options.http:
        return NO_LIMITS
    return Limits(http=False) if target.in_process else measured(target, corpus.path)


def prepare(seed: int, queues: frozenset[int], max_examples: int | None = None) -> None:
    """Make the requests of a check of an application that knows ``queues``: what forks afterwards has them."""
    players = players_of(cast.CREDENTIALS[0], cast.CREDENTIALS[1], seed)
    corpus = corpus_for(players, AppTarget.base_path, seed, AppTarget.in_process, True, queues)
    corpus.requests(EXAMPLES if max_examples is None else max_examples)


@lru_cache(maxsize=1)
def players_of(user: str, password: str, seed: int) -> cast.Cast:
    """Return what a target is told, the same for the same seed."""
    return cast.invented(user, password, random.Random(seed))


@lru_cache(maxsize=1)
def corpus_for(
    players: cast.Cast, base_path: str, seed: int, in_process: bool, local: bool, queues: frozenset[int]
) -> Corpus:
    """Return the requests to send, the same for the same seed."""
    return Corpus(players, base_path, seed, in_process, local=local, initial_queues=queues)


@contextmanager
def playing(
    target: Target, control: Control, options: Options, report: Report, failed: list[str]
) -> Iterator[tuple[cast.Cast, cast.Fixtures, Control | None]]:
    """Put a cast into the target for as long as the block runs, if it has a control API that takes one.

    What the control API does wrong is added to ``failed``.
    """
    empty: cast.Fixtures = {"users": [], "queues": [], "customers": []}
    if not control.offered():
        report.notes.append(
            "The target has no control API: stored data, matching and other API users are not checkable."
        )
        yield cast.stranger(options.user, options.password, options.queue), empty, None
        return
    players = players_of(options.user, options.password, options.seed)
    initial = empty
    try:
        initial = control.fixtures()
        control.put(players.fixtures)
    except ControlFailed as error:
        failed.append(str(error))
        _put_back(control, initial, report)
        yield cast.stranger(options.user, options.password, options.queue), empty, None
        return
    try:
        yield players, initial, control
    finally:
        _put_back(control, initial, report)


def _put_back(control: Control, fixtures: cast.Fixtures, report: Report) -> None:
    """Let the target know what it knew before."""
    try:
        if fixtures["users"]:
            control.put(fixtures)
    except ControlFailed as error:
        report.notes.append(f"The fixtures of the target could not be put back: {error}.")


def _phases(session: Session, inspector: Inspector, corpus: Corpus, options: Options) -> None:
    """Send everything, the kinds of attack one after the other."""
    rng = random.Random(options.seed)
    rounds = 105 if session.target.in_process else 40
    inspector.start()
    # What is wrong in a crowd shows soon, and the rest takes its time.
    stress.crowd(inspector, corpus, rng, 5)
    changing.change(inspector, corpus)
    session.send_all(further_operations(session.judge, corpus))
    requests = corpus.requests(options.examples)
    if options.every > 1:
        requests = [*requests[: corpus.plain], *requests[corpus.plain :: options.every]]
    session.report.planned = len(requests)
    options.progress(f"sending {len(requests)} requests")
    inspector.send_all(requests)
    if options.every > 1:
        return
    options.progress("long runs and crowds")
    inspector.send_all(stress.endurance(corpus, rng, rounds), "in a long run")
    stress.crowd(inspector, corpus, rng, 40 if session.target.in_process else 15)
    if options.http:
        stress.rows(inspector, corpus, rng, 10)
    options.progress("a model of what is stored")
    model(inspector, corpus, options.seed)
    if not options.strict:
        return
    options.progress("schemathesis")
    fuzz(session, corpus, options.seed, options.examples)


def memory_of(target: Target, judge: Judge, corpus: Corpus, options: Options) -> Memory:
    """Return what a run begins to remember with."""
    memory = Memory(target.slow, 10 if options.local else 86_400, time.time)
    memory.parameter_of = judge.parameter_of
    memory.stated = stated(options.document)
    memory.sentences = Sentences(example_sentences(options.document))
    memory.vocabulary = replace(
        memory.vocabulary,
        document=DOCUMENT.read_text("utf-8"),
        secrets=(options.password, f"{options.user}:{options.password}"),
        private=corpus.cast.private,
        marker=corpus.marker,
    )
    return memory
