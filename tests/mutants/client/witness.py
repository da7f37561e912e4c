"""Witnesses of client defects: what a client does in one situation, as a value that two clients can be compared by."""

import asyncio
import contextlib
import copy
import dataclasses
import io
import logging
import os
import pickle
import random
import re
import ssl
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from thulium_chat import Conversation

from tests.contract.client_suite.check import clean_environment
from tests.contract.client_suite.clients import AsyncFace, Clients, Face
from tests.contract.client_suite.command import ended
from tests.contract.client_suite.crowd import Crowd, Numbered, Stumbling, arguments_of, user_of
from tests.contract.client_suite.failures import Drip
from tests.contract.client_suite.leaks import kept
from tests.contract.client_suite.logs import logged
from tests.contract.client_suite.network import proxied
from tests.contract.client_suite.retries import sleeping
from tests.contract.client_suite.rules import PASSWORD, SYSTEM, USER, Chat
from tests.contract.client_suite.sharing import objects
from tests.contract.client_suite.threads import SyncFace
from tests.contract.client_suite.transport import STARTED, WHOLE, Answer, BreakingOff, Recorder
from tests.http.recorder import answering, serving

Witness = Callable[[Face], object]
Values = dict[str, Any]

_SOUND: Values = {"system_name": SYSTEM, "user": USER, "password": PASSWORD, "strict": True}

_DURATION = re.compile(r"[0-9.]+ s\b")
"""How long a call took, which is not the same twice."""


def observe(clients: Clients, witness: Witness) -> list[object]:
    """Return what a witness sees of the sync and of the async class."""
    with clean_environment(), asyncio.Runner() as runner:
        return [witness(SyncFace(clients)), witness(AsyncFace(clients, runner))]


def looks(outcome: object) -> object:
    """Return all that a caller can see of what a call returns or raises."""
    if isinstance(outcome, Conversation):
        return repr(outcome)
    if not isinstance(outcome, BaseException):
        return repr(outcome)
    names = ("status", "request_id", "errors", "retry_after", "maybe_started", "parameter")
    told = {name: repr(getattr(outcome, name)) for name in names if hasattr(outcome, name)}
    try:
        pickle.dumps(outcome)
    except (pickle.PicklingError, AttributeError, TypeError):
        told["pickled"] = "no"
    return type(outcome).__name__, str(outcome), told, sorted(kept(outcome)), type(outcome.__cause__).__name__


def sends(*calls: Values, **settings: Any) -> Witness:
    """See what these calls of one client send, and what comes of them; a queue is added where none is given."""
    return takes(STARTED, calls=calls or ({},), **settings)


def takes(*answers: Answer | BaseException, calls: tuple[Values, ...] = ({},), **settings: Any) -> Witness:
    """See what a client makes of these answers, and how often it sends and waits."""

    def see(face: Face) -> object:
        recorder = Recorder(*map(copy.copy, answers))  # an exception remembers where it was raised
        recorder.requests_left = 100 + len(calls)
        seen: list[object] = []
        given = {**_SOUND, "transport": recorder, **settings}
        if "base_url" in settings:
            del given["system_name"]
        if not given["strict"]:
            del given["strict"]
        try:
            chat = Chat(face, face.open(**given))
        except Exception as error:
            return looks(error)
        with sleeping(chat) as slept:
            for call in calls:
                try:
                    seen.append(looks(chat.start(**call)))
                except Exception as error:
                    seen.append(looks(error))
        face.close(chat.raw)
        sent = [dataclasses.replace(each, headers=tuple(sorted(each.headers))) for each in recorder.sent]
        streams = [(each.read, each.closed) for each in recorder.streams]
        # A wait of the client's own choice is random, one that it was told is a whole number.
        waits = [str(each) if each == int(each) else "random" for each in slept]
        return seen, sent, waits, streams, recorder.closed > 0

    return see


def shows() -> Witness:
    """See how a client looks, and what it logs and prints."""

    def see(face: Face) -> object:
        heard: list[str] = []
        printed = io.StringIO()

        def handle(_: logging.Logger, record: logging.LogRecord) -> None:
            heard.append(_DURATION.sub("a while", record.getMessage()))

        level = logging.getLogger().level
        logging.getLogger().setLevel(1)
        try:
            with mock.patch.object(logging.Logger, "handle", handle), contextlib.redirect_stdout(printed):
                chat = face.open(**_SOUND, transport=Recorder())
                face.start(chat, 3)
                face.close(chat)
        finally:
            logging.getLogger().setLevel(level)
        return repr(chat), str(chat), sorted(heard), printed.getvalue(), dict(os.environ)

    return see


def wire(certificate: ssl.SSLContext | None = None, behaviour: Any = None, **settings: Any) -> Witness:
    """See what comes of a call over the network."""

    def see(face: Face) -> object:
        with serving(behaviour or answering(WHOLE), certificate) as log:
            chat = face.open(user=USER, password=PASSWORD, base_url=log.base_url, **settings)
            outcomes: list[object] = []
            for _ in range(3):
                try:
                    outcomes.append(looks(face.start(chat, 3)))
                except Exception as error:
                    outcomes.append((type(error).__name__, getattr(error, "maybe_started", None)))
            face.close(chat)
            return outcomes, len(log.requests), log.connections

    return see


def netrc() -> Witness:
    """See which credentials are sent where there is a .netrc file."""

    def see(face: Face) -> object:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, ".netrc")
            file.write_text("default login other password other\n")
            file.chmod(0o600)
            with mock.patch.dict(os.environ, {"NETRC": str(file)}):
                return sends()(face)

    return see


def within(environment: dict[str, str], **settings: Any) -> Witness:
    """See what a client sends where these variables are set."""

    def see(face: Face) -> object:
        with mock.patch.dict(os.environ, environment):
            return sends(**settings)(face)

    return see


def at_once(*, pieces: bool = False) -> Witness:
    """See what calls at the same time send and give, where one is answered after the other."""

    def see(face: Face) -> object:
        crowd = Crowd(8, random.Random(0), pieces=pieces)
        crowd.begin(range(1, 9))
        with _two(face, crowd) as chats:
            calls = [face.ending(_call(chats, number), crowd.step) for number in range(1, 9)]
            return [looks(each) for each in face.together(calls)], crowd.wrong

    return see


def retried() -> Witness:
    """See what calls at the same time send and give that are all refused once."""

    def see(face: Face) -> object:
        transport = Stumbling(8, random.Random(0))
        with _two(face, transport, retries=1) as chats, sleeping(Chat(face, None), transport.hold):
            outcomes = face.together([_call(chats, number) for number in range(1, 9)])
            return [looks(each) for each in outcomes], transport.wrong != []

    return see


def command(*options: str, answer: Answer | BaseException = STARTED) -> Witness:
    """See what `thulium-chat start` sends and how it ends, with these options."""

    def see(face: Face) -> object:
        recorder = Recorder(copy.copy(answer))
        return (ended(face.clients, recorder, *options), recorder.sent) if isinstance(face, SyncFace) else None

    return see


def through(*, settings: Values | None = None, **environment: str) -> Witness:
    """See whether a call goes through the proxy PROXY of these settings and variables."""
    return lambda face: proxied(face, environment, settings or {})


def logs(answer: Answer | BaseException = STARTED) -> Witness:
    """See what an application's handler gets of a call."""

    def see(face: Face) -> object:
        with logged() as records:
            takes(answer, calls=({"client_name": "Jan"},), retries=1)(face)
        lines = [text.partition(" (")[0] for name, text in records if name in ("thulium_chat", "httpx")]
        return [_DURATION.sub("a while", line) for line in lines]

    return see


def from_block(raised: Exception) -> Witness:
    """See what comes out of a block in which this is raised, and whether the transport is closed."""

    def see(face: Face) -> object:
        recorder = Recorder()

        def use(entered: Any) -> None:
            raise raised

        try:
            face.within(face.open(**_SOUND, transport=recorder), use)
        except Exception as error:
            return repr(error), recorder.closed > 0
        return None

    return see


def alike() -> Witness:
    """See where two clients with equal settings send, and whether one is closed with the other."""

    def see(face: Face) -> object:
        first, second = Recorder(), Recorder()
        one, other = (face.open(**_SOUND, transport=each) for each in (first, second))
        face.start(other, 3)
        face.close(other)
        found = len(first.sent), len(second.sent), first.closed
        face.close(one)
        return found

    return see


def between_steps() -> Witness:
    """See what calls send and give of which another goes on after each step."""

    def see(face: Face) -> object:
        transport = Numbered(random.Random(0))
        with _two(face, transport) as chats:
            calls = [_call(chats, number) for number in (1, 97)]
            return [looks(each) for each in face.interleaved(calls, random.Random(0), often=1.0)], transport.wrong

    return see


@contextlib.contextmanager
def _two(face: Face, transport: Any, **settings: Any) -> Iterator[list[Any]]:
    chats = [face.open(SYSTEM, user_of(number), PASSWORD, transport=transport, **settings) for number in range(2)]
    yield chats
    for chat in chats:
        face.close(chat)


def _call(chats: list[Any], number: int) -> Callable[[], Any]:
    return lambda: chats[number % 2].start_conversation(**arguments_of(number))


def interrupted(kind: type[BaseException]) -> Witness:
    """See what becomes of an interrupt, and whether the answer that it interrupts is closed."""

    def see(face: Face) -> object:
        recorder = Recorder(BreakingOff(failure=kind()))
        chat = face.open(**_SOUND, transport=recorder)
        try:
            return looks(face.start(chat, 3))
        except BaseException as error:
            return type(error).__name__, [each.closed for each in recorder.streams]
        finally:
            face.close(chat)

    return see


def leaves_behind() -> Witness:
    """See whether calls leave objects behind."""

    def see(face: Face) -> object:
        recorder = Recorder()
        recorder.requests_left = 200
        chat = face.open(**_SOUND, transport=recorder)
        counts = []
        for number in range(200):
            face.start(chat, 3)
            recorder.sent.clear()
            recorder.streams.clear()
            if number in (99, 199):
                counts.append(objects())
        face.close(chat)
        return counts[1] - counts[0] > 50

    return see


def process(look: Callable[[], object]) -> Witness:
    """See what a call leaves of something that the whole process shares, and what it warns of."""

    def see(face: Face) -> object:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            warnings.simplefilter("ignore", ResourceWarning)
            sends()(face)
            return look(), [str(each.message) for each in warned]

    return see


def two_clients() -> Witness:
    """See what the first of two clients sends."""

    def see(face: Face) -> object:
        recorder = Recorder()
        first, second = (face.open(SYSTEM, user, PASSWORD, transport=recorder) for user in ("first", "second"))
        face.start(first, 3)
        face.close(first)
        face.close(second)
        return recorder.sent

    return see


def block() -> Witness:
    """See what becomes of an exception in the block of a client."""

    def fail(entered: Any) -> None:
        raise ArithmeticError

    def see(face: Face) -> object:
        recorder = Recorder()
        try:
            face.within(face.open(**_SOUND, transport=recorder), fail)
        except ArithmeticError:
            return "raised", recorder.closed
        return "swallowed", recorder.closed

    return see


def drips() -> Witness:
    """See what becomes of an answer that comes bit by bit, and late."""

    def see(face: Face) -> object:
        transport: Any = Drip()
        chat = face.open(**_SOUND, transport=transport)
        try:
            return looks(face.start(chat, 3, timeout=0.03))
        except Exception as error:
            return type(error).__name__
        finally:
            face.close(chat)

    return see
