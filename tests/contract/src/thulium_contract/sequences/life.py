"""Reference model of conversations, compared with the state that a target shows."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from thulium_contract.document.facts import beside
from thulium_contract.document.models import model
from thulium_contract.document.operations import Operation
from thulium_contract.http.exchange import Exchange
from thulium_contract.requests.subject import Subject
from thulium_contract.requests.values import coded
from thulium_contract.rules.lists import facts_of
from thulium_contract.session.inspector import CONTROL, Inspector, identity

_ZONE = ZoneInfo("Europe/Warsaw")
OPEN, REPLIED, CLOSED = "CREATED", "IN_PROGRESS", "CLOSED"
SIDES = {"customer": ("customer",), "user": ("user",), "both": ("customer", "user")}
_CHAT_DATA, _ALONE = frozenset({"lifecycle.chat-data"}), frozenset({"lifecycle.alone"})
_AT_ONCE = frozenset({"lifecycle.at-once"})
SPELLING = frozenset({"start.conversation-id-lowercase"})
LONGEST_PAGE = 100
_LAG = 2.0
"""Longest lag of a list that is looked for, in seconds."""


@dataclass
class Kept:
    """Expected conversation, in a list of chats and in the control API: ``messages`` are side, author and text."""

    queue: int
    chat: dict[str, Any]
    moments: tuple[float, float]
    created_at: str = ""
    messages: list[tuple[str, str | None, str | None]] = field(default_factory=list)

    @property
    def status(self) -> str:
        """Its status."""
        return str(self.chat["status"])


class Life:
    """Reference model of the conversations on a target, which has ``operations`` beside the main one."""

    def __init__(self, inspector: Inspector, main: Subject, operations: Sequence[Operation]) -> None:
        self.inspector, self.main = inspector, main
        self.session = inspector.session
        self.roles = {model(each.id).role: each for each in (main.operation, *operations)}
        self.kept: dict[str, Kept] = {}
        self.webhooks: list[dict[str, Any]] = []
        self.subscribed: Exchange | None = None
        """The subscription that was made last."""
        self.before = 0
        self.lags = False

    def are_open(self, number: int) -> bool:
        """Tell whether at least so many conversations have not ended."""
        return sum(each.status != CLOSED for each in self.kept.values()) >= number

    def begin(self) -> None:
        """Begin with nothing stored where that can be had, else with what there is."""
        self.kept, self.webhooks = {}, []
        if self.inspector.control:
            self.inspector.control.reset()
            self.session.judge.forget()
            self.inspector.control.put(self.main.fixtures.rows)
            self.inspector.know(self.main.fixtures.rows)
        self.inspector.start()
        self.before = self._count()

    def probe(self) -> None:
        """Find out whether a list of chats lags behind what happens, where that may be."""
        if self.session.report.facts.strict or not self.start(self.main.queue, {}) or self._count() > self.before:
            return
        time.sleep(_LAG)
        self.lags = self._count() > self.before

    def _count(self) -> int:
        chats = self.send("chats", query="limit=1").loose if "chats" in self.roles else None
        count = chats.get("count") if isinstance(chats, dict) else None
        return count if isinstance(count, int) else 0

    def named(self, shown: Any) -> str:
        """Return the id of a conversation as its start gave it, however it is spelled elsewhere."""
        return next((each for each in self.kept if identity(each) == identity(shown)), str(shown))

    def send(self, role: str, ids: Mapping[str, str] | None = None, *, query: str = "", body: Any = None) -> Exchange:
        """Send a request to the operation of a role."""
        subject = replace(self.main, operation=self.roles[role], ids=ids or {})
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        headers = () if body is None else (("Content-Type", "application/json"),)
        return self.session.send(
            subject.request(query, f"the life of a conversation: {role}", body=content, headers=headers)
        )

    def start(self, queue: int, client: Mapping[str, str]) -> str:
        """Start a conversation, and return its id, nothing if there is none."""
        began = time.time()
        given = {self.main.model.queue: str(queue), **client}
        exchange = self.send("start", query="&".join(f"{name}={coded(text)}" for name, text in given.items()))
        if not (exchange.response.status < 300 and isinstance(exchange.loose, dict)):
            return ""
        identifier = str(exchange.loose.get("conversation_id"))
        customer, _ = self.inspector.customers.match({name: text for name, text in client.items() if text})
        name = " ".join(filter(None, (client.get("client_name"), client.get("client_surname")))) or None
        chat: dict[str, Any] = {"conversation_id": identifier, "chat_queue_id": queue, "status": OPEN}
        if self.main.fixtures.complete:
            chat |= {"customer_id": customer, "user_login": None, "closed_at": None}
        if name or (self.main.fixtures.complete and customer is None):
            chat |= {"client_name": name}
        if "client_email" in client or (self.main.fixtures.complete and customer is None):
            chat |= {"client_email": client.get("client_email")}
        self.kept[identifier] = Kept(queue, chat, (began, time.time()))
        return identifier

    def message(self, identifier: str, text: str, chatbot: str | None) -> None:
        """Write into a conversation."""
        body = {"text": text, **({"external_chatbot_id": chatbot} if chatbot is not None else {})}
        exchange = self.send("message", {"conversation_id": identifier}, body=body)
        if exchange.response.status < 300:
            self.kept[identifier].messages.append(("customer", chatbot or None, text))

    def stop(self, identifier: str) -> None:
        """End a conversation."""
        if self.send("stop", {"conversation_id": identifier}).response.status < 300:
            self.kept[identifier].chat |= {"status": CLOSED, "closed_at": _IS_TIME}

    def remove(self, identifier: str, participant: str) -> None:
        """Remove the texts of a side."""
        ids = {"conversation_id": identifier, "participant": participant}
        if self.send("removal", ids).response.status < 300:
            one = self.kept[identifier]
            gone = SIDES[participant]
            one.messages = [(side, who, None if side in gone else text) for side, who, text in one.messages]

    def act(self, identifier: str, **given: Any) -> None:
        """Play the agent, by the control API."""
        one, control = self.kept[identifier], self.inspector.control
        if control is None or one.status == CLOSED:
            return
        control.read("POST", f"conversations/{identifier}/agent", given)
        login = given.get("login") or one.chat["user_login"] or "agent"
        if given.get("text"):
            one.messages.append(("user", login, given["text"]))
            one.chat |= {"status": REPLIED}
        one.chat |= {"user_login": login} if given.get("login") or given.get("text") else {}
        if given.get("close"):
            one.chat |= {"status": CLOSED, "closed_at": _IS_TIME}
            for each in (each for each in self.session.judge.all_operations if model(each.id).ends):
                self.session.judge.learn(each, each.path.replace("{conversation_id}", identifier), None)

    def page(self, **given: Any) -> list[str]:
        """Read a page of chats, compare it with what was started, and return its ids."""
        chats = self.roles["chats"]
        query = "&".join(f"{name}={coded(str(value))}" for name, value in given.items() if value is not None)
        exchange = self.send("chats", query=query)
        value = exchange.loose
        if exchange.response.status >= 300 or not isinstance(value, dict) or not isinstance(value.get("result"), list):
            return []
        shown = [each for each in value["result"] if isinstance(each, dict)]
        asked = beside(chats.result)[0].union(*(facts_of(chats, name) for name in given))
        for name in {**model(chats.id).since, **model(chats.id).until}.keys() & given.keys():
            # Whether a start in the very day or minute of a bound counts is assumed.
            if any(each.created_at.startswith(str(given[name])) for each in self.kept.values()):
                asked |= beside(chats.parameter(name).node)[1]
        for each in shown:
            self._compare_chat(exchange, each)
        right = [each for each in reversed(self.kept) if _fits(self.kept[each], given)]
        ids = [self.named(each.get("conversation_id")) for each in shown]
        offset, limit = int(given.get("offset") or 0), int(given.get("limit") or LONGEST_PAGE)
        if not isinstance(value.get("count"), int) or value["count"] < len(right):
            self._broke(exchange, f"count is {value.get('count')} where {len(right)} were started that fit", asked)
        elif not offset and value["count"] <= limit and (missing := [each for each in right if each not in ids]):
            self._broke(exchange, f"{missing[0]} is missing", asked)
        elif not self.before and (value["count"] != len(right) or ids != right[offset : offset + limit]):
            wrong = f"{ids} of {value['count']} are shown where {right[offset : offset + limit]} of {len(right)} fit"
            self._broke(exchange, wrong, asked | _ALONE | {"chats.newest-first"})
        if offset == 1 and limit == 1 and ids and ids == self.page(limit=1):
            self._broke(exchange, f"{ids[0]} is the first chat and the second", asked)
        self.session.held("lifecycle")
        return ids

    def _compare_chat(self, exchange: Exchange, shown: Mapping[str, Any]) -> None:
        one = self.kept.get(self.named(shown.get("conversation_id")))
        if one is None:
            return
        one.created_at = one.created_at or str(shown.get("created_at"))
        schema = self.roles["chats"].result["properties"]["result"]["items"]
        for name, right in one.chat.items():
            given = shown.get(name)
            if given == right or (right is _IS_TIME and isinstance(given, str)):
                continue
            known = beside(schema["properties"].get(name, {}))[0] or beside(schema)[0]
            sure = name == "chat_queue_id" or right == CLOSED
            doubt = SPELLING if name == "conversation_id" else frozenset() if sure else _CHAT_DATA
            self._broke(exchange, f"{name} is {given!r} where {right!r} is right", known | doubt)
        if shown.get("created_at") != one.created_at:
            self._broke(exchange, "created_at changes", beside(schema)[0])
        for name, (earliest, latest) in (("created_at", one.moments), ("closed_at", (one.moments[0], time.time()))):
            if isinstance(shown.get(name), str) and not earliest - 2 < moment(shown[name]) < latest + 2:
                local = frozenset({"time.local", "lifecycle.clock"})
                self._broke(exchange, f"{name} is {shown[name]!r}, which is not when it happened", local)

    def look(self, identifier: str) -> None:
        """Compare the messages of a conversation, by the control API."""
        if self.inspector.control is None:
            return
        found = self.inspector.control.conversation(identifier).get("messages", [])
        shown = [(each.get("side"), each.get("author"), each.get("text")) for each in found]
        right = self.kept[identifier].messages
        if shown != right:
            wrong = next(
                (pair for pair in zip(shown, right, strict=False) if pair[0] != pair[1]), (len(shown), len(right))
            )
            self.session.broke(
                "lifecycle", f"of the messages {wrong[0]!r:.80} is kept, not {wrong[1]!r:.80}", facts=CONTROL
            )
        self.session.held("lifecycle")

    def subscribe(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Make a subscription, and return it, an empty one if there is none."""
        exchange = self.subscribed = self.send("subscription", body=given)
        value = exchange.loose
        if exchange.response.status >= 300 or not isinstance(value, dict):
            return {}
        right = {"http_auth_user": "", "http_auth_password": "", **given}
        known = beside(self.roles["subscription"].result)[0]
        for name, text in right.items():
            if value.get(name) != text:
                self._broke(exchange, f"{name} is {value.get(name)!r:.80} where {text!r:.80} was sent", known)
        made = {**right, "id": value.get("id")}
        if any(each["id"] == made["id"] and each != made for each in self.webhooks):
            self._broke(exchange, f"id {made['id']!r:.80} is that of another subscription", known)
        self.webhooks.append(made)
        return self.webhooks[-1]

    def subscriptions(self) -> None:
        """Compare the list of subscriptions."""
        if "subscriptions" not in self.roles:
            return
        exchange = self.send("subscriptions")
        value = exchange.loose
        known = beside(self.roles["subscriptions"].result)[0]
        if exchange.response.status >= 300 or not isinstance(value, list):
            return
        for each in self.webhooks:
            if value.count(each) != 1:
                self._broke(exchange, f"{each} is {value.count(each)} times in the list", known)
        if not self.before and value != self.webhooks:
            self._broke(exchange, "the list is not what was subscribed to, in that order", known | _ALONE)
        self.session.held("lifecycle")

    def _broke(self, exchange: Exchange, detail: str, facts: frozenset[str]) -> None:
        self.session.broke("lifecycle", detail, exchange, (facts | _AT_ONCE if self.lags else facts,))


_IS_TIME = object()
"""Stands for any time."""


def _fits(one: Kept, given: Mapping[str, Any]) -> bool:
    queue, status = given.get("chat_queue_id"), given.get("status")
    earliest, latest = str(given.get("date_from") or ""), str(given.get("date_to") or "9999")
    if not one.created_at and {"date_from", "date_to"} & given.keys():
        return False  # The target has not shown yet when it was started.
    in_time = one.created_at[: len(earliest)] >= earliest and one.created_at[: len(latest)] <= latest
    return in_time and queue in (None, one.queue) and status in (None, one.status)


def moment(text: str) -> float:
    """Return the Unix time of a local time, 0 for what is none."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=_ZONE).timestamp()
    except ValueError:
        return 0.0
