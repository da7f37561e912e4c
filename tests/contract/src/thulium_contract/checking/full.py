"""Full check of one target, from the first request to the report."""

import random
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from starlette.types import ASGIApp

from thulium_contract.checking.preflight import mistaken
from thulium_contract.document.documents import DOCUMENT, document
from thulium_contract.document.facts import facts_of
from thulium_contract.document.models import model as model_of
from thulium_contract.document.operations import Operation, main_operation
from thulium_contract.document.stated import stated
from thulium_contract.expected.expectation import Judge
from thulium_contract.reports.results import Report
from thulium_contract.requests import fixtures
from thulium_contract.requests.corpus import Corpus, of_another
from thulium_contract.requests.fixtures import Fixtures, Rows
from thulium_contract.requests.subject import Subject
from thulium_contract.rules.findings import Memory
from thulium_contract.rules.sentences import Sentences, example_sentences
from thulium_contract.sequences import changing, stress
from thulium_contract.sequences.deliveries import deliveries
from thulium_contract.sequences.lifecycle import lifecycle
from thulium_contract.sequences.machine import model
from thulium_contract.session.control import Control, ControlFailed
from thulium_contract.session.inspector import CONTROL, Inspector
from thulium_contract.session.session import Session, Stop
from thulium_contract.session.shrink import explain
from thulium_contract.targets.limits import NO_LIMITS, Limits, measured
from thulium_contract.targets.target import AppTarget, Target, Unreachable

EXAMPLES = 250
_LONGEST = 300.0
"""Timeout of a check in this process, in seconds: slowness breaks no rule as long as each answer comes in time."""
MISSING, _FORBIDDEN = (404, 405, 501), (401, 403)
"""The statuses of an operation that a target does not have, and of one that the API user may not call."""
_LIVES = 6
"""Number of runs of the state machine of conversations."""


@dataclass(frozen=True)
class Options:
    """Options of a check.

    ``examples`` is how many random requests are made up, ``every`` tells that only each so many-th request that is not
    plain is sent; ``budget`` is how many seconds the check may take; ``queue`` a queue that exists, where the target
    does not say; ``local`` tells that the target is on this machine. ``strict`` takes what is assumed for law, ``http``
    checks HTTP itself as well. ``document`` is the OpenAPI document; ``only`` has the
    operationIds of what to check, all if empty.
    """

    user: str = fixtures.CREDENTIALS[0]
    password: str = fixtures.CREDENTIALS[1]
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
    only: Collection[str] = ()
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
    only: Collection[str] = (),
) -> Report:
    """Check an ASGI application in this process and return the report."""
    target = AppTarget(app)
    examples = EXAMPLES if max_examples is None else max_examples
    options = Options(seed=seed, stop_at_first=stop_at_first, examples=examples, strict=strict, http=http, only=only)
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
    with known(target, control, options, report) as (rows, initial, controlled, failed):
        queues = frozenset(each["id"] for each in initial["queues"])
        corpus = corpus_for(rows, target.base_path, options.seed, target.in_process, options.local, queues)
        s = corpus.subject
        session = session_of(target, s, options, report)
        session.progress = options.progress
        session.deadline = started + (options.budget or (_LONGEST if target.in_process else float("inf")))
        inspector = Inspector(session, controlled, rows.customers)
        try:
            if not target.in_process and (wrong := mistaken(s, target.origin, lambda each: session.ask(each).response)):
                raise Unreachable(wrong)
            session.limits = _limits(session, s, options)
            report.notes += [str(session.limits)] if str(session.limits) else []
            if failed:
                session.broke("control", failed, facts=CONTROL)
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


def session_of(target: Target, s: Subject, options: Options, report: Report, judge: Judge | None = None) -> Session:
    """Return a session in which answers of a target that knows the fixtures of a subject are judged."""
    judge = judge or Judge(options.document, s.fixtures.known, base_path=target.base_path)
    judge.sure_queues = frozenset(s.fixtures.queues)
    memory = Memory(target.slow, 10 if options.local else 86_400, time.time)
    memory.stated = stated(options.document)
    memory.sentences = Sentences(example_sentences(options.document), judge.parameter_of, judge.parameter_names)
    memory.vocabulary = replace(
        memory.vocabulary,
        document=DOCUMENT.read_text("utf-8"),
        secrets=(options.password, f"{options.user}:{options.password}"),
        private=s.fixtures.private,
        marker=s.marker,
    )
    session = Session(target, judge, memory, report)
    session.stop_at_first, session.keep = options.stop_at_first, options.keep
    return session


def _limits(session: Session, s: Subject, options: Options) -> Limits:
    if options.http:
        return NO_LIMITS
    if session.target.in_process:
        return Limits(http=False)
    return measured(lambda each: session.ask(each).response.status, s.path)


def prepare(seed: int, queues: frozenset[int], max_examples: int | None = None) -> None:
    """Make the requests of a check of an application that knows ``queues``: what forks afterwards has them."""
    rows = _invented(Options(seed=seed))
    corpus = corpus_for(rows, AppTarget.base_path, seed, AppTarget.in_process, True, queues)
    corpus.requests(EXAMPLES if max_examples is None else max_examples)


def _invented(options: Options) -> Fixtures:
    method = main_operation(document()).api_method
    return fixtures.invented(options.user, options.password, options.seed, method)


@lru_cache(maxsize=1)
def corpus_for(
    rows: Fixtures, base_path: str, seed: int, in_process: bool, local: bool, queues: frozenset[int]
) -> Corpus:
    """Return the requests to send, the same for the same seed."""
    operation = main_operation(document(), base_path)
    return Corpus(Subject(operation, rows, base_path, seed, in_process, local, queues))


@contextmanager
def known(
    target: Target, control: Control, options: Options, report: Report
) -> Iterator[tuple[Fixtures, Rows, Control | None, str]]:
    """Put fixtures into the target for as long as the block runs, if it has a control API that takes them.

    Yields them, those that it knew before, its control API, and what that did wrong.
    """
    initial: Rows = {"users": [], "queues": [], "customers": []}
    unknown = fixtures.unknown(options.user, options.password, options.queue)
    if not control.offered():
        report.notes.append(
            "The target has no control API: stored data, matching and other API users are not checkable."
        )
        yield unknown, initial, None, ""
        return
    rows = _invented(options)
    before, failed = initial, ""
    try:
        before = control.fixtures()
        people = [(each.get("name"), each.get("password")) for each in before["users"]]
        if (options.user, options.password) not in people:
            report.notes.append("The target did not know the API user's name and password: it was told for the check.")
        control.put(rows.rows)
    except ControlFailed as error:
        failed = str(error)
    try:
        yield (unknown, initial, None, failed) if failed else (rows, before, control, "")
    finally:
        try:
            if before["users"]:
                control.put(before)
        except ControlFailed as error:
            report.notes.append(f"The fixtures of the target could not be put back: {error}.")


def _phases(session: Session, inspector: Inspector, corpus: Corpus, options: Options) -> None:
    """Send everything, one kind of requests after the other."""
    s = corpus.subject
    chosen = [each for each in session.judge.all_operations if each.id in (options.only or (each.id,))]
    others = [each for each in chosen if each.id != s.operation.id]
    inspector.start()
    if len(chosen) > len(others):
        _main(session, inspector, corpus, options)
    there = [each for each in others if _is_there(session, inspector, s, each, options)]
    if there:
        options.progress("whole conversations")
        lifecycle(inspector, s, there, options.seed, runs=_LIVES if options.every == 1 else 2)
        deliveries(inspector, s, there, options.document, local=options.local)
    for operation in there:
        options.progress(f"{operation.method} {operation.path}")
        _another(session, inspector, s, operation, options)


def _main(session: Session, inspector: Inspector, corpus: Corpus, options: Options) -> None:
    """Send all requests to the operation that starts conversations."""
    s, rng = corpus.subject, random.Random(options.seed)
    began = time.monotonic()
    requests = corpus.requests(options.examples)
    session.deadline += time.monotonic() - began  # The budget is for sending, so that a slow machine sends something.
    if options.every > 1:
        requests = [*requests[: corpus.plain], *requests[corpus.plain :: options.every]]
    session.report.planned = len(requests)
    # What is wrong under concurrency shows soon, and the rest takes its time.
    stress.bursts(inspector, s, rng, 5)
    changing.change(inspector, s)
    options.progress(f"sending {len(requests)} requests")
    inspector.send_all(requests)
    if options.every == 1:
        options.progress("long runs and concurrency")
        inspector.send_all(stress.long_run(s, rng), "in a long run")
        stress.bursts(inspector, s, rng, 20)
        if options.http:
            stress.pipelined(inspector, s, rng, 10)
        options.progress("a model of what is stored")
        model(inspector, s, options.seed)


def _is_there(session: Session, inspector: Inspector, main: Subject, operation: Operation, options: Options) -> bool:
    """Tell whether the target has an operation that is not the main one, or has to have it."""
    inspector.look()
    s, why = _with_ids(session, main, operation), "is the operation there?"
    unknown = f"{main.base_path}/{main.marker}"
    status, usual = (session.ask(s.request(why=why, path=path)).response.status for path in (s.path, unknown))
    inspector.start()
    if options.strict or not (status in (*MISSING, *_FORBIDDEN) or status == usual >= 400):
        return True
    reason = "The API user may not call" if status in _FORBIDDEN else "There is no"
    session.report.notes.append(f"{reason} {operation.method} {operation.path} ({status}): it was not checked.")
    return False


def _another(session: Session, inspector: Inspector, main: Subject, operation: Operation, options: Options) -> None:
    """Send requests to an operation that is not the main one."""
    for other in session.judge.all_operations if operation.sources else ():
        if model_of(other.id).ends and set(other.sources.values()) & set(operation.sources.values()):
            ended = _with_ids(session, main, operation)
            session.send(replace(ended, operation=other).request(why="an end"))
            session.send(ended.request(why="after the end"))
    s = _with_ids(session, main, operation)
    inspector.start()
    inspector.send_all(of_another(s, 1 + options.every // 10))


def _with_ids(session: Session, main: Subject, operation: Operation) -> Subject:
    """Return the subject of an operation, with fresh ids from the operations that give them."""
    ids = {}
    for name, (source, field_) in operation.sources.items():
        giver = replace(main, operation=session.judge.operation_named(source))
        request = giver.request(why="an id for another operation")
        answer = session.ask(request).loose
        session.judge.learn(giver.operation, request.target, answer)
        ids[name] = str(answer.get(field_)) if isinstance(answer, dict) else ""
    return replace(main, operation=operation, ids=ids)
