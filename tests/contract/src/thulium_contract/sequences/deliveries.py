"""Webhook deliveries: a local receiver subscribes, and the received events are compared with the expected ones."""

import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import parse_qsl

from thulium_contract.document.facts import beside, governing
from thulium_contract.document.models import model
from thulium_contract.document.operations import Document, Operation, expanded
from thulium_contract.expected.reading import basic_credentials
from thulium_contract.expected.schemas import Fault
from thulium_contract.http.exchange import Exchange
from thulium_contract.requests.subject import Subject
from thulium_contract.sequences.life import SPELLING, Life, moment
from thulium_contract.sequences.receiver import Received, Receiver
from thulium_contract.session.control import ControlFailed
from thulium_contract.session.inspector import CONTROL, Inspector

_FORM = "application/x-www-form-urlencoded"
_USER, _PASSWORD = "hook_użytkownik", "a:b c/ż"
_CLIENTS: tuple[dict[str, str], ...] = (
    {"client_name": "Zażółć", "client_surname": "O'Brien & Syn +=%", "client_email": "żółw+1@example.org"},
    {},
    {"client_name": "", "client_email": "jan@example.org"},
    {"client_surname": "x" * 300},
)
_ALL = "/all?a=b"
"""Where everything is sent, with credentials; to /some only ends are."""
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}){2} [0-9]{2}(:[0-9]{2}){2}")
_STEP, _MOST_STEPS = 0.01, 300
"""Seconds between two looks, and how many of them may see nothing new: so a busy machine is waited for."""
_FORMED, _NULL, _BASIC = (frozenset({f"events.{each}"}) for each in ("form", "null", "basic"))
_REACHED = frozenset({"deliveries.reached"})
_ONCE, _ORDER = frozenset({"deliveries.once"}), frozenset({"deliveries.order"})
_FURTHER, _CLOCK = frozenset({"answers.no-further-fields"}), frozenset({"time.local", "lifecycle.clock"})


@dataclass(frozen=True)
class Due:
    """Expected event: its target, and the fields that are known beforehand."""

    path: str
    fields: dict[str, str]

    @property
    def key(self) -> tuple[str, str, str]:
        """Key that is unique among the expected events."""
        return self.path, self.fields["action"], self.fields["conversation_id"]


def deliveries(
    inspector: Inspector, main: Subject, operations: Sequence[Operation], document: Document, *, local: bool
) -> None:
    """Compare what is sent to subscriptions with what happened, where the target is on this machine."""
    session = inspector.session
    result = session.report.results["deliveries"]
    life = Life(inspector, main, operations)
    if "subscription" not in life.roles or not {"start", "chats", "stop"} <= set(life.roles):
        result.reason = "no operation subscribes, or none ends conversations"
    elif not local:
        result.reason = "the target is not on this machine, and cannot be given an address of it"
    else:
        with Receiver() as receiver:
            try:
                _Deliveries(life, receiver, document).check()
            except ControlFailed as error:
                session.broke("control", str(error), facts=CONTROL)
        inspector.start()


class _Deliveries:
    def __init__(self, life: Life, receiver: Receiver, document: Document) -> None:
        self.life, self.receiver, self.session = life, receiver, life.session
        self.operation = life.roles["subscription"]
        self.subscribed: dict[str, Exchange | None] = {}
        self.events = model(self.operation.id).events
        self.posted = governing(self.operation.node, "/callbacks")
        bodies = [
            media["schema"]
            for callback in self.operation.node.get("callbacks", {}).values()
            for item in callback.values()
            for operation in item.values()
            for media in expanded(document, operation["requestBody"])["content"].values()
        ]
        self.schemas: dict[str, Document] = {each["properties"]["action"]["example"]: each for each in bodies}

    def check(self) -> None:
        """Subscribe, lead conversations, wait, and compare."""
        life, names = self.life, list(self.events.values())
        life.begin()
        every = {"http_auth_user": _USER, "http_auth_password": _PASSWORD, "actions": names}
        some = {"actions": [self.events["stop"]]}
        for path, given in ((_ALL, every), ("/some", some)):
            if not life.subscribe({**given, "subscription_url": self.receiver.origin + path}):
                return
            self.subscribed[path] = life.subscribed
        life.subscriptions()
        due = [each for client in (*_CLIENTS, {}) for each in self._lead(client)]
        self._wait(due)
        received = list(self.receiver.received)
        if not received:
            self._broke("no event came", self.posted | _REACHED)
            return
        self._compare(due, received)

    def _lead(self, client: Mapping[str, str]) -> Iterator[Due]:
        """Lead a conversation from its start to its end, and yield the events that tell of it."""
        life = self.life
        queue = life.main.queue
        identifier = life.start(queue, client)
        if not identifier:
            return
        common = {"conversation_id": identifier, "chat_queue_id": str(queue)}
        shown = life.kept[identifier].chat
        # Who sends nothing of theirs is nobody's customer.
        known = [name for name in ("client_name", "client_email") if name in shown or not client]
        names = {name: str(shown.get(name) or "null") for name in known}
        yield Due(_ALL, {"action": self.events["start"], **common, **names})
        if life.inspector.control:
            life.act(identifier, login="jkowalski", text="Dzień dobry")
            yield Due(_ALL, {"action": self.events["agent"], **common, "agent_login": "jkowalski"})
        for _ in range(2):
            life.stop(identifier)
        for path in (_ALL, "/some"):
            yield Due(path, {"action": self.events["stop"], **common})

    def _wait(self, due: list[Due]) -> None:
        """Wait until all is there, as long as something comes; a target in this process works while it is asked."""
        missing, silent = {each.key for each in due}, 0
        while missing and silent < _MOST_STEPS:
            before = len(self.receiver.received)
            self.receiver.news.wait(_STEP)
            self.receiver.news.clear()
            self.life.send("chats", query="limit=1")
            silent = 0 if len(self.receiver.received) > before else silent + 1
            missing -= {self._key(each.path, _fields(each.body)) for each in self.receiver.received}

    def _compare(self, due: list[Due], received: list[Received]) -> None:
        found: dict[tuple[str, str, str], list[dict[str, str]]] = {}
        for each in received:
            fields, faults = self._read(each)
            for detail, facts in faults:
                self._broke(detail, facts, each.path if each.path in self.subscribed else _ALL)
            if not faults:
                self._show(self.posted | _FORMED | (_BASIC if each.path == _ALL else frozenset()))
            if fields:
                found.setdefault(self._key(each.path, fields), []).append(fields)
        for one in due:
            given = found.get(one.key, [])
            if not given:
                self._broke(f"no {one.fields['action']} came to {one.path}", self.posted, one.path)
            elif len(given) > 1:
                self._broke(f"{one.fields['action']} came {len(given)} times", self.posted | _ONCE, one.path)
            for fields in given:
                self._compare_fields(one, fields)
            self.session.held("deliveries")
        for path, action, _ in found.keys() - {each.key for each in due}:
            known = action in self.events.values() and path == "/some"
            facts = self._of_actions() if known else self.posted | _ONCE
            self._broke(f"{action} came to {path}, which nobody asked for", facts, path if known else _ALL)
        order = list(found)
        for one, other in pairwise(due):
            same = one.path == other.path and one.fields["conversation_id"] == other.fields["conversation_id"]
            if same and {one.key, other.key} <= found.keys() and order.index(one.key) > order.index(other.key):
                self._broke(f"{other.fields['action']} came before {one.fields['action']}", self.posted | _ORDER)

    def _key(self, path: str, fields: Mapping[str, str]) -> tuple[str, str, str]:
        return path, fields.get("action", ""), self.life.named(fields.get("conversation_id", ""))

    def _of_actions(self) -> frozenset[str]:
        return beside(self.operation.parameter("actions").node)[0]

    def _read(self, each: Received) -> tuple[dict[str, str], list[Fault]]:
        """Return the fields of an event, and what is wrong with the request."""
        faults: list[Fault] = []
        given = each.headers.get_all("Authorization") or []
        right = (_USER, _PASSWORD) if each.path.startswith("/all") else None
        if (basic_credentials(given[0]) if len(given) == 1 else None) != right or (given and not right):
            wrong = "other credentials than those of the subscription" if given else "no credentials"
            faults.append((f"an event came with {wrong}", _BASIC if right else self.posted))
        kind = each.headers.get_content_type() if "Content-Type" in each.headers else ""
        fields = _fields(each.body)
        if kind != _FORM or each.body[:1] in (b"{", b"["):
            faults.append((f"an event is {kind or 'of no media type'}, not {_FORM}", _FORMED))
        return fields, faults

    def _compare_fields(self, one: Due, fields: Mapping[str, str]) -> None:
        schema = self.schemas[one.fields["action"]]
        own, properties = beside(schema)[0], schema["properties"]
        missing = [each for each in schema["required"] if each not in fields]
        for name in missing:
            self._broke(f"{one.fields['action']} has no {name}", own)
        self._show(frozenset() if missing else own)
        for name, right in ((name, right) for name, right in one.fields.items() if name in fields):
            known = _NULL if "null" in (right, fields[name]) else beside(properties[name])[0] or own
            known |= SPELLING if name == "conversation_id" and fields[name] != right else frozenset()
            if fields[name] == right:
                self._show(known)
            else:
                self._broke(f"{name} is {fields[name]!r:.60} where {right!r:.60} is right", known)
        if further := sorted(fields.keys() - properties.keys()):
            self._broke(f"an event has {further[0]} as well", _FURTHER)
        text = fields.get("date", "")
        if "date" in fields and (not _DATE.fullmatch(text) or abs(moment(text) - time.time()) > 60):
            self._broke(f"date is {text!r}, which is not when it happened", _CLOCK)

    def _show(self, facts: frozenset[str]) -> None:
        if exchange := self.subscribed[_ALL]:
            self.session.show(facts, exchange)

    def _broke(self, detail: str, facts: frozenset[str], path: str = _ALL) -> None:
        self.session.broke("deliveries", detail, self.subscribed[path], (facts,))


def _fields(body: bytes) -> dict[str, str]:
    """Return the fields of a body, whatever it is."""
    try:
        value = json.loads(body)
    except ValueError:
        value = None
    if isinstance(value, dict):
        return {name: "null" if each is None else str(each) for name, each in value.items()}
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
