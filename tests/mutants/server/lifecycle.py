"""Defects in conversations, webhooks and events that no row can say."""

import base64
from dataclasses import replace
from typing import Any

from thulium_mock.errors import ConversationClosed, UnknownConversation
from thulium_mock.state.conversations import Change
from thulium_mock.state.webhooks import Webhook

from tests.http.messages import Response
from tests.mutants.server.core import AnswerChange, Request, RequestChange
from tests.mutants.server.deliveries import Event
from tests.mutants.server.parts import Parts, Server


def _only_open(each: Change, server: Server) -> Change | None:
    """Remove no texts of what was stopped before."""
    ended: set[str] = server.memory.setdefault("ended", set())
    if each.status == "CLOSED":
        ended.add(each.conversation_id)
    return None if each.texts_removed and each.conversation_id in ended else each


def _from_chatbot(each: Change, server: Server) -> Change:
    message = each.message
    return each._replace(message=message._replace(text=message.author or message.text)) if message else each


def _latin(event: Event, server: Server) -> list[Event]:
    letters = f"{event.webhook.user}:{event.webhook.password}".encode("latin-1", "replace")
    token = f"Basic {base64.b64encode(letters).decode()}"
    return [replace(event, headers={"Authorization": token})] if event.webhook.user else [event]


def _late_start(event: Event, server: Server) -> list[Event]:
    """Hold back what tells of a start until the end was told."""
    key = event.webhook.webhook_id, event.fields["conversation_id"]
    if event.fields["action"].endswith("CREATED"):
        server.memory[key] = event
        return []
    held = server.memory.pop(key, None) if event.fields["action"].endswith("CLOSED") else None
    return [event, held] if held else [event]


def _to_first(event: Event, server: Server) -> list[Event]:
    return [event] if event.webhook.webhook_id == server.memory.setdefault("first", event.webhook.webhook_id) else []


def _to_everybody(event: Event, server: Server) -> list[Event]:
    """Send events to every webhook that an event was sent to, whatever it subscribed to."""
    urls: dict[int, Webhook] = server.memory.setdefault("urls", {})
    urls[event.webhook.webhook_id] = event.webhook
    return [replace(event, webhook=each) for each in urls.values()]


PARTS: dict[str, Parts] = {
    "messages.first-only": Parts(
        change=lambda each, server: each if not each.message or server.nth(each.conversation_id) == 1 else None
    ),
    "messages.chatbot-in-text": Parts(change=_from_chatbot),
    "contents.not-closed": Parts(change=_only_open),
    "pages.offset-in-pages": Parts(page=lambda limit, offset, filters: (limit, offset * limit, filters)),
    "webhooks.actions-sorted": Parts(subscribe=lambda each, server: each._replace(actions=tuple(sorted(each.actions)))),
    "webhooks.swapped": Parts(subscribe=lambda each, server: each._replace(user=each.password, password=each.user)),
    "webhooks.not-kept": Parts(subscribe=lambda each, server: None),
    "webhooks.second-lost": Parts(subscribe=lambda each, server: each if server.nth("webhook") % 2 else None),
    "deliveries.third-lost": Parts(deliver=lambda event, server: [event] if server.nth("event") % 3 else []),
    "deliveries.latin-1": Parts(deliver=_latin),
    "deliveries.all-actions": Parts(deliver=_to_everybody),
    "deliveries.first-webhook": Parts(deliver=_to_first),
    "deliveries.late-start": Parts(deliver=_late_start),
}


def _stopped(request: Request, server: Server) -> bool:
    """Tell whether a request is to a conversation that was stopped before, which it stops now if it does so."""
    stopped: set[str] = server.memory.setdefault("stopped", set())
    identifier, _, what = request.path.rpartition("/")
    before = identifier in stopped
    if what == "stop":
        stopped.add(identifier)
    return before


def _refusing_ended(request: Request, server: Server) -> Request:
    if request.method == "POST" and request.path.endswith("/stop") and request.login and _stopped(request, server):
        raise ConversationClosed
    return request


def _gone(request: Request, server: Server) -> Request:
    stop = request.path.endswith("/stop")
    if request.method == "POST" and request.login and _stopped(request, server) and not stop:
        raise UnknownConversation
    return request


REQUESTS: dict[str, RequestChange] = {"stops.twice-409": _refusing_ended, "stops.gone": _gone}


def _reopened(answer: Response, request: Request, server: Server) -> Response:
    """List what was stopped twice as started."""
    opened: set[Any] = server.memory.setdefault("open", set())
    if request.path.endswith("/stop") and request.login and _stopped(request, server):
        opened.add(request.path.split("/")[-2])
    if answer.status != 200 or not request.path.endswith("/chats") or request.method != "GET":
        return answer
    value = answer.json
    shown = [{**each, "status": "CREATED"} if each["conversation_id"] in opened else each for each in value["result"]]
    return answer.with_json({**value, "result": shown})


ANSWERS: dict[str, AnswerChange] = {"stops.reopens": _reopened}
