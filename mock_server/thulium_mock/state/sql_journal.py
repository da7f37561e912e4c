"""Journal in a table of the SQL engine."""

from collections.abc import Mapping
from dataclasses import fields
from itertools import chain
from operator import attrgetter
from typing import Any
from urllib.parse import unquote

from sqlalchemy import Connection, Row, bindparam, delete, func, select

from thulium_mock.state import sql_schema as schema
from thulium_mock.state.directory import Customer
from thulium_mock.state.journal import Exchange, Filters, like
from thulium_mock.state.sql_records import SpaceRow
from thulium_mock.state.sql_schema import insert_stored

_exchanges = schema.exchanges.c

_COLUMNS = ("generation", "number", "status", "method", "raw_path", "conversation_id", "size")
"""Fields of an exchange with a column of their own; the others are in its document, in order, new ones at the end."""

_BYTES = {"raw_query", "raw_headers", "raw_answer_headers", "answer", "body"}

_IN_DOCUMENT = [each.name for each in fields(Exchange) if each.name not in _COLUMNS]
_document = attrgetter(*_IN_DOCUMENT)

# Statements are built once, since building one costs more than running it.
_DELETE_PENDING = delete(schema.exchanges).where(
    _exchanges.generation == bindparam("of_generation"), _exchanges.number == bindparam("of_number")
)
_DELETE_OLD = delete(schema.exchanges).where(
    _exchanges.generation == bindparam("generation"), _exchanges.number <= bindparam("first")
)

Place = tuple[int, int]
"""Generation and number of an exchange."""


def write_exchanges(connection: Connection, came: Mapping[Place, Exchange], answered: Mapping[Place, Exchange]) -> None:
    """Insert new exchanges, and replace the written pending requests of answered ones."""
    if answered:
        places = [{"of_generation": generation, "of_number": number} for generation, number in answered]
        connection.execute(_DELETE_PENDING, places)
    if written := [_row(*each) for each in chain(came.items(), answered.items())]:
        insert_stored(connection, schema.exchanges, written)


def delete_exchanges(connection: Connection, generation: int, last: int) -> None:
    """Delete the exchanges up to a number."""
    connection.execute(_DELETE_OLD, {"generation": generation, "first": last})


def get_exchanges(connection: Connection, row: SpaceRow, after: int, limit: int) -> list[Exchange]:
    """Return at most ``limit`` of the exchanges above the number ``after``, the oldest first."""
    kept = _exchanges.generation == row.generation, _exchanges.number > max(after, row.first)
    query = select(schema.exchanges).where(*kept).order_by(_exchanges.number).limit(limit)
    return list(map(_exchange, connection.execute(query)))


def find_exchanges(
    connection: Connection, row: SpaceRow, filters: Filters, limit: int, offset: int
) -> tuple[int, list[Exchange]]:
    """Return the number of matches, and a page of them, the newest first."""
    own = _exchanges.generation == row.generation
    equal = ("status", filters.status), ("method", filters.method), ("conversation_id", filters.conversation_id)
    fit = [_exchanges[name] == value for name, value in equal if value is not None]
    fit += [own, _exchanges.number > max(filters.after, row.first)]
    newest = select(_exchanges.number, _exchanges.path).where(*fit).order_by(_exchanges.number.desc())
    if filters.path is None:
        found = connection.scalars(select(func.count()).select_from(schema.exchanges).where(*fit)).one()
        page = list(connection.scalars(newest.limit(limit).offset(offset)))
    else:
        decoded = ((number, unquote(path.decode("latin-1"))) for number, path in connection.execute(newest))
        numbers = [number for number, path in decoded if like(filters.path, path)]
        found, page = len(numbers), numbers[offset : offset + limit]
    query = select(schema.exchanges).where(own, _exchanges.number.in_(page)).order_by(_exchanges.number.desc())
    return found, list(map(_exchange, connection.execute(query)))


def _exchange(row: Row[Any]) -> Exchange:
    """Return the exchange of a row."""
    document = dict(zip(_IN_DOCUMENT, row.document, strict=False))
    for name in _BYTES & document.keys():
        document[name] = document[name].encode("latin-1")
    document["faults"] = tuple(document["faults"])
    document["errors"] = tuple(map(tuple, document["errors"]))
    if document["customer"] is not None:
        document["customer"] = Customer(*document["customer"])
    columns = {"status": row.status, "method": row.method, "raw_path": row.path, "conversation_id": row.conversation_id}
    return Exchange(**document, **columns, number=row.number, generation=row.generation)


def _row(place: Place, exchange: Exchange) -> tuple[Any, ...]:
    """Return the stored row of an exchange at its place, the generation and the number."""
    document = [each.decode("latin-1") if type(each) is bytes else each for each in _document(exchange)]
    method, conversation_id = schema.escaped(exchange.method), schema.escaped(exchange.conversation_id)
    return (*place, exchange.status, method, exchange.raw_path, conversation_id, schema.json_text(document))
