"""Conversations, their messages and webhooks in the tables of the SQL engine."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, delete, func, insert, select, update

from thulium_mock.errors import UnknownConversation
from thulium_mock.state import sql_schema as schema
from thulium_mock.state.conversations import EVERY, Change, Conversation, ConversationFilters, Message, changed, events
from thulium_mock.state.sql_records import SpaceRow
from thulium_mock.state.sql_schema import insert_stored
from thulium_mock.state.store import Record
from thulium_mock.state.webhooks import MAX_WEBHOOKS, Webhook

_conversations, _messages, _webhooks = schema.conversations.c, schema.messages.c, schema.webhooks.c

_CHANGED = update(schema.conversations).where(
    _conversations.generation == bindparam("of_generation"), _conversations.conversation_id == bindparam("of_id")
)
_SENT = insert(schema.messages)
_OWN: BindParameter[int] = bindparam("generation")
_AMONG: BindParameter[list[str]] = bindparam("ids", expanding=True)
_FOUND = select(_conversations.document).where(
    _conversations.generation == _OWN, _conversations.conversation_id.in_(_AMONG)
)
_REPLACED = delete(schema.conversations).where(
    _conversations.generation == _OWN, _conversations.conversation_id.in_(_AMONG)
)
_UNSENT = delete(schema.messages).where(_messages.generation == _OWN, _messages.conversation_id.in_(_AMONG))


def find_conversations(
    connection: Connection, row: SpaceRow, filters: ConversationFilters, limit: int, offset: int
) -> tuple[int, list[Conversation]]:
    """Return how many fit, and at most ``limit`` of them after the ``offset`` newest, newest first."""
    fit = [
        _conversations.generation == row.generation,
        *([_conversations.status == filters.status] if filters.status is not None else []),
        *([_conversations.chat_queue_id == filters.chat_queue_id] if filters.chat_queue_id is not None else []),
        *([_conversations.created_at >= filters.since] if filters.since is not None else []),
        *([_conversations.created_at < filters.before] if filters.before is not None else []),
    ]
    count = row.kept
    if filters != EVERY:
        count = connection.scalars(select(func.count()).select_from(schema.conversations).where(*fit)).one()
    newest = _conversations.created_at.desc(), _conversations.position.desc()
    page = select(_conversations.document).where(*fit).order_by(*newest).limit(limit).offset(offset)
    return count, [Conversation(*each) for each in connection.scalars(page)]


def get_conversation(connection: Connection, generation: int, conversation_id: str) -> Conversation:
    """Return a conversation; raises `UnknownConversation`."""
    document = connection.scalars(_FOUND, {"generation": generation, "ids": [conversation_id]}).first()
    if document is None:
        raise UnknownConversation
    return Conversation(*document)


def get_messages(connection: Connection, generation: int, conversation_id: str) -> list[Message]:
    """Return the messages of a conversation, the oldest first; raises `UnknownConversation`."""
    get_conversation(connection, generation, conversation_id)
    own = _messages.generation == generation, _messages.conversation_id == conversation_id
    columns = _messages.side, _messages.author, _messages.text, _messages.sent_at
    return [Message(*each) for each in connection.execute(select(*columns).where(*own).order_by(_messages.number))]


def get_webhooks(connection: Connection, generation: int) -> list[Webhook]:
    """Return the webhooks, the oldest first."""
    query = select(_webhooks.document).where(_webhooks.generation == generation).order_by(_webhooks.position)
    return [Webhook(number, tuple(actions), *rest) for number, actions, *rest in connection.scalars(query)]


def keep_records(
    connection: Connection, row: SpaceRow, records: Sequence[Record], limit: int
) -> list[tuple[Webhook, dict[str, Any]]]:
    """Keep what operations have left behind, in their order, and at most ``limit`` conversations.

    Returns the events that followed, each with a webhook that has its action.
    """
    announced: list[tuple[Webhook, dict[str, Any]]] = []
    webhooks = get_webhooks(connection, row.generation) if row.webhooks else []

    def announce(before: Conversation | None, after: Conversation, at: str) -> None:
        if webhooks:
            found = events(before, after, at)
            announced.extend((each, event) for event in found for each in webhooks if event["action"] in each.actions)

    ids = [each.conversation_id for each in records if isinstance(each, Change)]
    kept: dict[str, Conversation] = {}
    if ids:
        found = connection.scalars(_FOUND, {"generation": row.generation, "ids": ids})
        kept = {each.conversation_id: each for each in (Conversation(*document) for document in found)}
    started: dict[str, Conversation] = {}
    touched: dict[str, Conversation] = {}
    messages: list[dict[str, Any]] = []
    for record in records:
        match record:
            case Conversation(conversation_id=identifier):
                messages = [each for each in messages if each["conversation_id"] != identifier]
                kept.pop(identifier, None)
                started.pop(identifier, None)
                started[identifier] = record
                announce(None, record, record.created_at)
            case Change(conversation_id=identifier) if before := started.get(identifier) or kept.get(identifier):
                _remove_texts(connection, row, record, messages)
                if before.status == "CLOSED":
                    continue
                (started if identifier in started else kept)[identifier] = after = changed(before, record)
                announce(before, after, record.at)
                if identifier in kept:
                    touched[identifier] = after
                if record.message:
                    row.newest += 1
                    place = {"generation": row.generation, "conversation_id": identifier, "number": row.newest}
                    messages.append({**place, **record.message._asdict()})
            case Webhook():
                _keep_webhook(connection, row, record)
                webhooks = get_webhooks(connection, row.generation)
    if started:
        _put(connection, row, started.values(), limit)
    if changes := [each for identifier, each in touched.items() if identifier in kept]:
        values = [
            {"of_generation": row.generation, "of_id": each.conversation_id, "status": each.status, "document": [*each]}
            for each in changes
        ]
        connection.execute(_CHANGED, values)
    if messages:
        connection.execute(_SENT, messages)
    return announced


def _remove_texts(connection: Connection, row: SpaceRow, change: Change, unsent: Iterable[dict[str, Any]]) -> None:
    """Remove the texts of some sides, also from messages that are not written yet."""
    if not change.texts_removed:
        return
    own = _messages.generation == row.generation, _messages.conversation_id == change.conversation_id
    gone = update(schema.messages).where(*own, _messages.side.in_(change.texts_removed)).values(text=None)
    connection.execute(gone)
    for each in unsent:
        if each["conversation_id"] == change.conversation_id and each["side"] in change.texts_removed:
            each["text"] = None


def _put(connection: Connection, row: SpaceRow, started: Collection[Conversation], limit: int) -> None:
    """Put conversations in the place of those with their ids; of too many, the oldest give way."""
    values: list[tuple[Any, ...]] = []
    for each in started:
        row.newest += 1
        key, document = schema.escaped(each.conversation_id), schema.json_text([*each])
        place = row.generation, key, row.newest
        values.append((*place, each.status, each.chat_queue_id, each.created_at, document))
    # Only ids of a seed come again.
    if row.seed is not None or row.changed.get("seed", 0) > row.generation:
        ids = {"generation": row.generation, "ids": [each.conversation_id for each in started]}
        row.kept -= connection.execute(_REPLACED, ids).rowcount
        connection.execute(_UNSENT, ids)
    insert_stored(connection, schema.conversations, values)
    row.kept += len(values)
    if row.kept > limit:
        # Some more than have to, so that this is rare.
        count = row.kept - limit + limit // 100
        own = select(_conversations.conversation_id).where(_conversations.generation == row.generation)
        oldest = own.order_by(_conversations.position).limit(count)
        ids = {"generation": row.generation, "ids": list(connection.scalars(oldest))}
        connection.execute(_REPLACED, ids)
        connection.execute(_UNSENT, ids)
        row.kept -= count


def _keep_webhook(connection: Connection, row: SpaceRow, webhook: Webhook) -> None:
    own = _webhooks.generation == row.generation
    row.newest += 1
    row.webhooks += 1
    connection.execute(delete(schema.webhooks).where(own, _webhooks.webhook_id == webhook.webhook_id))
    place = {"generation": row.generation, "webhook_id": webhook.webhook_id, "position": row.newest}
    connection.execute(insert(schema.webhooks).values(**place, document=[*webhook]))
    newest = select(_webhooks.position).where(own).order_by(_webhooks.position.desc()).limit(MAX_WEBHOOKS)
    connection.execute(delete(schema.webhooks).where(own, _webhooks.position.not_in(newest)))
