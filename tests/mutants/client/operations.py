"""Defects of the further operations: what is sent, read, tried again and paged."""

import dataclasses
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
from thulium_chat import ApiError, ThuliumError, UnexpectedResponseError

from tests.mutants.client import change
from tests.mutants.client.core import Defect, Memory, table

_MESSAGE, _STOP, _REMOVE, _HOOK, _HOOKS = (
    *("send_message", "stop_conversation", "remove_texts", "create_webhook", "webhooks"),
)
_LISTS = ("chats", "chats_page")


def _of(names: str | tuple[str, ...], defect: Defect) -> Defect:
    """Return a defect in other operations than the first."""
    return dataclasses.replace(defect, operations=(names,) if isinstance(names, str) else names)


def _json(edit: Callable[[dict[str, Any]], dict[str, Any]]) -> Defect:
    """Another body."""

    def changed(sent: httpx.Request) -> httpx.Request:
        body = json.dumps(edit(json.loads(sent.content)), ensure_ascii=False).encode()
        kept = [(name, text) for name, text in sent.headers.multi_items() if name != "content-length"]
        return change.rewritten(sent, headers=kept, content=body)

    return change.request(changed)


def _field(name: str, edit: Callable[[Any], Any]) -> Defect:
    """Another value in the body."""
    return _of(_MESSAGE if name == "text" else _HOOK, _json(lambda body: {**body, name: edit(body[name])}))


def _without(name: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda body: {key: value for key, value in body.items() if key != name}


def _path(pattern: str, replacement: str | Callable[[re.Match[str]], str]) -> Defect:
    return change.target(lambda path, text: re.sub(pattern, replacement, path) + (f"?{text}" if text else ""))


def _query(pattern: str, replacement: str | Callable[[re.Match[str]], str]) -> Defect:
    def changed(path: str, text: str) -> str:
        query = re.sub(pattern, replacement, text).strip("&")
        return f"{path}?{query}" if query else path

    return change.target(changed)


def _method(method: str) -> Defect:
    return change.request(lambda sent: change.rewritten(sent, method=method, content=sent.content))


def _given(name: str, edit: Callable[[Any], Any]) -> Defect:
    return change.values(lambda value: value if value is None else edit(value), name)


def _chat(edit: Callable[[dict[str, Any]], dict[str, Any]]) -> Defect:
    """Other chats in the answer."""
    return _of(_LISTS, change.fields(lambda value: {**value, "result": [edit(each) for each in value["result"]]}, 200))


def _errors(outcome: Callable[[Any], Any], kind: type[Exception] = ApiError) -> Defect:
    return _of((_MESSAGE, _STOP, _REMOVE, *_LISTS, _HOOK, _HOOKS), change.errors(kind, outcome))


def _again(name: str, when: Callable[[Any], bool]) -> Defect:
    """Send once more after such an outcome."""

    def repeats(found: Any, memory: Memory) -> bool:
        memory["again"] = when(found) and not memory.get("again")
        return bool(memory["again"])

    return _of(name, Defect(repeats=repeats))


def _status(*statuses: int) -> Callable[[Any], bool]:
    return lambda found: isinstance(found, httpx.Response) and found.status_code in statuses


def _broke(found: Any) -> bool:
    return isinstance(found, httpx.ReadError)


def _offset(edit: Callable[[int], int]) -> Defect:
    """Another offset on pages after the first."""
    return _of("chats", _query(r"(?<=offset=)\d+", lambda match: str(edit(int(match[0])))))


def _moved(hours: int) -> Callable[[Any], Any]:
    return lambda value: value + timedelta(hours=hours) if isinstance(value, datetime) else value


FURTHER = table("further", ("operations-are-sent", "operations-are-read"), (
    ("message-stripped", "Spaces around a message are removed.", _field("text", str.strip)),
    ("message-line-breaks", "Line breaks of messages become line feeds.",
     _field("text", lambda text: text.replace("\r\n", "\n"))),
    ("message-one-line", "Messages become one line.", _field("text", lambda text: text.replace("\n", " "))),
    ("message-cut", "Messages are cut to 10000 characters.", _field("text", lambda text: text[:10_000])),
    ("message-ascii", "Letters beyond ASCII in messages become question marks.",
     _field("text", lambda text: text.encode("ascii", "replace").decode())),
    ("message-nul", "NUL is taken out of messages.", _field("text", lambda text: text.replace("\0", ""))),
    ("message-unescaped", "Entities in messages are resolved.",
     _field("text", lambda text: text.replace("&amp;", "&"))),
    ("message-decoded", "What looks percent-encoded in messages is decoded.",
     _field("text", lambda text: text.replace("%41", "A"))),
    ("message-null", "A message that says null is sent as null.",
     _field("text", lambda text: None if text == "null" else text)),
    ("message-renamed", "The text of a message is called message.",
     _of(_MESSAGE, _json(lambda body: {"message": body["text"], **_without("text")(body)}))),
    ("message-in-query", "The text of a message is in the query.",
     _of(_MESSAGE, change.target(lambda path, text: f"{path}?text=x"))),
    ("message-more", "A field that nobody gave is sent with messages.",
     _of(_MESSAGE, _json(lambda body: {**body, "source": "python"}))),
    ("message-in-list", "Messages are sent in a list.",
     _of(_MESSAGE, change.request(lambda sent: change.rewritten(sent, content=b"[%b]" % sent.content)))),
    ("message-type", "Messages have another media type.", _of(_MESSAGE, change.headers(Content_Type="text/json"))),
    ("message-put", "Messages are sent with PUT.", _of(_MESSAGE, _method("PUT"))),
    ("message-path", "Messages are sent to messages.", _of(_MESSAGE, _path("/message$", "/messages"))),
    ("message-slash", "Messages are sent to a path with a slash at its end.", _of(_MESSAGE, _path("$", "/"))),
    ("message-id-lower", "Ids in paths are in lower case.", _of(_MESSAGE, _path("%C5%BC", "%c5%bc"))),
    ("message-id-bare", "Ids in paths have no hyphens.",
     _of(_MESSAGE, _path(r"(?<=conversations/)[0-9a-f-]{36}", lambda match: match[0].replace("-", "")))),
    ("message-id-slash", "Slashes in ids are not encoded.", _of(_MESSAGE, _path("%2F", "/"))),
    ("message-chatbot-lost", "The chat bot of a message is not sent.",
     _of(_MESSAGE, _json(_without("external_chatbot_id")))),
    ("message-chatbot-lower", "The id of a chat bot is sent in lower case.",
     _of(_MESSAGE, _given("external_chatbot_id", lambda value: str(value).lower()))),
    ("message-chatbot-always", "Messages have a chat bot of their own.",
     _of(_MESSAGE, _json(lambda body: {"external_chatbot_id": "a779146f-4df3-49c1-826a-7caa6a5e653a", **body}))),
    ("stop-delete", "Conversations are stopped with DELETE.", _of(_STOP, _method("DELETE"))),
    ("stop-path", "Conversations are stopped at close.", _of(_STOP, _path("/stop$", "/close"))),
    ("stop-body", "Stops have a body.", _of(_STOP, change.request(lambda sent: change.rewritten(sent, content=b"{}")))),
    ("stop-chatbot-lost", "The chat bot that stops is not sent.", _of(_STOP, _query("external_chatbot_id=[^&]*", ""))),
    ("stop-chatbot-renamed", "The chat bot that stops is called chatbot_id.",
     _of(_STOP, _query("external_chatbot_id", "chatbot_id"))),
    ("remove-both", "Texts of both sides are removed always.", _of(_REMOVE, _path("/(user|customer)$", "/both"))),
    ("remove-swapped", "The sides whose texts are removed change places.",
     _of(_REMOVE, _path("/(user|customer)$", lambda match: "/customer" if match[1] == "user" else "/user"))),
    ("remove-post", "Texts are removed with POST.", _of(_REMOVE, _method("POST"))),
    ("remove-order", "The participant stands before the conversation.",
     _of(_REMOVE, _path("content/([^/]+)/([^/]+)$", r"content/\2/\1"))),
    ("limit-lost", "The limit of a page is not sent.", _of(_LISTS, _query("limit=[^&]*", ""))),
    ("offset-lost", "The offset of a page is not sent.", _of("chats_page", _query("offset=[^&]*", ""))),
    ("offset-zero-lost", "An offset of 0 is not sent.", _of("chats_page", _query("offset=0(?=&|$)", ""))),
    ("limit-default", "A limit of 100 is sent always.",
     _of("chats_page", change.arguments(lambda given: {"limit": 100, **given}))),
    ("status-lower", "The status is sent in lower case.",
     _of(_LISTS, _query("status=[A-Z_]+", lambda match: match[0].lower()))),
    ("queue-renamed", "The queue of chats is called queue_id.", _of(_LISTS, _query("chat_queue_id", "queue_id"))),
    ("false-lost", "Truth values that are false are not sent.", _of(_LISTS, _query("[a-z_]+=false", ""))),
    ("true-number", "Truth values are sent as numbers.", _of(_LISTS, _query("=true", "=1"))),
    ("true-capital", "Truth values are sent as Python writes them.", _of(_LISTS, _query("=true", "=True"))),
    ("date-iso", "Dates with times are sent with a T.", _of(_LISTS, _query(r"(\d)\+(\d)", r"\1T\2"))),
    ("date-midnight", "Dates are sent with a time.",
     _of(_LISTS, _query(r"(date_from=[0-9-]{10})(?=&|$)", r"\1+00%3A00"))),
    ("date-utc", "Times with a zone are an hour early.", _of(_LISTS, _given("date_from", _moved(-1)))),
    ("date-late", "Times with a zone are an hour late.", _of(_LISTS, _given("date_to", _moved(1)))),
    ("seconds-lost", "Seconds of dates are not sent.", _of(_LISTS, _query(r"(\d%3A\d\d)%3A\d\d", r"\1"))),
    ("dates-swapped", "The earliest and the latest start change places.",
     _of(_LISTS, _query("date_(from|to)=", lambda match: "date_to=" if match[1] == "from" else "date_from="))),
    ("filters-on-first-page", "Filters are sent for the first page alone.",
     _of("chats", _query(r"^(offset=\d+)&.*", r"\1")), "chats-of-all-pages"),
    ("pages-first-only", "Only the first page is listed.",
     _of("chats", change.fields(lambda value: {**value, "count": len(value["result"])}, 200)), "chats-of-all-pages"),
    ("pages-skip", "Each page begins one chat too late.", _offset(lambda number: number + 1), "chats-of-all-pages"),
    ("pages-overlap", "Each page begins one chat too early.", _offset(lambda number: number - 1), "chats-of-all-pages"),
    ("pages-of-hundred", "Each page begins a hundred chats after the one before.", _offset(lambda number: number * 50),
     "chats-of-all-pages"),
    ("pages-reversed", "The chats of a page are listed from its end.",
     _of("chats", change.fields(lambda value: {**value, "result": value["result"][::-1]}, 200)), "chats-of-all-pages"),
    ("pages-error-ends", "A page that fails ends the list.", _of("chats", Defect(answer=lambda answer, memory: (
        change.answered(answer, 200, lambda body: b'{"count": 0, "result": []}') if answer.is_error else answer))),
     "chats-of-all-pages"),
    ("count-of-page", "The count is that of the page.",
     _of("chats_page", change.fields(lambda value: {**value, "count": len(value["result"])}, 200))),
    ("chat-name-lost", "Chats have no names.", _chat(_without("client_name"))),
    ("chat-email-lost", "Chats have no addresses.", _chat(_without("client_email"))),
    ("chat-agent-lost", "Chats have no agents.", _chat(_without("user_login"))),
    ("chat-end-lost", "Chats have no end.", _chat(_without("closed_at"))),
    ("chat-end-is-start", "The end of a chat is its start.",
     _chat(lambda chat: {**chat, "closed_at": chat["created_at"]} if "closed_at" in chat else chat)),
    ("chat-milliseconds-lost", "Times of chats lose their milliseconds.",
     _chat(lambda chat: {**chat, "created_at": chat["created_at"].partition(".")[0]})),
    ("chat-utc", "Times of chats are taken for UTC.",
     _chat(lambda chat: {**chat, "created_at": f"{chat['created_at']}+00:00"})),
    ("chat-status-lower", "The status of chats is in lower case.",
     _chat(lambda chat: {**chat, "status": chat["status"].lower()})),
    ("chat-more-lost", "Fields of chats that nobody knows are lost.", _chat(_without("messages"))),
    ("hook-actions-first", "Only the first action is subscribed to.", _field("actions", lambda names: names[:1])),
    ("hook-actions-sorted", "Actions are sorted.", _field("actions", sorted)),
    ("hook-actions-text", "Actions are sent as one text.", _field("actions", ",".join)),
    ("hook-url-lower", "URLs of webhooks are in lower case.", _field("subscription_url", str.lower)),
    ("hook-url-renamed", "The URL of a webhook is called url.",
     _of(_HOOK, _json(lambda body: {"url": body["subscription_url"], **_without("subscription_url")(body)}))),
    ("hook-password-lost", "Passwords of webhooks are not sent.", _of(_HOOK, _json(_without("http_auth_password")))),
    ("hook-password-trimmed", "Passwords of webhooks are trimmed.",
     _of(_HOOK, _given("http_auth_password", str.strip))),
    ("hook-empty-credentials", "Credentials that are not given are sent empty.",
     _of(_HOOK, _json(lambda body: {"http_auth_user": "", "http_auth_password": "", **body}))),
    ("hooks-post", "Webhooks are listed with POST.", _of(_HOOKS, _method("POST"))),
    ("hooks-first", "Only the first webhook is listed.", _of(_HOOKS, change.fields(lambda value: value[:1], 200))),
    ("hooks-reversed", "Webhooks are listed from their end.",
     _of(_HOOKS, change.fields(lambda value: value[::-1], 200))),
    ("hooks-password-hidden", "Passwords of listed webhooks are hidden.",
     _of(_HOOKS, change.fields(lambda value: [{**each, "http_auth_password": ""} for each in value], 200))),
    ("message-again", "A message is sent again after a broken connection.", _again(_MESSAGE, _broke),
     "operations-are-tried-again"),
    ("message-again-500", "A message is sent again after 500.", _again(_MESSAGE, _status(500)),
     "operations-are-tried-again"),
    ("stop-again-503", "A stop is sent again after 503.", _again(_STOP, _status(503)), "operations-are-tried-again"),
    ("hook-again", "A webhook is made again after a broken connection.", _again(_HOOK, _broke),
     "operations-are-tried-again"),
    ("list-again-400", "Chats are asked for again after 400.", _again("chats_page", _status(400)),
     "operations-are-tried-again"),
    ("conflict-again", "A message is sent again after 409.", _again(_MESSAGE, _status(409)),
     "operations-are-tried-again"),
    ("conflict-swallowed", "A message to a conversation that has ended is a success.",
     _errors(lambda error: None if error.status == 409 else error)),
    ("unknown-swallowed", "An unknown conversation is no error.",
     _errors(lambda error: None if error.status == 404 else error)),
    ("entries-lost", "Only the first entry of an error is kept.",
     _errors(lambda error: change.having(error, errors=error.errors[:1]))),
    ("read-maybe-done", "What only reads may have had an effect.",
     _of(("chats_page", _HOOKS), change.errors(ThuliumError, lambda error: change.having(error, maybe_started=True))),
     "operations-are-tried-again"),
    ("send-never-done", "What is sent can have had no effect.",
     _of((_MESSAGE, _STOP, _HOOK), change.errors(ThuliumError, lambda error: (
         error if isinstance(error, UnexpectedResponseError) else change.having(error, maybe_started=False)))),
     "operations-are-tried-again"),
    ("unexpected-empty", "An answer that is no page is an empty one.",
     _of("chats_page", change.fields(lambda value: value or {"count": 0, "result": []}, 200))),
    ("async-only-status", "The async class alone loses the status.",
     dataclasses.replace(_of(_LISTS, _query("status=[^&]*", "")), sync=False)),
    ("sync-only-trimmed", "The sync class alone trims messages.",
     dataclasses.replace(_field("text", str.strip), asynchronous=False)),
))  # fmt: skip
