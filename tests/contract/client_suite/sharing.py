"""Rules of one client used by many at once, and of its end."""

import collections
import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from thulium_chat import ArgumentError, Conversation, ThuliumError

from tests.contract.client_suite.bodies import envelope
from tests.contract.client_suite.crowd import Crowd, Numbered, Stumbling, arguments_of, check_own, user_of
from tests.contract.client_suite.parameters import check_sent
from tests.contract.client_suite.retries import sleeping
from tests.contract.client_suite.rules import Chat, Rules, Run
from tests.contract.client_suite.transport import STARTED, Answer, Interrupt, Recorder

RULES = Rules()

_TOGETHER = {"sync": 16, "async": 50}
_ROUNDS = 3
_CALLS = 1000
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


@RULES("sharing-at-the-same-time", seconds=0.3)
def _together(run: Run) -> None:
    """Calls at the same time send each its own, and get each its own answer or error, in whatever order they come."""
    size = _TOGETHER[run.face.name]
    for pieces in (False, True):
        crowd = Crowd(size, run.random, pieces=pieces)
        with _two(run, crowd) as chats:
            for turn in range(_ROUNDS):
                numbers = range(1 + turn * size, 1 + (turn + 1) * size)
                crowd.begin(numbers)
                calls = [run.face.ending(_call(chats, number), crowd.step) for number in numbers]
                _check_all(run, crowd, numbers, run.face.together(calls))


@RULES("sharing-between-any-two-steps", seconds=2)
def _interleaved(run: Run) -> None:
    """Calls at the same time send and get each its own, after whichever step of one the other goes on."""
    transport = Numbered(run.random)
    with _two(run, transport) as chats:
        first = run.random.randint(1, 500)
        # Calls of the same kind go step by step, each right behind the other; others meet as it happens.
        rounds: list[tuple[float, tuple[int, ...]]] = [
            (1.0, (first + step, first + step + _ALIKE)) for step in range(3)
        ]
        rounds += [(often, (first, first + 1, first + 2, first + 4)) for often in (0.3, 0.1, 0.1, 0.03, 0.03)]
        for often, numbers in rounds:
            calls = [_call(chats, number) for number in numbers]
            _check_all(run, transport, numbers, run.face.interleaved(calls, run.random, often))


@RULES("sharing-with-retries")
def _retried(run: Run) -> None:
    """Calls at the same time that are tried again each send their own again, and get their own answer."""
    numbers = range(1, 1 + _TOGETHER[run.face.name])
    transport = Stumbling(len(numbers), run.random)
    with _two(run, transport, retries=1) as chats, sleeping(chats[0], transport.hold):
        _check_all(run, transport, numbers, run.face.together([_call(chats, number) for number in numbers]))


@contextmanager
def _two(run: Run, transport: Any, **settings: Any) -> Iterator[tuple[Chat, Chat]]:
    even, odd = (run.chat(transport, user=user_of(number), **settings) for number in range(2))
    with even as first, odd as second:
        yield first, second


def _call(chats: tuple[Chat, Chat], number: int) -> Callable[[], Any]:
    return lambda: chats[number % 2].raw.start_conversation(**arguments_of(number))


def _check_all(run: Run, transport: Numbered, numbers: Iterable[int], outcomes: list[Any]) -> None:
    for number, outcome in zip(numbers, outcomes, strict=True):
        check_own(run, number, outcome)
    run.check(not transport.wrong, "; ".join(transport.wrong[:2]))


@RULES("end-of-a-client")
def _end(run: Run) -> None:
    """A client closes its transport once it ends, by close or by the end of its block, and says that it is closed."""
    recorder = Recorder()
    chat = run.face.open("a", "b", "c", transport=recorder)
    run.equal(run.face.start(chat, 3), run.face.start(chat, 3), "two answers that are the same")
    run.equal(recorder.closed, 0, "the transport is closed while the client is open")
    for _ in range(2):
        run.face.close(chat)
        run.check(recorder.closed >= 1, "the transport is left open")
        try:
            run.face.start(chat, 3)
        except ThuliumError as error:
            run.check("closed" in str(error) and not error.maybe_started, f"a closed client says {error}")
        else:
            run.check(False, "a closed client makes calls")
    run.equal(len(recorder.sent), 2, "requests")
    recorder = Recorder()
    chat = run.face.open("a", "b", "c", transport=recorder)
    run.face.within(
        chat, lambda entered: run.check(entered is chat and not recorder.closed, "the block has another client")
    )
    run.check(recorder.closed >= 1, "the transport is left open after the block")


@RULES("end-after-an-interrupt")
def _interrupted(run: Run) -> None:
    """An exception in the block, an ordinary one too, ends the client, and is passed on as it is."""
    for raised in (Interrupt(), ValueError("mine"), OSError(5, "mine"), ArgumentError("mine", "is wrong")):
        recorder = Recorder()
        chat = run.face.open("a", "b", "c", transport=recorder)

        def interrupt(entered: Any, raised: BaseException = raised) -> None:
            raise raised

        caught: BaseException | None = None
        try:
            run.face.within(chat, interrupt)
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
        run.check(isinstance(run.outcome(one), Conversation), "a client is closed with another that has its settings")
        run.equal((len(first.sent), len(second.sent)), (1, 1), "requests on the two transports")


@RULES("calls-without-end", seconds=1)
def _many(run: Run) -> None:
    """A thousand calls of one client, errors among them, go as the first, and leave nothing behind."""
    recorder = Recorder()
    answers = (STARTED, Answer(500, b""), Answer(404, envelope()), Answer(302, headers={"Location": "/"}), STARTED)
    kinds: dict[int, type] = {}
    before = 0
    with run.chat(recorder) as chat:
        for number in range(_CALLS):
            if number == _CALLS // 2:
                before = objects()
            recorder.answer_with(answers[number % len(answers)])
            kind = type(run.outcome(chat, **_EVERYTHING))
            run.equal(kind, kinds.setdefault(number % len(answers), kind), "what a call gives", number)
            check_sent(run, recorder.sent, _EVERYTHING)
            run.check(recorder.streams[0].closed, "an answer is left open", number)
        grown = objects() - before
    run.check(grown < _CALLS // 20, f"{_CALLS // 2} calls leave {grown} objects behind")


def objects() -> int:
    """Return how many objects and items there are in this process, as far as the garbage collector knows them."""
    gc.collect()
    containers = [each for each in gc.get_objects() if type(each) in (list, dict, set, collections.deque)]
    return len(containers) + sum(map(len, containers))
