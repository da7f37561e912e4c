"""Defects of webhooks: how events are parsed, and whose are let in."""

import dataclasses
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from thulium_chat import webhooks

from tests.mutants.client.core import Defect, table


def _event(edit: Callable[[Any], Any]) -> Defect:
    return Defect(event=edit)


def _body(pattern: str, replacement: str) -> Defect:
    """Another body that is parsed."""

    def received(body: Any, kind: Any) -> tuple[Any, Any]:
        text = body.decode() if isinstance(body, bytes) else body
        return re.sub(pattern, replacement, text), kind

    return Defect(received=received)


def _with(**edits: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a change of fields of an event that has them all."""

    def changed(event: Any) -> Any:
        found = {name: edit(getattr(event, name)) for name, edit in edits.items() if hasattr(event, name)}
        return dataclasses.replace(event, **found) if len(found) == len(edits) else event

    return changed


def _right(edit: Callable[..., tuple[Any, Any, Any]]) -> Defect:
    """Other credentials that are compared."""
    return Defect(authorized=lambda *given: webhooks.is_authorized(*edit(*given)))


def _lower(header: str | None, user: str, password: str) -> bool:
    return any(webhooks.is_authorized(header, user, each) for each in (password, password.upper()))


EVENTS = table("events", "webhooks-", (
    ("event-null-kept", "The word null stays a text.", _event(_with(client_email=lambda value: value or "null"))),
    ("event-queue-text", "The queue of events is a text.", _event(_with(chat_queue_id=str))),
    ("event-naive", "Dates of events have no zone.", _event(_with(date=lambda value: value.replace(tzinfo=None)))),
    ("event-early", "Dates of events are an hour early.", _event(_with(date=lambda value: value - timedelta(hours=1)))),
    ("event-id-text", "Ids of events are in upper case.",
     _event(_with(conversation_id=lambda value: str(value).upper()))),
    ("event-login-lost", "The agent of events is lost.", _event(_with(agent_login=lambda value: None))),
    ("event-more-lost", "Fields of events that nobody knows are lost.",
     _event(lambda event: dataclasses.replace(event, additional_properties={}))),
    ("event-plus", "Plus signs in events stay plus signs.", _body(r"\+", "%2B")),
    ("event-decoded-twice", "Events are decoded twice.", _body("%26", "&")),
    ("event-json-refused", "Events in JSON are refused.", _body(r"^\s*\{", "[{")),
    ("event-type-alone", "Only the media type tells JSON from a form.",
     Defect(received=lambda body, kind: (body, kind or "x") if not str(body[:1]).isspace() else (b"x=1", kind))),
    ("event-unknown-refused", "Events that nobody knows are lost.",
     _event(lambda event: None if isinstance(event, webhooks.UnknownEvent) else event)),
    ("event-unknown-action", "The action of events that nobody knows is lost.",
     _event(lambda event: webhooks.UnknownEvent(None, additional_properties=event.additional_properties)
            if isinstance(event, webhooks.UnknownEvent) else event)),
    ("event-empty", "An empty body is an event.", _body("^$", "action=")),
    ("authorized-always", "Everybody is authorized.", Defect(authorized=lambda *given: True)),
    ("authorized-user-alone", "Any password is right.",
     Defect(authorized=lambda header, *given: (
         (header or "").startswith("Basic aG9va191c2Vy") or webhooks.is_authorized(header, *given)))),
    ("authorized-case", "Passwords are compared without regard to case.", Defect(authorized=_lower)),
    ("authorized-scheme", "The scheme of credentials does not count.",
     _right(lambda header, user, password: (re.sub("^[A-Za-z]+", "Basic", header or ""), user, password))),
    ("authorized-strict-scheme", "The scheme has to be written Basic.",
     _right(lambda header, user, password: (header if (header or "").startswith("Basic ") else None, user, password))),
    ("authorized-ascii", "Names beyond ASCII are never right.",
     _right(lambda header, user, password: (header if user.isascii() else None, user, password))),
    ("authorized-prefix", "The beginning of a password is right.",
     Defect(authorized=lambda header, user, password: any(
         webhooks.is_authorized(header, user, password[:length]) for length in range(1, len(password) + 1)))),
))  # fmt: skip
