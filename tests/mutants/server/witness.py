"""Requests that show a defect, and all that can be told apart of what a server answers and stores."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Callable, Container, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeGuard
from zoneinfo import ZoneInfo

from starlette.types import ASGIApp
from thulium_contract.sequences.receiver import Receiver
from thulium_mock.text_files import read_yaml

from tests.http import asgi, messages
from tests.http.messages import START, Request, Response

TIME_LIMIT = 0.25
"""How many seconds an answer may take until it is noted as missing."""

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_REQUEST_ID = re.compile(r"[0-9a-f]{13}")
_ZONE = ZoneInfo("Europe/Warsaw")
_TIME = re.compile(r"20\d\d-\d\d-\d\d([ +]\d\d(:|%3A)\d\d(:|%3A)\d\d(\.\d{3})?|T\d\d:\d\d:\d\d\.\d{3}Z)")
_REPEATED = re.compile(r"(?:\(([^()]*)\)|(.))×(\d+)", re.DOTALL)
_FIXTURES: dict[str, Any] = {
    "users": [{"name": "api_user", "password": "api_pass", "methods": ["*"]}],
    "queues": [{"id": 3}],
    "customers": [{"id": 1, "client_id": "1234", "email": "jan.kowalski@example.org"}],
}


def basic(name: str = "api_user", password: str = "api_pass") -> str:
    """Return the value of a Basic ``Authorization`` header."""
    return messages.basic(name, password)[1]


@dataclass(frozen=True)
class Ask:
    """A request that is sent ``times`` times, one after the other or all together.

    In target and body, ``<0>`` is the id of the first conversation, ``<receiver>`` where events may go,
    and ``<day>``, ``<minute>`` and ``<second>`` are when all began, in local time.
    """

    query: str = "chat_queue_id=3"
    method: str = "POST"
    path: str = START
    auth: str | None = field(default_factory=basic)
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    times: int = 1
    together: bool = False
    version: str = "1.1"

    @property
    def to_receiver(self) -> bool:
        """Whether it asks for events."""
        return b"<receiver>" in self.body

    def request(self, words: Mapping[str, str]) -> Request:
        """Return the request that is sent, in which the words stand for others."""
        authorization = () if self.auth is None else (("authorization", self.auth),)
        target, body = f"{self.path}?{self.query}" if self.query else self.path, self.body
        for word, meant in words.items() if self.path != START else ():
            target, body = target.replace(word, meant), body.replace(word.encode(), meant.encode())
        return Request(target, self.method, (*authorization, *self.headers), body, self.version)


RESET = Ask("", "POST", "/_mock/reset", None)
_PARTS = {each.name for each in fields(Ask)}


def asked(row: str | Mapping[str, Any]) -> Ask:
    """Return the request that a table means.

    A text is what follows ``chat_queue_id=3&`` in the query, or after a ``?`` all of it. Else keys are parts of an
    `Ask`, ``auth`` a name and a password or the header, ``headers`` a number of odd ones; other keys are headers, with
    a value or several; ``users``, ``queues`` and ``customers`` replace fixtures, a number stands for so many customers.
    In all texts ``a×300`` is 300 times an a, and ``(ab)×300`` 300 times ab.
    """
    row = texts(row, partial(_REPEATED.sub, lambda match: (match[1] or match[2]) * int(match[3])))
    if isinstance(row, str):
        return Ask(row[1:] if row.startswith("?") else f"chat_queue_id=3&{row}")
    if row.keys() & _FIXTURES.keys():
        given = {key: _many(each) if isinstance(each, int) else each for key, each in row.items()}
        return Ask("", "PUT", "/_mock/fixtures", None, body=json.dumps(_FIXTURES | given).encode())
    parts = {key: each for key, each in row.items() if key in _PARTS}
    headers = [(f"x-{number}", "1") for number in range(parts.pop("headers", 0))]
    for name, values in row.items():
        if name not in _PARTS:
            headers += [(name, value) for value in (values if isinstance(values, list) else [values])]
    if isinstance(parts.get("auth"), list):
        parts["auth"] = basic(*parts["auth"])
    return Ask(**parts | {"headers": tuple(headers), "body": parts.get("body", "").encode("latin-1")})


def texts(row: Any, edit: Callable[[str], Any]) -> Any:
    """Return a row in which an edit has changed each text."""
    if isinstance(row, str):
        return edit(row)
    if isinstance(row, list):
        return [texts(each, edit) for each in row]
    return {key: texts(each, edit) for key, each in row.items()} if isinstance(row, dict) else row


def _many(number: int) -> list[dict[str, Any]]:
    return [{"id": each, "client_id": f"c{each}"} for each in range(1, number + 1)]


_BATTERIES: Mapping[str, Any] = read_yaml(Path(__file__).with_name("battery.yaml"))


@cache
def battery(name: str, statuses: Container[int] = range(600)) -> tuple[Ask, ...]:
    """Return the requests that show a defect whose row names none: those that a sound server answers with a status."""
    return tuple(asked(row) for status, rows in _BATTERIES[name].items() if int(status) in statuses for row in rows)


def observe(app: ASGIApp, witness: Sequence[Ask]) -> list[object]:
    """Return all that two sound servers have in common: answers and stored data without what is new each time."""

    async def observed() -> list[object]:
        return [note async for note in _Observer(app).notes(witness)]

    return asyncio.run(observed())


def differs(app: ASGIApp, witness: Sequence[Ask], notes: Sequence[object]) -> bool:
    """Tell whether a server is not as ``notes`` of another say; it is asked no more than shows that."""

    async def compared() -> bool:
        expected = iter(notes)
        async for note in _Observer(app).notes(witness):
            if note != next(expected):
                return True
        return False

    return asyncio.run(compared())


class _Observer:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.ids: set[str] = set()
        self.words: dict[str, str] = {}
        now = datetime.now(_ZONE).isoformat("+")
        self.times = {"<day>": now[:10], "<minute>": now[:16], "<second>": now[:19]}

    async def notes(self, witness: Sequence[Ask]) -> AsyncIterator[object]:
        with ExitStack() as stack:
            receiver = stack.enter_context(Receiver()) if any(ask.to_receiver for ask in witness) else None
            if receiver:
                self.words["<receiver>"] = receiver.origin
            for ask in witness:
                if ask is RESET:
                    self.words = {word: meant for word, meant in self.words.items() if word == "<receiver>"}
                calls = [self._answered(ask) for _ in range(ask.times)]
                answers = await asyncio.gather(*calls) if ask.together else [await call for call in calls]
                for answer in answers:
                    note, started = self._note(answer) if answer else ("no answer", None)
                    yield note
                    if started:
                        self.words[f"<{len(self.words) - (receiver is not None)}>"] = started
                        yield await self._stored(started)
            if receiver:
                yield await self._delivered(receiver)

    async def _answered(self, ask: Ask) -> Response | None:
        try:
            return await asyncio.wait_for(asgi.ask(self.app, ask.request(self.words | self.times)), TIME_LIMIT)
        except TimeoutError:
            return None

    async def _delivered(self, receiver: Receiver) -> object:
        """Return all that a receiver got, the events of a conversation in their order."""
        while (await asgi.ask(self.app, Request("/_mock/deliveries?limit=1", "GET"))).json["pending"]:  # noqa: ASYNC110
            await asyncio.sleep(0.002)
        shown = [
            (each.path, each.headers["Authorization"], each.headers["Content-Type"], self._masked(each.body.decode()))
            for each in receiver.received
        ]
        return sorted(shown, key=lambda each: (each[0], re.findall("<[0-9]>", each[3])))

    def _masked(self, text: str) -> str:
        """Return a text with the words for ids, and without times that are now."""
        for word, meant in self.words.items():
            text = text.replace(meant, word)
        return _TIME.sub(lambda match: f"now in {len(match[0])}" if _is_now(match[0]) else match[0], text)

    def _note(self, answer: Response) -> tuple[object, str | None]:
        """Return what an answer says, and the id of the conversation that it started."""
        length = str(len(answer.body))
        headers = sorted(
            (name, "right" if (name, value) == ("content-length", length) else value) for name, value in answer.headers
        )
        text = self._masked(answer.body.decode("latin-1"))
        started = None
        try:
            value: Any = json.loads(answer.body)
        except ValueError:
            value = None
        if isinstance(value, dict):
            if self._is_new(given := value.get("conversation_id"), _ID):
                text, started = text.replace(given, "a fresh id"), given
            if self._is_new(given := value.get("request_id"), _REQUEST_ID, _is_of_now):
                text = text.replace(given, "a fresh id")
        return (answer.status, headers, text), started

    def _is_new(self, text: Any, form: re.Pattern[str], sound: Callable[[str], bool] = bool) -> TypeGuard[str]:
        if not isinstance(text, str) or text in self.ids or not form.fullmatch(text):
            return False
        self.ids.add(text)
        return sound(text)

    async def _stored(self, conversation_id: str) -> object:
        """What the control API shows of a conversation, and how many it counts."""
        shown = await asgi.ask(self.app, Request(f"/_mock/conversations/{conversation_id}", "GET"))
        listed = await asgi.ask(self.app, Request("/_mock/conversations?limit=1", "GET"))
        text = re.sub(r'"request_id":"[^"]*"', "", shown.body.decode().replace(conversation_id, "a fresh id"))
        return re.sub(r'"created_at":"20[^"]*Z"', "", text), listed.json["count"]


def _is_now(text: str) -> bool:
    form = "%Y-%m-%dT%H:%M:%S.%fZ" if "T" in text else "%Y-%m-%d %H:%M:%S" + (".%f" if "." in text else "")
    zone = UTC if "T" in text else _ZONE
    moment = datetime.strptime(text.replace("+", " ").replace("%3A", ":"), form).replace(tzinfo=zone)
    return abs(moment.timestamp() - time.time()) < 30


def _is_of_now(request_id: str) -> bool:
    return abs(int(request_id[:8], 16) - time.time()) < 30 and int(request_id[8:], 16) < 1_000_000
