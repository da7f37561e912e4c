"""Scheduled changes in a table of the SQL engine, taken by the replica that holds the lock of their space's row."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from thulium_mock.state import sql_schema as schema
from thulium_mock.state.conversations import Change, Message, ScheduledChange
from thulium_mock.state.sql_records import SpaceRow

_BATCH = 20

_scheduled, _spaces = schema.scheduled_changes.c, schema.spaces.c

_LATE = 1
"""Seconds after which a due change is overdue, so that any process makes it: the one with its timer has died."""

_OVERDUE = (
    select(_spaces.name)
    .join_from(schema.scheduled_changes, schema.spaces, _spaces.generation == _scheduled.generation)
    .where(_scheduled.due_at < bindparam("moment"))
    .limit(1)
)


def insert_scheduled_changes(
    connection: Connection, row: SpaceRow, scheduled: Sequence[ScheduledChange], epoch: float
) -> None:
    """Insert scheduled changes; ``epoch`` is the time at which the clock of this process was 0."""
    values = []
    for due_at, change, idle in scheduled:
        row.newest += 1
        document = [idle, *change[:2], change.message and [*change.message], *change[3:]]
        place = {"generation": row.generation, "number": row.newest, "due_at": due_at + epoch}
        values.append({**place, "document": document})
    connection.execute(insert(schema.scheduled_changes), values)


def overdue(connection: Connection, now: float) -> str | None:
    """Return a space that has overdue changes at ``now``, in the time of the database, None if there is none."""
    return connection.scalars(_OVERDUE, {"moment": now - _LATE}).first()


def take_due(connection: Connection, generation: int, now: float, epoch: float) -> list[ScheduledChange]:
    """Take a batch of due changes, in their order; ``epoch`` is the time at which the clock of this process was 0."""
    own = _scheduled.generation == generation
    due = (
        select(schema.scheduled_changes)
        .where(own, _scheduled.due_at <= now + epoch)
        .order_by(_scheduled.due_at, _scheduled.number)
    )
    found = connection.execute(due.limit(_BATCH)).all()
    connection.execute(
        delete(schema.scheduled_changes).where(own, _scheduled.number.in_([each.number for each in found]))
    )
    return [_scheduled_change(each.due_at - epoch, each.document) for each in found]


def _scheduled_change(due_at: float, document: list[Any]) -> ScheduledChange:
    idle, identifier, at, message, login, status, removed = document
    change = Change(identifier, at, message and Message(*message), login, status, tuple(removed))
    return ScheduledChange(due_at, change, idle)
