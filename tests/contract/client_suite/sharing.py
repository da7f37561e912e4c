"""Rules of one client used by many at once, and of its end."""

import collections
import gc
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from thulium_chat import ArgumentError, Conversation, ThuliumError

from tests.contract.client_suite.bodies import envelope
from tests.contract.client_suite.concurrency import Numbered, arguments_of, check_own, user_of
from tests.contract.client_suite.parameters import check_sent
from tests.contract.client_suite.rules import Rules, Run, sleeping
from tests.contract.client_suite.transport import STARTED, Answer, Interrupt, Recorder

RULES = Rules()

_TOGETHER = {"sync": 16, "async": 50}
_CALLS = 700
_EVERYTHING = {
    "chat_queue_id": 3,
    "client_name": "Jan",
    "client_surname": "Żółć & syn",
    "client_id": "12+34",
    "client_email": "a@b.pl",
    "customer_id": 7,
}
_ALIKE = 96
"""How far calls are apart that have the same parameters, the same client and the same kind of answer."""

Make = Callable[[list[Callable[[], Any]]], list[Any]]


def _check_together(run: Run, transport: Numbered, numbers: Iterable[int], make: Make, **settings: Any) -> None:
    """Make calls of two clients on the same transport, and check that each sends and gets its own."""
    even, odd = (run.chat(transport, user=user_of(number), **settings) for number in range(2))
    meet = transport.meet if run.face.name == "sync" else transport.meet_async
    with even as first, odd as second, sleeping(first, meet):
        chats = first.raw, second.raw
        outcomes = make([partial(chats[each % 2].start_conversation, **arguments_of(each)) for each in numbers])
    for number, outcome in zip(numbers, outcomes, strict=True):
        check_own(run, number, outcome)
    run.check(not transport.wrong, "; ".join(transport.wrong[:2]))


@RULES("sharing-at-the-same-time", seconds=0.3)
def _together(run: Run) -> None:
    """Calls at the same time send each its own, and get each its own answer or error, in whatever order they come."""
    size = _TOGETHER[run.face.name]
    for first in range(1, 1 + 6 * size, size):
        numbers = range(first, first + size)
        _check_together(run, Numbered(run.random, size), numbers, run.face.together)


@RULES("sharing-between-any-two-steps", seconds=2)
def _interleaved(run: Run) -> None:
    """Calls at the same time send and get each its own, after whichever step of one the other goes on."""
    first = run.random.randint(1, 500)
    # Calls of the same kind go step by step, each right behind the other; others meet as it happens.
    rounds: list[tuple[float, tuple[int, ...]]] = [(1.0, (first + step, first + step + _ALIKE)) for step in range(3)]
    rounds += [(often, (first, first + 1, first + 2, first + 4)) for often in (0.3, 0.1, 0.1, 0.03, 0.03)]
    for often, numbers in rounds:
        make = lambda calls, often=often: run.face.interleaved(calls, run.random, often)  # noqa: E731
        _check_together(run, Numbered(run.random), numbers, make)


@RULES("sharing-with-retries")
def _retried(run: Run) -> None:
    """Calls at the same time that are tried again each send their own again, and get their own answer."""
    size = _TOGETHER[run.face.name]
    _check_together(run, Numbered(run.random, size, refusing=True), range(1, 1 + size), run.face.together, retries=1)


@RULES("end-of-a-client")
def _end(run: Run) -> None:
    """A client closes its transport once it ends, by close or by the end of its block, and says that it is closed."""
    recorder = Recorder()
    with run.chat(recorder) as chat:
        run.equal(run.outcome(chat), run.outcome(chat), "two answers that are the same")
        run.equal(recorder.closed, 0, "the transport is closed while the client is open")
        for _ in range(2):
            run.face.close(chat.raw)
            run.check(recorder.closed >= 1, "the transport is left open")
            error = run.outcome_is(run.outcome(chat), ThuliumError, "of a closed client", maybe_started=False)
            run.check("closed" in str(error), f"a closed client says {error}")
        run.equal(len(recorder.sent), 2, "requests")
    recorder = Recorder()
    whole = run.face.open("a", "b", "c", transport=recorder)
    run.face.within(whole, lambda entered: run.check(entered is whole and not recorder.closed, "another client enters"))
    run.check(recorder.closed >= 1, "the transport is left open after the block")


@RULES("end-after-an-interrupt")
def _interrupted(run: Run) -> None:
    """An exception in the block, an ordinary one too, ends the client, and is passed on as it is."""
    for raised in (Interrupt(), ValueError("mine"), OSError(5, "mine"), ArgumentError("mine", "is wrong")):
        recorder = Recorder()

        def interrupt(entered: Any, raised: BaseException = raised) -> None:
            raise raised

        caught: BaseException | None = None
        try:
            run.face.within(run.face.open("a", "b", "c", transport=recorder), interrupt)
        except BaseException as error:
            caught = error
        run.check(caught is raised, f"{caught!r} comes out of the block instead of {raised!r}")
        run.check(recorder.closed >= 1, "the transport is left open after an exception in the block")


@RULES("end-of-one-of-two-alike")
def _alike(run: Run) -> None:
    """Two clients with equal settings are two: each sends on its own transport, and the end of one is its own."""
    first, second = Recorder(), Recorder()
    with run.chat(first) as one:
        with run.chat(second) as other:
            run.check(one.raw != other.raw, "two clients with equal settings are the same")
            run.outcome(other)
        run.equal((first.closed, second.closed >= 1), (0, True), "the ends of the two transports")
        run.outcome_is(run.outcome(one), Conversation, "after the end of another client")
        run.equal((len(first.sent), len(second.sent)), (1, 1), "requests on the two transports")


@RULES("calls-without-end", seconds=0.7)
def _many(run: Run) -> None:
    """Hundreds of calls of one client, errors among them, go as the first, and leave nothing behind."""
    recorder = Recorder()
    answers = (STARTED, Answer(500, b""), Answer(404, envelope()), Answer(302, headers={"Location": "/"}), STARTED)
    kinds: dict[int, type] = {}
    before = 0
    with run.chat(recorder) as chat:
        for number in range(_CALLS):
            if number == _CALLS // 2:
                before = _objects()
            outcome = run.answered(chat, recorder, answers[number % len(answers)], **_EVERYTHING)
            run.outcome_is(outcome, kinds.setdefault(number % len(answers), type(outcome)), number)
            check_sent(run, recorder.sent, _EVERYTHING)
        grown = _objects() - before
    run.check(grown < _CALLS // 20, f"{_CALLS // 2} calls leave {grown} objects behind")


def _objects() -> int:
    """Return how many objects and items there are in this process, as far as the garbage collector knows them."""
    gc.collect()
    containers = [each for each in gc.get_objects() if type(each) in (list, dict, set, collections.deque)]
    return len(containers) + sum(map(len, containers))
