"""The further operations of a stranger: messages, ends, content, lists, webhooks and events."""

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from starlette.types import Receive, Scope, Send
from thulium_mock.state.webhooks import Webhook

from tests.contract.foreign.app import Stranger
from tests.http.asgi import answer, read
from tests.http.messages import Response
from tests.mutants.server.deliveries import Event, send

_ZONE = ZoneInfo("Europe/Warsaw")
_PATHS = (
    ("message", "POST", "/api/chat_conversations/([^/]+)/message"),
    ("stop", "POST", "/api/chat_conversations/([^/]+)/stop"),
    ("content", "DELETE", "/api/chat_conversations/content/([^/]+)/([^/]+)"),
    ("chats", "GET", "/api/chats"),
    ("webhooks", "GET", "/api/webhooks"),
    ("webhook", "POST", "/api/webhooks"),
)


@dataclass(frozen=True)
class Life:
    """What is done where the documentation is silent; ``lie`` names what is done against it."""

    status: int = 200
    closed: int = 409
    oldest_first: bool = False
    precision: str = "milliseconds"
    more: Mapping[str, Any] | None = None
    times: int = 1
    lenient: bool = False
    name: bool = True
    lie: str = ""


class WholeLife(Stranger):
    """An ASGI application with all operations."""

    def __init__(self, life: Mapping[str, Any], **manners: Any) -> None:
        super().__init__(**manners)
        if unknown := set(life) - {each.name for each in fields(Life)}:
            raise ValueError(f"there is no life with {sorted(unknown)}")
        self.life = Life(**life)
        self.chats: dict[str, dict[str, Any]] = {}
        self.hooks: list[dict[str, Any]] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, and tell webhooks of what it did."""
        path = scope["raw_path"].decode("latin-1") if scope["type"] == "http" else ""
        fitting = [(name, method, found) for name, method, form in _PATHS if (found := re.fullmatch(form, path))]
        if not fitting:
            await super().__call__(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        body = await read(receive)
        right = [(name, found) for name, method, found in fitting if method == scope["method"]]
        if not right:
            response = self._error(["method"], headers)
        elif not self._authenticated(headers):
            response = self._error(["credentials"], headers)
        else:
            (name, found), query = right[0], scope["query_string"].decode("latin-1")
            given = dict(parse_qsl(query, keep_blank_values=True))
            response = self._life(name, [*found.groups()], given, body, headers)
        if scope["method"] == "HEAD":
            response = Response(response.status, response.headers)
        length = (("content-length", str(len(response.body))),) if response.status != 204 else ()
        await answer(send, Response(response.status, (*response.headers, *length), response.body))

    def _answer(self, scope: Scope, headers: Mapping[str, str], body: bytes) -> Response:
        before = len(self.started)
        response = super()._answer(scope, headers, body)
        if len(self.started) > before:
            self._start(self.started[-1], dict(parse_qsl(scope["query_string"].decode("latin-1"))))
        return response

    def _start(self, identifier: str, given: Mapping[str, str]) -> None:
        now = self._now()
        name = " ".join(filter(None, (given.get("client_name"), given.get("client_surname")))) or None
        self.chats[identifier] = {
            "chat_queue_id": int(given["chat_queue_id"]),
            "client_email": given.get("client_email"),
            "client_name": name if self.life.name else None,
            "customer_id": None,
            "conversation_id": identifier,
            "created_at": now,
            "closed_at": None,
            "status": "CREATED",
            "user_login": None,
            **(self.life.more or {}),
        }
        self._tell("CREATED", identifier, {"client_name": name, "client_email": given.get("client_email")})

    def _life(
        self, name: str, ids: list[str], given: Mapping[str, str], body: bytes, headers: Mapping[str, str]
    ) -> Response:
        chat = self.chats.get(ids[0].lower()) if ids else None
        lie, status = self.life.lie, self.life.status
        if name in ("webhook", "message") and not self._reads(name, body):
            return self._error(["invalid"], headers)
        if name == "content" and ids[1] not in ("user", "customer", "both"):
            return self._error(["invalid"], headers)
        if ids and chat is None:
            return self._error(["queue"], headers)
        if name == "message" and chat and chat["status"] == "CLOSED" and not self.life.lenient:
            return Response(self.life.closed, *self._parts(self._error(["invalid"], headers)))
        if name == "stop" and chat and chat["status"] != "CLOSED" and lie != "stays open":
            chat |= {"status": "CLOSED", "closed_at": self._now()}
            self._tell("CLOSED", ids[0].lower(), {})
        if name == "chats":
            return self._list(given, headers)
        if name in ("webhooks", "webhook"):
            return self._hook(name, body)
        text = b'{"ok": true}' if lie == f"{name} answers" else b""
        return Response(204 if status == 204 and not text else status if status != 204 else 200, (), text)

    def _reads(self, name: str, body: bytes) -> bool:
        try:
            value = json.loads(body)
        except (ValueError, RecursionError):
            return False
        if not isinstance(value, dict):
            return False
        needed = ("text",) if name == "message" else ("actions", "subscription_url")
        if self.life.lie == "all is optional" and name == "webhook" and not value:
            return True
        if self.life.lie == f"{name} refused" and len(value) > len(needed):
            return False
        texts = {key: each for key, each in value.items() if key != "actions"}
        right = all(isinstance(each, str) for each in texts.values()) and all(value.get(each) for each in needed)
        if name == "webhook":
            actions = value.get("actions")
            right = right and isinstance(actions, list) and all(isinstance(each, str) and each for each in actions)
            right = right and str(value["subscription_url"]).startswith(("http://", "https://"))
        return right

    def _list(self, given: Mapping[str, str], headers: Mapping[str, str]) -> Response:
        lie = self.life.lie
        known = {name: text for name, text in given.items() if text and lie != f"{name} ignored"}
        limit, offset, queue = (
            known.get(each, preset) for each, preset in (("limit", "100"), ("offset", "0"), ("chat_queue_id", "1"))
        )
        digits = all(each.isascii() and each.isdigit() for each in (limit, offset, queue))
        dates = all(
            re.fullmatch(r"\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?)?", known[each], re.ASCII)
            for each in ("date_from", "date_to")
            if each in known
        )
        truths = all(text in ("true", "false") for name, text in known.items() if name.startswith("include_"))
        status = known.get("status", "CLOSED") in ("CREATED", "IN_PROGRESS", "CLOSED")
        if not (digits and dates and truths and status and 0 < int(limit) <= 100):
            return self._error(["invalid"], headers)
        since, until = known.get("date_from", ""), known.get("date_to", "9999")
        found = [
            each
            for each in self.chats.values()
            if known.get("status", each["status"]) == each["status"]
            and known.get("chat_queue_id", str(each["chat_queue_id"])) == str(each["chat_queue_id"])
            and since <= each["created_at"][: len(since)]
            and each["created_at"][: len(until)] <= until
        ]
        found = found if self.life.oldest_first else found[::-1]
        page = found[int(offset) :][: int(limit)]
        count = len(page) if lie == "count of the page" else len(found)
        shown: Any = {"count": count, "result": page}
        if lie == "a bare list":
            shown = page
        if lie == "no ids":
            shown["result"] = [
                {name: each[name] for name in each if name != "chat_queue_id"} | {"conversation_id": 7} for each in page
            ]
        return self._response(200, self.manners.media_type, json.dumps(shown))

    def _hook(self, name: str, body: bytes) -> Response:
        lie = self.life.lie
        if name == "webhooks":
            shown: Any = {"count": len(self.hooks), "result": self.hooks} if lie == "webhooks counted" else self.hooks
            return self._response(200, self.manners.media_type, json.dumps(shown))
        hook = {"id": len(self.hooks) + 1, "http_auth_user": "", "http_auth_password": "", **json.loads(body)}
        if lie != "webhooks forgotten":
            self.hooks.append(hook)
        told = {**hook, "subscription_url": "https://example.org/other"} if lie == "another URL" else hook
        told = {name: each for name, each in told.items() if name != "id"} if lie == "no webhook id" else told
        status = 201 if self.life.status == 201 else 200
        return self._response(status, self.manners.media_type, json.dumps(told | dict(self.life.more or {})))

    def _tell(self, what: str, identifier: str, own: Mapping[str, str | None]) -> None:
        action, lie = f"CHAT_CONVERSATION_{what}", self.life.lie
        common = {"conversation_id": identifier, "date": datetime.now(_ZONE).strftime("%Y-%m-%d %H:%M:%S")}
        queue = str(self.chats[identifier]["chat_queue_id"])
        told = {"action": action, **own, **common, "chat_queue_id": queue}
        empty = "" if lie == "empty fields" else "null"
        filled = {name: empty if text is None else text for name, text in told.items() if name != lie}
        for hook in self.hooks:
            if action in hook.get("actions", ()) or lie == "all actions":
                user, password = hook["http_auth_user"], hook["http_auth_password"]
                credentials = ("", "") if lie == "no credentials" else (user, password)
                webhook = Webhook(hook["id"], (), hook["subscription_url"], *credentials)
                kind = {"Content-Type": "application/json"} if lie == "JSON events" else {}
                event = Event(webhook, filled, kind, json.dumps(filled).encode() if lie == "JSON events" else None)
                for _ in range(self.life.times):
                    task = asyncio.get_running_loop().create_task(send(event))
                    self._tasks.add(task)
                    task.add_done_callback(self._tasks.discard)

    def _now(self) -> str:
        return datetime.now(_ZONE).replace(tzinfo=None).isoformat(" ", self.life.precision)

    def _parts(self, response: Response) -> tuple[Any, bytes]:
        return response.headers, response.body
