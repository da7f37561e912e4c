"""Situations in which a defect shows: what a client does in one, as a value that two clients can be compared by."""

import asyncio
import contextlib
import copy
import dataclasses
import os
import pickle
import random
import re
import ssl
import tempfile
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from unittest import mock

import httpx

from tests.contract.client_suite import operations
from tests.contract.client_suite.bodies import error
from tests.contract.client_suite.check import clean_environment
from tests.contract.client_suite.clients import AsyncFace, Clients, Face, SyncFace
from tests.contract.client_suite.command import ended
from tests.contract.client_suite.concurrency import Numbered, arguments_of, user_of
from tests.contract.client_suite.environment import proxied
from tests.contract.client_suite.leaks import kept
from tests.contract.client_suite.logs import logged
from tests.contract.client_suite.rules import PASSWORD, SYSTEM, USER, Chat, sleeping
from tests.contract.client_suite.sharing import objects
from tests.contract.client_suite.transport import STARTED, WHOLE, Answer, Recorder
from tests.http.recorder import answering, serving

Witness = Callable[[Face], object]
Values = dict[str, Any]

_SOUND: Values = {"system_name": SYSTEM, "user": USER, "password": PASSWORD, "strict": True}

_VOLATILE = re.compile(r"\d+\.\d+(e-\d+)?")
"""How long something took."""


def observe(clients: Clients, witness: Witness, *, is_sync: bool = True) -> object:
    """Return what a witness sees of the sync or of the async class."""
    with clean_environment():
        if is_sync:
            return witness(SyncFace(clients))
        with asyncio.Runner() as runner:
            return witness(AsyncFace(clients, runner))


def _sent(recorder: Recorder) -> list[object]:
    return [dataclasses.replace(each, headers=tuple(sorted(each.headers))) for each in recorder.sent]


def looks(outcome: object) -> object:
    """Return all that a caller can see of what a call returns or raises."""
    if not isinstance(outcome, BaseException):
        return repr(outcome)
    names = ("status", "request_id", "errors", "retry_after", "maybe_started", "parameter")
    told = {name: repr(getattr(outcome, name)) for name in names if hasattr(outcome, name)}
    with contextlib.suppress(pickle.PicklingError, AttributeError, TypeError):
        told["pickled"] = str(len(pickle.dumps(outcome)) > 0)
    # Whether a task is cancelled at its deadline, or sees that it is over, depends on the machine.
    texts = sorted(_VOLATILE.sub("…", text) for text in kept(outcome) if not text.startswith("Cancelled via"))
    return type(outcome).__name__, str(outcome), told, texts, type(outcome.__cause__).__name__


def _ending(call: Callable[[], object]) -> object:
    """Return what a call returns or raises, an interrupt too."""
    try:
        return looks(call())
    except BaseException as error:
        return looks(error)


def sends(*calls: Values, **settings: Any) -> Witness:
    """What these calls of one client send, and what comes of them; one with a queue alone if none are given."""
    return takes(STARTED, calls=calls or ({},), **settings)


def takes(*answers: Answer | BaseException, calls: tuple[Values, ...] = ({},), **settings: Any) -> Witness:
    """What a client makes of these answers, and how often it sends and waits."""

    def see(face: Face) -> object:
        recorder = Recorder(*map(copy.copy, answers))  # an exception remembers where it was raised
        recorder.requests_left = 100 + len(calls)
        given = {**_SOUND, "transport": recorder, **settings}
        left_out = {"system_name"} if "base_url" in settings else set()
        left_out |= set() if given["strict"] else {"strict"}
        try:
            chat = Chat(face, face.open(**{name: given[name] for name in given if name not in left_out}))
        except Exception as error:
            return looks(error)
        with sleeping(chat) as slept:
            outcomes = [_ending(partial(chat.start, **call)) for call in calls]
        face.close(chat.raw)
        streams = [(each.read, each.closed) for each in recorder.streams]
        # A wait of the client's own choice is random, one that it was told is a whole number.
        waits = [str(each) if each == int(each) else "random" for each in slept]
        return outcomes, _sent(recorder), waits, streams, recorder.closed > 0

    return see


def each(*answers: Answer, **settings: Any) -> Witness:
    """What a client makes of each of these answers."""
    return takes(*answers, calls=({},) * len(answers), **settings)


def shows(answer: Answer | BaseException = STARTED) -> Witness:
    """What a client looks like, logs, prints, warns of, and leaves in the environment."""

    def see(face: Face) -> object:
        before = os.environ.copy()
        with logged() as heard, warnings.catch_warnings(record=True) as warned, mock.patch.dict(os.environ):
            warnings.simplefilter("ignore", ResourceWarning)
            chat = Chat(face, face.open(**_SOUND, retries=1, transport=Recorder(copy.copy(answer))))
            with sleeping(chat):
                _ending(partial(chat.start, client_name="Jan"))
            face.close(chat.raw)
            lines = sorted(_VOLATILE.sub("…", each.getMessage()) for each in heard.records if each.name != "asyncio")
            said = heard.printed.getvalue(), [str(each.message) for each in warned]
            return repr(chat.raw), str(chat.raw), lines, *said, os.environ.items() - before.items()

    return see


def within(environment: dict[str, str], **settings: Any) -> Witness:
    """What a client sends where these variables are set; NETRC is set to a file with other credentials."""

    def see(face: Face) -> object:
        with tempfile.NamedTemporaryFile("w") as netrc, mock.patch.dict(os.environ, environment):
            netrc.write("default login other password other\n")
            netrc.flush()
            if "NETRC" in environment:
                os.environ["NETRC"] = netrc.name
            return sends(**settings)(face)

    return see


def wire(certificate: Callable[[], ssl.SSLContext | None] = lambda: None, behaviour: Any = None) -> Witness:
    """What comes of three calls over the network."""

    def see(face: Face) -> object:
        with serving(behaviour or answering(WHOLE), certificate()) as log:
            chat = face.open(user=USER, password=PASSWORD, base_url=log.base_url)
            outcomes: list[object] = []
            for _ in range(3):
                try:
                    outcomes.append(repr(face.start(chat, 3)))
                except Exception as error:
                    outcomes.append((type(error).__name__, getattr(error, "maybe_started", None)))
            face.close(chat)
            return outcomes, len(log.requests), log.connections

    return see


def through(*, settings: Values | None = None, **environment: str) -> Witness:
    """Whether a call goes through the proxy PROXY of these settings and variables."""
    return lambda face: proxied(face, environment, settings or {})


def command(*options: str, answer: Answer | BaseException = STARTED) -> Witness:
    """What `thulium-chat start` sends and how it ends, with these options."""

    def see(face: Face) -> object:
        recorder = Recorder(copy.copy(answer))
        return (ended(face.clients, recorder, *options), recorder.sent) if isinstance(face, SyncFace) else None

    return see


def two_clients(*users: str) -> Witness:
    """What two clients of these users send, each on its own transport, and whether one is closed with the other."""

    def see(face: Face) -> object:
        recorders = Recorder(), Recorder()
        chats = [face.open(SYSTEM, user, PASSWORD, transport=each) for user, each in zip(users, recorders, strict=True)]
        for each in chats:
            face.start(each, 3)
        face.close(chats[1])
        found = [each.sent for each in recorders], recorders[0].closed
        face.close(chats[0])
        return found

    return see


def at_once(**more: Any) -> Witness:
    """What calls at the same time send and give, which meet in the transport and are refused once where `refusing`."""

    def see(face: Face) -> object:
        transport = Numbered(random.Random(0), 8, **more)
        with _two(face, transport) as call:
            return list(map(looks, face.together([call(number) for number in range(1, 9)]))), transport.wrong != []

    return see


def between_steps() -> Witness:
    """What calls send and give of which another goes on after each step, or after some, which may be other ones."""

    def see(face: Face) -> object:
        found: list[object] = []
        for seed, often in enumerate((1.0, 0.5, 0.5, 0.3)):
            with _two(face, transport := Numbered(random.Random(0))) as call:
                outcomes = face.interleaved([call(number) for number in (1, 97)], random.Random(seed), often)
                found.append((list(map(looks, outcomes)), transport.wrong))
        return found

    return see


@contextlib.contextmanager
def _two(face: Face, transport: Numbered) -> Iterator[Callable[[int], Callable[[], Any]]]:
    chats = [face.open(SYSTEM, user_of(number), PASSWORD, transport=transport, retries=1) for number in range(2)]
    with sleeping(Chat(face, None), transport.meet if face.name == "sync" else transport.meet_async):
        yield lambda number: partial(chats[number % 2].start_conversation, **arguments_of(number))
    for chat in chats:
        face.close(chat)


def block(raised: Exception) -> Witness:
    """What comes out of a block in which this is raised, and whether the transport is closed."""

    def see(face: Face) -> object:
        recorder = Recorder()

        def use(entered: Any) -> None:
            raise raised

        chat = face.open(**_SOUND, transport=recorder)
        return _ending(lambda: face.within(chat, use)), recorder.closed > 0

    return see


def leaves_behind() -> Witness:
    """Whether calls leave objects behind."""

    def see(face: Face) -> object:
        recorder = Recorder()
        chat = face.open(**_SOUND, transport=recorder)
        counts = []
        for number in range(60):
            recorder.answer_with(STARTED)
            face.start(chat, 3)
            if number in (19, 59):
                counts.append(objects())
        face.close(chat)
        return counts[1] - counts[0] > 20

    return see


def calls_operations(*methods: str) -> Witness:
    """What these of the further operations send, and what comes of the answers of their table, and of failures."""

    def see(face: Face) -> object:
        found: list[object] = []

        def call(name: str, arguments: Any, named: Any, *answers: Any, **more: Any) -> None:
            if name not in methods:
                return
            recorder = Recorder(*map(copy.copy, answers))
            chat = Chat(face, face.open(**{**_SOUND, "transport": recorder, **more}))
            given = operations.meant(arguments), operations.meant(named)
            with sleeping(chat):
                outcome = _ending(lambda: face.call(chat.raw, name, *given[0], **given[1]))
            face.close(chat.raw)
            found.append((outcome, _sent(recorder)))

        for name, arguments, named, *_ in operations.table("requests"):
            call(name, arguments, named, STARTED)
        for name, arguments, status, body, _ in operations.table("results"):
            call(name, arguments, {}, operations.answer_of(status, body))
        pages = operations.page_of(3, 1, 2), operations.page_of(3, 3)
        call("chats", [], {"status": "CLOSED"}, *pages)
        call("chats", [], {}, pages[0], operations.answer_of(400, {"request_id": "1", "errors": []}))
        for name, (arguments, named) in operations.CALLS.items():
            for failure in (httpx.ReadError("x"), *map(error, (400, 409, 500, 503))):
                call(name, list(arguments), named, failure, STARTED, strict=False)
        return found

    return see


def uses_webhooks() -> Witness:
    """What comes of the events and credentials of their table."""

    def see(face: Face) -> object:
        own = face.clients.webhooks
        events = [_ending(partial(own.parse, body, kind)) for body, kind, _ in operations.table("events")]
        return events, [_ending(partial(own.is_authorized, *row[:3])) for row in operations.table("authorized")]

    return see
