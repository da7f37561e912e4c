"""Asking a server, and noting all that can be told apart of what it answers and stores."""

import asyncio
import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from starlette.types import ASGIApp

from tests.http import asgi, messages
from tests.http.messages import START, Request, Response

PATIENCE = 0.25
"""How many seconds an answer may take until it is noted as missing."""

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_REQUEST_ID = re.compile(r"[0-9a-f]{13}")


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


def beside(text: str) -> Ask:
    """Return the request that is sound but for what ``text`` adds to its query."""
    return Ask(f"chat_queue_id=3&{text}")


def put(**fixtures: list[dict[str, Any]]) -> Ask:
    """Return the request that replaces users, queues and customers; those that are not given are the default ones."""
    default = {
        "users": [{"name": "api_user", "password": "api_pass", "methods": ["*"]}],
        "queues": [{"id": 3}],
        "customers": [{"id": 1, "client_id": "1234", "email": "jan.kowalski@example.org"}],
    }
    return Ask("", "PUT", "/_mock/fixtures", None, body=json.dumps(default | fixtures).encode())


def observe(app: ASGIApp, witness: Sequence[Ask]) -> list[object]:
    """Return all that two sound servers have in common: answers and stored data without what is new each time."""
    return asyncio.run(_Observer(app).observe(witness))


class _Observer:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.ids: set[str] = set()

    async def observe(self, witness: Sequence[Ask]) -> list[object]:
        notes: list[object] = []
        for ask in witness:
            calls = [self._answered(ask) for _ in range(ask.times)]
            answers = await asyncio.gather(*calls) if ask.together else [await call for call in calls]
            notes += [await self._note(answer) if answer else "no answer" for answer in answers]
        return notes

    async def _answered(self, ask: Ask) -> Response | None:
        try:
            return await asyncio.wait_for(asgi.ask(self.app, ask.request), PATIENCE)
        except TimeoutError:
            return None

    async def _note(self, answer: Response) -> object:
        length = str(len(answer.body))
        fields = sorted(
            (name, "right" if (name, value) == ("content-length", length) else value) for name, value in answer.headers
        )
        text = answer.body.decode("latin-1")
        stored: object = None
        try:
            value: Any = json.loads(answer.body)
        except ValueError:
            value = None
        if isinstance(value, dict):
            started, asked = value.get("conversation_id"), value.get("request_id")
            if self._is_new(started, _ID):
                text = text.replace(started, "a fresh id")
                stored = await self._stored(started)
            if self._is_new(asked, _REQUEST_ID, _is_of_now):
                text = text.replace(asked, "a fresh id")
        return answer.status, fields, text, stored

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
