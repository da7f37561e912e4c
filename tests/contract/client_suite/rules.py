"""What a rule is: a name, a sentence, and a function that uses a client and says where it is wrong."""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import anyio
from thulium_chat import Conversation, ThuliumError

from tests.contract.client_suite.clients import Face
from tests.contract.client_suite.transport import Answer, Recorder

SYSTEM, USER, PASSWORD = "your-system-name", "api_user", "s3cret-Pa55+word/%41"
ORIGIN, BASE_PATH = f"https://{SYSTEM}.thulium.com", "/api"

_LONGEST_DETAIL = 300


class Broken(Exception):
    """The client broke the rule; the text says how."""


@dataclass
class Run:
    """One run of a rule on one face of the client: the same seed gives the same values."""

    face: Face
    random: random.Random
    checked: int = field(default=0)

    def check(self, held: object, wrong: str, *about: object) -> None:
        """Raise Broken unless it held; `about` says in which case."""
        self.checked += 1
        if not held:
            raise Broken(wrong + _case(about))

    def equal(self, found: object, expected: object, what: str, *about: object) -> None:
        """Raise Broken unless both are the same, in type as well; `about` says in which case."""
        self.checked += 1
        if type(found) is not type(expected) or found != expected:
            raise Broken(f"{what}{_case(about)}: {short(found)} instead of {short(expected)}")

    def outcome_is(self, outcome: object, kind: type, *about: object, **attributes: object) -> Any:
        """Raise Broken unless the outcome of a call is of this very class, with these attributes; return it."""
        self.equal(type(outcome), kind, "outcome", *about, *([outcome] if isinstance(outcome, Exception) else []))
        for name, expected in attributes.items():
            self.equal(getattr(outcome, name), expected, name, *about)
        return outcome

    @contextmanager
    def chat(self, recorder: Any, *arguments: Any, **settings: Any) -> Iterator["Chat"]:
        """Open a strict chat whose transport is the recorder, with credentials unless given; close it after."""
        given = {"transport": recorder, "strict": True, **settings}
        if not given["strict"]:
            del given["strict"]  # as it is for whoever does not ask
        if not arguments:
            where: Mapping[str, str] = {} if "base_url" in given else {"system_name": SYSTEM}
            given = {"user": USER, "password": PASSWORD, **where, **given}
        chat = Chat(self.face, self.face.open(*arguments, **given))
        try:
            yield chat
        finally:
            self.face.close(chat.raw)

    def outcome(self, chat: "Chat", *arguments: Any, **named: Any) -> Any:
        """Start a conversation; return it, or the error of the client. Whatever else it raises breaks the rule."""
        try:
            return chat.start(*arguments, **named)
        except ThuliumError as error:
            return error
        except Exception as error:
            raise Broken(f"it raises a bare {error!r}") from error

    def answered(self, chat: "Chat", recorder: Recorder, *answers: Answer | BaseException, **named: Any) -> Any:
        """Return the outcome of a call that gets these answers; it sends one request, and leaves no answer open."""
        recorder.answer_with(*answers)
        outcome = self.outcome(chat, **named)
        self.equal(len(recorder.sent), 1, "requests that a call sends", *answers)
        self.check(all(each.closed for each in recorder.streams), "the answer is left open", *answers)
        return outcome

    def call(self, *answers: Answer | BaseException, given: Mapping[str, Any] | None = None, **settings: Any) -> "Done":
        """Return what comes of one call of a client with these settings that does not really wait."""
        recorder = Recorder(*answers)
        with self.chat(recorder, **settings) as chat, sleeping(chat) as slept:
            return Done(self.outcome(chat, **(given or {})), recorder, slept)


@dataclass(frozen=True)
class Chat:
    """An open chat."""

    face: Face
    raw: Any

    def start(self, *arguments: Any, **named: Any) -> Conversation:
        """Start a conversation, in queue 3 if none is given."""
        if not arguments and "chat_queue_id" not in named:
            named["chat_queue_id"] = 3
        return self.face.start(self.raw, *arguments, **named)


@dataclass(frozen=True)
class Done:
    """What came of a call: its outcome, what was sent, and how long the client would have waited."""

    outcome: Any
    recorder: Recorder
    slept: list[float]


@contextmanager
def sleeping(chat: Chat, during: Callable[[], Any] = lambda: None) -> Iterator[list[float]]:
    """Have a client not wait, but note how long it would; `during` is called, or awaited, in place of the wait."""
    slept: list[float] = []

    def sleep(delay: float) -> None:
        if chat.face.name == "async":
            raise Broken("the event loop is blocked while a call waits")
        slept.append(delay)
        during()

    async def sleep_async(delay: float, *_: object) -> None:
        slept.append(delay)
        if (found := during()) is not None:
            await found

    with mock.patch.object(time, "sleep", sleep), mock.patch.object(anyio, "sleep", sleep_async):
        yield slept


@dataclass(frozen=True)
class Rule:
    """A rule; `seconds` is about how long it takes, `prepare` makes what it needs, once for all clients."""

    name: str
    sentence: str
    body: Callable[[Run], None]
    seconds: float = 0
    prepare: Callable[[], object] = lambda: None


class Rules(list[Rule]):
    """The rules of one module, in their order."""

    def __call__(self, name: str, **more: Any) -> Callable[[Callable[[Run], None]], Callable[[Run], None]]:
        """Take a function as the rule `name`; its docstring is the sentence."""

        def add(body: Callable[[Run], None]) -> Callable[[Run], None]:
            self.append(Rule(name, body.__doc__ or "", body, **more))
            return body

        return add


def short(value: object) -> str:
    """Return how a value looks, without the middle of what is long."""
    try:
        text = ascii(value)
    except ValueError:  # Python does not write numbers of thousands of digits
        text = f"a very long {type(value).__name__}"
    half = _LONGEST_DETAIL // 2
    return text if len(text) <= _LONGEST_DETAIL else f"{text[:half]}…{text[-half:]}"


def _case(about: tuple[object, ...]) -> str:
    return f" ({', '.join(short(each) for each in about)})" if about else ""
