"""Export and import of a whole database as JSON Lines: a header, one line for each row, and their count.

Each is one transaction.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, TextIO

import orjson
from sqlalchemy import Connection, Table, delete, insert, select, tuple_, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.types import BigInteger, Double, Integer, LargeBinary

from thulium_mock.serialization import to_json
from thulium_mock.state import sql_schema as schema
from thulium_mock.state.sql_database import Database, notify

FORMAT = "thulium-mock export"

_BATCH = 1000

_TABLES = {table.name: table for table in schema.metadata.sorted_tables}
_TYPES: tuple[tuple[type, type | tuple[type, ...]], ...] = (
    (BigInteger, int),
    (Integer, int),
    (Double, (float, str)),
    (LargeBinary, str),
    (schema.Json, object),
)

Progress = Callable[[int], None]


class UnusableFile(Exception):
    """File that is not a complete export; the sentence names the line."""


def export_rows(connection: Connection, file: TextIO, progress: Progress) -> int:
    """Write all rows to a file, and return their number; ``progress`` is called with the rows written so far."""
    count = 0
    _write(file, {"format": FORMAT, "schema_version": schema.VERSION})
    for table in _TABLES.values():
        for row in _rows(connection, table):
            _write(file, {"table": table.name, "row": row})
            count += 1
            progress(count)
    _write(file, {"rows": count})
    return count


def import_rows(connection: Connection, file: Iterable[str], progress: Progress) -> int:
    """Replace all rows by those of a file, and return their number; raises `UnusableFile`.

    Processes that serve the database go on with what was imported.
    """
    before = connection.scalars(select(schema.database.c.counter)).one()
    for table in _TABLES.values():
        connection.execute(delete(table))
    count = 0
    for table, of_table in groupby(_lines(file), itemgetter(0)):
        while rows := [row for _, row in islice(of_table, _BATCH)]:
            count += len(rows)
            try:
                connection.execute(insert(table), rows)
            except (SQLAlchemyError, OverflowError) as error:
                lines = f"line {count + 1}, or one of the {len(rows) - 1} before it,"
                raise UnusableFile(f"{lines} does not fit: {error}") from error
            progress(count)
    found = connection.scalars(select(schema.database.c.counter)).all()
    if len(found) != 1 or not connection.scalars(select(schema.spaces.c.name)).first():
        raise UnusableFile(f"line {count + 2}: no state of a mock comes before")
    # Higher than all versions that a process may know.
    version = max(before, *found) + 1
    connection.execute(update(schema.database).values(counter=version))
    connection.execute(update(schema.spaces).values(version=version, fixtures_version=version, faults_version=version))
    notify(connection)
    return count


def _write(file: TextIO, line: dict[str, Any]) -> None:
    file.write(to_json(line).decode() + "\n")


def _rows(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table in order of their key, read in batches."""
    key = list(table.primary_key) or list(table.columns)
    query = select(table).order_by(*key).limit(_BATCH)
    page = connection.execute(query).all()
    while page:
        yield from (_plain(dict(zip(table.columns.keys(), row, strict=True))) for row in page)
        last = tuple_(*(getattr(page[-1], each.name) for each in key))
        page = connection.execute(query.where(tuple_(*key) > last)).all() if len(page) == _BATCH else []


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row as JSON: bytes as Latin-1 text, infinity as text."""
    for name, value in row.items():
        if isinstance(value, bytes):
            row[name] = value.decode("latin-1")
        elif isinstance(value, float) and math.isinf(value):
            row[name] = str(value)
    return row


def _lines(file: Iterable[str]) -> Iterator[tuple[Table, dict[str, Any]]]:
    """Yield table and row of each line, and check the header and the count."""
    number, count = 0, 0
    for number, line in enumerate(file, 1):
        try:
            content = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise UnusableFile(f"line {number} is not JSON: {error}") from error
        content = content if isinstance(content, dict) else {}
        if number == 1:
            if content.get("format") != FORMAT:
                raise UnusableFile("line 1 is not that of an export of thulium-mock")
            if content.get("schema_version") != schema.VERSION:
                raise UnusableFile(
                    f"line 1: another version of thulium-mock has made it; this one reads {schema.VERSION}"
                )
        elif "rows" in content:
            if content["rows"] != count or next(iter(file), None) is not None:
                raise UnusableFile(f"line {number} counts other rows than there are")
            return
        else:
            table = _TABLES.get(str(content.get("table")))
            row = content.get("row")
            if table is None or not isinstance(row, dict) or row.keys() != set(table.columns.keys()):
                raise UnusableFile(f"line {number} is no row of a table of this version")
            count += 1
            yield table, {each.name: _value(number, each, row[each.name]) for each in table.columns}
    raise UnusableFile(f"line {number} is the last one, and the file goes on after it in a whole export")


def _value(number: int, column: Any, value: Any) -> Any:
    """Return the stored form of a value; raises `UnusableFile`."""
    expected = next((python for kind, python in _TYPES if isinstance(column.type, kind)), str)
    fits = isinstance(value, expected) or (value is None and column.nullable)
    try:
        if not fits or isinstance(value, bool):
            raise ValueError
        if isinstance(column.type, LargeBinary):
            return str(value).encode("latin-1")
        return float(value) if isinstance(column.type, Double) and value is not None else value
    except ValueError as error:
        raise UnusableFile(f"line {number}: {column.name} cannot be {value!r:.50}") from error


async def transfer(url: str, work: Callable[[Connection], int], *, writes: bool) -> int:
    """Run an export or import on the database at ``url``; raises `UnusableDatabase`."""
    database = Database(url, seconds=None)
    try:
        await database.open()
        return await (database.write(work) if writes else database.read(work))
    finally:
        await database.close()
