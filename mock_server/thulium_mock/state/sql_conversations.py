"""Conversations, their messages and webhooks in the tables of the SQL engine."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, delete, func, insert, select, update

from thulium_mock.errors import UnknownConversation
from thulium_mock.state import sql_schema as schema
from thulium_mock.state.conversations import (
    EVERY,
    Change,
    Conversation,
    ConversationFilters,
    Message,
    ScheduledChange,
    changed,
    events,
)
from thulium_mock.state.sql_records import SpaceRow
from thulium_mock.state.sql_scheduled_changes import insert_scheduled_changes
from thulium_mock.state.sql_schema import insert_stored
from thulium_mock.state.store import Record
from thulium_mock.state.webhooks import MAX_WEBHOOKS, Webhook

_conversations, _messages, _webhooks = schema.conversations.c, schema.messages.c, schema.webhooks.c
_starts = schema.starts.c

_UPDATE_CONVERSATION = update(schema.conversations).where(
    _conversations.generation == bindparam("of_generation"), _conversations.conversation_id == bindparam("of_id")
)
_INSERT_MESSAGES = insert(schema.messages)
_OWN: BindParameter[int] = bindparam("generation")
_AMONG: BindParameter[list[str]] = bindparam("ids", expanding=True)
_SELECT_CONVERSATIONS = select(_conversations.document).where(
    _conversations.generation == _OWN, _conversations.conversation_id.in_(_AMONG)
)
_PLACE = _conversations.created_at, _conversations.chat_queue_id, _conversations.status
_DELETE_CONVERSATIONS = (
    delete(schema.conversations)
    .where(_conversations.generation == _OWN, _conversations.conversation_id.in_(_AMONG))
    .returning(*_PLACE)
)
_ADD_TO_COUNT = (
    update(schema.starts)
    .where(
        _starts.generation == bindparam("of_generation"),
        _starts.hour == bindparam("of_hour"),
        _starts.chat_queue_id == bindparam("of_queue"),
        _starts.status == bindparam("of_status"),
    )
    .values(count=_starts.count + bindparam("more"))
)

_Place = tuple[str, int, str]
"""Start, queue and status of a conversation."""

_HOUR = len("2026-01-01T00")
_FIRST_MOMENT = ":00:00.000Z"
"""Suffix of the first timestamp of an hour."""

_LAST = "~"
"""Sorts after every timestamp."""
_DELETE_MESSAGES = delete(schema.messages).where(_messages.generation == _OWN, _messages.conversation_id.in_(_AMONG))


def find_conversations(
    connection: Connection, row: SpaceRow, filters: ConversationFilters, limit: int, offset: int
) -> tuple[int, list[Conversation]]:
    """Return the number of matches, and a page of them, the newest first."""
    fit = [
        *_of_kind(_conversations, row, filters),
        *([_conversations.created_at >= filters.since] if filters.since is not None else []),
        *([_conversations.created_at < filters.before] if filters.before is not None else []),
    ]
    count = row.kept if filters == EVERY else _count(connection, row, filters)
    newest = _conversations.created_at.desc(), _conversations.position.desc()
    page = select(_conversations.document).where(*fit).order_by(*newest).limit(limit).offset(offset)
    return count, [Conversation(*each) for each in connection.scalars(page)]


def _of_kind(columns: Any, row: SpaceRow, filters: ConversationFilters) -> list[Any]:
    """Return the conditions on generation, status and queue."""
    given = ("status", filters.status), ("chat_queue_id", filters.chat_queue_id)
    return [columns.generation == row.generation, *(columns[name] == each for name, each in given if each is not None)]


def _count(connection: Connection, row: SpaceRow, filters: ConversationFilters) -> int:
    """Return the number of matches: whole hours from the counters of starts, the rest row by row."""
    since, before = filters.since or "", filters.before or _LAST
    first, last, parts = since[:_HOUR], before[:_HOUR], []
    if since[_HOUR:] > _FIRST_MOMENT:
        first += _LAST
        parts.append((since, min(before, first)))
    if before[_HOUR:] > _FIRST_MOMENT and last >= first:
        parts.append((max(since, last), before))
    hours = *_of_kind(_starts, row, filters), _starts.hour >= first, _starts.hour < last
    found: int = connection.scalars(select(func.coalesce(func.sum(_starts.count), 0)).where(*hours)).one()
    for begin, end in parts:
        within = *_of_kind(_conversations, row, filters), _conversations.created_at >= begin
        single = select(func.count()).select_from(schema.conversations).where(*within, _conversations.created_at < end)
        found += connection.scalars(single).one()
    return int(found)


def _count_starts(connection: Connection, row: SpaceRow, places: Mapping[_Place, int]) -> None:
    """Add to the counters of starts the changes by start, queue and status."""
    more: Counter[_Place] = Counter()
    for (created_at, queue_id, status), count in places.items():
        more[created_at[:_HOUR], queue_id, status] += count
    for (hour, queue_id, status), count in sorted(more.items()):
        place = {"of_generation": row.generation, "of_hour": hour, "of_queue": queue_id, "of_status": status}
        if count and not connection.execute(_ADD_TO_COUNT, {**place, "more": count}).rowcount:
            connection.execute(insert(schema.starts), dict(zip(_starts.keys(), [*place.values(), count], strict=True)))


def get_conversation(connection: Connection, generation: int, conversation_id: str) -> Conversation:
    """Return a conversation; raises `UnknownConversation`."""
    document = connection.scalars(_SELECT_CONVERSATIONS, {"generation": generation, "ids": [conversation_id]}).first()
    if document is None:
        raise UnknownConversation
    return Conversation(*document)


def get_messages(connection: Connection, generation: int, conversation_id: str) -> list[Message]:
    """Return the messages of a conversation, the oldest first; raises `UnknownConversation`."""
    get_conversation(connection, generation, conversation_id)
    own = _messages.generation == generation, _messages.conversation_id == conversation_id
    columns = _messages.side, _messages.author, _messages.text, _messages.sent_at
    return [Message(*each) for each in connection.execute(select(*columns).where(*own).order_by(_messages.number))]


def last_written(connection: Connection, generation: int, conversation_id: str) -> str:
    """Return the time of the last message, or else of the start; raises `UnknownConversation`."""
    conversation = get_conversation(connection, generation, conversation_id)
    messages = get_messages(connection, generation, conversation_id)
    return messages[-1].sent_at if messages else conversation.created_at


def get_webhooks(connection: Connection, generation: int) -> list[Webhook]:
    """Return the webhooks, the oldest first."""
    query = select(_webhooks.document).where(_webhooks.generation == generation).order_by(_webhooks.position)
    return [Webhook(number, tuple(actions), *rest) for number, actions, *rest in connection.scalars(query)]


def keep_records(
    connection: Connection, row: SpaceRow, records: Sequence[Record], limit: int, epoch: float
) -> list[tuple[Webhook, dict[str, Any]]]:
    """Write the records of operations, in their order, and evict conversations beyond ``limit``.

    ``epoch`` is the time at which the clock of this process was 0, for scheduled changes.

    Returns the resulting events, each with a webhook subscribed to its action.
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
        found = connection.scalars(_SELECT_CONVERSATIONS, {"generation": row.generation, "ids": ids})
        kept = {each.conversation_id: each for each in (Conversation(*document) for document in found)}
    places: Counter[_Place] = Counter()
    started: dict[str, Conversation] = {}
    touched: dict[str, Conversation] = {}
    messages: list[dict[str, Any]] = []
    scheduled: list[ScheduledChange] = []
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
                    places.update({_place(after): 1})
                    places.subtract({_place(before): 1})
                if record.message:
                    row.newest += 1
                    place = {"generation": row.generation, "conversation_id": identifier, "number": row.newest}
                    messages.append({**place, **record.message._asdict()})
            case ScheduledChange():
                scheduled.append(record)
            case Webhook():
                _keep_webhook(connection, row, record)
                webhooks = get_webhooks(connection, row.generation)
    if started:
        _insert_conversations(connection, row, started.values(), limit, places)
    if changes := [each for identifier, each in touched.items() if identifier in kept]:
        values = [
            {"of_generation": row.generation, "of_id": each.conversation_id, "status": each.status, "document": [*each]}
            for each in changes
        ]
        connection.execute(_UPDATE_CONVERSATION, values)
    _count_starts(connection, row, places)
    if messages:
        connection.execute(_INSERT_MESSAGES, messages)
    if scheduled:
        insert_scheduled_changes(connection, row, scheduled, epoch)
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


def _insert_conversations(
    connection: Connection, row: SpaceRow, started: Collection[Conversation], limit: int, places: Counter[_Place]
) -> None:
    """Insert conversations, replacing those with their ids, evict the oldest beyond ``limit``, and count starts."""
    values: list[tuple[Any, ...]] = []
    for each in started:
        row.newest += 1
        key, document = schema.escaped(each.conversation_id), schema.json_text([*each])
        place = row.generation, key, row.newest
        values.append((*place, each.status, each.chat_queue_id, each.created_at, document))
    # Only seeded ids repeat.
    if row.seed is not None or row.changed.get("seed", 0) > row.generation:
        ids = {"generation": row.generation, "ids": [each.conversation_id for each in started]}
        row.kept -= _delete_conversations(connection, ids, places)
    insert_stored(connection, schema.conversations, values)
    places.update(map(_place, started))
    row.kept += len(values)
    if row.kept > limit:
        # In batches, so that eviction is rare.
        count = row.kept - limit + limit // 100
        own = select(_conversations.conversation_id).where(_conversations.generation == row.generation)
        oldest = own.order_by(_conversations.position).limit(count)
        ids = {"generation": row.generation, "ids": list(connection.scalars(oldest))}
        row.kept -= _delete_conversations(connection, ids, places)


def _delete_conversations(connection: Connection, ids: Mapping[str, Any], places: Counter[_Place]) -> int:
    """Delete conversations with their messages, and return their number."""
    removed = [(at, queue_id, status) for at, queue_id, status in connection.execute(_DELETE_CONVERSATIONS, ids)]
    places.subtract(removed)
    connection.execute(_DELETE_MESSAGES, ids)
    return len(removed)


def _place(conversation: Conversation) -> _Place:
    return conversation.created_at, conversation.chat_queue_id, conversation.status


def _keep_webhook(connection: Connection, row: SpaceRow, webhook: Webhook) -> None:
    own = _webhooks.generation == row.generation
    row.newest += 1
    row.webhooks += 1
    connection.execute(delete(schema.webhooks).where(own, _webhooks.webhook_id == webhook.webhook_id))
    place = {"generation": row.generation, "webhook_id": webhook.webhook_id, "position": row.newest}
    connection.execute(insert(schema.webhooks).values(**place, document=[*webhook]))
    newest = select(_webhooks.position).where(own).order_by(_webhooks.position.desc()).limit(MAX_WEBHOOKS)
    connection.execute(delete(schema.webhooks).where(own, _webhooks.position.not_in(newest)))
