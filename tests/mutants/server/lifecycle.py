"""Defects in conversations, webhooks and events that no row can say."""

import base64
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from thulium_mock.errors import ConversationClosed, UnknownConversation
from thulium_mock.state.conversations import Change, ConversationFilters, Message
from thulium_mock.state.webhooks import Webhook

from tests.http.messages import Response
from tests.mutants.server import changes
from tests.mutants.server.changes import content
from tests.mutants.server.core import AnswerChange, Request, RequestChange
from tests.mutants.server.deliveries import Event
from tests.mutants.server.parts import Parts, Server
from tests.mutants.server.witness import basic

_HOUR = 3600


# Changes of conversations.
def _message(edit: Callable[[Message], Message | None]) -> Parts:
    """Change what is kept of a message."""
    return Parts(change=lambda each, server: each._replace(message=edit(each.message)) if each.message else each)


def _with_message(**members: Any) -> Parts:
    """Have a message change the conversation as well."""
    return Parts(change=lambda each, server: each._replace(**members) if each.message else each)


def _first_only(each: Change, server: Server) -> Change | None:
    return each if not each.message or server.nth(each.conversation_id) == 1 else None


def _known(server: Server) -> list[str]:
    """Return the ids of the conversations that were changed or started so far."""
    known: list[str] = server.memory.setdefault("known", [])
    return known


def _elsewhere(each: Change, server: Server) -> Change:
    known = _known(server)
    known.append(each.conversation_id)
    return each._replace(conversation_id=known[0]) if each.message else each


def _to_all(when: Callable[[Change], object]) -> Parts:
    """Have a change reach every conversation that was started."""

    def keep(conversation: Any, server: Server) -> Any:
        _known(server).append(conversation.conversation_id)
        return conversation

    def change(each: Change, server: Server) -> Sequence[Change] | Change:
        return [each._replace(conversation_id=one) for one in _known(server)] if when(each) else each

    return Parts(keep=keep, change=change)


def _newest(each: Change, server: Server) -> Change:
    return each._replace(conversation_id=_known(server)[-1]) if each.status == "CLOSED" else each


def _kept_id(conversation: Any, server: Server) -> Any:
    _known(server).append(conversation.conversation_id)
    return conversation


def _only_open(each: Change, server: Server) -> Change | None:
    """Remove no texts of what was stopped before."""
    ended: set[str] = server.memory.setdefault("ended", set())
    if each.status == "CLOSED":
        ended.add(each.conversation_id)
    return None if each.texts_removed and each.conversation_id in ended else each


# Webhooks and lists.
def _nth_webhook(each: Webhook, server: Server) -> Webhook | None:
    return each if server.nth("webhook") % 2 else None


def _page(edit: Callable[[int, int, ConversationFilters], tuple[int, int, ConversationFilters]]) -> Parts:
    return Parts(page=edit)


def _filter(**members: Callable[[ConversationFilters], Any]) -> Parts:
    """Make a list with other filters."""
    return _page(
        lambda limit, offset, filters: (
            limit,
            offset,
            filters._replace(**{name: change(filters) for name, change in members.items()}),
        )
    )


def _moved(text: str | None, hours: int) -> str | None:
    """Return a time in UTC, later by some hours."""
    if text is None:
        return None
    moment = time.mktime(time.strptime(text[:19], "%Y-%m-%dT%H:%M:%S")) + hours * _HOUR
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.localtime(moment)) + text[19:]


# Events.
def _body(media_type: str, make: Callable[[Event], bytes]) -> Parts:
    """Send events with another body."""
    return Parts(deliver=lambda event, server: [replace(event, body=make(event), headers={"Content-Type": media_type})])


_FORM = "application/x-www-form-urlencoded"


def _json(event: Event) -> bytes:
    return json.dumps(event.fields).encode()


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


_OTHERS = {"CLOSED": "CREATED", "CREATED": "CLOSED"}
PARTS: dict[str, Parts] = {
    "messages.null-word": _message(lambda each: each._replace(text=None if each.text == "null" else each.text)),
    "messages.blank-dropped": _message(lambda each: each if (each.text or "").strip() else None),
    "messages.twice": Parts(change=lambda each, server: [each, each] if each.message else each),
    "messages.first-only": Parts(change=_first_only),
    "messages.elsewhere": Parts(keep=_kept_id, change=_elsewhere),
    "messages.chatbot-in-text": _message(lambda each: each._replace(text=each.author or each.text)),
    "messages.replies": _with_message(status="IN_PROGRESS"),
    "messages.closes": _with_message(status="CLOSED"),
    "messages.takes": _with_message(user_login="agent"),
    "stops.every": _to_all(lambda each: each.status == "CLOSED"),
    "stops.newest": Parts(keep=_kept_id, change=_newest),
    "stops.deletes": Parts(
        change=lambda each, server: (
            each._replace(texts_removed=("customer", "user")) if each.status == "CLOSED" else each
        )
    ),
    "contents.every": _to_all(lambda each: each.texts_removed),
    "contents.closes": Parts(
        change=lambda each, server: each._replace(status="CLOSED") if each.texts_removed else each
    ),
    "contents.not-closed": Parts(change=_only_open),
    "chats.without-closed": _filter(status=lambda filters: filters.status or "CREATED"),
    "chats.without-queue": _filter(chat_queue_id=lambda filters: filters.chat_queue_id or 3),
    "pages.limit-halved": _page(lambda limit, offset, filters: (min(limit, 50), offset, filters)),
    "pages.offset-from-one": _page(lambda limit, offset, filters: (limit, max(0, offset - 1), filters)),
    "pages.offset-in-pages": _page(lambda limit, offset, filters: (limit, offset * limit, filters)),
    "pages.status-in-progress": _filter(
        status=lambda filters: "CREATED" if filters.status == "IN_PROGRESS" else filters.status
    ),
    "pages.status-negated": _filter(status=lambda filters: _OTHERS.get(filters.status or "", filters.status)),
    "pages.queue-and-status": _filter(
        status=lambda filters: None if filters.chat_queue_id is not None else filters.status
    ),
    "pages.utc": _filter(
        since=lambda filters: _moved(filters.since, 1), before=lambda filters: _moved(filters.before, -1)
    ),
    "webhooks.actions-first": Parts(subscribe=lambda each, server: each._replace(actions=each.actions[:1])),
    "webhooks.actions-sorted": Parts(subscribe=lambda each, server: each._replace(actions=tuple(sorted(each.actions)))),
    "webhooks.swapped": Parts(subscribe=lambda each, server: each._replace(user=each.password, password=each.user)),
    "webhooks.not-kept": Parts(subscribe=lambda each, server: None),
    "webhooks.second-lost": Parts(subscribe=_nth_webhook),
    "deliveries.third-lost": Parts(deliver=lambda event, server: [event] if server.nth("event") % 3 else []),
    "deliveries.latin-1": Parts(deliver=_latin),
    "deliveries.always-credentials": Parts(
        deliver=lambda event, server: [
            replace(event, headers={"Authorization": basic("thulium", "thulium")}) if not event.webhook.user else event
        ]
    ),
    "deliveries.json": _body("application/json", _json),
    "deliveries.json-as-form": _body(_FORM, _json),
    "deliveries.nested": _body(
        _FORM, lambda event: urlencode({f"data[{name}]": text for name, text in event.fields.items()}).encode()
    ),
    "deliveries.raw": _body(
        _FORM, lambda event: "&".join(f"{name}={text}" for name, text in event.fields.items()).encode()
    ),
    "deliveries.all-actions": Parts(deliver=_to_everybody),
    "deliveries.first-webhook": Parts(deliver=_to_first),
    "deliveries.late-start": Parts(deliver=_late_start),
}


# Requests.
def _stopped(request: Request, server: Server) -> bool:
    """Tell whether a request is to a conversation that was stopped before, which it stops now if it does so."""
    stopped: set[str] = server.memory.setdefault("stopped", set())
    identifier = request.path.rpartition("/")[0]
    if not request.path.endswith("/stop"):
        return identifier in stopped
    before = identifier in stopped
    stopped.add(identifier)
    return before


def _stopped_twice(request: Request, server: Server) -> Request:
    if request.method == "POST" and request.path.endswith("/stop") and request.login and _stopped(request, server):
        raise ConversationClosed
    return request


def _gone(request: Request, server: Server) -> Request:
    stop = request.path.endswith("/stop")
    if request.method == "POST" and request.login and _stopped(request, server) and not stop:
        raise UnknownConversation
    return request


def _by_chatbot(request: Request, server: Server) -> Request:
    """Take a stop without a chat bot for a look at the lists."""
    own = request.path.endswith("/stop") and request.method == "POST" and "external_chatbot_id" not in request.query
    return replace(request, path="/api/webhooks", method="GET") if own else request


def _pairs(edit: Callable[[list[str]], list[str]]) -> RequestChange:
    change = changes.pieces(edit)
    return lambda request, server: change(request, server) if request.path.endswith("/chats") else request


def _first_limit(given: list[str]) -> list[str]:
    limits = [each for each in given if each.startswith("limit=")]
    return [each for each in given if each not in limits[1:]]


_DATES = {"date_from": "date_to", "date_to": "date_from"}


def _dates(given: list[str]) -> list[str]:
    pairs = (each.partition("=") for each in given)
    return [f"{_DATES.get(name, name)}{mark}{text}" for name, mark, text in pairs]


def _of_day(name: str, time_of_day: str) -> RequestChange:
    """Take a day for a moment of it."""
    return changes.value(name, ".{10}", ["$", f" {time_of_day}"])


REQUESTS: dict[str, RequestChange] = {
    "stops.only-chatbots": _by_chatbot,
    "stops.twice-409": _stopped_twice,
    "stops.gone": _gone,
    "pages.limit-repeated": _pairs(_first_limit),
    "pages.swapped": _pairs(_dates),
    "pages.to-midnight": _of_day("date_to", "00:00:00"),
    "pages.from-end": _of_day("date_from", "23:59:59"),
    "contents.upper": lambda request, server: replace(
        request,
        path=changes.sub("/(user|customer|both)$", "/x")(request.path) if "/content/" in request.path else request.path,
    ),
}


# Answers.
def _at(path: str, method: str, edit: Callable[[Any], Any]) -> AnswerChange:
    """Change the JSON of a success."""

    def change(answer: Response, request: Request, server: Server) -> Response:
        own = answer.status == 200 and request.path.endswith(path) and request.method == method
        return content(edit)(answer) if own else answer

    return change


def _chats(edit: Callable[[dict[str, Any]], dict[str, Any]]) -> AnswerChange:
    return _at("/chats", "GET", lambda value: {**value, "result": [edit(each) for each in value["result"]]})


def _shifted(name: str, hours: int) -> Callable[[dict[str, Any]], dict[str, Any]]:
    def shifted(chat: dict[str, Any]) -> dict[str, Any]:
        text = chat[name] and _moved(chat[name].replace(" ", "T"), hours)
        return {**chat, name: text and text.replace("T", " ")}

    return shifted


def _reopened(answer: Response, request: Request, server: Server) -> Response:
    """List what was stopped twice as started."""
    if request.path.endswith("/stop") and request.login and _stopped(request, server):
        server.memory.setdefault("open", set()).add(request.path.split("/")[-2])
    if answer.status != 200 or not request.path.endswith("/chats") or request.method != "GET":
        return answer
    opened = server.memory.get("open", ())
    value = answer.json
    shown = [{**each, "status": "CREATED"} if each["conversation_id"] in opened else each for each in value["result"]]
    return answer.with_json({**value, "result": shown})


def _left(answer: Response, request: Request, server: Server) -> Response:
    """Count what is left after the offset."""
    offset = request.value("offset").decode()
    own = answer.status == 200 and request.path.endswith("/chats") and request.method == "GET" and offset.isdecimal()
    edit = content(lambda value: {**value, "count": max(0, value["count"] - int(offset or 0))})
    return edit(answer) if own else answer


def _doubled(value: dict[str, Any]) -> dict[str, Any]:
    return {**value, "result": value["result"][:1] + value["result"]}


ANSWERS: dict[str, AnswerChange] = {
    "stops.reopens": _reopened,
    "chats.object-result": _at(
        "/chats", "GET", lambda value: {**value, "result": {each["conversation_id"]: each for each in value["result"]}}
    ),
    "chats.created-utc": _chats(_shifted("created_at", -1)),
    "chats.closed-utc": _chats(_shifted("closed_at", -1)),
    "chats.newest-twice": _at("/chats", "GET", _doubled),
    "pages.offset-counted": _left,
    "webhooks.list-counted": _at(
        "/webhooks", "GET", lambda value: {"count": len(value), "result": value} if isinstance(value, list) else value
    ),
}
