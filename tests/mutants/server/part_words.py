"""Words for the state: what a row makes of customers, permissions, and all that is kept and delivered."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from thulium_mock.state.conversations import Change, Conversation

from tests.mutants.server import changes
from tests.mutants.server.answer_words import renamed
from tests.mutants.server.changes import TEXTS, changed
from tests.mutants.server.deliveries import Event
from tests.mutants.server.parts import Parts, Server, compared, find, kept, permitted

Row = Mapping[str, Any]


def _kept(given: Sequence[Any]) -> Parts:
    name, *steps = given
    return kept({"any": (), "texts": TEXTS}.get(name, (name,)), changes.edits(steps))


def _compared(given: Sequence[Any]) -> Parts:
    key, *steps = given
    edit = changes.edits(steps)
    return compared(key, lambda given, right: edit(given) == edit(right))


def _matched(order: Sequence[str]) -> Parts:
    def keep(conversation: Conversation, server: Server) -> Conversation:
        given = conversation.parameters
        for key in order:
            if found := find(key, given.get(key), server):
                return conversation._replace(customer_id=found.customer_id, matched_by=key)
        return conversation._replace(customer_id=None, matched_by=None)

    return Parts(keep=keep)


def _permits(pattern: str) -> Parts:
    compiled = re.compile(pattern, re.DOTALL)
    return permitted(lambda methods: ("*",) if any(map(compiled.fullmatch, methods)) else methods)


def _changes(given: Row) -> Parts:
    """Replace members of what happens in a conversation ``when`` others match, have it happen elsewhere, or again."""
    members = {name: each for name, each in given.items() if name not in ("when", "to", "times")}

    def keep(conversation: Conversation, server: Server) -> Conversation:
        server.memory.setdefault("known", []).append(conversation.conversation_id)
        return conversation

    def meant(each: Change) -> bool:
        known = {**(each.message._asdict() if each.message else {}), **each._asdict()}
        return all(
            re.fullmatch(text, str(known.get(name) or ""), re.DOTALL) for name, text in given.get("when", {}).items()
        )

    def change(each: Change, server: Server) -> list[Change]:
        if not meant(each):
            return [each]
        known = server.memory.get("known", [])
        there = {"first": known[:1], "newest": known[-1:], "every": known}.get(
            given.get("to", ""), [each.conversation_id]
        )
        return [each._replace(conversation_id=one, **members) for one in there * given.get("times", 1)]

    return Parts(keep=keep, change=change)


def _written(given: Row) -> Parts:
    edit = changed(given)
    return Parts(change=lambda each, server: each._replace(message=each.message and edit(each.message)))


def _removed(given: Mapping[str, str]) -> Parts:
    sides: dict[str, Any] = {name: tuple(text.split()) for name, text in given.items()}
    return Parts(
        change=lambda each, server: each._replace(
            texts_removed=sides.get(" ".join(each.texts_removed), each.texts_removed)
        )
    )


def _stored(given: Row) -> Parts:
    edit = changed(given)
    return Parts(keep=lambda each, server: edit(each))


def _subscribed(given: Row) -> Parts:
    edit = changed(given)
    return Parts(subscribe=lambda each, server: edit(each))


_BODIES: Mapping[str, Callable[[Mapping[str, str]], str]] = {
    "json": json.dumps,
    "nested": lambda fields: urlencode({f"data[{name}]": text for name, text in fields.items()}),
    "raw": lambda fields: "&".join(f"{name}={text}" for name, text in fields.items()),
}


def _deliver(given: Row) -> Parts:
    """Change events of an ``action``, all without one: ``fields``, names, ``headers``, the webhook, and how often."""
    meant = re.compile(given.get("action", ".*"))
    fields, webhook = changed(given.get("fields", {})), changed(given.get("webhook", {}))
    names = renamed(given.get("renamed", {}))

    def deliver(event: Event, server: Server) -> list[Event]:
        if not meant.fullmatch(event.fields["action"]):
            return [event]
        known = {**given.get("more", {}), **event.fields}
        edited = {name: text for name, text in fields(known).items() if name in known}
        shown = {name: text for name, text in names({**known, **edited}).items() if text is not None}
        body = _BODIES[given["as"]](shown).encode() if "as" in given else None
        made = Event(webhook(event.webhook), shown, dict(given.get("headers", {})), body)
        return [made] * int(given.get("times", 1))

    return Parts(deliver=deliver)


PARTS: Mapping[str, Callable[[Any], Parts]] = {
    "kept": _kept,
    "compared": _compared,
    "matched": _matched,
    "permits": _permits,
    "changed": _changes,
    "written": _written,
    "removed": _removed,
    "stored": _stored,
    "subscribed": _subscribed,
    "deliver": _deliver,
}
