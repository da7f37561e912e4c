"""Duties in a table of the SQL engine: whoever has the lock of their space's row takes and does them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from thulium_mock.state import sql_schema as schema
from thulium_mock.state.conversations import Change, Duty, Message
from thulium_mock.state.sql_records import SpaceRow

_AT_ONCE = 20

_duties, _spaces = schema.duties.c, schema.spaces.c

_LATE = 1
"""After how many seconds a duty is done by any process: that in which it began has a timer for it, or has died."""

_OVERDUE = (
    select(_spaces.name)
    .join_from(schema.duties, schema.spaces, _spaces.generation == _duties.generation)
    .where(_duties.due_at < bindparam("moment"))
    .limit(1)
)


def insert_duties(connection: Connection, row: SpaceRow, duties: Sequence[Duty], epoch: float) -> None:
    """Keep duties; ``epoch`` is when clocks of this process were at 0."""
    values = []
    for due_at, change, idle in duties:
        row.newest += 1
        document = [idle, *change[:2], change.message and [*change.message], *change[3:]]
        place = {"generation": row.generation, "number": row.newest, "due_at": due_at + epoch}
        values.append({**place, "document": document})
    connection.execute(insert(schema.duties), values)


def overdue(connection: Connection, now: float) -> str | None:
    """Return the space of a duty that its process should have done by ``now``, in the time of the database."""
    return connection.scalars(_OVERDUE, {"moment": now - _LATE}).first()


def take_due(connection: Connection, generation: int, now: float, epoch: float) -> list[Duty]:
    """Take some duties that are due, in their order; ``epoch`` is when clocks of this process were at 0."""
    own = _duties.generation == generation
    due = select(schema.duties).where(own, _duties.due_at <= now + epoch).order_by(_duties.due_at, _duties.number)
    found = connection.execute(due.limit(_AT_ONCE)).all()
    connection.execute(delete(schema.duties).where(own, _duties.number.in_([each.number for each in found])))
    return [_duty(each.due_at - epoch, each.document) for each in found]


def _duty(due_at: float, document: list[Any]) -> Duty:
    idle, identifier, at, message, login, status, removed = document
    change = Change(identifier, at, message and Message(*message), login, status, tuple(removed))
    return Duty(due_at, change, idle)
