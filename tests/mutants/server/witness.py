"""Requests that show a defect, and all that can be told apart of what a server answers and stores."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any, TypeGuard

from starlette.types import ASGIApp
from thulium_mock.yaml_files import read_yaml

from tests.http import asgi, messages
from tests.http.messages import START, Request, Response

TIME_LIMIT = 0.25
"""How many seconds an answer may take until it is noted as missing."""

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_REQUEST_ID = re.compile(r"[0-9a-f]{13}")
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
    """A request that is sent ``times`` times, one after the other or all together."""

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
    def request(self) -> Request:
        """The request that is sent."""
        authorization = () if self.auth is None else (("authorization", self.auth),)
        target = f"{self.path}?{self.query}" if self.query else self.path
        return Request(target, self.method, (*authorization, *self.headers), self.body, self.version)


RESET = Ask("", "POST", "/_mock/reset", None)
_PARTS = {each.name for each in fields(Ask)}


def asked(row: str | Mapping[str, Any]) -> Ask:
    """Return the request that a table means.

    A text is what follows ``chat_queue_id=3&`` in the query, or after a ``?`` all of it. Else keys are parts of an
    `Ask`, ``auth`` a name and a password or the header, ``headers`` a number of odd ones; other keys are headers, with
    a value or several; ``users``, ``queues`` and ``customers`` replace fixtures, a number stands for so many customers.
    In all texts ``a×300`` is 300 times an a, and ``(ab)×300`` 300 times ab.
    """
    row = _repeated(row)
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


def _repeated(row: Any) -> Any:
    if isinstance(row, str):
        return _REPEATED.sub(lambda match: (match[1] or match[2]) * int(match[3]), row)
    if isinstance(row, list):
        return [_repeated(each) for each in row]
    return {key: _repeated(each) for key, each in row.items()} if isinstance(row, dict) else row


def _many(number: int) -> list[dict[str, Any]]:
    return [{"id": each, "client_id": f"c{each}"} for each in range(1, number + 1)]


_BATTERY: Mapping[str, Any] = read_yaml(Path(__file__).with_name("battery.yaml"))


@cache
def battery(statuses: Container[int]) -> tuple[Ask, ...]:
    """Return the requests that show a defect whose row names none: those that a sound server answers with a status."""
    return tuple(asked(row) for status, rows in _BATTERY.items() if int(status) in statuses for row in rows)


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

    async def notes(self, witness: Sequence[Ask]) -> AsyncIterator[object]:
        for ask in witness:
            calls = [self._answered(ask) for _ in range(ask.times)]
            answers = await asyncio.gather(*calls) if ask.together else [await call for call in calls]
            for answer in answers:
                note, started = self._note(answer) if answer else ("no answer", None)
                yield note
                if started:
                    yield await self._stored(started)

    async def _answered(self, ask: Ask) -> Response | None:
        try:
            return await asyncio.wait_for(asgi.ask(self.app, ask.request), TIME_LIMIT)
        except TimeoutError:
            return None

    def _note(self, answer: Response) -> tuple[object, str | None]:
        """Return what an answer says, and the id of the conversation that it started."""
        length = str(len(answer.body))
        headers = sorted(
            (name, "right" if (name, value) == ("content-length", length) else value) for name, value in answer.headers
        )
        text = answer.body.decode("latin-1")
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


def _is_of_now(request_id: str) -> bool:
    return abs(int(request_id[:8], 16) - time.time()) < 30 and int(request_id[8:], 16) < 1_000_000
